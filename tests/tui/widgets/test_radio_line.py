import pytest
from textual.app import App

from tui_router.tui.widgets.radio_line import Radio, RadioLine

LANGUAGES = [Radio("chat", "Chat Completions", "✓"), Radio("anthropic", "Messages")]


class Alone(App):
    def __init__(self, radios):
        super().__init__()
        self.radios = radios
        self.chosen = []

    def compose(self):
        yield RadioLine(self.radios, self.radios[0].value)

    def on_radio_line_changed(self, event):
        self.chosen.append((event.control.value, event.value))


@pytest.fixture
async def shown():
    async with Alone(LANGUAGES).run_test(size=(60, 5)) as pilot:
        yield pilot, pilot.app.query_one(RadioLine)


async def test_the_chosen_one_is_told_by_its_sign(shown):
    pilot, line = shown
    assert line.render_line(0).text.rstrip() == "▌● Chat Completions ✓   ○ Messages"
    await pilot.press("right")
    assert line.render_line(0).text.rstrip() == "▌○ Chat Completions ✓   ● Messages"
    await pilot.press("right", "left")
    assert pilot.app.chosen == [(value, value) for value in ("anthropic", "chat", "anthropic")]


async def test_a_click_chooses(shown):
    pilot, _ = shown
    await pilot.click(RadioLine, offset=(27, 0))
    assert [value for _, value in pilot.app.chosen] == ["anthropic"]
    await pilot.click(RadioLine, offset=(3, 0))
    assert [value for _, value in pilot.app.chosen] == ["anthropic", "chat"]


async def test_other_choices_are_told_to_nobody_and_no_choice_does_nothing(shown):
    pilot, line = shown
    line.offer([], "gone")
    await pilot.press("space")
    await pilot.pause()
    assert pilot.app.chosen == []
    line.offer([Radio("x", "wire\x1b[/b]")], "gone")
    assert line.render_line(0).text.rstrip() == "▌○ wire␛[/b]"
    await pilot.press("left")
    assert [value for _, value in pilot.app.chosen] == ["x"]


async def test_the_chosen_one_is_seen_where_not_all_have_room():
    radios = [Radio(name, name) for name in ("chat", "responses", "anthropic", "gemini")]
    async with Alone(radios).run_test(size=(30, 5)) as pilot:
        line = pilot.app.query_one(RadioLine)
        assert line.render_line(0).text.startswith("▌● chat   ○ responses")
        await pilot.press("left")
        assert line.render_line(0).text.rstrip() == "▌… ○ anthropic   ● gemini"
        await pilot.click(RadioLine, offset=(5, 0))
        assert [value for _, value in pilot.app.chosen] == ["gemini", "anthropic"]
        await pilot.press("left", "left")
        assert line.render_line(0).text.startswith("▌● chat")


async def test_tiers_are_drawn_with_their_own_signs():
    async with Alone(
        [Radio("opus", "opus", tier="opus"), Radio("haiku", "haiku", tier="haiku")]
    ).run_test() as pilot:
        line = pilot.app.query_one(RadioLine)
        assert line.render_line(0).text.rstrip() == "▌▆ opus   ▂ haiku"
        styles = {segment.text: segment.style for segment in line.render_line(0)}
        assert styles["▆ opus"].bold
        assert not styles["▂ haiku"].bold
