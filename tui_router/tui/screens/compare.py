"""Two exchanges beside each other: what was asked, what came of it, and only where they differ."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from tui_router.journal.record import ExchangeRow
from tui_router.tui.bindings.common import COMMANDS, HELP
from tui_router.tui.bindings.compare import COMPARE, FIND_CLEAR, FIND_DONE
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.compare_book import Found, Pick
from tui_router.tui.ink import look_of
from tui_router.tui.lines.compare_head import head_lines
from tui_router.tui.lines.compare_rows import CompareRow, Looks, compare_rows, half_of, row_spans
from tui_router.tui.lines.entry import Entry, Look, still
from tui_router.tui.lines.line import Span
from tui_router.tui.screens.aside import Aside
from tui_router.tui.screens.attempt import AttemptScreen
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.tabs_bar import COMPARE_TAB
from tui_router.tui.widgets.words import Word, Words

if TYPE_CHECKING:
    from tui_router.tui.acts.comparing import Comparing
    from tui_router.tui.screens.mending import Mending


class CompareScreen(Aside):
    TAB = COMPARE_TAB
    KEYS = COMPARE
    PLACEHOLDER = "text in both …"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in COMPARE]

    def __init__(self, live: "Mending") -> None:
        super().__init__(live)
        self._found: Found | None = None
        self._rows: list[CompareRow] = []
        self._looks = Looks(look_of(live.app)[1], 40)
        self._shown_for: tuple[object, ...] = ()
        self._progress = ""
        self._hits: list[int] = []

    def lower(self) -> ComposeResult:
        yield Words(id="compare-foot")

    def on_resize(self, event: events.Resize) -> None:
        del event
        self.lay()

    # what is known

    @property
    def acts(self) -> "Comparing":
        return self._live.comparing

    @property
    def turned(self) -> int:
        """Rows that changed their state: one of the two may have ended."""
        return self._live.turned

    @property
    def b_row(self) -> ExchangeRow | None:
        return self._found.b.row if self._found is not None else None

    async def read(self) -> None:
        """Again from the start when another pair or other legs are wanted meanwhile."""
        done = False
        while not done and self.there:
            acts, picks = self.acts, self.acts.pair
            if picks is None:
                return
            legs = acts.legs
            await acts.book.read(self.client, picks, legs, self._reading_on)
            found = await asyncio.to_thread(acts.book.compare, picks, legs)
            done = (picks, legs) == (acts.pair, acts.legs)
            if done:
                self._found = found
        self._progress = ""
        self.lay()

    def _reading_on(self, words: str) -> None:
        self._progress = words
        self._say_foot()

    def nothing(self) -> list[list[Word]]:
        if self.acts.pair is not None:
            return []
        marked = self.acts.a
        head: list[Word] = [("  Mark an exchange with ", "ink", "b"), ("c", "accent", "b")]
        head.append((" in Live, then a second one.", "ink", "b"))
        if marked is not None:
            head = [
                (f"  #{marked.id} is marked.", "ink", "b"),
                (" Now press ", "ink", "b"),
                ("c", "accent", "b"),
            ]
            head.append((" on another one in Live.", "ink", "b"))
        return [
            [],
            head,
            [],
            [("  What each upstream got and what the client received stand side by side here,", "ink-soft")],
            [("  with only the differences marked, and which was faster and cheaper.", "ink-soft")],
            [("  A replay is compared with its origin: press c on it twice.", "ink-soft")],
            [],
            [("  1", "accent", "b"), (" back to Live", "ink-soft")],
        ]

    # rows

    def lay(self) -> None:
        """Word the rows anew: something is new, or looked at in another way."""
        if self.there and self._found is not None:
            self._lay_out()

    @work(exclusive=True, group="compare-lay")
    async def _lay_out(self) -> None:
        found, acts = self._found, self.acts
        if found is None:
            return
        _, glyphs = look_of(self.app)
        width = self.app.size.width - LEFT - RIGHT
        split = self.app.size.width >= BREAKPOINTS[1] and not acts.unified
        looks = Looks(glyphs, half_of(width, split=split), split, acts.words, acts.hide)
        rows = await asyncio.to_thread(compare_rows, found.sections, looks)
        if not self.there:
            return
        pair = (found.a.row.id, found.a.attempt, found.b.row.id, found.b.attempt, acts.legs)
        change = self.here
        fresh = pair != self._shown_for
        self._shown_for = pair
        self._rows, self._looks = rows, looks
        if fresh:
            self.entries.cursor = next((n for n, row in enumerate(rows) if row.change), 0)
        elif change:
            self.entries.cursor = next((n for n, row in enumerate(rows) if row.change == change), 0)
        self._search()
        self.draw()

    def show(self) -> None:
        found = self._found
        if found is None:
            self.entries.show([])
        else:
            entries = [self._entry(number, row) for number, row in enumerate(self._rows)]
            self.entries.show(entries, head=self._head(found))
        self._say_foot()

    def _head(self, found: Found) -> list[Entry]:
        looks, roomy = self._looks, self.app.size.height >= 30
        lines = head_lines(found.a, found.b, looks.half, looks.glyphs, split=looks.split, roomy=roomy)
        return [Entry(still(*spans), ground="surface") for spans in lines]

    def _entry(self, number: int, row: CompareRow) -> Entry:
        def draw(_: Look) -> list[Span]:
            return row_spans(row, self._looks, self._where() if row.head and number == self._heading else "")

        return Entry(draw, number, row.ground)

    @property
    def _heading(self) -> int:
        """The heading of the section in which the cursor is."""
        here = self.entries.cursor
        last = here if isinstance(here, int) else 0
        return next((n for n in range(min(last, len(self._rows) - 1), -1, -1) if self._rows[n].head), 0)

    @property
    def changes(self) -> int:
        return max((row.change for row in self._rows), default=0)

    @property
    def here(self) -> int:
        """The change the cursor is on, or has passed; 0 before the first."""
        here = self.entries.cursor if self.there else None
        if not isinstance(here, int) or not self._rows:
            return 0
        return max((row.change for row in self._rows[: here + 1]), default=0)

    def _where(self) -> str:
        if not self.changes:
            return "no change"
        return f"change {self.here} of {self.changes}" if self.here else f"{self.changes} changes"

    def _say_foot(self) -> None:
        if not self.there:
            return
        foot, found = self.query_one("#compare-foot", Words), self._found
        if self._progress:
            foot.say([[("  ", "ink"), (self._progress, "ink-soft")], []], "panel")
            return
        if found is None:
            foot.say([[], []], "panel")
            return
        count, places = found.counted
        first: list[Word] = [("  ", "ink"), (count, "ink", "b"), (f"   {places}", "ink-soft")]
        first.append((f"   {self.acts.spoken}", "ink-soft"))
        second: list[Word] = [("  ", "ink")]
        second += [(text, "ink", "b") if bold else (text, "ink-soft") for text, bold in found.verdict.pieces]
        foot.say([first, second], "panel")

    @on(EntryList.Selected)
    def _selected(self) -> None:
        self.entries.refresh()
        self.hints()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        found = self._found if self.acts.pair is not None else None
        taking = getattr(self._live, "taking", None)
        match action.partition("(")[0]:
            case "legs" | "words" | "hide" | "unified" | "swap" | "open":
                return found is not None
            case "step":
                return found is not None and bool(self._hits or self.changes)
            case "filter":
                return found is not None
            case "replay":
                return found is not None and self._live.reachable
            case "attempt":
                return found is not None and any(len(s.detail.attempts) > 1 for s in (found.a, found.b))
            case "export":
                return found is not None and taking is not None and self._live.reachable
            case "copy":
                return found is not None and bool(self._rows)
            case "retry":
                return not self._live.reachable
            case _:
                return True

    def hints(self) -> None:
        if self.there and self.query_one(FilterLine).has_focus_within:
            self.query_one(Footer).show((FIND_DONE, FIND_CLEAR), ())
        elif self.there:
            self.query_one(Footer).show(self.offered(), (HELP, COMMANDS))

    def action_legs(self, by: int) -> None:
        self.acts.turn(by)
        self.want()
        self._say_foot()

    def action_words(self) -> None:
        self.acts.words = not self.acts.words
        self.lay()

    def action_hide(self) -> None:
        self.acts.hide = not self.acts.hide
        self.lay()

    def action_unified(self) -> None:
        self.acts.unified = not self.acts.unified
        self.lay()

    def action_swap(self) -> None:
        self.acts.swap()
        self.want()

    def action_step(self, by: int) -> None:
        """The next change, or the next place that was searched for; going round at the ends."""
        starts = self._hits or self._starts()
        here = self.entries.cursor
        at = here if isinstance(here, int) else -1
        if not starts:
            return
        if by > 0:
            self.entries.go(next((n for n in starts if n > at), starts[0]))
        else:
            self.entries.go(next((n for n in reversed(starts) if n < at), starts[-1]))
        self._count()

    def _starts(self) -> list[int]:
        """The first row of each change."""
        rows = self._rows
        return [n for n, row in enumerate(rows) if row.change and (not n or rows[n - 1].change != row.change)]

    def action_replay(self) -> None:
        if self.b_row is not None:
            self._live.resending.replay(self.b_row, then=self._replayed)

    def _replayed(self, ids: list[int]) -> None:
        """The new one takes the place of B."""
        if ids and self.acts.a is not None:
            self.acts.b = Pick(ids[0])
            self.want()

    def action_attempt(self) -> None:
        if self._found is not None:
            self.app.push_screen(AttemptScreen({"A": self._found.a, "B": self._found.b}), self._chosen)

    def _chosen(self, choice: tuple[str, Pick] | None) -> None:
        if choice is None:
            return
        if choice[0] == "A":
            self.acts.a = choice[1]
        else:
            self.acts.b = choice[1]
        self.want()

    def action_open(self) -> None:
        if self.b_row is not None:
            self._live.jump(self.b_row.id)

    def action_export(self) -> None:
        taking = getattr(self._live, "taking", None)
        if taking is not None and self._found is not None:
            taking.export_menu([self._found.a.row, self._found.b.row])

    def action_copy(self) -> None:
        here = self.entries.cursor
        if isinstance(here, int) and here < len(self._rows):
            self._live.put_on_clipboard("this row", self._rows[here].text.strip())

    # searching

    @on(FilterLine.Changed)
    def _searched(self, event: FilterLine.Changed) -> None:
        self._words = event.words
        self._search()
        if self._hits:
            self.entries.go(self._hits[0])
        self._count()
        self.hints()

    def _search(self) -> None:
        words = self._words.strip().casefold()
        self._hits = [n for n, row in enumerate(self._rows) if words in row.text.casefold()] if words else []
        self._count()

    def _count(self) -> None:
        here = self.entries.cursor
        place = self._hits.index(here) + 1 if here in self._hits else 0
        self.query_one(FilterLine).count(place, len(self._hits))

    @on(FilterLine.Left)
    def _found_left(self) -> None:
        self.entries.focus()
        self.hints()
