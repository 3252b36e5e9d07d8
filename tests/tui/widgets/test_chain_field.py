import pytest
from textual.app import App
from textual.binding import Binding

from tui_router.tui.widgets.chain_field import ChainField, ChainList
from tui_router.tui.widgets.target_field import TargetField


class Alone(App):
    BINDINGS = [Binding("escape", "leave", show=False)]  # noqa: RUF012  # Textual's own form

    def __init__(self, models):
        super().__init__()
        self.models = models
        self.told = []
        self.left = 0

    def compose(self):
        yield ChainField()

    def on_mount(self):
        self.query_one(ChainField).show(["a/one", "b/two", "c/three"])
        self.query_one(TargetField).load(self.models, ["openai"])
        self.query_one(ChainList).focus()

    def on_chain_field_changed(self, event):
        self.told.append(list(event.targets))

    def action_leave(self):
        self.left += 1


@pytest.fixture
async def shown(fakes):
    async with Alone(fakes.MODELS).run_test(size=(50, 16)) as pilot:
        await pilot.pause()
        yield pilot, pilot.app.query_one(ChainField)


def lines(field):
    view = field.query_one(ChainList)
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


async def test_it_is_put_in_order_and_shortened(shown):
    pilot, field = shown
    assert lines(field) == ["▌2 a/one", " 3 b/two", " 4 c/three", " a add  x remove  K J move"]
    await pilot.press("J", "J", "J")
    assert field.targets == ["b/two", "c/three", "a/one"]
    await pilot.press("K", "x")
    assert field.targets == ["b/two", "c/three"]
    await pilot.press("up", "delete", "x", "x")
    assert field.targets == []
    assert pilot.app.told[-1] == []
    assert lines(field) == ["▌a add"]


async def test_without_the_focus_it_is_one_line(shown):
    pilot, field = shown
    pilot.app.set_focus(None)
    await pilot.pause()
    assert lines(field) == [" then a/one, then b/two, then c/three"]
    field.show(["x\x1b[2J/y" * 20])
    await pilot.pause()
    assert "\x1b" not in lines(field)[0]
    field.show([])
    await pilot.pause()
    assert lines(field) == [" nothing else is tried"]


async def test_another_target_is_found_and_added_once(shown):
    pilot, field = shown
    await pilot.press("a", *"kimi", "enter")
    await pilot.pause()
    assert field.targets == ["a/one", "b/two", "c/three", "fireworks/kimi-k2.5"]
    assert field.query_one(ChainList).has_focus
    await pilot.press("a", *"kimi", "enter")
    assert len(pilot.app.told) == 1


async def test_looking_for_one_is_given_up(shown):
    pilot, field = shown
    await pilot.press("a", *"kimi", "escape")
    await pilot.pause()
    assert (field.adding, pilot.app.left, len(field.targets)) == (False, 0, 3)
    assert field.query_one(ChainList).has_focus
    await pilot.press("escape")
    assert pilot.app.left == 1
    await pilot.press("a")
    pilot.app.set_focus(None)
    await pilot.pause()
    await pilot.pause()
    assert not field.adding


async def test_a_click_takes_a_line_or_adds(shown):
    pilot, field = shown
    await pilot.click(ChainList, offset=(5, 1))
    await pilot.press("x")
    assert field.targets == ["a/one", "c/three"]
    await pilot.click(ChainList, offset=(3, 2))
    assert field.adding
