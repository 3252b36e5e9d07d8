"""What the sandbox answers with, and its own errors in every language."""

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


_GOOGLE_STATUSES = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class Complaint(NamedTuple):
    """Why a request is refused; `param` and `code` as OpenAI puts them beside its words."""

    message: str
    param: str | None = None
    code: str | None = None


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
    type: str = "text/event-stream; charset=utf-8"


def error(
    language: Language, status: int, message: str, *, param: str | None = None, code: str | None = None
) -> Whole:
    """What the maker of the language says when a request is not even one for a scenario."""
    said: dict[str, object]
    if language == "gemini":
        said = google_error(status, message)
    elif language == "anthropic":
        kind = _ANTHROPIC_TYPES[status]
        said = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_sandbox"}
    else:
        said = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}
    return Whole(status, json.dumps(said).encode())


def google_error(status: int, message: str) -> dict[str, object]:
    return {"error": {"code": status, "message": message, "status": _GOOGLE_STATUSES.get(status, "UNKNOWN")}}
