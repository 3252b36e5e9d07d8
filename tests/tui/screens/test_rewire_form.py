import pytest
from msgspec.structs import replace
from textual.app import App
from textual.widgets import Input

from tui_router.control.wiring import Wires
from tui_router.journal.record import KnownModel
from tui_router.tui.rewire_draft import NotReadable
from tui_router.tui.screens.rewire_form import RewireForm
from tui_router.tui.widgets.chain_field import ChainField
from tui_router.tui.widgets.pick import Pick
from tui_router.tui.widgets.radio_line import RadioLine

PASTED = "sk-" + "test-" + "0123456789abcdef" * 2


@pytest.fixture
def wires(fakes):
    return Wires(
        revision=7,
        effective={"sonnet": ["openai/gpt-4o", "vllm/qwen3-8b"], "opus": "fast"},
        aliases={"fast": "openai/gpt-5.4"},
        rules=list(fakes.RULES),
        providers={
            "openai": {"key": "env:OPENAI_API_KEY", "models": {"gpt-5.4": {"max_output_tokens": 9_000}}},
            "vllm": {"dialect": "chat"},
            "anthropic": {"preset": "anthropic"},
        },
    )


class Alone(App):
    def __init__(self, *about):
        super().__init__()
        self.about = about
        self.changed = 0

    def compose(self):
        yield RewireForm(*self.about)

    def on_rewire_form_changed(self):
        self.changed += 1


@pytest.fixture
async def form(fakes, wires, request):
    about = getattr(request, "param", ("sonnet", None, "a1f3", 0))
    async with Alone(*about).run_test(size=(90, 40)) as pilot:
        form = pilot.app.query_one(RewireForm)
        form.load(wires, fakes.PROVIDERS, fakes.MODELS, "")
        await pilot.pause()
        yield pilot, form


def texts(form):
    return [form.query_one(name, Input).value for name in ("#window", "#output", "#key")]


async def test_it_shows_what_is_in_force(form):
    _, form = form
    assert form.query_one(Pick).value == "openai"
    assert form.query_one("#speaks", RadioLine).value == "chat"
    assert form.model.target == "openai/gpt-4o"
    assert form.query_one(ChainField).targets == ["vllm/qwen3-8b"]
    assert texts(form) == ["", "", "env:OPENAI_API_KEY"]
    assert form.query_one("#window", Input).placeholder == "128,000"
    assert form.checks["provider"] == ("answers in 180 ms", "state-ok")
    assert form.checks["key"] == ("set", "state-ok")
    assert not form.touched()


async def test_the_fields_follow_the_model(form):
    pilot, form = form
    form.model.show("openai/gpt-5.4", "openai")
    await pilot.pause()
    assert texts(form) == ["", "9,000", "env:OPENAI_API_KEY"]
    form.model.show("vllm/qwen3-8b", "vllm")
    await pilot.pause()
    assert form.query_one(Pick).value == "vllm"
    assert texts(form) == ["", "", ""]
    assert form.touched()
    assert form.patch(form.draft) == {"tiers": {"sonnet": "vllm/qwen3-8b"}}


async def test_what_was_typed_for_a_provider_goes_with_it_and_stays_from_model_to_model(form):
    pilot, form = form
    form.query_one("#key", Input).value = "env:OTHER"
    form.model.show("openai/gpt-4o-mini", "openai")
    await pilot.pause()
    assert texts(form)[2] == "env:OTHER"
    form.model.show("anthropic/x", "anthropic")
    await pilot.pause()
    assert texts(form)[2] == "env:ANTHROPIC_API_KEY"
    assert form.query_one("#speaks", RadioLine).value == "anthropic"
    assert form.checks["provider"] == ("ANTHROPIC_API_KEY is not set", "state-error")


async def test_a_provider_is_picked_and_its_models_are_listed(form):
    pilot, form = form
    form.query_one(Pick)._choose("deepseek")
    await pilot.pause()
    assert form.model.target == "deepseek/deepseek-chat"
    form.query_one(Pick)._choose("anthropic")
    await pilot.pause()
    assert form.model.target is None
    assert form.draft.chain == ()
    assert form.query_one(Pick).value == "anthropic"


@pytest.mark.parametrize("form", [("opus", None, "", 0)], indirect=True)
async def test_a_tier_that_goes_to_an_alias(form):
    _, form = form
    assert form.before == ("fast",)
    assert form.model.target == "fast"
    assert form.patch(form.draft) == {}


@pytest.mark.parametrize("form", [("sonnet", 3, "", 0)], indirect=True)
async def test_a_rule_that_only_changes_requests_has_no_target(form):
    pilot, form = form
    assert form.draft.chain == ()
    assert form.patch(form.draft) == {}
    form.query_one("#when", Input).value = 'kind = "'
    await pilot.pause()
    assert form.checks["when"][1] == "state-error"
    form.query_one("#when", Input).focus()
    await pilot.pause()
    assert form.wrong[0].startswith("not readable")


async def test_complaints_stand_until_something_else_is_said(form):
    _, form = form
    form.complain({"key": "is refused\x1b", "model": "is no model"})
    assert form.checks["key"] == ("is refused␛", "state-error")
    assert form.checks["model"] == ("is no model", "state-error")
    form.rehearsed(None)
    assert form.checks["key"] == ("set", "state-ok")


async def test_a_pasted_key_is_refused_in_words_until_a_reference_is_typed(form):
    pilot, form = form
    form.query_one("#key", Input).value = PASTED
    await pilot.pause()
    assert texts(form)[2] == "env:OPENAI_API_KEY"
    assert form.checks["key"][0].startswith("that is a key itself")
    assert PASTED not in repr(form.draft)
    form.query_one("#key", Input).value = "env:OTHER"
    await pilot.pause()
    assert "itself" not in form.checks["key"][0]


async def test_for_one_session_only_where_it_goes_may_change(form):
    pilot, form = form
    form.query_one("#scope", RadioLine).choose("a1f3")
    form.query_one("#output", Input).value = "100"
    await pilot.pause()
    with pytest.raises(NotReadable, match="every session"):
        form.patch(form.draft)


async def test_read_again_it_keeps_what_was_typed_and_takes_over_the_rest(form, fakes, wires):
    pilot, form = form
    form.model.show("openai/gpt-5.4", "openai")
    form.query_one("#key", Input).value = "env:OTHER"
    await pilot.pause()
    now = replace(wires, effective={**wires.effective, "sonnet": ["openai/gpt-4o", "deepseek/deepseek-chat"]})
    form.load(now, fakes.PROVIDERS, [*fakes.MODELS, KnownModel(target="openai/brand-new")], "")
    await pilot.pause()
    assert form.draft.chain == ("openai/gpt-5.4", "deepseek/deepseek-chat")
    assert texts(form)[2] == "env:OTHER"
