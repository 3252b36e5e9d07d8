"""What of a drawn line reacts to a click: the number of an exchange, a fold sign."""

import re
from dataclasses import dataclass

from rich.cells import cell_len
from textual.message import Message

from tui_router.tui.glyphs import Glyphs

_NUMBER = re.compile(r"(?:\bof )?#(\d{1,15})(?!\d)")


@dataclass
class ToExchange(Message):
    """The number of an exchange was clicked."""

    id: int


def number_at(line: str, cell: int) -> int | None:
    """The exchange whose number ("#36", "of #36") stands at this cell."""
    for found in _NUMBER.finditer(line):
        start = cell_len(line[: found.start()])
        if start <= cell < start + cell_len(found[0]):
            return int(found[1])
    return None


def words_at(line: str, cell: int, words: str) -> bool:
    """Whether the last of these words in the line stands at this cell."""
    at = line.rfind(words)
    start = cell_len(line[:at])
    return at >= 0 and start <= cell < start + cell_len(words)


def sign_at(line: str, cell: int, glyphs: Glyphs) -> bool:
    """Whether a fold sign stands at this cell, or beside it: it is a small thing to hit."""
    for at, char in enumerate(line):
        if char in (glyphs.folded, glyphs.unfolded) and line[at + 1 : at + 2] in ("", " "):
            start = cell_len(line[:at])
            if abs(start - cell) <= 1:
                return True
            if start > cell + 1:
                return False
    return False
