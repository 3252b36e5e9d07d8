"""The card of the selected group, or what the screen is for when there is none."""

from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import justify
from tui_router.tui.lines.trouble_card import BLANK, Card, CardLine, card_lines
from tui_router.tui.links import ToExchange, number_at
from tui_router.tui.widgets.paint import segments

_LONGEST = 200
"""Lines of a card that has the screen to itself."""


class TroublePane(ScrollView, can_focus=True):
    """`whole` shows all of it, to be scrolled; else it is cut to the rows there are, its keys last."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.card: Card | None = None
        self.now = 0.0
        self.whole = False
        self._lines: list[CardLine] = []

    def show(self, card: Card | None) -> None:
        self.card = card
        self.lay()

    def lay(self) -> None:
        """Word it anew for the size there is."""
        width, height = self.size
        if not width:
            return
        _, glyphs = look_of(self.app)
        rows = _LONGEST if self.whole else height - self._air
        room = width - LEFT - RIGHT
        self._lines = card_lines(self.card, room, rows, self.now, glyphs) if self.card else []
        size = Size(1, len(self._lines) + self._air)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    @property
    def _air(self) -> int:
        """A blank line on top, where there is room for it."""
        return 1 if self.size.height >= 12 else 0

    def on_click(self, event: events.Click) -> None:
        """The numbers of its exchanges, and only they: a failure may quote others."""
        number = number_at(self.render_line(event.y).text, event.x)
        if self.card is not None and number in self.card.trouble.exchanges:
            self.post_message(ToExchange(number))

    def on_resize(self) -> None:
        self.lay()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.call_later(self.lay)

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        width = self.outer_size.width
        number = y + self.scroll_offset.y - self._air
        line = self._lines[number] if 0 <= number < len(self._lines) else BLANK
        room = max(0, width - LEFT - RIGHT)
        spans = justify(line.left, line.right, room, glyphs.ellipsis)
        ground = ink("ink", "surface")
        body = segments(spans, ink, glyphs, "surface")
        return Strip([*Strip.blank(LEFT, ground), *body]).adjust_cell_length(width, ground)
