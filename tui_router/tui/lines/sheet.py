"""Lines that unfold, as several pages of the exchange screen have them: kept by key, searched through their folds.

A page makes its entries anew when something is known that was not (`entries`); what was unfolded stays so.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span, plain

Kids = Callable[[], list["Entry"]]


@dataclass(slots=True, eq=False)
class Entry:
    """One line. `kids` are made when it is unfolded for the first time; `key` tells entries with kids apart."""

    half: Half = field(default_factory=Half)
    key: Hashable = None
    kids: Kids | None = None
    ground: str = ""
    anchor: tuple[str | int, ...] = ()
    copies: tuple[str, str] | None = None
    foot: list[list[Span]] = field(default_factory=list)
    holds: Callable[[str], bool] | None = None
    """Whether a casefolded text may be in its kids; told where making them only to search them is dear."""
    lined: bool = False
    """It stands among lines that unfold: its text begins where theirs does."""
    depth: int = 0
    made: list["Entry"] | None = None

    @property
    def under(self) -> list["Entry"]:
        if self.made is None:
            self.made = self.kids() if self.kids is not None else []
            for kid in self.made:
                kid.depth = self.depth + 1
        return self.made

    @property
    def says(self) -> str:
        return plain([*self.half.lead, *self.half.value, *self.half.tail])


def said(*spans: Span, tail: tuple[Span, ...] = (), **more: Any) -> Entry:
    """A line of spans."""
    return Entry(half=Half(lead=spans, tail=tail), **more)


def heading(word: str) -> Entry:
    return said(Span(word.upper(), "ink-soft"))


def gap() -> Entry:
    return Entry()


def with_gaps(sections: list[list[Entry]]) -> list[Entry]:
    """Sections under each other with a free line between them; those that say nothing take none."""
    lines: list[Entry] = []
    for section in sections:
        if section:
            lines += [gap(), *section] if lines else section
    return lines


class Sheet:
    """What `Page` asks for, over entries. A page sets `glyphs` and `width` and calls `put` with new entries."""

    def __init__(self) -> None:
        self.glyphs: Glyphs = UNICODE
        self.width = 80
        self.split = False
        self._top: list[Entry] = []
        self._open: dict[Hashable, bool] = {}
        self._flat: list[Entry] | None = None

    def put(self, entries: list[Entry]) -> None:
        self._top = entries
        self._flat = None

    def forget(self) -> None:
        """Another exchange: what was unfolded is not unfolded there."""
        self._open.clear()
        self._flat = None

    def _showing(self, entries: list[Entry]) -> Iterator[Entry]:
        for entry in entries:
            yield entry
            if entry.kids is not None and self._open.get(entry.key):
                yield from self._showing(entry.under)

    @property
    def flat(self) -> list[Entry]:
        """The entries that are to be seen."""
        if self._flat is None:
            self._flat = list(self._showing(self._top))
        return self._flat

    def entry(self, index: int) -> Entry | None:
        return self.flat[index] if 0 <= index < len(self.flat) else None

    # what a page promises

    def __len__(self) -> int:
        return len(self.flat)

    def row(self, index: int) -> Row:
        entry = self.entry(index)
        if entry is None:
            return EMPTY_ROW
        half = entry.half
        if entry.kids is not None:
            sign = self.glyphs.unfolded if self._open.get(entry.key) else self.glyphs.folded
            half = half._replace(lead=(Span(f"{sign} ", "ink-soft"), *half.lead))
        elif entry.lined:
            half = half._replace(lead=(Span("  "), *half.lead))
        if entry.depth:
            half = half._replace(lead=(Span("  " * entry.depth), *half.lead))
        return Row(left=half, ground=entry.ground, key=entry.key)

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        entry = self.entry(index)
        if entry is None or entry.kids is None:
            return False
        now = bool(self._open.get(entry.key))
        if want is now:
            return False
        self._open[entry.key] = not now
        self._flat = None
        return True

    def find(self, text: str, index: int, step: int) -> int | None:
        wanted = text.casefold()
        every = list(self._every(self._top, (), wanted))
        here = self.entry(index)
        if not wanted or not every:
            return None
        start = next((at for at, (entry, _) in enumerate(every) if entry is here), 0)
        for away in range(1, len(every) + 1):
            entry, over = every[(start + step * away) % len(every)]
            if wanted in entry.says.casefold():
                for each in over:
                    self._open[each.key] = True
                self._flat = None
                return next((at for at, shown in enumerate(self.flat) if shown is entry), None)
        return None

    def _every(
        self, entries: list[Entry], over: tuple[Entry, ...], wanted: str
    ) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
        for entry in entries:
            yield entry, over
            if entry.kids is None or (entry.made is None and entry.holds and not entry.holds(wanted)):
                continue
            yield from self._every(entry.under, (*over, entry), wanted)

    def seek(self, anchor: tuple[str | int, ...]) -> int | None:
        return next((at for at, entry in enumerate(self.flat) if anchor and entry.anchor == anchor), None)

    def anchor(self, index: int) -> tuple[str | int, ...]:
        entry = self.entry(index)
        return entry.anchor if entry is not None else ()

    def foot(self, index: int) -> list[list[Span]]:
        entry = self.entry(index)
        return entry.foot[:3] if entry is not None else []

    def copy(self, index: int) -> tuple[str, str] | None:
        entry = self.entry(index)
        if entry is None:
            return None
        return entry.copies or (("the line", entry.says) if entry.says.strip() else None)

    def turn(self) -> str:
        return ""
