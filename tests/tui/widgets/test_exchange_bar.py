import pytest

from tui_router.journal.record import ExchangeRow
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.ink import Ink
from tui_router.tui.widgets.bar import line
from tui_router.tui.widgets.exchange_bar import ExchangeTitle, PageTab, PageTabs

ROW = ExchangeRow(id=33, started_at=0.0, state="repaired", tier="sonnet", model="kimi-k2.5", provider="fireworks",
                  kind="subagent", session="a1f3c2", cost=0.013, status=200)  # fmt: skip
TABS = [PageTab(n, title, short) for n, (title, short) in enumerate(
    [("Answer", "Answer"), ("Request", "Req"), ("Events", "Evt"), ("Notes", "Notes"), ("Timing", "Time"),
     ("Headers", "Head"), ("Turn", "Turn"), ("Tokens", "Tok")], start=1)]  # fmt: skip


def drawn(bar, width):
    return line(*bar.pieces(width, Ink({}), UNICODE), width).text


@pytest.fixture
def title():
    bar = ExchangeTitle(ROW)
    bar.total, bar.turn = 17.8, 3
    return bar


def test_which_exchange_it_is_and_how_it_went(title):
    text = drawn(title, 120)
    assert text.startswith(
        "  esc Live  #33  ▄ sonnet → kimi-k2.5 · fireworks   subagent   session a1f3   turn 3"
    )
    assert text.rstrip().endswith("◆ repaired   17.8 s   $0.013")
    assert len(text) == 120


def test_a_narrow_screen_keeps_the_state(title):
    text = drawn(title, 80)
    assert text.startswith("  esc  #33  ▄ sonnet → kimi-k2.5 · fireworks")
    assert text.rstrip().endswith("◆ repaired  17.8 s")
    assert "…" in drawn(title, 60) or "fireworks" not in drawn(title, 60)


def test_a_failure_says_its_status_and_a_replay_of_what():
    bar = ExchangeTitle(
        ExchangeRow(id=1, started_at=0.0, state="failed", status=402, replay_of=9, imported=True)
    )
    text = drawn(bar, 120)
    assert "✗ failed 402" in text
    assert "of #9   imported" in text


def test_pages_by_their_numbers_with_what_else_can_be_looked_at():
    bar = PageTabs(TABS)
    bar.active, bar.tries, bar.attempt, bar.form = 3, 2, 1, "raw c"
    text = drawn(bar, 140)
    assert "1 Answer  2 Request  3 Events " in text
    assert text.rstrip().endswith("raw c   attempt 1 of 2 [ ]   J K older newer")


@pytest.mark.parametrize("width", [80, 90, 109, 110, 120])
def test_every_tab_stays_whatever_room_there_is(width):
    bar = PageTabs(TABS)
    bar.tries = 3
    text = drawn(bar, width)
    assert len(text) == width
    for tab in TABS:
        assert f"{tab.number} {tab.title if width >= 110 else tab.short}" in text


def test_clicks_find_their_tab():
    bar = PageTabs(TABS)
    text = drawn(bar, 140)
    sent = []
    bar.post_message = sent.append

    class At:
        x = text.index("Events")

    bar.on_click(At)
    assert [message.number for message in sent] == [3]
    At.x = 139
    bar.on_click(At)
    assert len(sent) == 1


def test_hostile_names_stay_on_the_line():
    bad = "\x1b[2J\u202e\n"
    bar = ExchangeTitle(ExchangeRow(id=1, started_at=0.0, model=bad, provider=bad, session=bad))
    assert drawn(bar, 100).isprintable()
