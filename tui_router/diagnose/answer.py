"""A diagnosis as the client gets it: status, headers and body, or an event inside a stream."""

import math

from tui_router.core.diagnosis import Diagnosis
from tui_router.messages.codec import encode_error, frame

_EXACT = "input length and `max_tokens` exceed context limit"
"""The client reads this sentence to its end and sends the request again with a smaller max_tokens."""

_SAYS_WHEN = (429, 529)


def answer(diagnosis: Diagnosis, request_id: str, number: int | None) -> tuple[int, dict[str, str], bytes]:
    """`number` is the exchange's in the inspector. The headers are those that steer the client."""
    headers: dict[str, str] = {}
    if not diagnosis.heals:
        headers["x-should-retry"] = "false"
    if diagnosis.status in _SAYS_WHEN and diagnosis.retry_after_s is not None:
        headers["retry-after"] = str(max(0, math.ceil(diagnosis.retry_after_s)))
    return diagnosis.status, headers, body(diagnosis, request_id, number)


def event(diagnosis: Diagnosis, request_id: str, number: int | None) -> bytes:
    return frame("error", body(diagnosis, request_id, number))


def body(diagnosis: Diagnosis, request_id: str, number: int | None) -> bytes:
    return encode_error(_numbered(diagnosis, number), request_id)


def _numbered(diagnosis: Diagnosis, number: int | None) -> Diagnosis:
    if number is None or _EXACT in diagnosis.message:
        return diagnosis
    return Diagnosis(
        name=diagnosis.name,
        type=diagnosis.type,
        status=diagnosis.status,
        message=f"{diagnosis.message} (tui_router #{number})",
    )
