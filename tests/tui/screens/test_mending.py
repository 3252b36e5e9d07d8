from tui_router.control.client import ControlError
from tui_router.tui.screens.rewire import RewireScreen
from tui_router.tui.widgets.check_box import CheckBox
from tui_router.tui.widgets.footer import Footer


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


async def test_a_failure_in_live_offers_its_remedy_and_a_applies_it(run, until, fakes, text_of):
    async with run(fakes.troubled()) as (pilot, control):
        assert "Fix" not in hints(pilot.app)
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "Fix" in hints(pilot.app))
        text = "\n".join(text_of(pilot.app))
        assert "A clamp max_tokens to 8,192 and replay" in text
        assert "seen 3×" in text
        await pilot.press("A", "A")
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.replay_of == 38)
        assert control.asked.count("remedy 38") == 1


async def test_a_refused_remedy_is_said_in_the_notice_line_until_another_row_is_looked_at(
    run, until, fakes, text_of
):
    control = fakes.troubled()
    control.remediable = set()
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "Fix" in hints(pilot.app))
        await pilot.press("A")
        await until(pilot, lambda: "Nothing was applied to #38" in "\n".join(text_of(pilot.app)))
        await pilot.press("k")
        await pilot.pause()
        assert "Nothing was applied" not in "\n".join(text_of(pilot.app))


async def test_an_offer_to_rewire_opens_the_dialog(run, until, fakes):
    control = fakes.troubled()
    control.trouble_groups[0].offer = fakes.Offer(words="elsewhere", rewire=True)
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "Fix" in hints(pilot.app))
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RewireScreen)


async def test_what_a_repair_taught_is_forgotten_and_put_back(run, until, fakes, text_of):
    async with run(fakes.troubled()) as (pilot, control):
        await pilot.press("j", "j", "j", "j")
        await until(pilot, lambda: "u forget" in "\n".join(text_of(pilot.app)))
        assert "gpt-4o · openai takes at most 16,384 output tokens" in "\n".join(text_of(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: len(control.facts_known) == 3)
        await until(pilot, lambda: "forgotten  gpt-4o" in "\n".join(text_of(pilot.app)))
        await pilot.press("u")
        await until(pilot, lambda: len(control.facts_known) == 4)
        await until(pilot, lambda: "u forget" in "\n".join(text_of(pilot.app)))


async def test_a_fact_that_is_gone_already_is_not_offered_again(run, until, fakes, text_of):
    control = fakes.troubled()
    control.facts_known = []
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "j")
        await until(pilot, lambda: "u forget" in "\n".join(text_of(pilot.app)))
        await pilot.press("u")
        await until(pilot, lambda: "Not forgotten: no such fact is known" in "\n".join(text_of(pilot.app)))
        assert "u forget" not in "\n".join(text_of(pilot.app))


async def test_u_takes_a_rewire_back_until_a_repair_is_looked_at(run, until, fakes):
    async with run(fakes.troubled()) as (pilot, control):
        await pilot.press("j", "j", "j", "j", "R")
        await until(pilot, lambda: control.rehearsals)
        await pilot.press(*"kimi", "enter")
        await until(pilot, lambda: len(control.changes) == 1)
        await until(pilot, lambda: "Undo" in hints(pilot.app))
        await pilot.press("k", "j")
        await until(pilot, lambda: "Forget" in hints(pilot.app))
        await pilot.press("k")
        await until(pilot, lambda: "Undo" in hints(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "restore 7" in control.asked)
        assert len(control.facts_known) == 4


async def test_brackets_turn_the_attempts(run, until, fakes, text_of):
    control = fakes.troubled()
    async with run(control) as (pilot, _):
        pane = pilot.app.live_screen.pane
        await pilot.press("j", "j", "j", "j")
        await until(pilot, lambda: "attempt 2 of 2" in "\n".join(text_of(pilot.app)))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: pane.request_legs.b.attempt == 1)
        text = "\n".join(text_of(pilot.app))
        assert "upstream got, attempt 1 of 2" in text
        assert "over 16,384" in text
        await pilot.press("left_square_bracket")
        assert pane.attempt == 1
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: pane.request_legs.b.attempt == 2)
        assert pane.attempt is None
        await pilot.press("k")
        assert not pilot.app.live_screen.check_action("attempt", ())


async def test_the_time_row_shows_the_attempt_that_failed_and_the_mend(run, until, fakes, text_of):
    async with run(fakes.troubled()) as (pilot, _):
        await pilot.press("j", "j", "j", "j")
        await until(pilot, lambda: "✗ 400 max_tokens 32,000 → 16,384" in "\n".join(text_of(pilot.app)))


async def rewired(pilot, control, until, text="kimi"):
    await pilot.press("j", "j", "j", "R")
    await until(pilot, lambda: control.rehearsals)
    pilot.app.screen.query_one("#model Input").value = text
    await pilot.pause()
    await pilot.press("enter")
    await until(pilot, lambda: control.changes)
    await until(pilot, lambda: pilot.app.live_screen.check_action("undo", ()))


async def test_an_undo_puts_this_tier_back_alone_when_other_things_changed_since(run, until, text_of):
    async with run() as (pilot, control):
        await rewired(pilot, control, until)
        control._tiers.revision = 12
        await pilot.press("u")
        await until(pilot, lambda: len(control.changes) == 2)
        assert control.changes[1].patch == {"tiers": {"sonnet": "openai/gpt-4o"}}
        assert control.changes[1].revision == 12
        await until(pilot, lambda: "sonnet goes to gpt-4o · openai again." in "\n".join(text_of(pilot.app)))
        assert not any(asked.startswith("restore") for asked in control.asked)


async def test_an_undo_leaves_alone_what_somebody_else_rewired(run, until, text_of):
    async with run() as (pilot, control):
        await rewired(pilot, control, until)
        control._tiers.revision = 12
        control._tiers.tiers["sonnet"] = ["fireworks/kimi-k2.5", "deepseek/deepseek-chat"]
        await pilot.press("u")
        await until(pilot, lambda: "rewired again meanwhile" in "\n".join(text_of(pilot.app)))
        assert len(control.changes) == 1
        assert not pilot.app.live_screen.check_action("undo", ())


async def test_an_undo_says_that_the_file_still_has_it(run, until, text_of):
    async with run() as (pilot, control):
        pilot.app.live_screen._writes = True
        await rewired(pilot, control, until)
        assert control.changes[0].write
        await pilot.press("u")
        await until(pilot, lambda: "The settings file still says the other." in "\n".join(text_of(pilot.app)))


async def test_a_refused_replay_after_a_rewire_is_told(run, until, text_of):
    async with run() as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: control.rehearsals)
        pilot.app.screen.query_one("#replay").value = True
        pilot.app.screen.query_one("#model Input").value = "kimi"
        await pilot.pause()

        async def refused(id, *, to=""):
            raise ControlError("that exchange has no body [/b]", 409)

        control.replay = refused
        await pilot.press("enter")
        await until(pilot, lambda: "#38 was not sent again: that exchange" in "\n".join(text_of(pilot.app)))


async def test_a_session_alone_and_a_rule_are_opened_from_elsewhere(run, until):
    async with run() as (pilot, control):
        pilot.app.live_screen.rewire("sonnet", session="a1f3c2")
        await until(pilot, lambda: control.rehearsals)
        assert control.rehearsals[-1].session == "a1f3c2"
        await pilot.press("escape")
        pilot.app.live_screen.rewire("default", rule=1)
        await until(pilot, lambda: control.rehearsals[-1].to == "openai/gpt-5.4")


async def test_a_replay_that_the_filter_hides_is_shown_when_it_comes(run, until, fakes):
    async with run(fakes.troubled()) as (pilot, control):
        live = pilot.app.live_screen
        await pilot.press("slash", *"~e", "enter")
        await until(pilot, lambda: live.exchanges.book.words == "~e" and live.exchanges.row.state == "failed")
        await pilot.press("r")
        await until(pilot, lambda: live.app.screen is not live)
        await pilot.press("enter")
        await until(
            pilot, lambda: live.exchanges.row is not None and live.exchanges.row.replay_of is not None
        )
        assert live.exchanges.book.words == ""
        assert control.replays


async def test_the_form_that_a_remedy_opens_can_send_the_failure_again(run, until, fakes):
    control = fakes.troubled()
    control.trouble_groups[0].offer = fakes.Offer(words="elsewhere", rewire=True)
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "Fix" in hints(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: "Fix" in hints(pilot.app))
        await pilot.press("A")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))
        box = pilot.app.screen.query_one("#replay", CheckBox)
        assert box.words == "replay #38"
