import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import ExchangeRow, Times, Tokens
from tui_router.journal.sessions import MOST_TURNS, SessionBook


def row(id, session="s", state="ok", kind="main", agent="", parent="", tokens=(100, 10), **more):
    return ExchangeRow(
        id=id,
        started_at=1000.0 + id,
        state=state,
        kind=kind,
        session=session,
        agent=agent,
        parent=parent,
        provider=more.pop("provider", "p"),
        model="m",
        tokens=Tokens(input=tokens[0], output=tokens[1], estimated=False),
        times=Times(ended=0.5),
        **more,
    )


def listed(*rows, live=(), wired=()):
    book = SessionBook()
    for one in rows:
        book.add(one)
    return book.listing(live, wired)


def test_rows_are_summed_up_by_branch_and_session():
    (session,) = listed(
        row(1, cost=0.5, window=1000, client="claude-cli/2"),
        row(2, state="failed", trouble="no credit", tier="opus"),
        row(3, kind="title", tokens=(50, 5), cost=0.25),
        row(4, kind="count", state="local", tokens=(999, 0)),
        wired={"s"},
    )
    assert (session.exchanges, session.failed, session.tokens_in, session.tokens_out) == (4, 1, 250, 25)
    assert (session.cost, session.wired, session.client) == (0.75, True, "claude-cli/2")
    main, title, count = session.branches
    assert (main.kind, main.exchanges, main.failed, main.cost) == ("main", 2, 1, 0.5)
    assert (main.state, main.trouble, main.tier, main.target, main.last) == (
        "failed",
        "no credit",
        "opus",
        "p/m",
        2,
    )
    assert (title.kind, count.kind, count.tokens_in) == ("title", "count", 0)
    assert (session.started_at, session.last_at) == (1001.0, 1004.5)


def test_a_refused_request_does_not_change_the_context():
    (session,) = listed(
        row(1, window=1000, tokens=(400, 1)), row(2, state="failed", window=50, tokens=(3, 0))
    )
    assert (session.context, session.window) == (400, 1000)
    assert listed(row(1, state="failed", tokens=(3, 0)))[0].context == 3


def test_agents_stand_under_their_parents():
    (session,) = listed(
        row(1),
        row(2, kind="subagent", agent="a", depth=1),
        row(3, kind="subagent", agent="b", depth=1),
        row(4, kind="subagent", agent="c", parent="a", depth=2),
        row(5, kind="subagent", agent="d", parent="c", depth=3),
        row(6, kind="subagent", agent="e", parent="gone", depth=2),
        row(7, kind="compaction"),
    )
    assert [(branch.kind, branch.agent, branch.depth) for branch in session.branches] == [
        ("main", "", 0),
        ("subagent", "a", 1),
        ("subagent", "c", 2),
        ("subagent", "d", 3),
        ("subagent", "b", 1),
        ("subagent", "e", 1),
        ("compaction", "", 0),
    ]


def test_agents_that_name_each_other_are_all_there():
    (session,) = listed(
        row(1, kind="subagent", agent="a", parent="b"),
        row(2, kind="subagent", agent="b", parent="a"),
        row(3, kind="subagent", agent="c", parent="c"),
    )
    assert sorted(branch.agent for branch in session.branches) == ["a", "b", "c"]


def test_what_is_under_way_is_laid_over_and_not_kept():
    book = SessionBook()
    book.add(row(1))
    live = row(2, state="live", tokens=(40, 4))
    (session,) = book.listing([live])
    assert (session.live, session.exchanges, session.branches[0].live, session.context) == (1, 2, 1, 40)
    (session,) = book.listing()
    assert (session.live, session.exchanges) == (0, 1)
    new = book.listing([row(3, session="t", state="waiting")])
    assert [one.id for one in new] == ["t", "s"]
    assert new[0].turns == []


def test_turns_are_those_of_the_main_conversation_in_order():
    (session,) = listed(
        row(3, window=1000, tokens=(300, 1)),
        row(1, tokens=(100, 1)),
        row(2, kind="compaction", tokens=(200, 1)),
        row(4, state="failed"),
        row(5, replay_of=3),
        row(6, kind="title"),
    )
    assert [(turn.id, turn.tokens, turn.kind) for turn in session.turns] == [
        (1, 100, "main"),
        (2, 200, "compaction"),
        (3, 300, "main"),
    ]
    (long,) = listed(*(row(n) for n in range(1, 3 * MOST_TURNS)))
    assert len(long.turns) == MOST_TURNS
    assert long.turns[-1].id == 3 * MOST_TURNS - 1


def test_the_session_heard_longest_ago_goes_first():
    book = SessionBook(most=2)
    for n, name in enumerate(("a", "b", "a", "c"), start=1):
        book.add(row(n, session=name))
    assert [session.id for session in book.listing()] == ["c", "a"]


def test_sessions_are_forgotten_by_when_they_were_heard():
    book = SessionBook()
    book.add(row(1, session="old"))
    book.add(row(9, session="new"))
    book.forget(1005.0)
    assert [session.id for session in book.listing()] == ["new"]
    book.forget(None)
    assert book.listing() == []


def test_rows_without_a_session_or_an_end_are_not_folded():
    assert listed(row(1, session=""), row(2, state="live")) == []


NAMES = st.sampled_from(["", "a", "b", "c"])


@given(
    st.lists(
        st.builds(
            row,
            st.integers(1, 99),
            session=st.sampled_from("st"),
            state=st.sampled_from(["ok", "failed", "repaired", "live", "local", "cancelled"]),
            kind=st.sampled_from(["main", "subagent", "count", "other"]),
            agent=NAMES,
            parent=NAMES,
            cost=st.none() | st.floats(0, 1),
        ),
        max_size=12,
    )
)
def test_a_session_is_the_sum_of_its_branches(rows):
    ended = [one for one in rows if one.state != "live"]
    for session in listed(*ended, live=[one for one in rows if one.state == "live"]):
        mine = [one for one in rows if one.session == session.id]
        assert session.exchanges == len(mine) == sum(branch.exchanges for branch in session.branches)
        assert session.live == sum(one.state == "live" for one in mine)
        assert session.tokens_in == 100 * sum(one.kind != "count" for one in mine)
        costs = [one.cost for one in mine if one.cost is not None]
        assert session.cost == (pytest.approx(sum(costs)) if costs else None)
        assert all(
            branch.depth >= 1 for branch in session.branches if branch.kind == "subagent" and branch.agent
        )
