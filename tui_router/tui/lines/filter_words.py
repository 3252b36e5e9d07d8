"""What a filter can say, for the line in which it is typed and for the help: examples, operators, completion."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.journal.filter.figures import FIGURES
from tui_router.journal.filter.operators import LISTED, OPERATORS, Operator
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span

EXAMPLES: list[tuple[str, str]] = [
    ("sonnet failed", "rows that say both words"),
    ("~t opus & ~in>20k", "a tier, and large prompts"),
    ("~e | ~repaired", "what went wrong"),
    ("!~k main ~took>30s", "slow, and not the main talk"),
    ('~m gpt-5* ~b "no such file"', "words in the bodies of a model's exchanges"),
    ("~marked | ~note", "what you marked, or wrote beside"),
    ("~c 4xx ~at>12:04", "refused since then"),
]
"""A filter, and what it shows."""

PLACEHOLDER = "failed sonnet   ~t opus & ~in>20k   ~ for more"

_SAMPLES = {"t": "~t opus", "p": "~p openai", "m": "~m gpt-5*", "k": "~k sub*", "s": "~s a1f3", "a": "~a a01",
            "c": "~c 4xx", "x": "~x rate*", "stop": "~stop tool_use", "tool": "~tool Bash", "u": "~u /v1/*",
            "rule": "~rule 2", "rev": "~rev 7", "id": "~id 30-40", "of": "~of 38", "at": "~at>12:04",
            "ago": "~ago<10m"}  # fmt: skip


def _sample(operator: Operator) -> str:
    if operator.takes == "pattern":
        return f"~{operator.name} error"
    figure = FIGURES.get(operator.name)
    return _SAMPLES.get(operator.name, f"~{operator.name}{figure.example if figure else ''}")


OPERATOR_WORDS: list[tuple[str, str]] = [(_sample(operator), operator.means) for operator in LISTED]
"""An operator with a value where it takes one, and what it finds."""

_OPERATOR_AT_END = re.compile(r"(?:^|[\s(&|!])(~[A-Za-z]*)$")
_VALUE_AT_END = re.compile(r"~([A-Za-z]+)\s+([A-Za-z_]*)$")
_LINES = 3
_GAP = 2


class Choice(NamedTuple):
    """`text` would stand there, `means` says what for."""

    shown: str
    text: str
    means: str


class Stem(NamedTuple):
    """The end of a text that could go on: from `start` on, in one of these ways."""

    start: int
    choices: list[Choice]


def completion(text: str) -> Stem | None:
    """How a text could go on at its end; None when it says nothing of it."""
    typed = _OPERATOR_AT_END.search(text[-40:])
    if typed is not None:
        stem = typed[1].lower()
        choices = [
            Choice(f"~{name}", _begun(operator), operator.means)
            for name, operator in OPERATORS.items()
            if f"~{name}".startswith(stem)
        ]
        return Stem(len(text) - len(stem), choices) if choices else None
    typed = _VALUE_AT_END.search(text[-60:])
    operator = OPERATORS.get(typed[1].lower()) if typed else None
    if typed is None or operator is None:
        return None
    stem = typed[2].lower()
    choices = [
        Choice(value, f"{value} ", "")
        for value in operator.values
        if value.startswith(stem) and value != stem
    ]
    return Stem(len(text) - len(stem), choices) if choices else None


def _begun(operator: Operator) -> str:
    """An operator ready for its value."""
    match operator.takes:
        case "figure":
            return f"~{operator.name}{FIGURES[operator.name].example[0]}"
        case "time":
            return f"~{operator.name}{'<' if operator.name == 'ago' else '>'}"
        case _:
            return f"~{operator.name} "


def choice_lines(choices: Sequence[Choice], chosen: int, width: int, glyphs: Glyphs) -> list[list[Span]]:
    """All choices with their meanings, their names alone where that takes too many lines. Once one is chosen, only the
    line it stands in, so that the list below is seen.
    """
    said = [_with_meaning(each) for each in choices]
    lines, at = _packed(choices, said, chosen, width)
    if len(lines) > _LINES:
        lines, at = _packed(choices, [each.shown for each in choices], chosen, width)
        if at >= 0 and choices[chosen].means:
            means = cells.clip(f"  {_with_meaning(choices[chosen])}", width, glyphs.ellipsis)
            return [lines[at], [Span(means, "ink")]]
    return lines if at < 0 else [lines[at]]


def _with_meaning(choice: Choice) -> str:
    tells = choice.means not in ("", choice.shown.removeprefix("~"))
    return f"{choice.shown} {choice.means}" if tells else choice.shown


def _packed(
    choices: Sequence[Choice], said: Sequence[str], chosen: int, width: int
) -> tuple[list[list[Span]], int]:
    """Lines, and the one in which the chosen stands, -1 for none."""
    lines: list[list[Span]] = []
    used, at = width, -1
    for number, (choice, words) in enumerate(zip(choices, said, strict=True)):
        wide = cell_len(words) + _GAP
        if used + wide > width:
            lines.append([Span("  ")])
            used = 2
        here = number == chosen
        at = len(lines) - 1 if here else at
        lines[-1].append(Span(choice.shown, "accent", bold=here, on="row-cursor" if here else ""))
        lines[-1].append(Span(words[len(choice.shown) :], "ink" if here else "ink-soft"))
        lines[-1].append(Span(" " * _GAP))
        used += wide
    return lines, at
