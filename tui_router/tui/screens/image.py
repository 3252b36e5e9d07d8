"""An image of a request, small, in half blocks."""

import asyncio

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.ink import look_of
from tui_router.tui.lines.image_words import image_of, image_words
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.picture import Colour, Picture, PictureFault, draw
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import Words

_UPPER = "▀"


class Cells(Widget):
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="picture")
        self.strips: list[Strip] = []

    def show(self, picture: Picture) -> None:
        self.strips = [
            Strip([Segment(_UPPER, Style(color=_rich(upper), bgcolor=_rich(lower))) for upper, lower in row])
            for row in picture.rows
        ]
        self.styles.height = len(self.strips)
        self.refresh(layout=True)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        strip = self.strips[y] if y < len(self.strips) else Strip.blank(0)
        return strip.adjust_cell_length(width).apply_style(self.rich_style)


def _rich(colour: Colour) -> Color:
    return Color.from_rgb(*colour)


class ImageScreen(Dialog[None]):
    def __init__(self, image: Node) -> None:
        super().__init__()
        self._image = image

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[(image_words(self._image), "ink", "b"), *ESC_CLOSE]])
            yield Words([[("Reading the image.", "ink-soft")]], id="picture-say")
            yield Cells()

    def on_mount(self) -> None:
        why = self._cannot()
        if why:
            self._say(why)
        else:
            self._paint()

    def _cannot(self) -> str:
        """What this terminal lacks."""
        _, glyphs = look_of(self.app)
        if self.app.no_color or glyphs.ascii or self.app.console.color_system != "truecolor":
            return "a terminal with 24-bit colours and half blocks is needed"
        return ""

    def _say(self, why: str) -> None:
        self.query_one("#picture-say", Words).say([[(f"Not drawn: {why}.", "ink-soft")]])

    @work(exclusive=True, group="picture")
    async def _paint(self) -> None:
        ink, _ = look_of(self.app)
        ground = ink.colour("overlay")
        behind: Colour = (0, 0, 0)
        if ground is not None:
            red, green, blue = ground.get_truecolor()
            behind = (red, green, blue)
        try:
            picture = await asyncio.to_thread(_drawn, self._image, behind)
        except PictureFault as fault:
            self._say(str(fault))
            return
        self.query_one("#picture-say", Words).say([[]])
        self.query_one(Cells).show(picture)


def _drawn(image: Node, ground: Colour) -> Picture:
    return draw(image_of(image)[1], ground)
