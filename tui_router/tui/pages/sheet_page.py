"""A page of lines that unfold: made anew when something is known that was not, or the width is another."""

from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.sheet import Sheet
from tui_router.tui.seen import Seen


class SheetPage(Sheet):
    def __init__(self) -> None:
        super().__init__()
        self._seen: Seen | None = None

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        if self._seen is not None and self._seen.row.id != seen.row.id:
            self.forget()
        self._seen, self.glyphs = seen, glyphs
        self.build(seen)

    def resize(self, left: int, right: int) -> None:
        del right
        if left != self.width:
            self.width = left
            if self._seen is not None:
                self.build(self._seen)

    def build(self, seen: Seen) -> None:
        """Put the entries, unless those that stand there still hold."""
        raise NotImplementedError
