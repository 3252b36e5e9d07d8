from textual.app import App
from textual.geometry import Size

from tui_router.tui.glyphs import UNICODE
from tui_router.tui.widgets.notice import Notice, most_pressing


class Alone(App):
    def compose(self):
        yield Notice()


async def test_it_speaks_in_a_severity_and_gives_its_row_back():
    async with Alone().run_test(size=(40, 3)) as pilot:
        notice = pilot.app.query_one(Notice)
        notice.say([("gone", "state-error", "b"), (" now", "ink")], "error")
        await pilot.pause()
        assert notice.render_line(0).text.strip() == "gone now"
        assert notice.has_class("-shown", "-error")
        notice.say([("odd", "ink")], "warning")
        assert notice.has_class("-warning")
        assert not notice.has_class("-error")
        notice.say([])
        assert not notice.has_class("-shown")


async def test_the_most_pressing_comes_first(fakes):
    status = await fakes.FakeControl().status()

    def said(gone=(), size=None):
        words, severity = most_pressing(gone, status, size, UNICODE)
        return "".join(word[0] for word in words), severity

    assert said() == ("", "soft")
    assert said(size=Size(60, 15)) == ("60x15 is too small for two panes: the list only.", "soft")
    status.scribe = "down"
    assert said(size=Size(60, 15)) == ("▲ journal  not recording; answers go on", "warning")
    status.lost_captures = 3
    assert said() == ("▲ journal  3 captures lost; answers go on", "warning")
    status.problem = "config.toml:3\x1b"
    assert said() == ("▲ settings  config.toml:3␛", "warning")
    assert said([("✗ not connected", "state-error", "b")]) == ("✗ not connected", "error")
