import pytest
from textual.app import App

from tui_router.tui.bindings.common import COMMANDS, HELP
from tui_router.tui.bindings.live import LIVE
from tui_router.tui.widgets.footer import Footer


class Alone(App):
    def __init__(self):
        super().__init__()
        self.pressed = []

    def compose(self):
        yield Footer()

    def on_footer_pressed(self, event):
        self.pressed.append(event.key)


@pytest.mark.parametrize("width", [30, 80, 99, 100, 200])
async def test_hints_shrink_and_help_stays(width):
    async with Alone().run_test(size=(width, 3)) as pilot:
        footer = pilot.app.query_one(Footer)
        footer.show(tuple(key for key in LIVE if key.footer), (HELP, COMMANDS))
        await pilot.pause()
        text = footer.render_line(0).text
        assert len(text) == width
        assert text.rstrip().endswith("^p Commands" if width >= 100 else "? Help")
        whole = {f"{key.shown} {key.label}" for key in (*LIVE, HELP, COMMANDS)}
        assert all(part.strip() in whole for part in text.strip().split("  ") if part.strip())


async def test_a_click_presses_the_key():
    async with Alone().run_test(size=(80, 3)) as pilot:
        footer = pilot.app.query_one(Footer)
        footer.show(tuple(key for key in LIVE if key.label in ("Open", "Replay")), (HELP,))
        await pilot.pause()
        text = footer.render_line(0).text
        await pilot.click(Footer, offset=(text.index("Replay"), 0))
        await pilot.click(Footer, offset=(text.index("Help"), 0))
        await pilot.click(Footer, offset=(60, 0))
        assert [key.label for key in pilot.app.pressed] == ["Replay", "Help"]
