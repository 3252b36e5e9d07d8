import pytest

from tui_router.journal.sessions import Branch, Session
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.session_rows import (
    branch_doing,
    branch_name,
    branch_spans,
    meter_spans,
    session_columns,
    session_doing,
    session_entries,
    session_head,
    session_spans,
    share,
)
from tui_router.tui.session_book import SessionBook, Spot, Twig, branch_key

NOW = 1_790_078_676.0
EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40
MAIN = Branch(kind="main", exchanges=9, live=1, tokens_in=201_000, tokens_out=6_100, cost=0.19, tier="opus",
              target="openai/gpt-5.4", state="live", last_at=NOW - 3, context=91_000, window=128_000)  # fmt: skip
SESSION = Session(id="a1f3c2d4", client="claude-cli/2.1", started_at=NOW - 8_000, last_at=NOW - 3, exchanges=31, live=2,
                  tokens_in=380_000, tokens_out=14_000, cost=0.29, context=91_000, window=128_000, branches=[MAIN])  # fmt: skip
WIDTHS = [40, 60, 80, 110, 120, 140, 190, 200]


def doing(**given):
    return plain(branch_doing(Branch(**{"kind": "main", "last_at": NOW - 120, **given}), Look(now=NOW)))


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_are_as_wide_as_the_screen_and_stand_under_their_headings(width):
    at = session_columns(width)
    head = plain(session_head(at))
    whole = session_spans(SESSION, "a1f3", False, at, Look(now=NOW))
    part = branch_spans(Twig(MAIN, True, False), at, Look(now=NOW))
    assert span_width(session_head(at)) == span_width(whole) == span_width(part) == max(width - 4, sum(at))
    assert plain(whole).index("● 2 live") == head.index("DOING")
    assert plain(whole).rstrip().endswith("71%")
    if width >= 110:
        assert plain(part).index("$0.19") + 5 == head.index("COST") + 4


def test_what_a_branch_is_doing():
    assert doing(state="live", live=1) == "● writing"
    assert doing(state="waiting") == "● waiting"
    assert doing(state="held") == "● held"
    assert doing(live=3, failed=1) == "● 3 live  1 failed"
    assert doing(state="ok") == "✓ 2 min ago"
    assert doing(state="failed", failed=1, trouble="no credit left") == "✗ no credit left"
    assert doing(state="failed", failed=4) == "✗ failed  3 failed"
    assert doing(state="repaired") == "◆ repaired"
    assert doing(state="local", kind="count") == "≈ counted here"
    assert doing(state="cancelled") == "∅ client left"
    assert doing(state="") == "· 2 min ago"


def test_how_many_failed_is_never_cut():
    at = session_columns(120)
    idle = Session(id="x", last_at=NOW - 1_200, failed=25, branches=[])
    assert " ○ idle 20 min  25 ✗ " in plain(session_spans(idle, "x", False, at, Look(now=NOW)))
    long = Branch(kind="main", state="failed", failed=1_200, trouble="a tool call that nobody could read")
    told = plain(branch_spans(Twig(long, True, False), at, Look(now=NOW)))
    assert " ✗ a tool call that no… " in told
    assert "✗" not in told.partition("no…")[2]
    assert span_width(branch_spans(Twig(long, True, False), at, Look(now=NOW))) == 116


def test_failures_are_red():
    told = branch_doing(Branch(kind="main", state="failed", trouble="no credit"), Look(now=NOW))
    assert [span.role for span in told] == ["state-error", "state-error"]


def test_what_a_session_is_doing():
    def said(**given):
        return plain(session_doing(Session(id="x", **given), Look(now=NOW)))

    assert said(live=2, failed=1) == "● 2 live  1 failed"
    assert said(last_at=NOW - 2_460, failed=3) == "○ idle 41 min  3 failed"
    assert said(last_at=NOW - 20) == "✓ 20 s ago"
    failing = Branch(kind="main", state="failed", trouble="no credit", last_at=NOW - 5)
    assert said(last_at=NOW - 5, branches=[failing]) == "✗ no credit"
    assert said(last_at=NOW - 900, branches=[failing]) == "○ idle 15 min"


def test_a_meter_is_amber_when_it_is_nearly_full():
    at = session_columns(120)
    full, half = meter_spans(110_000, 128_000, at, UNICODE), meter_spans(64_000, 128_000, at, UNICODE)
    assert {span.role for span in full if span.text.strip()} == {"state-warn", "line"}
    assert plain(full).endswith("86%")
    assert "state-warn" not in {span.role for span in half}
    assert plain(half).count("━") == 12
    assert plain(meter_spans(9_000, None, at, UNICODE)).strip() == "9.0k"
    assert plain(meter_spans(0, 128_000, at, UNICODE)).strip() == ""
    assert (share(10, 0), share(300, 100), share(0, 100)) == (None, 1.0, None)


def tree(branches, width=120, glyphs=UNICODE):
    book = SessionBook()
    book.load([Session(id="a1f3", branches=branches)])
    return [
        plain(entry.draw(Look(glyphs, now=NOW)))[:18].rstrip() for entry in session_entries(book, "", width)
    ]


def test_a_tree_hangs_agents_under_their_parents():
    branches = [
        Branch(kind="main"),
        Branch(kind="subagent", agent="aaaaaa", depth=1),
        Branch(kind="subagent", agent="bbbbbb", depth=2),
        Branch(kind="web_search"),
    ]
    assert tree(branches) == ["▾ a1f3", "├ main", "├ subagent aaaaa", "│ └ subagent bbbbb", "└ web search"]
    assert tree(branches, glyphs=ASCII)[3:] == ["| ` subagent bbbbb", "` web search"]
    assert tree(branches, width=80)[2] == "├ subagent"
    assert tree([Branch(kind="subagent", depth=9, agent="x")])[1].endswith("└ subagent x")


def test_folded_sessions_are_one_line_and_a_filter_opens_them():
    book = SessionBook()
    book.load([SESSION, Session(id="9c02", branches=[MAIN, Branch(kind="title", target="vllm/q")])])
    keys = [entry.key for entry in session_entries(book, "", 120)]
    assert keys == [Spot("a1f3c2d4"), Spot("a1f3c2d4", branch_key(MAIN)), None, Spot("9c02")]
    found = [entry.key for entry in session_entries(book, "vllm", 120)]
    assert found == [Spot("9c02"), Spot("9c02", "main "), Spot("9c02", "title ")]
    assert [entry.moving for entry in session_entries(book, "", 120)] == [True, True, False, False]


def test_names_of_branches():
    assert branch_name(Branch(kind="web_search")) == "web search"
    assert branch_name(Branch(kind="subagent", agent="abcdefgh")) == "subagent abcde"
    assert branch_name(Branch(kind="subagent", agent="abcdefgh"), short=True) == "subagent"


@pytest.mark.parametrize("width", WIDTHS)
def test_ugly_words_and_figures_keep_the_width(width):
    at = session_columns(width)
    evil = Branch(kind="subagent", agent=EVIL, depth=99, exchanges=10**12, failed=10**12, tokens_in=10**15, cost=1e300, target=f"{EVIL}/{EVIL}",
                  state=EVIL, trouble=EVIL, last_at=1e300, context=10**15, window=1)  # fmt: skip
    bad = Session(id=EVIL, client=EVIL, wired=True, cost=float("nan"), exchanges=-1, branches=[evil])
    for told in (
        branch_spans(Twig(evil, False, True), at, Look(now=NOW)),
        session_spans(bad, EVIL[:0] or "x", True, at, Look()),
    ):
        assert not set("\x1b\x07\u202e\n") & set(plain(told))
        assert span_width(told) == max(width - 4, sum(at))
