import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.journal.sessions import Branch, Session
from tui_router.tui.screens import aside
from tui_router.tui.screens.export import ExportScreen
from tui_router.tui.screens.rewire import RewireScreen
from tui_router.tui.session_book import Spot
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.footer import Footer

FIRST = "a1f3c2d4-0000-4000-8000-000000000001"
SECOND = "9c02aaaa-0000-4000-8000-000000000002"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(aside, "ASK_S", 0.05)


@pytest.fixture
def open_sessions(run, until, fakes):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(control=None, size=(120, 40), **how):
        control = control or fakes.FakeControl()
        async with run(control, size=size, **how) as (pilot, _):
            await pilot.press("5")
            await until(pilot, lambda: pilot.app.live_screen.session_tree.loaded)
            await pilot.pause()
            yield pilot, control, pilot.app.screen

    return opening


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


def said(app, text_of):
    return "\n".join(text_of(app))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_the_tree_at_every_size(open_sessions, text_of, size):
    async with open_sessions(size=size) as (pilot, _, _screen):
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [size[0]] * size[1]
        text = "\n".join(lines)
        for word in (
            "a1f3",
            "main",
            "│ └ subagent",
            "compaction",
            "counted here",
            "idle 41 min",
            "71%",
            "? Help",
        ):
            assert word in text, word
        assert ("context by turn" in text) == (size[1] >= 24)


async def test_folding_is_kept_while_it_is_closed(open_sessions, until, text_of):
    async with open_sessions() as (pilot, _, screen):
        await pilot.press("j", "space")
        await until(pilot, lambda: "compaction" not in said(pilot.app, text_of))
        assert screen.spot == Spot(FIRST)
        await pilot.press("1", "5")
        await pilot.pause(0.2)
        assert "compaction" not in said(pilot.app, text_of)
        await pilot.press("space")
        await until(pilot, lambda: "compaction" in said(pilot.app, text_of))


async def test_enter_shows_the_exchanges_of_it_in_live(open_sessions, until, fakes):
    control = fakes.FakeControl()
    control.row(38).session = control.row(39).session = FIRST
    control.row(39).agent = "a0123456789abcdef"
    control.row(41).session = FIRST
    async with open_sessions(control) as (pilot, _, screen):
        screen.entries.go(Spot(FIRST, "subagent a0123456789abcdef"))
        await pilot.press("enter")
        live = pilot.app.live_screen
        await until(pilot, lambda: pilot.app.screen is live and len(live.exchanges.book) == 1)
        assert live.exchanges.row.id == 39
        assert isinstance(pilot.app.focused, ExchangeList)
        await pilot.press("5")
        await until(pilot, lambda: pilot.app.screen is not live)
        pilot.app.screen.entries.go(Spot(FIRST))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is live and len(live.exchanges.book) == 3)
        await pilot.press("escape")
        await until(pilot, lambda: len(live.exchanges.book) == 10)


async def test_the_resume_command_is_copied(open_sessions, until, text_of, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("TERM_PROGRAM", raising=False)
    async with open_sessions() as (pilot, _, _screen):
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.clipboard == f"claude -r {FIRST}")
        await until(pilot, lambda: "Copied the resume command" in said(pilot.app, text_of))


async def test_an_id_for_no_shell_is_not_copied(open_sessions, fakes):
    control = fakes.FakeControl()
    control.session_tree = [Session(id="x; rm -rf ~", branches=[Branch(kind="main")])]
    async with open_sessions(control) as (pilot, _, _screen):
        assert "Copy resume" not in hints(pilot.app)
        await pilot.press("y")
        await pilot.pause()
        assert pilot.app.clipboard == ""


async def test_a_session_alone_is_rewired(open_sessions, until):
    async with open_sessions() as (pilot, _, screen):
        screen.entries.go(Spot(FIRST, "title "))
        await pilot.press("R")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))
        form = pilot.app.screen
        assert (form._session, form._only, form._first_tier) == (FIRST, True, "haiku")


async def test_its_own_wiring_is_dropped(open_sessions, fakes, until, text_of):
    control = fakes.FakeControl()
    control.session_tiers = {SECOND: {"opus": "deepseek/deepseek-chat", "haiku": "vllm/qwen3-8b"}}
    async with open_sessions(control) as (pilot, _, screen):
        assert "As the tiers" not in hints(pilot.app)
        screen.entries.go(Spot(SECOND))
        await until(pilot, lambda: "As the tiers" in hints(pilot.app))
        assert "▆ opus → deepseek/deepseek-chat" in said(pilot.app, text_of)
        await pilot.press("U")
        await until(pilot, lambda: control.changes)
        change = control.changes[0]
        assert (change.session, change.patch) == (SECOND, {"tiers": {"opus": None, "haiku": None}})
        await until(pilot, lambda: "As the tiers" not in hints(pilot.app))


async def test_it_asks_while_it_is_open_only(open_sessions, until):
    async with open_sessions() as (pilot, control, _):
        before = control.asked.count("sessions")
        control.new(300)
        await until(pilot, lambda: control.asked.count("sessions") > before)
        await pilot.press("1")
        await pilot.pause(0.2)
        before = control.asked.count("sessions")
        control.new(301)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.get(301) is not None)
        await pilot.pause(0.3)
        assert control.asked.count("sessions") == before


async def test_the_card_follows_the_cursor(open_sessions, until, text_of):
    async with open_sessions() as (pilot, _, screen):
        await pilot.press("j")
        await until(pilot, lambda: "a1f3 · main" in said(pilot.app, text_of))
        screen.entries.go(Spot(SECOND))
        await until(pilot, lambda: "9c02   context by turn" in said(pilot.app, text_of))


async def test_filter(open_sessions, until, text_of):
    async with open_sessions() as (pilot, _, _screen):
        await pilot.press("slash", *"credit")
        await until(pilot, lambda: "1 of 2" in said(pilot.app, text_of))
        text = said(pilot.app, text_of)
        assert "insufficient credit" in text
        assert "compaction" not in text
        assert "Fold" not in hints(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: "compaction" in said(pilot.app, text_of))


async def test_before_the_first_session(open_sessions, fakes, text_of):
    control = fakes.FakeControl()
    control.session_tree = []
    async with open_sessions(control, (80, 24)) as (pilot, _, _screen):
        text = said(pilot.app, text_of)
        assert "No session yet." in text
        assert "Claude Code names its session in every request; it will show up here." in text
        assert "Exchanges" not in hints(pilot.app)


async def test_a_gateway_that_is_gone(open_sessions, until, text_of):
    async with open_sessions() as (pilot, control, _):
        control.fail(ControlError("connection refused"))
        await until(pilot, lambda: "not connected" in said(pilot.app, text_of))
        assert "a1f3" in said(pilot.app, text_of)
        assert "Rewire this" not in hints(pilot.app)
        assert "Exchanges" in hints(pilot.app)


async def test_hundreds_of_ugly_sessions(open_sessions, fakes, text_of):
    evil = "\x1b]0;x\x07\u202e[/b][TODO]\n" + "設定" * 200
    control = fakes.FakeControl()
    branches = [
        msgspec.structs.replace(
            branch, agent=f"{evil}{n}", target=f"{evil}/{evil}", trouble=evil, state=evil, live=n % 2
        )
        for n, branch in enumerate(control.session_tree[0].branches)
    ]
    control.session_tree = [
        Session(id=f"{n}{evil}", client=evil, live=1, branches=branches) for n in range(300)
    ]
    async with open_sessions(control, (80, 24)) as (pilot, _, screen):
        assert len(screen.entries.entries) > 2_000
        for key in ("G", "k", "k", "g", "j", "j", "space"):
            await pilot.press(key)
            assert not set("\x1b\x07\u202e") & set("".join(text_of(pilot.app)))
        assert "[/b][TODO]" in said(pilot.app, text_of)


def sessioned(fakes):
    """A gateway that pages, with 700 exchanges of the first session and one of the second."""

    class Paged(fakes.FakeControl):
        async def exchanges(self, *, filter="", before=None, limit=500):
            rows = await super().exchanges(before=before, limit=10_000)
            return [row for row in rows if not filter or f"~s {row.session}" in filter.replace('"', "")][
                :limit
            ]

    control = Paged()
    for id in range(1_000, 1_700):
        kind, agent = ("subagent", "a0123456789abcdef") if id % 7 == 0 else ("main", "")
        control.new(id, session=FIRST, kind=kind, agent=agent)
    control.new(1_800, session=SECOND)
    return control


async def test_all_of_a_session_is_exported_and_all_of_a_part(open_sessions, fakes, until):
    async with open_sessions(sessioned(fakes)) as (pilot, _control, screen):
        assert "Export" in hints(pilot.app)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))
        (scope,) = pilot.app.screen._scopes.values()
        assert len(scope.ids) == 700
        assert {1_000, 1_699} <= set(scope.ids)
        await pilot.press("escape")
        screen.entries.go(
            next(key for key in screen.entries._order if key.branch.endswith("a0123456789abcdef"))
        )
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))
        assert len(pilot.app.screen._scopes["these"].ids) == 100


async def test_a_session_of_which_nothing_is_kept(open_sessions, until, text_of):
    async with open_sessions() as (pilot, _control, _):
        await pilot.press("x")
        await until(pilot, lambda: "None of its exchanges are kept any more." in said(pilot.app, text_of))


async def test_an_export_that_cannot_be_read_is_said(open_sessions, until, text_of, monkeypatch):
    async with open_sessions() as (pilot, control, _):

        async def refuse(**_):
            raise ControlError("that took over 2 s", 503)

        monkeypatch.setattr(control, "exchanges", refuse)
        await pilot.press("x")
        await until(pilot, lambda: "Nothing was exported: that took over 2 s" in said(pilot.app, text_of))
