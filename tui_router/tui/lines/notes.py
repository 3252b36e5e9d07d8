"""What translation did, in words: all of it in one line, or one note whole."""

from tui_router.core.note import LOSSY, Note
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.safe_text import safe_text


def notes_spans(notes: list[Note], shown: int | None, glyphs: Glyphs = UNICODE) -> list[Span]:
    """All notes in one line, or one of them whole."""
    loud = any(note.act in LOSSY for note in notes)
    role = "state-warn" if loud else "ink-soft"
    if shown is None:
        told = ", ".join(dict.fromkeys(note_words(note) for note in notes))
        return [Span(cells.plural(len(notes), "note"), role, bold=loud), Span(f"   {told}", "ink-soft")]
    note = notes[shown % len(notes)]
    head = f"{shown % len(notes) + 1} of {len(notes)}"
    return [Span(head, role, bold=loud), Span("   "), *note_spans(note, glyphs)]


def _about(note: Note) -> str:
    return safe_text((note.path or note.to)[:80], line=True)


def note_words(note: Note) -> str:
    """A note among others: what, and what became of it."""
    return f"{_about(note)} {note.act}"


def note_spans(note: Note, glyphs: Glyphs) -> list[Span]:
    """A note whole: sign, what, old and new, reason."""
    lossy = note.act in LOSSY
    role = "state-warn" if lossy or note.act == "repaired" else "ink-soft"
    spans = [
        Span(f"{glyphs.acts.get(note.act, glyphs.arrow)} ", role, bold=lossy),
        Span(_about(note), "json-key"),
    ]
    before, after = (safe_text(text[:80], line=True) for text in (note.before, note.after))
    if before and after:
        spans += [Span(f"  {before} {glyphs.arrow} ", "ink-soft"), Span(after)]
    elif note.path and note.to and note.to != note.path:
        spans += [Span(f" {glyphs.arrow} ", "ink-soft"), Span(safe_text(note.to[:80], line=True), "json-key")]
    return [
        *spans,
        Span(f"  {note.act}", role),
        Span(f"  {safe_text(note.reason[:200], line=True)}", "ink-soft"),
    ]
