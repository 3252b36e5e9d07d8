"""What a request says beside its body: where it was stopped, the notes of an attempt, and why a leg is not here."""

from msgspec.structs import replace

from tui_router.core.note import Note
from tui_router.journal.record import ExchangeDetail
from tui_router.tui.lines.note_book import path_of
from tui_router.tui.lines.request_halves import Stop
from tui_router.tui.lines.trouble import field_of, limit_words

NOT_SENT = "Not sent yet."
LOCAL = "Answered here; nothing was sent upstream."
READING = "Reading."


def stop_of(detail: ExchangeDetail, attempt: int | None = None) -> Stop | None:
    """The field the diagnosis speaks of: red where it was refused, amber where it was mended. `attempt` is one
    that failed before the last."""
    diagnosis = detail.diagnosis
    chosen = next((one for one in detail.attempts if one.number == attempt), None)
    if chosen is not None:
        diagnosis = chosen.diagnosis or diagnosis
    if diagnosis is None or detail.row.state not in {"failed", "repaired"}:
        return None
    field = field_of(diagnosis)
    if not field:
        return None
    if detail.row.state == "failed" or chosen is not None:
        return Stop(field, limit_words(diagnosis))
    done = next((note.act for note in detail.notes if note.lossy and path_of(note.path)[:1] == (field,)), "")
    return Stop(field, done or "repaired", "notice-bg")


def notes_for(detail: ExchangeDetail, attempt: int | None) -> list[Note]:
    """The notes are those of the last attempt: what it mended was not yet so in an earlier one."""
    stop = stop_of(detail, attempt)
    if attempt is None or stop is None:
        return detail.notes
    return [
        replace(note, act="renamed", before="", after="") if path_of(note.path)[:1] == (stop.field,) else note
        for note in detail.notes
    ]
