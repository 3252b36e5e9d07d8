"""A whole answer: one JSON document, from a server that does not stream or was not asked to."""

from typing import Any

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.broken import failed, stray_error, truncated, unreadable
from tui_router.dialects.plain_json import dump
from tui_router.dialects.responses import finish
from tui_router.dialects.responses.answer import Answer
from tui_router.dialects.responses.finish import WHOLE
from tui_router.dialects.responses.schema import objects, word
from tui_router.dialects.whole_answer import folded, not_json
from tui_router.messages.events import MessageOut
from tui_router.wire.json import NotJson, read_any

PREFIX = "response."
"""Of the types of all events that are the language's own."""


def read_response(call: Call, prepared: Prepared, body: bytes) -> tuple[MessageOut, list[Note], None]:
    """Raises `UpstreamFault` for an error that came with a 200, and for what is no answer."""
    answer = Answer(call, prepared)
    return folded(answer.book, answer.ledger, *take_whole(answer, body))


def take_whole(
    answer: Answer, body: bytes, output_estimate: int | None = None
) -> tuple[UpstreamFault | None, bytes]:
    """Tell the document to `answer` and end it. Hands back what is wrong, and the upstream's words about it."""
    try:
        document = read_any(body)
    except NotJson:
        if stray_error(body):
            return failed(body), body
        return not_json(body)
    if not isinstance(document, dict):
        return (failed(body) if stray_error(body) else unreadable("without an answer", body)), body
    inner = document.get("response")  # the last event of a stream, handed out alone
    told = inner if isinstance(inner, dict) else document
    fault, words = take_last(answer, word(document.get("type")), told, body)
    if fault is None:
        answer.end(output_estimate)
        fault = answer.fault
    return fault, words


def take_last(
    answer: Answer, kind: str, told: dict[str, Any], data: bytes
) -> tuple[UpstreamFault | None, bytes]:
    """The answer as a whole, as the event `kind` has it or a document. `data` is where it stands."""
    said, last = word(told.get("status")), kind if kind.startswith(PREFIX) else ""
    status = finish.state(last, said)
    if told.get("error"):
        words = _error(told["error"])
        return failed(words), words
    if status == "failed":
        return failed(data), data
    if not (last or "output" in told or told.get("object") == "response"):
        return (failed(data) if stray_error(data) else unreadable("without an answer", data)), data
    odd = bool(said) and said != status
    if status not in WHOLE or (odd and not last and not objects(told, "output")):
        return truncated(f"the upstream's answer is not whole ({(said or status)[:40]})"), b""
    if odd:
        reason = "no state of an answer at its end"
        answer.ledger.add("repaired", "status", reason, before=said, after=status)
        if finish.known(said):
            told = {**told, "incomplete_details": {"reason": said}}
    answer.whole(told, status)
    return answer.fault, b""


def _error(error: Any) -> bytes:
    """The error alone: around it stands an echo of the whole request."""
    try:
        return dump({"error": error})
    except NotJson:
        return b""
