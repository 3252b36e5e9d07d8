"""What reading a whole answer comes to: the message it makes, or how it failed."""

from typing import Any

import msgspec

from tui_router.messages.events import MessageOut


class Broken(msgspec.Struct, frozen=True):
    """`name` is the taxonomy's; `body` holds the upstream's own words where it said what was wrong, which count
    for more than the name."""

    name: str
    message: str
    body: bytes = b""
    category: str = ""  # what a filter said that it found


Told = MessageOut | Broken


def filtered(reason: str) -> Broken:
    said = f"the upstream's filter kept the answer back ({reason[:60]})"
    return Broken("content_filtered", said, category=reason[:60])


def part(value: Any, name: str) -> dict[str, Any]:
    """The member `name` when it is an object, else an empty one."""
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}
