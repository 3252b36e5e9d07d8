"""Two legs beside each other, or one, drawn line by line with the spine between them.

Only lines on the screen are worded and drawn. Focus gives a cursor line that folds; a view that follows stays
at its end until the user moves up.
"""

from typing import ClassVar, Protocol

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink, look_of
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span, lay
from tui_router.tui.links import sign_at
from tui_router.tui.widgets.paint import segments

SPINE = 3
_KEPT = 500


class Rows(Protocol):
    def __len__(self) -> int: ...
    def row(self, index: int) -> Row: ...
    def toggle(self, index: int, *, want: bool | None = None) -> bool: ...


def halves(width: int) -> tuple[int, int]:
    """Cells of text left and right of the spine in a view of `width` cells."""
    left = (width - SPINE) // 2
    return left - LEFT - 1, width - SPINE - left - 1 - RIGHT


class LegView(ScrollView, can_focus=True):
    """A subclass builds `rows` for a width and says what stands there while a leg is not here."""

    ALLOW_SELECT = False
    GROUND: ClassVar[str] = "surface"
    """The role behind every line that has none of its own."""
    DEFAULT_CSS = """
    LegView {
        height: 1fr; background: $surface; overflow-x: hidden; overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1.0)", "Page down", show=False),
        Binding("pageup", "page(-1.0)", "Page up", show=False),
        Binding("ctrl+d", "page(0.5)", "Half a page down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", show=False),
        Binding("home,g", "edge(-1)", "Top", show=False),
        Binding("end,G", "edge(1)", "End", show=False),
        Binding("enter,space", "fold", "Fold", show=False),
        Binding("right,l", "fold(True)", "Unfold", show=False),
        Binding("left,h", "fold(False)", "Fold", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Rows | None = None
        self.split = True
        self.cursor = 0
        self.following = False
        self.looked_at = True
        """Set by the pane: a view that is hidden puts its work off."""
        self._stale = True
        self._fitted: object = None
        self.empty: tuple[str, str] = ("", "")
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._drawn_for: tuple[int, int, bool] | None = None

    # what subclasses and the pane call

    @property
    def whole(self) -> int:
        """Cells of a line; the scroll bar lies over the last one, in the margin."""
        return self.size.width

    def text_widths(self) -> tuple[int, int]:
        whole = self.whole
        return halves(whole) if self.split else (whole - LEFT - RIGHT, whole - LEFT - RIGHT)

    def fit(self) -> None:
        """Lay the rows out for the width there is. A subclass hands the widths to its rows."""
        raise NotImplementedError

    def changed(self) -> None:
        """The rows may be others now: measure, keep the end in sight when following, draw."""
        self._stale = True
        if not self.size.width or not self.looked_at:
            return
        self._stale = False
        self._fitted = (self.split, self.size.width)
        self.fit()
        self._strips.clear()
        count = len(self.rows) if self.rows is not None else 0
        if self.virtual_size.height != count:
            self.virtual_size = Size(self.size.width, count)
        self.cursor = max(0, min(self.cursor, count - 1))
        if self.following:
            self.cursor = max(0, count - 1)
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)
        self.refresh()

    def catch_up(self) -> None:
        """Do what was put off, or what another form of the view asks for."""
        if self._stale or self._fitted != (self.split, self.size.width):
            self.changed()

    def start_over(self, *, follow: bool) -> None:
        """Another exchange: from the top, or at the end of one that is under way."""
        self.cursor = 0
        self.following = follow
        if not follow:
            self.scroll_to(y=0, animate=False, immediate=True)
        self.changed()

    # moving

    def on_resize(self, event: events.Resize) -> None:
        del event
        self.changed()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value and new_value < self.max_scroll_y:
            self.following = False

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        super()._on_mouse_scroll_down(event)
        self._follow_again()

    def _follow_again(self) -> None:
        if self.can_follow and self.scroll_offset.y >= self.max_scroll_y:
            self.following = True

    @property
    def can_follow(self) -> bool:
        """Whether more may still come."""
        return False

    def action_move(self, by: int) -> None:
        self._put_cursor(self.cursor + by)

    def action_page(self, part: float) -> None:
        self._put_cursor(self.cursor + round(part * max(1, self.size.height - 1)))

    def action_edge(self, side: int) -> None:
        self._put_cursor(0 if side < 0 else self.virtual_size.height - 1)

    def action_fold(self, want: bool | None = None) -> None:
        if self.rows is None:
            return
        if self.rows.toggle(self.cursor, want=want):
            self.following = False
            self.changed()
        elif want is not None:
            self._put_cursor(self.cursor + (1 if want else -1))

    def _put_cursor(self, index: int) -> None:
        count = self.virtual_size.height
        index = max(0, min(index, count - 1))
        self.cursor = index
        top, height = self.scroll_offset.y, self.size.height
        self.following = False
        if index < top:
            self.scroll_to(y=index, animate=False, immediate=True)
        elif index >= top + height:
            self.scroll_to(y=index - height + 1, animate=False, immediate=True)
        if index == count - 1 and self.can_follow:
            self.following = True
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        y = event.y - self.gutter.top
        index = y + self.scroll_offset.y
        if y >= 0 and index < self.virtual_size.height:
            again = index == self.cursor
            drawn = self.render_line(y).text
            self._put_cursor(index)
            if again or event.x < LEFT + 6 or sign_at(drawn, event.x, look_of(self.app)[1]):
                self.action_fold()

    def on_focus(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if not top <= self.cursor < top + height:
            self.cursor = top
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # drawing

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        drawn_for = (id(ink), self.size.width, glyphs.ascii)
        if drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            self._strips.clear()
        index = y + self.scroll_offset.y
        here = self.has_focus and index == self.cursor
        strip = self._strips.get((index, here))
        if strip is None:
            if len(self._strips) > _KEPT:
                self._strips.clear()
            strip = self._strips[index, here] = self._line(index, here, ink, glyphs)
        return strip

    def _line(self, index: int, here: bool, ink: Ink, glyphs: Glyphs) -> Strip:
        row = self.worded(index, here)
        if index == 0:
            row = self._with_empty(row)
        on = "row-cursor" if here else row.ground
        base = on or self.GROUND
        bar = glyphs.focus if here else " "
        line = [Segment(bar, ink("accent", base)), Segment(" " * (LEFT - 1), ink("ink", base))]
        if not self.split:
            width = self.whole - LEFT - RIGHT
            line += segments(lay(row.left or Half(), width, glyphs.ellipsis), ink, glyphs, base)
        else:
            left, right = halves(self.whole)
            spine = on or "panel"
            mark = row.mark or Span(" ")
            line += segments(lay(row.left or Half(), left, glyphs.ellipsis), ink, glyphs, base)
            line.append(Segment(" ", ink("ink", base)))
            line += segments((Span(" "), mark, Span(" ")), ink, glyphs, spine)
            line.append(Segment(" ", ink("ink", base)))
            line += segments(lay(row.right or Half(), right, glyphs.ellipsis), ink, glyphs, base)
        line.append(Segment(" " * RIGHT, ink("ink", base)))
        return Strip(line).adjust_cell_length(self.size.width, ink("ink", base))

    def worded(self, index: int, here: bool) -> Row:
        """The row that is drawn; `here` when the cursor is on it."""
        del here
        return self.rows.row(index) if self.rows is not None and index < len(self.rows) else EMPTY_ROW

    def _with_empty(self, row: Row) -> Row:
        """In the first line, what a leg that is not here is waiting for."""
        left, right = self.empty
        if left and row.left is None:
            row = row._replace(left=Half((Span(left, "ink-soft"),)))
        if right and row.right is None and self.split:
            row = row._replace(right=Half((Span(right, "ink-soft"),)))
        return row
