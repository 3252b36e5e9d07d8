from textual.app import App

from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import Span
from tui_router.tui.widgets.words import SPRING, Words, check_words, span_words


class Alone(App):
    def compose(self):
        yield Words([[("left", "ink", "b"), SPRING, ("right", "ink-soft")], []])


async def test_lines_with_a_spring_and_a_height():
    async with Alone().run_test(size=(20, 6)) as pilot:
        words = pilot.app.query_one(Words)
        assert words.size.height == 2
        assert words.render_line(0).text == "left           right"
        words.say([[("a[/b]", "ink")], [], [("x" * 50, "ink")]])
        await pilot.pause()
        assert words.size.height == 3
        assert words.render_line(0).text == "a[/b]".ljust(20)
        assert words.render_line(2).cell_length == 20


def test_a_check_has_its_sign_and_is_soft_when_all_is_well():
    assert check_words(("set", "state-ok"), UNICODE) == [("✓ ", "state-ok"), ("set", "ink-soft")]
    assert check_words(("gone", "state-error"), UNICODE) == [("✗ ", "state-error"), ("gone", "state-error")]
    assert check_words(("as known", "ink-soft"), UNICODE) == [("as known", "ink-soft")]
    assert check_words(("", "state-ok"), UNICODE) == [("", "ink-soft")]


def test_spans_are_words_with_their_weight():
    line = [Span("a", "ink", bold=True), Span("b", "ink-soft", italic=True), Span("c")]
    assert span_words(line) == [("a", "ink", "b"), ("b", "ink-soft", "i"), ("c", "ink", "")]
