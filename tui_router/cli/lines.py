"""An exchange as one line of text, for a log and for an output that is no terminal."""

import time
from collections import Counter
from collections.abc import Iterable

from tui_router.journal.record import ExchangeRow, Tokens

_CAP = 200  # characters of a text from the wire in a line


def printable(text: str) -> str:
    """The text on one line of visible characters: controls, bidi and zero-width characters are escaped."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )


def short(text: str) -> str:
    text = printable(text[: _CAP + 1])
    return text if len(text) <= _CAP else text[: _CAP - 1] + "…"


def log_line(row: ExchangeRow) -> str:
    """Time, kind, client model → provider/model, status, tokens, milliseconds; then what was wrong, if anything."""
    target = f"{row.provider}/{row.model}" if row.model else row.provider or "here"
    parts = [
        _clock(row.started_at),
        f"{row.kind:<10}",
        short(row.client_model) or "-",
        "→",
        short(target),
        str(row.status or row.state),
        f"{row.tokens.input}+{row.tokens.output} tokens",
    ]
    if row.times.ended is not None:
        parts.append(f"{row.times.ended * 1000:.0f} ms")
    if row.trouble:
        parts.append(short(row.trouble))
    return " ".join(parts)


def plain_line(row: ExchangeRow) -> str:
    """Time, state, tier, model@provider, status, in, out, first, took, cost, reason: in columns and in words, as a
    screen reader says them."""
    state = "replay" if row.replay_of is not None and row.state == "ok" else row.state
    columns = (
        (_clock(row.started_at), 8),
        (state, 11),
        (row.tier, 7),
        (_target(row), 26),
        (str(row.status or ""), 3),
        (f"in {_count(row.tokens.input)}" if row.tokens.input else "", 9),
        (f"out {_count(row.tokens.output)}" if row.tokens.output else "", 10),
        (f"first {_seconds(row.times.first)}" if row.times.first is not None else "", 12),
        (_seconds(row.times.ended) if row.times.ended is not None else "", 6),
        (_money(row.cost), 7),
        (_spoken(_reason(row)), 0),
    )
    return " ".join(f"{text:<{width}}" for text, width in columns).rstrip()


class Totals:
    """What the last line says."""

    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._tokens = Tokens()
        self._cost = 0.0

    def add(self, row: ExchangeRow) -> None:
        self._states[row.state] += 1
        self._tokens.input += row.tokens.input
        self._tokens.output += row.tokens.output
        self._cost += row.cost or 0.0

    def line(self) -> str:
        total = self._states.total()
        parts = [f"{total} exchange{'' if total == 1 else 's'}"]
        parts += [f"{count} {state}" for state, count in self._named()]
        if self._tokens.input or self._tokens.output:
            parts += [f"in {_count(self._tokens.input)}", f"out {_count(self._tokens.output)}"]
        return "  ".join([*parts, _money(self._cost)] if _money(self._cost) else parts)

    def _named(self) -> Iterable[tuple[str, int]]:
        return ((state, count) for state, count in sorted(self._states.items()) if state != "ok")


def _target(row: ExchangeRow) -> str:
    if row.provider:
        return short(f"{row.model}@{row.provider}" if row.model else row.provider)
    return "counted here" if row.kind == "count" else "answered here"


def _reason(row: ExchangeRow) -> str:
    if row.trouble:
        return short(row.trouble)
    if row.replay_of is not None:
        return f"of {row.replay_of}"
    if row.state == "cancelled":
        return "the client left"
    return f"notes {row.notes}" if row.notes else ""


_SIGNS = {"→": "to", "≤": "at most", "≈": "about", "×": "times", "−": "without"}


def _spoken(text: str) -> str:
    """Words for the signs that a reason may hold."""
    if text.isascii():
        return text
    for sign, word in _SIGNS.items():
        text = text.replace(sign, f" {word} ")
    return " ".join(text.split())


def _money(dollars: float | None) -> str:
    """$0.041, $1.84; nothing when it is free or unknown."""
    if dollars is None or not 0.0005 <= dollars < 1e9:
        return ""
    return f"${dollars:.3f}" if dollars < 1 else f"${dollars:.2f}"


def _clock(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))


def _count(number: int) -> str:
    """812, 19.9k, 1.2m."""
    if number < 1000:
        return str(number)
    return f"{number / 1000:.1f}k" if number < 999_950 else f"{number / 1_000_000:.1f}m"


def _seconds(seconds: float) -> str:
    if seconds < 0.1:
        return f"{seconds * 1000:.0f}ms"
    return f"{seconds:.2f}s" if seconds < 10 else f"{seconds:.1f}s"
