"""A whole answer out of one document: what every language does once the document is told to its answer."""

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import truncated, unreadable
from tui_router.dialects.ledger import Ledger
from tui_router.messages.events import MessageOut
from tui_router.messages.fold import Fold
from tui_router.wire.json import ObjectScan

_BLANK = "\ufeff \t\r\n"


def folded(
    book: BlockBook, ledger: Ledger, fault: UpstreamFault | None, words: bytes
) -> tuple[MessageOut, list[Note], None]:
    """What a dialect's `read_response` hands back. Raises the fault, with the upstream's words about it."""
    if fault is not None:
        fault.error_body = words
        raise fault
    fold = Fold()
    for event in book.take():
        fold.accumulate(event)
    message = fold.message()
    return message, [*ledger.notes(), *fold.notes], None


def not_json(body: bytes) -> tuple[UpstreamFault, bytes]:
    """What is wrong with a document that cannot be read, and the words to show for it: half a document is a cut, which
    another try may heal."""
    if _breaks_off(body):
        return truncated("the upstream's answer breaks off"), b""
    return unreadable("with something that is not JSON", body), body


def _breaks_off(body: bytes) -> bool:
    text = body.decode("utf-8", "replace").lstrip(_BLANK)
    if not text.startswith(("{", "[")):
        return not text
    scan = ObjectScan()
    scan.feed(text)
    return not scan.complete
