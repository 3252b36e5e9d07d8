from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.entry_flow import SECRET_PIECES, EntryFlow


def test_what_comes_later_is_added_to_what_is_wrapped():
    entry = Entry(("text", 0), "text")
    entry.grow("one two ", 0.1)
    flow = EntryFlow(entry, 8)
    first = flow.grown()
    assert first.line(0) == "one two "
    entry.grow("three", 0.2)
    assert flow.grown() is first
    assert first.tail(9) == ["one two", "three"]


def test_a_text_that_was_replaced_is_wrapped_anew():
    entry = Entry(("body", 0), "body", pieces=[(None, "before")])
    flow = EntryFlow(entry, 20)
    assert flow.grown().line(0) == "before"
    entry.pieces, entry.version = [(None, "after")], 1
    assert flow.grown().tail(9) == ["after"]


def test_a_key_that_comes_in_pieces_is_not_shown():
    key = "sk-" + "test" + "-0123456789abcdef"
    entry = Entry(("text", 0), "text")
    flow = EntryFlow(entry, 200)
    for char in "it is " + key:
        entry.grow(char, None)
        flow.grown()
    assert key not in flow.grown().line(0)
    assert flow.grown().line(0).startswith("it is sk-")
    assert len(key) < SECRET_PIECES
