"""What was found: one line a finding, under it what to do and what to paste. Text for a person, or one JSON object."""

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec

from tui_router.cli.lines import printable
from tui_router.core.redact import mask_secrets

State = Literal["ok", "warn", "fail", "skipped"]
STATES: tuple[State, ...] = ("ok", "warn", "fail", "skipped")

WIDTH = 80
LONGEST = 400
"""Characters of a sentence; upstreams quote whole pages."""
_INDENT = " " * 10

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "skipped": "bright_black"}
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`about` is what was looked at ("gateway", a provider, a target), `check` the name of the look. `fix` says what to
    do in words, `paste` is what to type or to put in the settings, line by line."""

    about: str
    check: str
    state: State
    said: str
    fix: str = ""
    paste: list[str] = []


class Report:
    """Every finding is told as soon as it is there. What stands in `secrets` is masked in all of them."""

    def __init__(self, tell: Callable[[Finding], None]) -> None:
        self.findings: list[Finding] = []
        self.secrets: list[str] = []
        self.requests = 0  # sent to models so far
        self._tell = tell

    def ok(self, about: str, check: str, said: str) -> None:
        self._add(about, check, "ok", said, "", [])

    def skip(self, about: str, check: str, said: str, fix: str = "", paste: list[str] | None = None) -> None:
        self._add(about, check, "skipped", said, fix, paste or [])

    def warn(self, about: str, check: str, said: str, fix: str, paste: list[str] | None = None) -> None:
        self._add(about, check, "warn", said, fix, paste or [])

    def fail(self, about: str, check: str, said: str, fix: str, paste: list[str] | None = None) -> None:
        self._add(about, check, "fail", said, fix, paste or [])

    def _add(self, about: str, check: str, state: State, said: str, fix: str, paste: list[str]) -> None:
        finding = Finding(
            about=self._safe(about),
            check=check,
            state=state,
            said=self._safe(said),
            fix=self._safe(fix),
            paste=[self._safe(line, cut=False) for line in paste],
        )
        self.findings.append(finding)
        self._tell(finding)

    def _safe(self, text: str, *, cut: bool = True) -> str:
        """On one line, without controls and keys, and no longer than a person reads."""
        plain = printable(" ".join(mask_secrets(text, self.secrets).split()) if cut else text)
        plain = plain if cut else mask_secrets(plain, self.secrets)
        return plain if not cut or len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(finding.state for finding in self.findings)
        return {state: found[state] for state in STATES}

    @property
    def failed(self) -> bool:
        return any(finding.state == "fail" for finding in self.findings)

    def as_json(self) -> str:
        """All in ASCII: a terminal acts on more characters than JSON escapes."""
        told: dict[str, Any] = {
            "ok": not self.failed,
            "counts": self.counts,
            "requests": self.requests,
            "findings": [msgspec.to_builtins(finding) for finding in self.findings],
        }
        return json.dumps(told)

    def summary(self) -> str:
        counts = self.counts
        parts = [f"{counts[state]} {state}" for state in STATES if counts[state]]
        sent = f"; {plural(self.requests, 'request')} sent" if self.requests else ""
        return f"{', '.join(parts) or 'nothing looked at'}{sent}"


class Printer:
    """Findings as text, a head before each new subject."""

    def __init__(self, echo: Callable[[str], None], paint: Callable[[str, str], str]) -> None:
        self._echo = echo
        self._paint = paint
        self._about = ""

    def tell(self, finding: Finding) -> None:
        if finding.about != self._about:
            self._about = finding.about
            self._echo(finding.about)
        for number, line in enumerate(lines(finding)):
            if number == 0:
                word = f"{finding.state:<8}"
                line = f"  {self._paint(word, _COLOURS[finding.state])}{line[10:]}"  # noqa: PLW2901
            self._echo(line)


def lines(finding: Finding) -> Iterator[str]:
    """At most 80 columns, what is to be pasted excepted: that must stay whole."""
    yield from textwrap.wrap(
        finding.said,
        WIDTH,
        initial_indent=f"  {finding.state:<8}",
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )
    if finding.fix:
        yield from textwrap.wrap(
            finding.fix,
            WIDTH,
            initial_indent=f"{_INDENT}fix: ",
            subsequent_indent=f"{_INDENT}     ",
            break_on_hyphens=False,
        )
    for line in finding.paste:
        yield f"{_INDENT}     {line}"


def plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def toml_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def toml_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
