"""One page of an exchange, drawn line by line; only the rows in view are worded."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.message import Message

from tui_router.tui.ink import look_of
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import Half, Row, Span
from tui_router.tui.pages.page import Anchor, Page, Taken
from tui_router.tui.seen import Seen
from tui_router.tui.widgets.leg_view import LegView


def lit(span: Span, needle: str) -> Iterator[Span]:
    """The span in pieces, with those that are `needle` (casefolded) on a ground of their own."""
    text = span.text.casefold()
    if len(text) != len(span.text):
        yield span  # letters that fold into several: places in one are not places in the other
        return
    at = 0
    while (found := text.find(needle, at)) >= 0:
        if found > at:
            yield span._replace(text=span.text[at:found])
        at = found + len(needle)
        yield span._replace(text=span.text[found:at], on="notice-bg", bold=True)
    if at < len(span.text) or not span.text:
        yield span._replace(text=span.text[at:])


class PageView(LegView):
    GROUND = "background"

    class Moved(Message):
        """The cursor may be on another row, or the rows are others."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.page: Page | None = None
        self.live = False
        """Whether more may come."""
        self._seen: Seen | None = None
        self._reads_on = False
        self.needle = ""
        """What is looked for, casefolded: where it stands it has a ground of its own."""
        self._places: dict[Page, tuple[int, int]] = {}
        """Where each page was left: cursor and first row in view."""

    @dataclass
    class Picture(Message):
        """An image was chosen to be seen."""

        image: Node

    @property
    def can_follow(self) -> bool:
        return self.live

    # what the screen calls

    def turn_to(self, page: Page, *, follow: bool) -> None:
        """Show another page, where it was left; one not seen yet from its top, or from its end with `follow`."""
        if self.page is not None:
            self._places[self.page] = (self.cursor, self.scroll_offset.y)
        self.page = self.rows = page
        self.cursor, top = self._places.get(page, (0, 0))
        self.following = follow and page not in self._places
        self.changed()
        if not self.following:
            self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def forget(self) -> None:
        """Another exchange: no place is kept."""
        self._places.clear()
        self.cursor = 0

    def take(self, seen: Seen) -> None:
        """Something is new of what the page shows."""
        self._seen = seen
        if self.page is not None:
            self.page.take(seen, look_of(self.app)[1])
            self.changed()

    def _read_on(self, page: Page) -> None:
        """A page that reads long legs in slices (it says that it is `behind`) takes the next one."""
        self._reads_on = False
        if self.page is page and self._seen is not None:
            self.take(self._seen)

    def go(self, index: int, *, top: bool = False) -> None:
        """Put the cursor on a row; with `top` that row is the first in view where there is enough below."""
        self.changed()
        self._put_cursor(index)
        if top:
            self.scroll_to(y=min(index, self.max_scroll_y), animate=False, immediate=True, force=True)

    def seek(self, anchor: Anchor) -> bool:
        """Show a place of the page; False when it has none like it."""
        index = self.page.seek(anchor) if self.page is not None else None
        if index is None:
            return False
        self.go(index, top=True)
        return True

    def hunt(self, text: str, step: int, *, here: bool = False) -> bool:
        """Go to the next row with `text`; with `here` the row under the cursor counts too."""
        if self.page is None or not len(self.page):
            return False
        start = (self.cursor - 1) % len(self.page) if here else self.cursor
        index = self.page.find(text, start, step)
        if index is None:
            return False
        self.go(index)
        return True

    def light(self, needle: str) -> None:
        """Show where a text stands; nothing for none."""
        self.needle = needle.casefold()
        self._strips.clear()
        self.refresh()

    def tally(self, text: str) -> tuple[int, int] | None:
        """Which of how many places with `text` the cursor is on; None where the page does not count them."""
        count = getattr(self.page, "tally", None)
        told: tuple[int, int] | None = count(text, self.cursor) if count is not None else None
        return told

    def taken(self) -> list[Taken]:
        """What can be copied of the row under the cursor; some pages know more than one thing."""
        if self.page is None or not len(self.page):
            return []
        several = getattr(self.page, "copies", None)
        if several is not None:
            return list(several(self.cursor))
        taken = self.page.copy(self.cursor)
        return [taken] if taken is not None else []

    def action_fold(self, want: bool | None = None) -> None:
        """On an image, enter shows it; the arrows unfold its parts as anywhere."""
        picture = getattr(self.page, "image", None) if want is None else None
        image: Node | None = picture(self.cursor) if picture is not None else None
        if image is not None:
            self.post_message(self.Picture(image))
        else:
            super().action_fold(want)

    # of the view

    def worded(self, index: int, here: bool) -> Row:
        """What is found has a ground of its own; the cursor's ground goes over that of a card."""
        row = super().worded(index, here)
        if not here and not self.needle:
            return row
        return row._replace(left=self._marked(row.left, here), right=self._marked(row.right, here))

    def _marked(self, half: Half | None, here: bool) -> Half | None:
        if half is None:
            return None
        parts = [half.lead, half.value, half.tail]
        if here:
            parts = [
                tuple(span._replace(on="" if span.on == "panel" else span.on) for span in part)
                for part in parts
            ]
        if self.needle:
            parts = [tuple(piece for span in part for piece in lit(span, self.needle)) for part in parts]
        lead, value, tail = parts
        return half._replace(lead=lead, value=value, tail=tail)

    def fit(self) -> None:
        """The page may become one column, or two halves, with the width it gets."""
        if self.page is None:
            return
        for _ in range(2):
            self.split = self.page.split
            self.page.resize(*self.text_widths())
            if self.page.split == self.split:
                break

    def changed(self) -> None:
        super().changed()
        self.post_message(self.Moved())
        if getattr(self.page, "behind", False) and not self._reads_on:
            self._reads_on = True
            self.call_later(self._read_on, self.page)

    def _put_cursor(self, index: int) -> None:
        super()._put_cursor(index)
        self.post_message(self.Moved())

    def on_focus(self) -> None:
        """Called beside the view's own."""
        self.post_message(self.Moved())
