"""What an event tells: the sort of thing it is, its name in its language, and its words; made safe once, here."""

from collections.abc import Sequence
from typing import Any

from tui_router.tui.lines.entries import words
from tui_router.tui.safe_text import safe_text

MOST = 400
"""Characters of a text that are told of one event."""

Told = tuple[str, str, str]
"""Kind, name and words; all safe."""


def said(value: Any) -> str:
    return safe_text(value[:MOST], line=True) if isinstance(value, str) else words(value)


def together(found: Sequence[Told]) -> Told:
    """An event that says several things: its kind is that of the first, its name tells them all."""
    names = " + ".join(dict.fromkeys(name for _, name, _ in found))
    return found[0][0], names, "  ".join(word for _, _, word in found if word)
