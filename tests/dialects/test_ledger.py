from tui_router.core.note import Note
from tui_router.dialects.ledger import TOLD, Ledger, short


def test_tells_the_first_and_counts_the_rest():
    ledger = Ledger()
    for at in range(10):
        ledger.add("dropped", f"messages[{at}].x", "no place", before=at)
    *told, last = ledger.notes()
    assert [note.path for note in told] == [f"messages[{at}].x" for at in range(TOLD)]
    assert last.before == "7 more"


def test_other_members_are_not_the_same_loss():
    ledger = Ledger()
    for name in "abcdef":
        ledger.add("dropped", name, "no place")
    assert [note.path for note in ledger.notes()] == list("abcdef")


def test_counts_into_one_note():
    ledger = Ledger("answer")
    ledger.count("moved", "messages[3]", "elsewhere", "blocks", to="x")
    assert ledger.notes() == [Note("moved", "messages[3]", "elsewhere", "x", "1 block", "", "answer")]
    ledger.count("moved", "messages[4]", "elsewhere", "blocks", by=1_500)
    assert ledger.notes()[0].before == "1,501 blocks"
    assert ledger.notes()[0].path == "messages[3]"


def test_keeps_the_order_in_which_things_happened():
    ledger = Ledger()
    ledger.count("dropped", "a", "first", "blocks")
    ledger.add("dropped", "b", "second")
    ledger.count("dropped", "a", "first", "blocks")
    assert [note.reason for note in ledger.notes()] == ["first", "second"]


def test_shortens_values():
    assert short("a\n  b") == "a b"
    assert len(short("x" * 500)) == 80
    assert short(b"\xff") == "\ufffd"
    assert short(5) == "5"


def test_takes_in_what_another_gathered_and_leaves_it_as_it_was():
    ours, theirs = Ledger(), Ledger()
    theirs.add("dropped", "tools[0]", "no place")
    theirs.count("added", "tools", "wanted", "schemas", by=2)
    before = theirs.notes()
    ours.count("added", "tools", "wanted", "schemas")
    ours.join(theirs)
    ours.add("dropped", "tools[1]", "no place")
    assert [(note.path, note.before) for note in ours.notes()] == [
        ("tools", "3 schemas"),
        ("tools[0]", ""),
        ("tools[1]", ""),
    ]
    assert theirs.notes() == before
