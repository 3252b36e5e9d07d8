"""Behind `safe_text`: nothing but text leaves a widget, whatever a widget forgot.

Runs on the segments of every line, before Textual adds its own escape sequences to them.
"""

from unicodedata import category

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui_router.tui.glyphs import only_ascii, to_ascii

_PLAIN = Style()
_BLOCKS = dict.fromkeys(range(0x2500, 0x2580), "-") | dict.fromkeys(range(0x2580, 0x25A0), "#")
"""Lines and blocks, each one cell."""
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

    def __init__(self, *, ascii: bool, signs: bool = False) -> None:
        """`ascii`: the terminal can show nothing else; other characters become stand-ins of the same width.
        `signs`: a person asked for ASCII signs; those that the library draws (scroll bars, edges) are replaced too.
        """
        super().__init__()
        self._ascii = ascii
        self._signs = signs

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        del background
        if all(style is not None and self._fits(text) for text, style, _ in segments):
            return segments
        return [Segment(self._clean(text), style or _PLAIN, control) for text, style, control in segments]

    def _fits(self, text: str) -> bool:
        return text.isprintable() and (text.isascii() or not (self._ascii or self._signs))

    def _clean(self, text: str) -> str:
        text = only_text(text)
        if text.isascii():
            return text
        if self._ascii:
            return only_ascii(text, cell_len(text))
        return to_ascii(text).translate(_BLOCKS) if self._signs else text
