"""How long an answer may be asked for: what the target writes at most and at least, and what its window leaves."""

import msgspec

from tui_router.core.note import Act
from tui_router.dialects.base import Call

LEAST_ROOM = 1_024
"""Tokens. Where the window leaves less, the prompt is too long, and a shorter answer does not mend that."""

_SLACK = 256  # tokens of the chat template, which no estimate sees
_ERROR = 20  # one part in this many of the estimate: it is a guess from the request's size


class Clamp(msgspec.Struct, frozen=True):
    """What to send as max_tokens, and the note that goes with it."""

    value: int
    reason: str
    act: Act = "clamped"


def output_limit(call: Call) -> Clamp | None:
    """None: the client's own max_tokens goes, or none where it gave none."""
    wanted = call.request.max_tokens
    if wanted is None:
        return None
    limits, least = call.limits, call.provider.quirks.least_output
    clamp: Clamp | None = None
    most = limits.max_output_tokens
    if most is not None:
        least = min(least, most)
    if most is not None and wanted > most:
        told = f" ({limits.output_from})" if limits.output_from else ""
        clamp = Clamp(most, f"the target writes at most {most:,} tokens{told}")
        wanted = most
    window = limits.sure_window
    if window is not None and call.estimate + wanted > window:
        room = window - call.estimate - _SLACK - call.estimate // _ERROR
        if room >= max(LEAST_ROOM, least):
            wanted = min(wanted, room)
            clamp = Clamp(wanted, f"the target's window of {window:,} tokens holds the prompt too")
    if wanted < least:
        clamp = Clamp(least, f"the target wants at least {least:,} tokens of room", "approximated")
    return clamp
