"""What is sent again when an exchange is replayed: leg a as it came, without what belonged to its connection."""

import re
from collections.abc import Iterable

import msgspec

from tui_router.core.faults import ClientFault

_DROPPED = frozenset(
    {
        "authorization",
        "x-api-key",
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "accept-encoding",
        "expect",
        "x-tui-router-launch",
    }
)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class Again(msgspec.Struct, frozen=True):
    """A request ready for the road: its line, headers and body."""

    start: str
    headers: dict[str, str]
    body: bytes


def again(start: str, headers: Iterable[tuple[str, str]], body: bytes, *, size: int) -> Again:
    """`start` is the request line without its version, `size` what the body measured when it came.

    Raises `ClientFault` when it was not captured whole. The launch header goes too: a replay follows the wiring
    as it is now. So does a header that no connection can carry, which only a file from elsewhere can hold.
    """
    if not body:
        raise ClientFault.say("the request was not captured, so it cannot be sent again")
    if len(body) < size:
        raise ClientFault.say("the request was captured only in part, so it cannot be sent again")
    if not start.partition("?")[0].endswith("/v1/messages"):
        raise ClientFault.say("only requests to /v1/messages can be sent again")
    kept = {
        name.lower(): value
        for name, value in headers
        if name.lower() not in _DROPPED and _NAME.fullmatch(name) and _VALUE.fullmatch(value)
    }
    return Again(start, kept, body)
