"""Two values as lines that differ, with a little around them, and never more work than a screen is worth."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from tui_router.replay.reading import DEEPEST, encode, read_value

MOST = 400
"""Lines on a side that are matched one by one; of longer ones only the first difference is shown."""
_AROUND = 3
_FIRST = 20  # lines of a side where only the first difference is shown
_LINES = 20_000  # of one value
_LINE = 4_000  # characters

Sign = Literal["+", "-", " ", "…"]


class Line(NamedTuple):
    """`…` stands for lines that are not shown, `text` says how many. Text is from the wire."""

    sign: Sign
    text: str


def readable(raw: bytes) -> list[str]:
    """A JSON value in lines as a person reads it: members under each other, the feeds of a string kept."""
    return list(_capped(_lines(read_value(raw), "", 0)))


def _capped(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number >= _LINES:
            yield "…"
            return
        yield line if len(line) <= _LINE else line[:_LINE] + "…"


def _lines(value: Any, key: str, depth: int) -> Iterator[str]:
    indent = "  " * max(0, depth - 1)
    lead = f"{indent}{key}: " if key else indent
    if isinstance(value, dict) and value and depth < DEEPEST:
        if key:
            yield f"{indent}{key}:"
        for name, item in value.items():
            yield from _lines(item, name[:200], depth + 1)
    elif isinstance(value, list) and value and depth < DEEPEST:
        if key:
            yield f"{indent}{key}:"
        for number, item in enumerate(value):
            yield from _lines(item, f"[{number}]", depth + 1)
    elif isinstance(value, str) and "\n" in value:
        if key:
            yield f"{indent}{key}:"
        inner = indent + "  " if key else indent
        for line in value.split("\n", _LINES):
            yield inner + line
    elif isinstance(value, str):
        yield lead + value
    else:
        yield lead + encode(value).decode("utf-8", "replace")


def line_diff(before: list[str], now: list[str]) -> list[Line]:
    """What is gone and what is new, each with three lines around it. Empty when nothing differs."""
    most = min(len(before), len(now))
    head = next((at for at in range(most) if before[at] != now[at]), most)
    if head == len(before) == len(now):
        return []
    most -= head
    tail = next((at for at in range(most) if before[-1 - at] != now[-1 - at]), most)
    gone, come = before[head : len(before) - tail], now[head : len(now) - tail]
    lines = _before(now[:head])
    if len(gone) > MOST or len(come) > MOST:
        lines += _cut("-", gone) + _cut("+", come)
    else:
        lines += _matched(gone, come)
    return lines + _after(now[len(now) - tail :])


def _cut(sign: Literal["+", "-"], lines: list[str]) -> list[Line]:
    shown = [Line(sign, line) for line in lines[:_FIRST]]
    word = "new" if sign == "+" else "old"
    rest = len(lines) - len(shown)
    return [*shown, *([Line("…", f"{rest:,} more {word} lines")] if rest else [])]


def _matched(gone: list[str], come: list[str]) -> list[Line]:
    lines: list[Line] = []
    matcher = SequenceMatcher(None, gone, come)
    for act, a, b, c, d in matcher.get_opcodes():
        if act == "equal":
            lines += _between(gone[a:b])
            continue
        lines += [Line("-", line) for line in gone[a:b]]
        lines += [Line("+", line) for line in come[c:d]]
    return lines


def _hidden(number: int) -> list[Line]:
    return [Line("…", f"{number:,} lines the same" if number > 1 else "1 line the same")] if number else []


def _before(same: list[str]) -> list[Line]:
    shown = same[-_AROUND:]
    return _hidden(len(same) - len(shown)) + [Line(" ", line) for line in shown]


def _after(same: list[str]) -> list[Line]:
    return [Line(" ", line) for line in same[:_AROUND]] + _hidden(
        len(same) - _AROUND if len(same) > _AROUND else 0
    )


def _between(same: list[str]) -> list[Line]:
    if len(same) <= 2 * _AROUND + 1:
        return [Line(" ", line) for line in same]
    return _after(same[:_AROUND]) + _hidden(len(same) - 2 * _AROUND) + _before(same[-_AROUND:])
