"""A whole answer: one JSON document, from a server that does not stream or was not asked to."""

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.broken import empty, failed, stray_error, unreadable
from tui_router.dialects.chat.answer import Answer
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.wire import read_chunk
from tui_router.dialects.whole_answer import folded, not_json
from tui_router.messages.events import MessageOut
from tui_router.wire.json import NotJson


def read_response(call: Call, prepared: Prepared, body: bytes) -> tuple[MessageOut, list[Note], None]:
    """Raises `UpstreamFault` for an error that came with a 200, and for what is no answer."""
    memo: Memo = prepared.memo
    answer = Answer(call, memo, prepared.keeps)
    return folded(answer.book, answer.ledger, *take_whole(answer, body))


def take_whole(
    answer: Answer, body: bytes, output_estimate: int | None = None
) -> tuple[UpstreamFault | None, bytes]:
    """Tell the document to `answer` and end it. Hands back what is wrong, and the upstream's words about it."""
    try:
        chunk = read_chunk(body)
    except NotJson:
        if stray_error(body):
            return failed(body), body
        return not_json(body)
    if chunk.error or (chunk.choices is None and stray_error(body)):
        return failed(body), body
    if chunk.choices is None:
        return unreadable("without an answer", body), body
    if not chunk.choices:
        return empty(), b""
    answer.take(chunk)
    if answer.fault is None:
        answer.end(output_estimate)
    return answer.fault, b""
