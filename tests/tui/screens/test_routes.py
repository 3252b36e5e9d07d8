import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.tui.lines.route_rows import Place
from tui_router.tui.screens import aside
from tui_router.tui.screens.routes import RoutesScreen
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.tabs_bar import TabsBar


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(aside, "ASK_S", 0.05)


@pytest.fixture
def open_routes(run, until, fakes):
    """`async with open_routes(control) as (pilot, control, screen)`: Routes, with all that it asks for."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(control=None, size=(120, 40)):
        control = control or fakes.FakeControl()
        async with run(control, size=size) as (pilot, _):
            await pilot.press("2")
            wired = control._wires().effective
            await until(pilot, lambda: len(pilot.app.live_screen.wires.dry) >= len(wired))
            await pilot.pause()
            yield pilot, control, pilot.app.screen

    return opening


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_tiers_rules_and_what_is_lost_at_every_size(open_routes, text_of, size):
    async with open_routes(size=size) as (pilot, _, screen):
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [size[0]] * size[1]
        text = "\n".join(lines)
        for word in ("gpt-5.4 · openai", "gpt-4o · openai", "✓ healthy", "revision 7", "? Help"):
            assert word in text, word
        if size[1] >= 24:
            assert "kind is subagent and input over 60,000" in text
        screen.entries.go(Place("tier", "sonnet"))
        await pilot.pause()
        assert "loses thinking, context_management" in "\n".join(text_of(pilot.app))
        screen.entries.go(Place("provider", "anthropic"))
        await pilot.pause()
        assert "set ANTHROPIC_API_KEY" in "\n".join(text_of(pilot.app)) or size[0] < 80


async def test_it_asks_on_show_and_when_something_turned_and_never_while_it_is_closed(open_routes, until):
    async with open_routes() as (pilot, control, _):
        before = control.asked.count("wiring")
        assert before >= 1
        control.new(300)
        await until(pilot, lambda: control.asked.count("wiring") > before)
        await pilot.press("1")
        await pilot.pause(0.2)
        before = control.asked.count("wiring")
        control.new(301)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.get(301) is not None)
        await pilot.pause(0.3)
        assert control.asked.count("wiring") == before


async def test_rows_that_only_grow_are_not_asked_about(open_routes, fakes, until):
    async with open_routes() as (pilot, control, _):
        await pilot.pause(0.3)
        before = control.asked.count("wiring")
        control.stream(41, "d", fakes.text_event("more"))
        await until(
            pilot, lambda: pilot.app.live_screen.exchanges.book.get(41).sizes.d == len(control.legs[41, "d"])
        )
        await pilot.pause(0.3)
        assert control.asked.count("wiring") == before


async def test_many_changes_are_one_question(open_routes, until, monkeypatch):
    async with open_routes() as (pilot, control, _):
        monkeypatch.setattr(aside, "ASK_S", 5.0)
        await pilot.pause(0.2)
        before = control.asked.count("wiring")
        for id in range(300, 330):
            control.new(id)
            await pilot.pause(0.01)
        assert control.asked.count("wiring") - before <= 2


async def test_the_cursor_comes_back_to_where_it_was(open_routes, until):
    async with open_routes() as (pilot, _, screen):
        screen.entries.go(Place("rule", "2"))
        await pilot.press("1", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, RoutesScreen))
        assert pilot.app.screen.place == Place("rule", "2")


async def test_the_footer_names_what_acts_here(open_routes):
    async with open_routes(size=(200, 60)) as (pilot, _, screen):
        assert hints(pilot.app)[:2] == ["Rewire", "Test"]
        assert "Write config" not in hints(pilot.app)
        assert "Remove" not in hints(pilot.app)
        screen.entries.go(Place("rule", "1"))
        await pilot.pause()
        assert {"Move down", "Remove", "Fallbacks"} <= set(hints(pilot.app))
        assert "Move up" not in hints(pilot.app)
        screen.entries.go(Place("why", "41"))
        await pilot.pause()
        assert hints(pilot.app)[0] == "Exchange"
        assert "Test" not in hints(pilot.app)


async def test_a_decision_opens_its_exchange(open_routes, until):
    async with open_routes() as (pilot, _, screen):
        screen.entries.go(Place("why", "38"))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        assert pilot.app.live_screen.exchanges.row.id == 38


async def test_filter_help_and_back(open_routes, until, text_of):
    async with open_routes() as (pilot, _, _screen):
        await pilot.press("slash", *"subagent")
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "RULES" in text
        assert "SPEAKS" not in text
        assert "2 of " in text
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("question_mark")
        await until(pilot, lambda: "ask it for one token" in "\n".join(text_of(pilot.app)))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_tabs_lead_from_screen_to_screen(open_routes, until):
    async with open_routes() as (pilot, _, _screen):
        for key, name in (
            ("3", "DiagnosticsScreen"),
            ("5", "SessionsScreen"),
            ("2", "RoutesScreen"),
            ("2", "RoutesScreen"),
            ("1", "LiveScreen"),
        ):
            await pilot.press(key)
            await until(pilot, lambda name=name: type(pilot.app.screen).__name__ == name)
            assert len(pilot.app.screen_stack) <= 2
        await pilot.click(TabsBar, offset=(27, 0))
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "RoutesScreen")
        await pilot.click(TabsBar, offset=(17, 0))
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_without_a_provider_it_says_what_to_do(run, until, fakes, text_of):
    control = fakes.FakeControl([], tiers={})
    control.providers = []
    async with run(control, size=(80, 24)) as (pilot, _):
        if pilot.app.screen is not pilot.app.live_screen:
            await pilot.press("escape")
        await pilot.press("2")
        await until(pilot, lambda: "No provider found." in "\n".join(text_of(pilot.app)))
        await pilot.press("m")
        await until(pilot, lambda: "models again" in control.asked)


async def test_a_gateway_that_cannot_tell_and_one_that_is_gone(run, until, fakes, text_of):
    class Old(fakes.FakeControl):
        async def wiring(self):
            self._reach("wiring")
            raise ControlError("no such path \x1b[2J", 404)

    async with run(Old()) as (pilot, control):
        await pilot.press("2")
        await until(pilot, lambda: "not read" in "\n".join(text_of(pilot.app)))
        assert "\x1b" not in "\n".join(text_of(pilot.app))
        control.fail(ControlError("connection refused"))
        await until(pilot, lambda: "not connected" in "\n".join(text_of(pilot.app)))
        assert hints(pilot.app)[0] == "Try now"


async def test_a_request_that_cannot_be_rehearsed_leaves_its_line_blank(run, until, fakes, text_of):
    class Bare(fakes.FakeControl):
        async def dry_run(self, ask):
            raise ControlError("nothing to rehearse", 404)

    async with run(Bare()) as (pilot, _):
        await pilot.press("2")
        await until(pilot, lambda: len(pilot.app.live_screen.wires.dry) == 3)
        text = "\n".join(text_of(pilot.app))
        assert "loses" not in text
        assert "not read" not in text


async def test_not_in_the_file_is_said(run, until, fakes, text_of):
    class Loose(fakes.FakeControl):
        def _wires(self):
            return msgspec.structs.replace(super()._wires(), unwritten=True, wired=False)

    async with run(Loose(), size=(80, 24)) as (pilot, _):
        await pilot.press("2")
        await until(pilot, lambda: "▲ not in the file" in "\n".join(text_of(pilot.app)))
        assert "Nothing is wired yet" in "\n".join(text_of(pilot.app))


async def test_ugly_wiring_at_every_size(run, until, fakes, text_of):
    evil = "\x1b]0;x\x07\u202e[/b][TODO]\n" + "設定" * 200
    control = fakes.FakeControl(tiers={"haiku": f"{evil}/{evil}", "sonnet": evil, "opus": [evil] * 9})
    control.rules = [
        msgspec.structs.replace(rule, number=n, when=evil, changes=evil, to=[evil])
        for n, rule in enumerate(control.rules * 20, 1)
    ]
    control.aliases, control.session_tiers = {evil: evil}, {evil: {"opus": evil}}
    control.providers = [
        msgspec.structs.replace(one, name=evil, base_url=evil, key=f"env:{evil}") for one in control.providers
    ]
    control.dry = msgspec.structs.replace(control.dry, lost=[evil] * 50, problem=evil)
    for size in ((60, 15), (80, 24), (120, 40)):
        async with run(control, size=size) as (pilot, _):
            await pilot.press("2")
            await until(pilot, lambda pilot=pilot: pilot.app.live_screen.wires.dry)
            for key in ("G", "g", "j", "j", "j", "j", "j", "j"):
                await pilot.press(key)
                lines = text_of(pilot.app)
                assert not set("\x1b\x07\u202e") & set("".join(lines))
