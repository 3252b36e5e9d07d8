"""What the sandbox answers with, and its own errors in either language."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from tui_router.sandbox.asked import Language
from tui_router.sandbox.scenario import End

_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    404: "not_found_error",
    405: "invalid_request_error",
}


class Frame(NamedTuple):
    wait: float
    data: bytes


class Whole(msgspec.Struct, frozen=True):
    """`wait` is the silence before the head, in seconds."""

    status: int
    body: bytes
    headers: dict[str, str] = {}
    type: str = "application/json"
    wait: float = 0.0
    end: End = "done"


class Stream(NamedTuple):
    frames: Iterator[Frame]
    end: End
    split: int = 0


def error(language: Language, status: int, message: str, *, code: str | None = None) -> Whole:
    """What the maker of the language says when a request is not even one for a scenario."""
    said: dict[str, object]
    if language == "anthropic":
        kind = _ANTHROPIC_TYPES[status]
        said = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_sandbox"}
    else:
        said = {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}
    return Whole(status, json.dumps(said).encode())
