"""Behind `safe_text`: nothing but text leaves a widget, whatever a widget forgot.

Runs on the segments of every line, before Textual adds its own escape sequences to them.
"""

from unicodedata import category

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui_router.tui.glyphs import only_ascii

_PLAIN = Style()
_NOT_TEXT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _blank(char: str) -> str:
    return " " * max(0, cell_len(char)) if category(char) in _NOT_TEXT else char


def only_text(text: str) -> str:
    """`text` without controls; what took cells leaves blanks, so that columns stay."""
    if text.isprintable():
        return text
    return "".join(map(_blank, text))


class OnlyText(LineFilter):
    """Comes before Textual's own filters, one of which fails on a segment without a style (8.2.8, NO_COLOR)."""

    def __init__(self, *, ascii: bool) -> None:
        """`ascii`: the terminal can show nothing else; other characters become stand-ins of the same width."""
        super().__init__()
        self._ascii = ascii

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        del background
        if all(style is not None and self._fits(text) for text, style, _ in segments):
            return segments
        return [Segment(self._clean(text), style or _PLAIN, control) for text, style, control in segments]

    def _fits(self, text: str) -> bool:
        return text.isprintable() and (not self._ascii or text.isascii())

    def _clean(self, text: str) -> str:
        text = only_text(text)
        return text if text.isascii() or not self._ascii else only_ascii(text, cell_len(text))
