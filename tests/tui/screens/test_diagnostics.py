import asyncio
import time

import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.tui.screens import mending
from tui_router.tui.screens.diagnostics import DiagnosticsScreen
from tui_router.tui.screens.facts import FactsScreen
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.preview import PreviewScreen
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.screens.rewire import RewireScreen
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.tabs_bar import TabsBar


@pytest.fixture
def open_diagnostics(run, until, fakes):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(control=None, size=(120, 40)):
        control = control or fakes.troubled()
        async with run(control, size=size) as (pilot, _):
            await pilot.press("3")
            await until(pilot, lambda: pilot.app.live_screen.troubles.loaded)
            await pilot.pause()
            yield pilot, control

    return opening


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_groups_and_card_at_every_size(open_diagnostics, text_of, size):
    async with open_diagnostics(size=size) as (pilot, _):
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [size[0]] * size[1]
        text = "\n".join(lines)
        assert "NEEDS YOU  2" in text
        assert "MENDED BY ITSELF  4" in text
        assert ("Diag ✗2" if size[0] == 80 else "Diagnostics ✗2") in text
        assert ("A apply and replay #38" in text) == (size[1] >= 24)
        assert "? Help" in text


async def test_the_remedy_is_applied_once_and_its_exchange_is_shown_in_live(open_diagnostics, until):
    async with open_diagnostics() as (pilot, control):
        await pilot.press("A", "A")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.replay_of == 38)
        assert control.asked.count("remedy 38") == 1


async def test_what_cannot_be_applied_is_said_in_the_notice_line(open_diagnostics, until, text_of):
    async with open_diagnostics() as (pilot, control):
        control.remediable = set()
        await pilot.press("A")
        await until(
            pilot,
            lambda: (
                "Nothing was applied to #38: nothing can be applied to it" in "\n".join(text_of(pilot.app))
            ),
        )
        await pilot.press("j")
        await pilot.pause()
        assert "Nothing was applied" not in "\n".join(text_of(pilot.app))
        await pilot.press("A")
        await pilot.pause()
        assert "There is nothing to apply: add credit, or use another provider." in "\n".join(
            text_of(pilot.app)
        )
        assert isinstance(pilot.app.screen, DiagnosticsScreen)
        assert "Apply" not in hints(pilot.app)


async def test_an_offer_to_rewire_opens_the_dialog_for_that_tier(open_diagnostics, fakes):
    control = fakes.troubled()
    group = control.trouble_groups[0]
    group.offer = fakes.Offer(words="point the tier elsewhere", rewire=True)
    async with open_diagnostics(control) as (pilot, _):
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RewireScreen)
        assert pilot.app.screen.tier == "sonnet"
        assert not any(asked.startswith("remedy") for asked in control.asked)


async def test_enter_shows_the_newest_exchange_and_a_filter_does_not_hide_it(open_diagnostics, until):
    async with open_diagnostics() as (pilot, _):
        live = pilot.app.live_screen
        live.exchanges.filter("haiku")
        await until(pilot, lambda: len(live.exchanges.book) < 10)
        await pilot.press("enter")
        await until(pilot, lambda: live.exchanges.row is not None and live.exchanges.row.id == 38)
        assert pilot.app.screen is live


async def test_what_was_learned_is_forgotten_and_put_back(open_diagnostics, until, text_of):
    async with open_diagnostics() as (pilot, control):
        await pilot.press("j", "j")
        await until(pilot, lambda: "Forget" in hints(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: len(control.facts_known) == 3)
        await until(pilot, lambda: "Put back" in hints(pilot.app))
        assert "u put back" in "\n".join(text_of(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: len(control.facts_known) == 4)
        await until(pilot, lambda: "Forget" in hints(pilot.app))


async def test_filter_sort_help_facts_and_back(open_diagnostics, until, text_of):
    async with open_diagnostics() as (pilot, _):
        await pilot.press("slash", *"gpt-5.4")
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "1 of 9" in text
        assert "NEEDS YOU" not in text
        await pilot.press("escape")
        await pilot.pause()
        assert "NEEDS YOU" in "\n".join(text_of(pilot.app))
        await pilot.press("s")
        assert pilot.app.live_screen.troubles.sort == "seen"
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "apply the remedy" in "\n".join(text_of(pilot.app))
        await pilot.press("escape", "f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FactsScreen)
        await pilot.press("escape", "r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReplayScreen)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert pilot.app.screen is pilot.app.live_screen


async def test_a_filter_that_matches_nothing_says_so(open_diagnostics, text_of):
    async with open_diagnostics() as (pilot, _):
        await pilot.press("slash", *"xyz[/b]")
        await pilot.pause()
        assert "Nothing matches xyz[/b]." in "\n".join(text_of(pilot.app))


async def test_tabs_are_clicked(open_diagnostics):
    async with open_diagnostics() as (pilot, _):
        await pilot.click(TabsBar, offset=(17, 0))
        await pilot.pause()
        assert pilot.app.screen is pilot.app.live_screen
        await pilot.click(TabsBar, offset=(36, 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, DiagnosticsScreen)


async def test_while_all_is_well_it_says_what_it_is_for(open_diagnostics, text_of, fakes):
    async with open_diagnostics(fakes.FakeControl([])) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert "Nothing has gone wrong since 09:50." in text
        assert "the key that applies the remedy" in text
        assert "Apply" not in hints(pilot.app)


async def test_it_asks_again_when_exchanges_end_and_only_while_it_is_shown(
    open_diagnostics, until, monkeypatch
):
    monkeypatch.setattr(mending, "ASK_S", 0.2)
    async with open_diagnostics() as (pilot, control):

        def asked():
            return control.asked.count("troubles")

        before, began = asked(), time.monotonic()
        for id in range(100, 160):
            control.new(id, state="failed", diagnosis="n", status=400)
            await asyncio.sleep(0.005)
        await until(pilot, lambda: asked() > before)
        await asyncio.sleep(0.5)
        assert asked() - before <= 2 + (time.monotonic() - began) / mending.ASK_S
        await pilot.press("1")
        await asyncio.sleep(0.5)
        before = asked()
        control.new(200)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.get(200) is not None)
        await asyncio.sleep(0.4)
        assert asked() == before


async def test_a_gateway_that_cannot_tell_is_said_so(open_diagnostics, fakes, run, until, text_of):
    class Old(fakes.FakeControl):
        async def troubles(self):
            raise ControlError("no such path \x1b[2J", 404)

    async with run(Old()) as (pilot, _):
        await pilot.press("3")
        await until(pilot, lambda: "not read" in "\n".join(text_of(pilot.app)))
        assert "\x1b" not in "\n".join(text_of(pilot.app))


async def test_ugly_groups_are_drawn_safely(open_diagnostics, fakes, text_of):
    evil = "\x1b]0;x\x07\u202e[/b][TODO]\n" + "設定" * 5_000
    control = fakes.troubled()
    for group in control.trouble_groups:
        group.name = group.title = group.model = group.provider = group.remedy = evil + group.title
        if group.diagnosis is not None:
            group.diagnosis = msgspec.structs.replace(group.diagnosis, quote=evil, message=evil, title=evil)
        if group.offer is not None:
            group.offer.words = evil
    async with open_diagnostics(control, (80, 24)) as (pilot, _):
        for _ in range(9):
            await pilot.press("j")
            lines = text_of(pilot.app)
            assert not set("\x1b\x07\u202e") & set("".join(lines))
        assert any("[/b][TODO]" in line for line in lines)


async def test_the_remedy_is_shown_before_it_is_applied(open_diagnostics, until, text_of):
    async with open_diagnostics() as (pilot, control):
        assert "Preview" in hints(pilot.app)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        await pilot.pause()
        assert "+ max_output_tokens = 8192" in "\n".join(text_of(pilot.app))
        await pilot.press("escape")
        assert not any(asked.startswith("remedy") for asked in control.asked)
        await pilot.press("v", "enter")
        await until(pilot, lambda: "remedy 38" in control.asked)
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_without_a_fact_there_is_nothing_to_preview(open_diagnostics):
    async with open_diagnostics() as (pilot, _):
        await pilot.press("j", "v")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DiagnosticsScreen)
        assert "Preview" not in hints(pilot.app)


async def test_a_group_is_ignored_for_this_run_and_found_again(open_diagnostics, until, text_of):
    async with open_diagnostics() as (pilot, _):
        await pilot.press("i")
        for words in ("NEEDS YOU  1", "Diagnostics ✗1", "Ignored for this run"):
            await until(pilot, lambda words=words: words in "\n".join(text_of(pilot.app)))
        await pilot.press("slash", *"ignored", "enter")
        await until(pilot, lambda: "max_tokens too large" in "\n".join(text_of(pilot.app)))
        assert "Show again" in hints(pilot.app)
        await pilot.press("i")
        await until(pilot, lambda: "Nothing matches ignored." in "\n".join(text_of(pilot.app)))
        await pilot.press("escape")
        await until(pilot, lambda: "NEEDS YOU  2" in "\n".join(text_of(pilot.app)))


async def test_when_all_is_ignored_it_says_so(open_diagnostics, until, text_of):
    async with open_diagnostics() as (pilot, _):
        await pilot.press(*"iiiiiiiii")
        await until(pilot, lambda: "All 9 groups ignored." in "\n".join(text_of(pilot.app)))
        await pilot.press("slash", *"ignored")
        await until(pilot, lambda: "NEEDS YOU  2" in "\n".join(text_of(pilot.app)))
