"""A whole answer: one JSON document, or a list of what a stream would have said."""

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.broken import failed, stray_error, unreadable
from tui_router.dialects.gemini.answer import Answer
from tui_router.dialects.gemini.memo import Memo
from tui_router.dialects.gemini.wire import read_list, read_reply
from tui_router.dialects.whole_answer import folded, not_json
from tui_router.messages.events import MessageOut
from tui_router.wire.json import NotJson


def read_response(call: Call, prepared: Prepared, body: bytes) -> tuple[MessageOut, list[Note], None]:
    """Raises `UpstreamFault` for an error that came with a 200, and for what is no answer."""
    memo: Memo = prepared.memo
    answer = Answer(call, memo)
    return folded(answer.book, answer.ledger, *take_whole(answer, body))


def take_whole(
    answer: Answer, body: bytes, output_estimate: int | None = None
) -> tuple[UpstreamFault | None, bytes]:
    """Tell the document to `answer` and end it. Hands back what is wrong, and the upstream's words about it."""
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        replies = read_list(body) if body[:1] == b"[" else [read_reply(body)]
    except NotJson:
        return not_json(body)
    if any(reply.error for reply in replies) or (all(r.silent for r in replies) and stray_error(body)):
        return failed(body), body
    if all(reply.silent for reply in replies):
        return unreadable("without an answer", body), body
    for reply in replies:
        answer.take(reply)
        if answer.fault is not None:
            return answer.fault, b""
    answer.end(output_estimate)
    return answer.fault, b""
