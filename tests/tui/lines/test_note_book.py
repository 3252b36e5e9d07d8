from tui_router.core.note import Note
from tui_router.tui.lines.note_book import NoteBook, path_of


def test_paths_in_any_spelling_are_the_same():
    assert (
        path_of("$.messages[3].content[0]")
        == path_of("messages.3.content.0")
        == ("messages", "3", "content", "0")
    )
    assert path_of("") == ()


def test_the_heaviest_note_of_a_part_is_kept():
    book = NoteBook(
        [
            Note("renamed", "max_tokens", "x"),
            Note("clamped", "max_tokens", "y"),
            Note("moved", "max_tokens", "z"),
        ]
    )
    assert book.left["max_tokens",].act == "clamped"


def test_a_closed_part_knows_what_is_inside():
    book = NoteBook(
        [Note("moved", "messages[1]", "x"), Note("dropped", "messages[2].content[0]", "y", to="messages[3]")]
    )
    assert book.under(("messages",), None) == "dropped"
    assert book.under(("messages", "1"), None) == ""
    assert book.under(None, ("messages",)) == "dropped"


def test_notes_of_the_answer_are_not_for_the_request():
    book = NoteBook([Note("dropped", "usage", "x", side="answer")])
    assert book.left == {}


def test_what_was_added_is_on_the_right_whatever_it_was_added_for():
    book = NoteBook([Note("added", "messages", "x", to="store"), Note("added", "stream", "y")])
    assert (book.left.keys(), book.right.keys()) == ({("stream",)}, {("store",)})


def test_of_the_inside_of_a_part_it_is_told_where_it_went_or_that_it_did_not():
    went = Note("renamed", "output_config.effort", "x", to="reasoning.effort")
    gone = Note("dropped", "output_config.format", "y")
    book = NoteBook([gone, went, Note("added", "output_config.a", "z", to="b")])
    assert book.within(("output_config",)) is went
    assert NoteBook([gone]).within(("output_config",)) is gone
    assert NoteBook([Note("added", "output_config.a", "z", to="b")]).within(("output_config",)) is None
    assert NoteBook([went]).within(("output_config", "effort")) is None
