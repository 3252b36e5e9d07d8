import pytest
from textual import events
from textual.app import App

from tui_router.tui.widgets.key_input import KeyInput

PASTED = "sk-" + "test-" + "0123456789abcdef" * 2


class Alone(App):
    def __init__(self):
        super().__init__()
        self.refused = 0
        self.values = []

    def compose(self):
        yield KeyInput()

    def on_input_changed(self, event):
        self.values.append(event.value)

    def on_key_input_refused(self):
        self.refused += 1


@pytest.fixture
async def shown():
    async with Alone().run_test(size=(60, 5)) as pilot:
        yield pilot, pilot.app.query_one(KeyInput)


async def test_a_pasted_key_changes_nothing_and_is_never_drawn(shown):
    pilot, field = shown
    await pilot.press(*"env")
    field.post_message(events.Paste(PASTED))
    await pilot.pause()
    assert field.value == "env"
    assert pilot.app.refused == 1
    assert PASTED not in "".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
    assert not any(PASTED in value for value in pilot.app.values)


async def test_a_reference_is_typed_as_it_is(shown):
    pilot, field = shown
    field.value = "env:OPENAI_API_KEY"
    await pilot.pause()
    assert field.value == "env:OPENAI_API_KEY"
    assert pilot.app.refused == 0


async def test_a_key_that_is_typed_is_stopped_on_the_way(shown):
    pilot, field = shown
    await pilot.press("s", "k", "minus", "t", "e", "s", "t")
    assert pilot.app.refused == 1
    assert "sk-" not in field.value
