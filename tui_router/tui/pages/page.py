"""What a page of the exchange screen is: lines about one exchange, without a widget and without I/O.

The screen hands it what has been read (`take`), the width there is (`resize`), and draws only the rows in view.
A row is worded when it is asked for, so a body of megabytes costs what is looked at.
"""

from typing import ClassVar, Protocol

from tui_router.journal.record import LegName
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Row, Span
from tui_router.tui.seen import Seen

Anchor = tuple[str | int, ...]
"""A place on a page that the outline points to: ("block", 2) of the answer, ("path", "messages", 3, "content", 0)
of the request, ("note", 1), ("attempt", 2), ("phase", 0)."""

Taken = tuple[str, str]
"""What was copied, in words ("the path"), and the text."""


class Page(Protocol):
    title: ClassVar[str]
    """The word of its tab."""
    short: ClassVar[str]
    """The same where there is little room."""
    wants: ClassVar[tuple[LegName, ...]]
    """The legs that must be read for it."""
    beside: ClassVar[bool]
    """Whether the request before and the models are needed too."""
    split: bool
    """Two halves with the spine between them, or one column. May change with `resize`."""

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        """Something is new, or another exchange is looked at. Must cost what is new, not what is there."""
        ...

    def resize(self, left: int, right: int) -> None:
        """Cells of a line; of both halves while `split`."""
        ...

    def __len__(self) -> int: ...

    def row(self, index: int) -> Row: ...

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        """Fold or unfold what stands there; says whether anything changed."""
        ...

    def find(self, text: str, index: int, step: int) -> int | None:
        """The next row after `index` in the direction of `step` (1, -1) that has `text`, in any case, going round at
        the end. What is folded is searched too, and unfolded where it is found. None when it is nowhere.
        """
        ...

    def seek(self, anchor: Anchor) -> int | None:
        """The row of a place, unfolded if need be."""
        ...

    def anchor(self, index: int) -> Anchor:
        """The place a row belongs to, () for none."""
        ...

    def foot(self, index: int) -> list[list[Span]]:
        """Lines under the page about what the cursor is on (a path, a note); at most three."""
        ...

    def copy(self, index: int) -> Taken | None:
        """What `y` takes from this row."""
        ...

    def turn(self) -> str:
        """`m`: another form of the same page (read, raw …); returns its word, "" when there is one only."""
        ...
