import pytest
from msgspec.structs import replace
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.control.wiring import RuleState
from tui_router.journal.record import KnownModel
from tui_router.tui.screens.dry_run import DryRunScreen
from tui_router.tui.screens.rewire import RewireScreen

SIZES = [(80, 24), (120, 40), (200, 60)]
CHAIN = ["openai/gpt-4o", "vllm/qwen3-8b", "openai/gpt-4.1-mini"]


@pytest.fixture
async def open_rewire(run, fakes, until, request):
    how = dict(getattr(request, "param", {}))
    control = fakes.FakeControl(tiers={**fakes.TIERS, **how.pop("tiers", {})})
    control.known = [replace(model, listed=True) for model in control.known]
    async with run(control, size=how.pop("size", (120, 40))) as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: control.rehearsals)
        await pilot.pause()
        yield pilot, control


async def put(pilot, text):
    """Type into the model's field, in one stroke."""
    pilot.app.screen.query_one("#model Input", Input).value = text
    await pilot.pause()


def shown(app, text_of):
    return "\n".join(text_of(app))


def line_with(app, text_of, word):
    return next((line for line in text_of(app) if word in line), "")


async def test_that_a_rule_decided_is_said_where_a_tier_is_changed(run, fakes, until, text_of):
    """The form changes what comes after the rules; the request it was opened on would not go there."""
    control = fakes.FakeControl()
    control.row(38).rule = 4
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: "rule 4 decided for #38" in shown(pilot.app, text_of))
        await pilot.press("escape", "j", "R")
        await until(pilot, lambda: control.rehearsals and "goes there now" in shown(pilot.app, text_of))
        assert "decided for" not in shown(pilot.app, text_of)


async def test_a_tier_is_pointed_elsewhere_and_back(open_rewire, until, text_of):
    pilot, control = open_rewire
    assert pilot.app.screen.tier == "sonnet"
    await put(pilot, "4.1-mini")
    assert "2 of 5 match" in shown(pilot.app, text_of)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
    change = control.changes[0]
    assert change.patch == {"tiers": {"sonnet": "openai/gpt-4.1-mini"}}
    assert (change.revision, change.session, change.write, change.by) == (7, "", False, "screen")
    said = "sonnet now goes to gpt-4.1-mini · openai. u undo"
    await until(pilot, lambda: said in shown(pilot.app, text_of))
    await pilot.press("u")
    await until(pilot, lambda: control._tiers.tiers["sonnet"] == "openai/gpt-4o")
    assert "restore 7" in control.asked
    await pilot.pause()
    assert not pilot.app.live_screen.check_action("undo", ())


async def test_what_will_change_is_there_before_it_is_applied(open_rewire, until, text_of):
    pilot, control = open_rewire
    control.dry = replace(control.dry, window=None, max_output=None, lost=["thinking", "images"])
    await put(pilot, "4.1-mini")
    await until(pilot, lambda: "lost        images" in shown(pilot.app, text_of))
    text = shown(pilot.app, text_of)
    assert "→ sonnet      openai/gpt-4o     →  openai/gpt-4.1-mini" in text
    assert "+ window      128k              →  1.0M" in text
    assert "still lost  thinking" in text
    assert "next request on; 2 live exchanges keep their wiring" in text
    asked = control.rehearsals[-1]
    assert (asked.exchange, asked.tier, asked.to) == (38, "sonnet", "openai/gpt-4.1-mini")
    assert asked.patch == {"tiers": {"sonnet": "openai/gpt-4.1-mini"}}


async def test_a_tier_of_no_looked_at_exchange_is_rehearsed_with_its_newest(open_rewire, until):
    pilot, control = open_rewire
    await pilot.press("ctrl+n")
    await until(pilot, lambda: control.rehearsals[-1].tier == "opus")
    assert control.rehearsals[-1].exchange == 0


async def test_another_model_of_another_provider(open_rewire, until, text_of):
    pilot, control = open_rewire
    await pilot.press("ctrl+n", "ctrl+n")
    await put(pilot, "kimi")
    assert "fireworks" in line_with(pilot.app, text_of, "Provider")
    await pilot.press("enter")
    await until(pilot, lambda: control.changes)
    assert control.changes[0].patch == {"tiers": {"fable": "fireworks/kimi-k2.5"}}


async def test_the_tiers_are_chosen_by_the_mouse_and_both_keys(open_rewire):
    pilot, _ = open_rewire
    await pilot.press("ctrl+b")
    assert pilot.app.screen.tier == "haiku"
    await pilot.click("#tiers", offset=(20, 0))
    assert pilot.app.screen.tier == "opus"


async def test_what_is_chosen_first_does_not_stand_behind_it(open_rewire, until):
    pilot, control = open_rewire
    pilot.app.screen.form.query_one("ChainField").show(["vllm/qwen3-8b"])
    await put(pilot, "qwen3")
    await pilot.press("enter")
    await until(pilot, lambda: control.changes)
    assert control.changes[0].patch == {"tiers": {"sonnet": "vllm/qwen3-8b"}}


@pytest.mark.parametrize(
    ("typed", "says", "changes"),
    [
        ("nowhere/x", "no provider named nowhere", 0),
        ("openai/brand-new", "not listed; sent as typed", 1),
        ("vllm/qwen3-8b", "1 of 5 match", 1),
        ("gpt-4o", "models", 0),
    ],
)
async def test_what_is_typed_is_checked_in_words(open_rewire, until, text_of, typed, says, changes):
    pilot, control = open_rewire
    await put(pilot, typed)
    await until(pilot, lambda: says in shown(pilot.app, text_of))
    await pilot.press("enter")
    await pilot.pause()
    assert len(control.changes) == changes


@pytest.mark.parametrize(
    "open_rewire", [{"tiers": {"sonnet": CHAIN}, "size": size} for size in SIZES], indirect=True
)
async def test_the_rest_of_a_chain_stays_and_is_undone_with_it(open_rewire, until, text_of):
    pilot, control = open_rewire
    assert "then vllm/qwen3-8b, then " in line_with(pilot.app, text_of, "If it fails")
    await put(pilot, "kimi")
    await pilot.press("enter")
    await until(pilot, lambda: control.changes)
    assert control.changes[0].patch == {"tiers": {"sonnet": ["fireworks/kimi-k2.5", *CHAIN[1:]]}}
    await until(pilot, lambda: "kimi-k2.5 · fireworks +2. u undo" in shown(pilot.app, text_of))
    await pilot.press("u")
    await until(pilot, lambda: control._tiers.tiers["sonnet"] == CHAIN)


@pytest.mark.parametrize("open_rewire", [{"tiers": {"sonnet": CHAIN}}], indirect=True)
async def test_the_rest_alone_is_changed_by_keys(open_rewire, until, text_of):
    pilot, control = open_rewire
    await pilot.press("tab", "tab", "tab", "tab", "J", "up", "x")
    await until(pilot, lambda: "if it fails vllm/qwen3-8b" in shown(pilot.app, text_of))
    await pilot.press("ctrl+s")
    await until(pilot, lambda: control.changes)
    assert control.changes[0].patch == {"tiers": {"sonnet": ["openai/gpt-4o", "vllm/qwen3-8b"]}}


async def test_limits_language_and_key_go_to_the_provider_alone(open_rewire, until, text_of):
    pilot, control = open_rewire
    form = pilot.app.screen.form
    form.query_one("#output", Input).value = "8,192"
    form.query_one("#key", Input).value = "env:OTHER_KEY"
    form.query_one("#speaks").choose("anthropic")
    await until(pilot, lambda: "all of openai" in shown(pilot.app, text_of))
    await pilot.press("ctrl+s")
    await until(pilot, lambda: control.changes)
    assert control.changes[0].patch == {
        "providers": {
            "openai": {
                "dialect": "anthropic", "key": "env:OTHER_KEY",
                "models": {"gpt-4o": {"max_output_tokens": 8_192}},
            }
        }
    }  # fmt: skip
    await until(pilot, lambda: "goes to gpt-4o · openai as it is set now" in shown(pilot.app, text_of))


async def test_what_cannot_be_read_is_not_applied(open_rewire, text_of):
    pilot, control = open_rewire
    await pilot.press("tab", *"many", "enter")
    await pilot.pause()
    assert "a number of tokens, such as 32,768" in line_with(pilot.app, text_of, "Window")
    assert "Apply" not in shown(pilot.app, text_of)
    assert control.changes == []


async def test_one_session_alone(open_rewire, until, text_of):
    pilot, control = open_rewire
    pilot.app.screen.query_one("#scope").choose("a1f3")
    await until(pilot, lambda: "write to config" not in shown(pilot.app, text_of))
    await put(pilot, "4.1-mini")
    await pilot.press("enter")
    await until(pilot, lambda: control.changes)
    assert (control.changes[0].session, control.changes[0].write) == ("a1f3", False)
    said = "sonnet now goes to gpt-4.1-mini · openai for session a1f3. u undo"
    await until(pilot, lambda: said in shown(pilot.app, text_of))


async def test_what_belongs_to_every_session_is_not_sent_for_one(open_rewire, until, text_of):
    pilot, control = open_rewire
    pilot.app.screen.query_one("#scope").choose("a1f3")
    pilot.app.screen.form.query_one("#key", Input).value = "env:OTHER"
    await pilot.pause()
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "those of every session" in shown(pilot.app, text_of))
    assert control.changes == []


async def test_it_is_written_and_sent_again_when_the_boxes_say_so(open_rewire, until, text_of):
    pilot, control = open_rewire
    await pilot.click("#write")
    await pilot.click("#replay")
    pilot.app.screen.query_one("#model Input").focus()
    await put(pilot, "4.1-mini")
    await pilot.press("enter")
    await until(pilot, lambda: control.replays)
    assert control.changes[0].write
    assert control.replays == [(38, "")]
    await pilot.press("R")
    await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))
    assert "[x] write to config" in shown(pilot.app, text_of)


async def test_a_rule_is_changed_where_it_stands(run, until, text_of):
    async with run() as (pilot, control):
        pilot.app.live_screen.rewire("default", rule=2)
        await until(pilot, lambda: control.rehearsals)
        assert 'kind = "subagent", thinking = false' in line_with(pilot.app, text_of, "When")
        pilot.app.screen.query_one("#when", Input).value = 'kind = "title"'
        await pilot.pause()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: control.changes)
        routes = control.changes[0].patch["routes"]
        assert routes[1]["when"] == {"kind": "title"}
        assert routes[1]["set"] == {"temperature": 0.2}
        assert [table.get("to") for table in routes] == [
            "openai/gpt-5.4", ["deepseek/deepseek-chat", "vllm/qwen3-8b"], None,
        ]  # fmt: skip
        await until(pilot, lambda: "Rule 2 is changed. u undo" in shown(pilot.app, text_of))
        await pilot.press("u")
        await until(pilot, lambda: "restore 7" in control.asked)


async def test_a_new_rule_stands_last(run, until, text_of):
    async with run() as (pilot, control):
        pilot.app.live_screen.rewire("default", rule=0)
        await until(
            pilot, lambda: "wiring" in control.asked and "say when it fits" in shown(pilot.app, text_of)
        )
        pilot.app.screen.query_one("#when", Input).value = "agent_depth_over = 1"
        pilot.app.screen.query_one("#model Input").focus()
        await put(pilot, "kimi")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: control.changes)
        assert control.changes[0].patch["routes"][3:] == [
            {"when": {"agent_depth_over": 1}, "to": "fireworks/kimi-k2.5"}
        ]


async def test_the_target_is_asked_for_one_token(open_rewire, until, text_of):
    pilot, control = open_rewire
    await put(pilot, "4.1-mini")
    await pilot.press("ctrl+t")
    await until(pilot, lambda: "✓ openai/gpt-4.1-mini: answers in 180 ms" in shown(pilot.app, text_of))
    assert (control.trials[0].to, control.trials[0].patch) == ("openai/gpt-4.1-mini", {})


async def test_what_would_be_sent_is_looked_at_and_left(open_rewire, until):
    pilot, _ = open_rewire
    await pilot.press("ctrl+d")
    await until(pilot, lambda: isinstance(pilot.app.screen, DryRunScreen))
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))


async def test_without_a_request_there_is_nothing_to_look_at(open_rewire, until, text_of):
    pilot, control = open_rewire
    control.dry = replace(control.dry, exchange=0)
    await put(pilot, "4.1-mini")
    await until(pilot, lambda: "no request yet to try it on" in shown(pilot.app, text_of))
    await pilot.press("ctrl+d")
    assert "There is no request yet to try it on." in shown(pilot.app, text_of)
    assert isinstance(pilot.app.screen, RewireScreen)


async def test_the_models_are_asked_for_again(open_rewire, until, text_of):
    pilot, control = open_rewire
    control.known.append(KnownModel(target="openai/brand-new", listed=True))
    await pilot.press("ctrl+r")
    await until(pilot, lambda: "9 models of 5 providers" in shown(pilot.app, text_of))
    assert "models again" in control.asked
    await put(pilot, "brand")
    await pilot.press("enter")
    await until(pilot, lambda: control.changes)
    assert control.changes[0].patch == {"tiers": {"sonnet": "openai/brand-new"}}


async def test_esc_asks_only_when_something_would_be_lost(open_rewire, until, text_of):
    pilot, control = open_rewire
    await put(pilot, "4.1")
    await pilot.press("escape")
    assert "esc again to leave it as it was" in shown(pilot.app, text_of)
    await pilot.press("backspace")
    assert "esc again" not in shown(pilot.app, text_of)
    await pilot.press("escape", "escape")
    await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
    await pilot.press("R")
    await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
    assert control.changes == []


@pytest.mark.parametrize("size", SIZES)
async def test_ugly_data_fits_every_screen(run, fakes, until, text_of, size):
    chain = [f"openai/{'long-' * 12}{number}\x1b[2J" for number in range(8)]
    control = fakes.FakeControl(tiers={**fakes.TIERS, "sonnet": chain})
    control.known = [
        KnownModel(target=f"openai/{'wide設' * 20}{n}\x1b[31m[/b]", context_window=n) for n in range(500)
    ]
    control.providers[0] = replace(control.providers[0], problem="refused [/b]\x1b[2J " * 9)
    control.dry = replace(control.dry, lost=[f"field{n}\x1b" for n in range(40)], problem="no [/b]\x1b" * 40)
    control.rules = [
        RuleState(number=1, when="x" * 900, table={"when": {"model": "\x1b" * 500}, "to": "p/x"})
    ]
    async with run(control, size=size) as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: control.rehearsals)
        await pilot.press("down", "tab", "tab", "tab", "tab")
        await until(pilot, lambda: "If it fails" in shown(pilot.app, text_of))
        lines = text_of(pilot.app)
        assert all(len(line) <= size[0] for line in lines)
        assert not any("\x1b" in line for line in lines)
        assert "Apply" in shown(pilot.app, text_of)
        await pilot.press("escape", "escape")
        pilot.app.live_screen.rewire("default", rule=1)
        await until(pilot, lambda: "Rule 1" in shown(pilot.app, text_of))
        assert not any("\x1b" in line for line in text_of(pilot.app))


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_a_small_screen_scrolls_to_the_field_with_the_focus(run, until, text_of, size):
    async with run(size=size) as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: control.rehearsals)
        await pilot.press("tab", "tab", "tab", "tab", "tab", "tab")
        await until(pilot, lambda: "[ ] write to config" in shown(pilot.app, text_of))
        assert "What will change" in shown(pilot.app, text_of)


async def test_a_gateway_that_is_gone_says_so_and_freezes_nothing(run, until, text_of):
    async with run() as (pilot, control):
        control.down = ControlError("connection refused [/b]")
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: "connection refused [/b]" in shown(pilot.app, text_of))
        await put(pilot, "kimi")
        await pilot.press("enter", "ctrl+t", "ctrl+d")
        assert isinstance(pilot.app.screen, RewireScreen)
        assert "kimi" in shown(pilot.app, text_of)
