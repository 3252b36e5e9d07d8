"""What translation did, in words: all of it in one line, or one note whole."""

from collections.abc import Sequence

from tui_router.core.note import LOSSY, Note
from tui_router.journal.record import ExchangeDetail
from tui_router.messages.watch import Offence
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.safe_text import safe_text

_OUTCOME = {"c": "mended", "d": "reached the client"}

Told = Note | Offence
"""What translation did, or what was wrong with a stream."""


def told_of(detail: ExchangeDetail | None) -> list[Told]:
    """All there is to tell of an exchange; the same offence against the same rule once."""
    if detail is None:
        return []
    offences = {(one.leg, one.rule): one for one in reversed(detail.offences)}
    return [*detail.notes, *reversed(offences.values())]


def notes_spans(notes: Sequence[Told], shown: int | None, glyphs: Glyphs = UNICODE) -> list[Span]:
    """All notes in one line, or one of them whole."""
    loud = any(_loud(note) for note in notes)
    role = "state-warn" if loud else "ink-soft"
    if shown is None:
        told = ", ".join(dict.fromkeys(note_words(note) for note in notes))
        return [Span(cells.plural(len(notes), "note"), role, bold=loud), Span(f"   {told}", "ink-soft")]
    note = notes[shown % len(notes)]
    head = f"{shown % len(notes) + 1} of {len(notes)}"
    return [Span(head, role, bold=loud), Span("   "), *note_spans(note, glyphs)]


def about_words(note: Note) -> str:
    """What a note speaks of. What was added goes by its own name: its path says on account of what; "path" is the
    request's address, where nothing has a name."""
    added = note.act == "added" and note.to not in ("", "path")
    return safe_text((note.to if added else note.path or note.to)[:80], line=True)


def _loud(note: Told) -> bool:
    return note.grade == "harmful" if isinstance(note, Offence) else note.act in LOSSY


def note_words(note: Told) -> str:
    """A note among others: what, and what became of it."""
    if isinstance(note, Offence):
        return f"stream {_OUTCOME[note.leg]}"
    return f"{about_words(note)} {note.act}"


def _offence_spans(offence: Offence, glyphs: Glyphs) -> list[Span]:
    """stream: a second message_start — mended."""
    loud = _loud(offence)
    role = "state-warn" if loud else "ink-soft"
    return [
        Span(f"{glyphs.acts['repaired']} ", role, bold=loud),
        Span("stream", "json-key"),
        Span(f": {safe_text(offence.text[:200], line=True)}"),
        Span(f" — {_OUTCOME[offence.leg]}", role),
    ]


def note_spans(note: Told, glyphs: Glyphs) -> list[Span]:
    """A note whole: sign, what, old and new, reason."""
    if isinstance(note, Offence):
        return _offence_spans(note, glyphs)
    lossy = note.act in LOSSY
    role = "state-warn" if lossy or note.act == "repaired" else "ink-soft"
    spans = [
        Span(f"{glyphs.acts.get(note.act, glyphs.arrow)} ", role, bold=lossy),
        Span(about_words(note), "json-key"),
    ]
    before, after = (safe_text(text[:80], line=True) for text in (note.before, note.after))
    if before and after:
        spans += [Span(f"  {before} {glyphs.arrow} ", "ink-soft"), Span(after)]
    elif (
        note.path and note.to and note.to != note.path and about_words(note) != safe_text(note.to, line=True)
    ):
        spans += [Span(f" {glyphs.arrow} ", "ink-soft"), Span(safe_text(note.to[:80], line=True), "json-key")]
    return [
        *spans,
        Span(f"  {note.act}", role),
        Span(f"  {safe_text(note.reason[:200], line=True)}", "ink-soft"),
    ]
