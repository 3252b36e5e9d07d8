import pytest

from tui_router.control.client import ControlError
from tui_router.core.fact import Fact
from tui_router.tui.screens.facts import FactsScreen, read_value, source_words
from tui_router.tui.widgets.choice import Choice


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("8,192", 16_384, 8_192),
        ("8_192 ", 16_384, 8_192),
        ("many", 16_384, "many"),
        ("1.5", 3, "1.5"),
        ("1.25", 1.17, 1.25),
        ("2", 1.17, 2),
        ("yes", False, True),
        ("off", True, False),
        ("maybe", True, "maybe"),
        (" temperature ", "top_p", "temperature"),
    ],
)
def test_what_is_typed_is_read_as_what_it_replaces(text, like, value):
    assert read_value(text, like) == value
    assert type(read_value(text, like)) is type(value)


def test_where_it_is_from(fakes):
    assert source_words(fakes.FACTS[0]) == "#37  12:03"
    assert source_words(fakes.FACTS[1]) == "pinned  #29  11:49"
    assert source_words(fakes.FACTS[3]) == "catalog"


@pytest.fixture
def opened(run, until, fakes):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(control=None, size=(120, 40)):
        async with run(control or fakes.troubled(), size=size) as (pilot, control):
            await pilot.press("f")
            await until(pilot, lambda: isinstance(pilot.app.screen, FactsScreen) and pilot.app.screen._loaded)
            await pilot.pause()
            yield pilot, control

    return opening


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_lists_what_is_known(opened, text_of, size):
    async with opened(size=size) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert "What is known of the targets   4 facts" in text
        assert "takes at most 16,384 output tokens" in text
        assert "max_output_tokens = 16384" in text
        assert "p pin     e change     d forget" in text


async def test_pin_forget_and_undo(opened, until, fakes, text_of):
    async with opened() as (pilot, control):
        await pilot.press("p")
        await until(pilot, lambda: any(f.pinned and f.model == "gpt-4o" for f in control.facts_known))
        await until(pilot, lambda: "p unpin" in "\n".join(text_of(pilot.app)))
        await pilot.press("u")
        await until(pilot, lambda: not any(f.pinned and f.model == "gpt-4o" for f in control.facts_known))
        await pilot.press("d")
        await until(pilot, lambda: len(control.facts_known) == 3)
        await until(pilot, lambda: "3 facts" in "\n".join(text_of(pilot.app)))
        await pilot.press("u")
        await until(pilot, lambda: len(control.facts_known) == 4)


async def test_a_value_is_changed_and_a_wrong_one_is_refused_in_words(opened, until, text_of):
    async with opened() as (pilot, control):
        await pilot.press("e", "ctrl+u", *"many", "enter")
        await pilot.pause()
        assert "max_output_tokens is a number of tokens, more than 0" in "\n".join(text_of(pilot.app))
        await pilot.press("ctrl+u", *"9,000", "enter")
        await until(pilot, lambda: any(fact.value == 9_000 for fact in control.facts_known))
        await until(pilot, lambda: "takes at most 9,000 output tokens" in "\n".join(text_of(pilot.app)))
        await pilot.press("u")
        await until(pilot, lambda: any(fact.value == 16_384 for fact in control.facts_known))
        await pilot.press("e", "escape")
        await pilot.pause()
        assert pilot.app.screen.query_one(Choice).has_focus
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is pilot.app.live_screen


async def test_a_changed_word_takes_the_place_of_the_old_one(opened, until):
    async with opened() as (pilot, control):
        await pilot.press("j", "e", "ctrl+u", *"top_p", "enter")
        await until(pilot, lambda: [f.value for f in control.facts_known if f.name == "drop"] == ["top_p"])
        await until(pilot, lambda: not pilot.app.screen._busy)
        await pilot.press("u")
        await until(
            pilot, lambda: [f.value for f in control.facts_known if f.name == "drop"] == ["temperature"]
        )


async def test_nothing_known_says_what_will_be(opened, fakes, text_of):
    async with opened(fakes.FakeControl()) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert "Nothing yet. What an upstream refuses and then takes is kept here," in text
        await pilot.press("p", "d", "e", "u")
        assert isinstance(pilot.app.screen, FactsScreen)


async def test_a_refusal_is_shown_and_ugly_facts_are_safe(opened, fakes, until, text_of):
    evil = "\x1b]0;x\x07\u202e[/b][TODO]\n" + "設定" * 2_000

    class Stubborn(fakes.FakeControl):
        async def forget_fact(self, fact):
            raise ControlError(evil, 409)

    control = Stubborn()
    control.facts_known = [
        Fact(provider=evil, base_url=evil, model=evil, name=evil, value=evil, evidence=evil, diagnosis=evil),
        Fact(provider=evil, base_url=evil, model=evil, name="drop", value=evil, exchange=1),
    ]
    async with opened(control, (80, 24)) as (pilot, _):
        await pilot.press("j", "k", "d")
        await until(pilot, lambda: not pilot.app.screen._busy)
        await pilot.press("e")
        await pilot.pause()
        lines = text_of(pilot.app)
        assert not set("\x1b\x07\u202e") & set("".join(lines))
        assert any("[/b][TODO]" in line for line in lines)
