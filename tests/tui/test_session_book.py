from tui_router.journal.sessions import Branch, Session
from tui_router.tui.session_book import SessionBook, Spot, branch_key, searchable, twigs


def branch(depth=0, kind="subagent", **given):
    return Branch(kind=kind, depth=depth, **given)


def test_a_tree_knows_where_its_levels_end():
    found = twigs([branch(0), branch(1), branch(2), branch(2), branch(1), branch(0)])
    assert [(twig.last, twig.stem) for twig in found] == [
        (False, False), (False, False), (False, True), (True, True), (False, False), (True, False),
    ]  # fmt: skip
    assert [twig.last for twig in twigs([branch(0), branch(1), branch(1)])] == [False, False, True]
    assert twigs([]) == []
    orphan = twigs([branch(3)])
    assert (orphan[0].last, orphan[0].stem) == (True, False)


def test_only_what_is_in_use_is_open_at_first_and_stays_as_it_was_put():
    book = SessionBook()
    book.load([Session(id="a"), Session(id="b"), Session(id="c", live=1)])
    assert book.folded == {"b"}
    book.fold("a")
    book.load([Session(id="d"), Session(id="a")])
    assert book.folded == {"b", "a"}
    book.fold("a")
    assert "a" not in book.folded


def test_ids_are_short_while_they_tell_sessions_apart():
    book = SessionBook()
    book.load([Session(id="a1f3c2d4-1"), Session(id="a1f3ffff-2"), Session(id="9c02-3"), Session(id="")])
    assert [book.short(id) for id in ("a1f3c2d4-1", "a1f3ffff-2", "9c02-3", "")] == [
        "a1f3c2d4",
        "a1f3ffff",
        "9c02",
        "none",
    ]
    assert "\x1b" not in book.short("\x1b[2J")


def test_a_filter_looks_into_branches():
    session = Session(
        id="S1", client="agent-sdk", failed=1, branches=[branch(target="groq/kimi", trouble="No credit")]
    )
    book = SessionBook()
    book.load([session, Session(id="S2")])
    assert [each.id for each in book.listed("kimi CREDIT failed")] == ["S1"]
    assert [each.id for each in book.listed("live")] == []
    assert len(list(book.listed(" "))) == 2
    assert "agent-sdk" in searchable(session)
    assert book.get("S2").id == "S2"
    assert book.get("S3") is None


def test_a_spot_names_a_branch_by_kind_and_agent():
    assert Spot("a", branch_key(branch(agent="x"))) != Spot("a", branch_key(branch(agent="y")))
