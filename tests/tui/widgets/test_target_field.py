import pytest
from textual.app import App
from textual.widgets import Button, Input

from tui_router.journal.record import KnownModel
from tui_router.tui.widgets.choice import Choice
from tui_router.tui.widgets.target_field import ModelBook, TargetField, TargetInput, abilities, figures
from tui_router.tui.widgets.words import Words


@pytest.fixture
def book(fakes):
    return ModelBook(fakes.MODELS, ["openai", "local"])


def test_words_match_in_any_order(book):
    assert [model.target for model in book.matching("mini OPENAI 4.1")] == [
        "openai/gpt-4.1-mini", "openai/gpt-4.1-mini-2025-04-14",
    ]  # fmt: skip
    assert len(book.matching("")) == 8


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("local/new", "local/new"),
        ("local/a/b", "local/a/b"),
        ("openai/gpt-4o", ""),
        ("nowhere/x", ""),
        ("local", ""),
        ("", ""),
    ],
)
def test_typed_text_is_a_target_where_its_provider_is_known(book, text, target):
    assert book.typed(text) == target


def test_the_check_is_in_words(book):
    assert book.check("gpt", 4) == ("4 of 8 match", "ink-soft")
    assert book.check("", 8) == ("8 models", "ink-soft")
    assert book.check("local/new", 0)[0] == "not listed; sent as typed"
    assert book.check("no\x1bwhere/x", 0)[0] == "no provider named no␛where"
    assert book.check("xyz", 0)[0] == "nothing matches"
    assert ModelBook([], []).check("xyz", 0)[0] == "no models known; type provider/model"


def test_figures_and_abilities(fakes):
    assert figures(fakes.MODELS[0]).split() == ["128k", "16k"]
    assert figures(fakes.MODELS[6]) == ""
    assert figures(KnownModel(target="p/m", price_in=2.5, price_out=10)).split() == ["$2.50", "/", "10"]
    assert abilities(fakes.MODELS[4]) == "thinking"
    assert abilities(KnownModel(target="p/m", tools=False, images=True)) == "no tools images"


def test_what_is_typed_exactly_stands_first():
    models = [KnownModel(target=name) for name in ("p/gpt-4o-mini", "p/gpt-4o", "q/gpt-4o")]
    book = ModelBook(models, ["p", "q"])
    assert [model.target for model in book.matching("p/gpt-4o")] == ["p/gpt-4o", "p/gpt-4o-mini"]
    assert [model.target for model in book.matching("gpt-4o")][:2] == ["p/gpt-4o", "q/gpt-4o"]
    assert [model.target for model in book.matching("")] == [model.target for model in models]


@pytest.fixture
def scoped():
    models = [
        KnownModel(target=name, listed=name.startswith("p/"))
        for name in ("p/one", "p/one-b", "q/one", "r/odd")
    ]
    return ModelBook(models, ["p", "q", "empty"], {"claude-router/x": "p/one", "fast": ["p/one", "q/one"]})


def test_the_models_of_the_scope_come_first_and_others_only_when_typed(scoped):
    assert [model.target for model in scoped.matching("", "p")] == ["p/one", "p/one-b"]
    assert [model.target for model in scoped.matching("one", "q")] == ["q/one", "p/one", "p/one-b"]
    assert scoped.matching("", "empty") == []


@pytest.mark.parametrize(
    ("text", "scope", "target"),
    [
        ("brand-new", "empty", "empty/brand-new"),
        ("brand-new", "q", "q/brand-new"),
        ("brand-new", "p", ""),
        ("p/brand-new", "q", "p/brand-new"),
        ("two words", "q", ""),
        ("one", "q", ""),
        ("claude-router/x", "p", "claude-router/x"),
        ("fast", "", "fast"),
    ],
)
def test_a_bare_name_is_a_model_of_a_provider_that_lists_none(scoped, text, scope, target):
    assert scoped.typed(text, scope) == target


def test_the_check_counts_within_the_scope(scoped):
    assert scoped.check("one", 1, "p") == ("1 of 2 match", "ink-soft")
    assert scoped.check("", 2, "p") == ("2 models", "ink-soft")
    assert scoped.check("", 0, "empty") == ("no models known; type one", "ink-soft")
    assert scoped.check("zzz", 0, "empty") == ("not listed; sent as typed", "state-warn")
    assert scoped.check("zzz", 0, "p") == ("nothing matches", "state-error")
    assert scoped.check("fast", 0, "p") == ("an alias", "ink-soft")


class Alone(App):
    def __init__(self, models):
        super().__init__()
        self.models = models
        self.accepted = 0

    def compose(self):
        yield TargetField(folds=True, placeholder="part of a name")
        yield Button("elsewhere")

    def on_mount(self):
        field = self.query_one(TargetField)
        field.load(self.models, ["openai", "vllm", "fireworks"])
        field.show("openai/gpt-4o", "openai")
        field.query_one(Input).focus()

    def on_target_field_accepted(self):
        self.accepted += 1


@pytest.fixture
async def folding(fakes):
    async with Alone(fakes.MODELS).run_test(size=(90, 16)) as pilot:
        await pilot.pause()
        yield pilot, pilot.app.query_one(TargetField)


async def test_what_is_chosen_stands_in_the_field_and_typing_replaces_it(folding):
    pilot, field = folding
    assert (field.text, field.target, field.untouched) == ("gpt-4o", "openai/gpt-4o", True)
    assert field.query_one(Choice).options[0].name == "gpt-4o"
    await pilot.press(*"kimi")
    assert (field.text, field.target) == ("kimi", "fireworks/kimi-k2.5")
    assert field.query_one(Choice).option.name == "kimi-k2.5 · fireworks"
    await pilot.press("tab")
    await pilot.pause()
    assert (field.text, field.untouched) == ("kimi-k2.5", True)
    assert not field.query_one(Choice).display
    await pilot.press("shift+tab")
    await pilot.pause()
    assert [option.value for option in field.query_one(Choice).options] == ["fireworks/kimi-k2.5"]


async def test_moving_without_typing_chooses_and_a_click_does_not_accept(folding):
    pilot, field = folding
    await pilot.press("down")
    assert (field.text, field.target) == ("gpt-4.1-mini", "openai/gpt-4.1-mini")
    await pilot.click(Choice, offset=(4, 3))
    await pilot.pause()
    assert field.target == "openai/gpt-4o-mini"
    assert pilot.app.accepted == 0
    await pilot.press("enter")
    assert pilot.app.accepted == 1


async def test_what_is_wired_and_listed_by_nobody_stays_chosen(folding):
    pilot, field = folding
    field.show("vllm/gone", "vllm")
    await pilot.pause()
    assert (field.text, field.target) == ("gone", "vllm/gone")
    field.load([], ["vllm"], "refused")
    assert field.target == "vllm/gone"


async def test_words_of_others_stand_for_its_own_check(folding):
    pilot, field = folding

    def said():
        return "".join(word[0] for word in field.query_one("#target-check", Words).lines[0])

    field.tell(("no provider of that name", "state-error"))
    assert said() == "✗ no provider of that name"
    await pilot.press(*"4.1")
    assert said() == "✗ no provider of that name"
    field.tell(None)
    assert said() == "2 of 5 match"


@pytest.mark.parametrize(("ticks", "value", "left"), [(True, "", "+ "), (True, "gpt", "+"), (False, "", "")])
async def test_keys_that_tick_are_left_to_the_screen(ticks, value, left):
    class Ticking(App):
        def compose(self):
            yield TargetInput(value)

    async with Ticking().run_test() as pilot:
        field = pilot.app.query_one(TargetInput)
        field.ticks = ticks
        consumed = {character for character in "+ a" if field.check_consume_key(character, character)}
    assert consumed == set("+ a") - set(left)
