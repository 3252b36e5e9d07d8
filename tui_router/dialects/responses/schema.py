"""Events and documents of Responses as they look on the wire, and how their members are read.

Nothing is required and nothing is refused: some server leaves out or misspells each of them.
"""

import json
from typing import Any

import msgspec

from tui_router.wire.json import NotJson, read_any


class Event(msgspec.Struct, gc=False):
    """One event. The last one has the whole answer in `response`."""

    type: Any = None
    delta: Any = None
    output_index: Any = None
    summary_index: Any = None
    content_index: Any = None
    item_id: Any = None
    item: Any = None
    text: Any = None
    refusal: Any = None
    arguments: Any = None
    input: Any = None
    name: Any = None
    part: Any = None
    annotation: Any = None
    response: Any = None
    error: Any = None


decoder = msgspec.json.Decoder(Event)

REFUSED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the typed decoder raises."""

_NAMES = Event.__struct_fields__


def read_event(data: bytes) -> Event:
    """Raises `NotJson` when it is not a JSON object."""
    try:
        return decoder.decode(data)
    except REFUSED:
        pass  # read by hand
    value = read_any(data)
    if not isinstance(value, dict):
        raise NotJson("expected an object", shape=True)
    return Event(**{name: value[name] for name in _NAMES if name in value})


def word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def objects(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects in the list `name`."""
    inner = value.get(name) if isinstance(value, dict) else None
    return [item for item in inner if isinstance(item, dict)] if isinstance(inner, list) else []


def arguments_of(value: Any) -> str:
    """JSON in a string; some servers send the object itself."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return "nested too deeply to be shown"
