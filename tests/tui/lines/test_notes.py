from tui_router.core.note import Note
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.notes import note_spans, note_words, notes_spans

NOTES = [
    Note("clamped", "max_tokens", "the target takes at most 8192", before="32000", after="8192"),
    Note("renamed", "metadata", "hashed", to="user"),
]


def test_all_in_one_line():
    assert plain(notes_spans(NOTES, None)) == "2 notes   max_tokens clamped, metadata renamed"


def test_one_whole():
    assert (
        plain(notes_spans(NOTES, 0))
        == "1 of 2   ≤ max_tokens  32000 → 8192  clamped  the target takes at most 8192"
    )
    assert plain(notes_spans(NOTES, 3)) == "2 of 2   → metadata → user  renamed  hashed"


def test_the_count_is_amber_only_when_something_was_lost():
    assert notes_spans(NOTES, None)[0].role == "state-warn"
    assert notes_spans(NOTES[1:], None)[0].role == "ink-soft"


def test_wire_text_in_a_note_is_safe():
    assert "\x1b" not in plain(
        note_spans(Note("dropped", "a\x1b", "b\x1b", before="\x1b", after="\x1b"), UNICODE)
    )


def test_what_was_added_has_the_name_it_got_not_that_of_its_cause():
    added = Note("added", "messages", "the conversation stays with the client", to="store", after="false")
    assert plain(notes_spans([added], None)) == "1 note   store added"
    assert plain(note_spans(added, UNICODE)).startswith("+ store  added")
    beside = Note("added", "stream", "a stream can be cancelled", to="path", after="streamGenerateContent")
    assert note_words(beside) == "stream added"
