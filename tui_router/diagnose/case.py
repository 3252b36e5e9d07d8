"""One recorded failure, as a line of JSON tells it. Nothing in it is trusted, and nothing refused.

    {"id": …, "upstream_status": 400, "upstream_headers": {…}, "upstream_body": "…" | {…} | null,
     "upstream_chunks_b64": ["…"], "transport_error": "…", "request": {…}}

Every member may be missing. What else stands in the line is not looked at.
"""

import base64
import binascii
import json
import math
from typing import Any

import msgspec

from tui_router.wire.json import MAX_TEXT, NotJson, read_any

MOST_LINE = MAX_TEXT
"""Bytes of one line; a longer one is told, not read."""

MOST_HEADERS = 200
_LONGEST_HEADER = 4_000
_BLANKS = str.maketrans("", "", " \t\r\n")


class Case(msgspec.Struct, kw_only=True):
    """`chunks` are the body as it arrived, in one piece when nobody recorded the pieces. `problem` is what
    keeps the line from being read, in a sentence; what could be read stands beside it."""

    id: Any = None
    status: int | None = None
    headers: dict[str, str] = {}
    chunks: list[bytes] = []
    transport: str = ""
    request: dict[str, Any] = {}
    problem: str = ""

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def refused(self) -> bool:
        """The upstream answered with a status that is no success."""
        return self.status is not None and not 200 <= self.status < 300


def read_case(line: bytes) -> Case:
    if len(line) > MOST_LINE:
        return Case(problem=f"the line is longer than {MOST_LINE >> 20} MB")
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    if not line:
        return Case(problem="the line is empty")
    try:
        value = read_any(line)
    except NotJson:
        return Case(problem="the line is not JSON")
    if not isinstance(value, dict):
        return Case(problem="the line is no JSON object")
    case = Case(
        id=_echo(value.get("id")),
        status=_status(value.get("upstream_status")),
        headers=_headers(value.get("upstream_headers")),
        transport=_transport(value.get("transport_error")),
        request=value["request"] if isinstance(value.get("request"), dict) else {},
    )
    pieces = value.get("upstream_chunks_b64")
    if pieces:
        case.chunks, case.problem = _pieces(pieces)
    else:
        case.chunks, case.problem = _body(value.get("upstream_body"))
    if case.status is None and not case.transport and not case.chunks and not case.problem:
        case.problem = "the line tells of no status, no body and no failed connection"
    return case


def _echo(value: Any) -> Any:
    """An id comes back as it was; what no id can be becomes null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value if isinstance(value, str | bool) else None


def _status(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.strip().isdigit():
        value = int(value.strip()[:9])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 100 <= value <= 999 else None


def _headers(value: Any) -> dict[str, str]:
    """A header that came more than once counts once, by its first value."""
    found: dict[str, str] = {}
    for name, told in list(value.items())[:MOST_HEADERS] if isinstance(value, dict) else ():
        first = told[0] if isinstance(told, list) and told else told
        if isinstance(first, str | int | float) and not isinstance(first, bool):
            found[name.lower()] = str(first)[:_LONGEST_HEADER]
    return found


def _transport(value: Any) -> str:
    """The words for a failed connection; an object's members are words too."""
    if isinstance(value, dict | list):
        told = value.values() if isinstance(value, dict) else value
        return " ".join(word for word in told if isinstance(word, str))[:_LONGEST_HEADER]
    return value.strip()[:_LONGEST_HEADER] if isinstance(value, str) else ""


def _body(value: Any) -> tuple[list[bytes], str]:
    if value is None or value == "":
        return [], ""
    if isinstance(value, str):
        return [value.encode("utf-8", "replace")], ""
    try:
        return [json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")], ""
    except (ValueError, RecursionError):
        return [], "upstream_body is nested too deeply"


def _pieces(value: Any) -> tuple[list[bytes], str]:
    """What came before a piece that cannot be read is kept: with a status it may still say enough."""
    if not isinstance(value, list):
        return [], "upstream_chunks_b64 is no list"
    found: list[bytes] = []
    for at, piece in enumerate(value):
        try:
            found.append(base64.b64decode(piece.translate(_BLANKS), validate=True))
        except (AttributeError, binascii.Error, ValueError):
            return found, f"upstream_chunks_b64[{at}] is not base64"
    return found, ""
