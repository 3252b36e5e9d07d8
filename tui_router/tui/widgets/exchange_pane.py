"""The selected exchange: title, legs, what went wrong, where time and tokens went.

Rows are given out in this order: title, leg titles, body (at least five), trouble, tokens, time, blank.
"""

import time
from collections.abc import Callable
from typing import ClassVar, Self

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegName, LegSlice
from tui_router.tui.ink import SPINNER_FPS
from tui_router.tui.lines.notes import told_of
from tui_router.tui.lines.pane_rows import SIDE_BY_SIDE, Pair, failed_early, give_rows, leg_counts, pair_of
from tui_router.tui.lines.timeline import elapsed, phases
from tui_router.tui.widgets.answer_legs import AnswerLegs
from tui_router.tui.widgets.gap import Gap
from tui_router.tui.widgets.leg_bar import LegBar
from tui_router.tui.widgets.leg_titles import narrow_titles, pair_titles
from tui_router.tui.widgets.leg_view import LegView
from tui_router.tui.widgets.notes_row import NotesRow
from tui_router.tui.widgets.request_legs import RequestLegs
from tui_router.tui.widgets.strip import TroubleStrip, has_trouble
from tui_router.tui.widgets.time_chart import TimeChart
from tui_router.tui.widgets.time_row import TimeRow
from tui_router.tui.widgets.title_row import TitleRow
from tui_router.tui.widgets.token_row import TokenRow


class ExchangePane(Widget):
    """`show` what is selected, `add` the bytes of its legs, and say with `wants` which legs are looked at."""

    DEFAULT_CSS = """
    ExchangePane { layout: vertical; background: $surface; height: 1fr; }
    ExchangePane > .body { height: 1fr; background: $background; }
    ExchangePane > .body > Vertical { width: 1fr; height: 1fr; }
    ExchangePane > .body > Vertical.second { margin-left: 1; }
    ExchangePane > .foot { height: auto; }
    ExchangePane > .foot > Vertical { width: 1fr; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("n", "next_note", "Next note", show=False)]

    zoomed: reactive[bool] = reactive(False, init=False)
    """Whether the pane has the whole screen."""

    class WantsChanged(Message):
        """Other legs are looked at now: `wants()` says which."""

    class AttemptChanged(Message):
        """Legs b and c of another attempt are looked at: `attempt` says which."""

    def __init__(self, *, clock: Callable[[], float] = time.time, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self.detail: ExchangeDetail | None = None
        self.pair: Pair = "cd"
        self.picked = False
        """The user chose the pair: it stays."""
        self.focused_leg: LegName = "d"
        self.attempt: int | None = None
        """The attempt whose legs b and c are looked at; None is the newest."""
        self.legs_shown: int | None = None
        """1, 2 or 4 as the user set it; None is as many as the width permits."""
        self._wanted: tuple[LegName, ...] = ()
        self._grown: set[LegView] = set()
        self.title = TitleRow()
        self.request_bar, self.answer_bar = LegBar(), LegBar()
        self.request_legs, self.answer_legs = RequestLegs(), AnswerLegs()
        self.strip, self.notes = TroubleStrip(), NotesRow()
        self.time_row, self.token_row, self.chart = TimeRow(), TokenRow(), TimeChart()
        self._request_column = Vertical(self.request_bar, self.request_legs, classes="first")
        self._answer_column = Vertical(self.answer_bar, self.answer_legs, classes="second")
        self._foot_gap, self._time_gap, self._end_gap = Gap(), Gap(), Gap()
        self._foot = Horizontal(Vertical(self.chart), Vertical(self.strip, self.notes), classes="foot")

    def compose(self) -> ComposeResult:
        yield self.title
        yield Horizontal(self._request_column, self._answer_column, classes="body")
        yield self._foot_gap
        yield self._foot
        yield self._time_gap
        yield self.time_row
        yield self._end_gap
        yield self.token_row

    def on_mount(self) -> None:
        self.set_interval(1 / SPINNER_FPS, self._tick)
        self._arrange()

    # what the screen calls

    def show(self, detail: ExchangeDetail | None) -> None:
        """Another exchange is selected, or the selected one changed."""
        before = self.detail
        self.detail = detail
        fresh = detail is None or before is None or before.row.id != detail.row.id
        if detail is not None and not self.picked:
            if fresh:
                self.pair = pair_of(detail.row)
            elif before is not None and before.row.state not in ENDED and failed_early(detail.row):
                self.pair = "ab"
        self.strip.show(detail)
        self.notes.say(told_of(detail), fresh=fresh)
        self.answer_legs.waited = self.total
        if fresh:
            self.focused_leg = "d"
            self.attempt = None
        self.request_legs.show(detail)
        self.answer_legs.show(detail)
        self._arrange()

    def show_row(self, row: ExchangeRow) -> None:
        """Newer figures of the selected exchange; a row of another one is ignored."""
        detail = self.detail
        if detail is not None and detail.row.id == row.id:
            self.show(replace(detail, row=row))

    def add(self, id: int, piece: LegSlice) -> None:
        """Bytes of a leg, in order. Of another exchange, or not the ones wanted next: ignored."""
        if self.detail is None or id != self.detail.row.id:
            return
        if piece.leg in {"b", "c"} and self.attempt not in {None, piece.attempt}:
            return
        view = self.request_legs if piece.leg in {"a", "b"} else self.answer_legs
        if not view.add(piece):
            return
        if not self._grown:
            self.call_later(self._draw)
        self._grown.add(view)

    def offset_of(self, leg: LegName) -> int:
        """The offset of the bytes this pane wants next of a leg."""
        legs = {
            "a": self.request_legs.a.next,
            "b": self.request_legs.b.next,
            "c": self.answer_legs.c.next,
            "d": self.answer_legs.d.next,
        }
        return legs[leg]

    def wants(self) -> tuple[LegName, ...]:
        """The legs looked at now. Leg d always, because the time row is made of it."""
        if self.detail is None:
            return ()
        shown = self._shown()
        if shown == 4:
            return ("a", "b", "c", "d")
        if self.pair == "ab":
            return ("a", "b", "d")
        return ("c", "d") if shown == 2 or self.answer_legs.alone == "c" else ("d",)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The pane's focus is that of its legs."""
        self.body.focus(scroll_visible)
        return self

    def toggle_split(self) -> None:
        """One leg, two, four, as many as the width permits."""
        steps = leg_counts(self.size.width)
        self.legs_shown = steps[(steps.index(self._shown()) + 1) % len(steps)]
        self._arrange()

    def show_pair(self, pair: Pair) -> None:
        self.pair, self.picked = pair, True
        self._arrange()

    def on_title_row_paired(self, event: TitleRow.Paired) -> None:
        event.stop()
        self.show_pair("ab" if event.pair == "ab" else "cd")

    def focus_leg(self, name: LegName) -> None:
        """Bring a leg to the front, and the keys to it."""
        self.focused_leg = name
        self.show_pair("ab" if name in {"a", "b"} else "cd")
        if name in {"c", "d"}:
            self.answer_legs.alone = self.answer_legs.bright = name
            self.answer_legs.changed()
        self.body.focus()
        self._arrange()

    @property
    def body(self) -> RequestLegs | AnswerLegs:
        """The view of the chosen pair, which takes the focus."""
        return self.request_legs if self.pair == "ab" else self.answer_legs

    @property
    def tries(self) -> int:
        """Attempts there are to look at."""
        return max(len(self.detail.attempts), self.detail.row.attempts) if self.detail else 0

    def turn_attempt(self, by: int) -> None:
        """Look at the attempt before or after."""
        wanted = max(1, min((self.attempt or self.tries) + by, self.tries))
        attempt = None if wanted == self.tries else wanted
        if attempt == self.attempt:
            return
        self.attempt = attempt
        self.request_legs.look_at(attempt)
        self.answer_legs.look_at()
        self.strip.tell(self.strip.about._replace(attempt=attempt))
        self._arrange()
        self.post_message(self.AttemptChanged())

    def action_next_note(self) -> None:
        self.notes.next()

    # layout

    def watch_zoomed(self) -> None:
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        del event
        self._arrange()

    def _shown(self) -> int:
        steps = leg_counts(self.size.width)
        return self.legs_shown if self.legs_shown in steps else steps[-1]

    def _arrange(self) -> None:
        """Give the rows out for the size there is."""
        width, height = self.size
        if not width or not self.is_mounted:
            return
        shown = self._shown()
        four = shown == 4
        self._answer_column.set_class(four, "second")
        for column, legs, name in (
            (self._request_column, self.request_legs, "ab"),
            (self._answer_column, self.answer_legs, "cd"),
        ):
            column.display = four or self.pair == name
            legs.split = shown > 1
            legs.looked_at = column.display
            legs.catch_up()
        self._give_rows(width, height)
        self.title.pairs = () if four else ("ab", "cd")
        if width < SIDE_BY_SIDE:
            self.title.pairs = ()
        self.title.pair = self.pair
        self._say_bars()
        self._figures()
        self._tell()

    def _give_rows(self, width: int, height: int) -> None:
        detail = self.detail
        rows = give_rows(
            width,
            height,
            trouble=detail is not None and has_trouble(detail),
            notes=bool(self.notes.notes),
            zoomed=self.zoomed,
            selected=detail is not None,
        )
        self.strip.display, self.strip.styles.height = rows.strip > 0, max(1, rows.strip)
        self.notes.display, self.notes.styles.height = rows.notes > 0, max(1, rows.notes)
        self.chart.display, self.chart.styles.height = rows.chart > 0, max(1, rows.chart)
        self.time_row.display, self.token_row.display = rows.time, rows.tokens
        self._foot.children[0].display = rows.chart > 0
        self._foot.children[1].display = bool(rows.strip or rows.notes)
        self._foot.display = bool(rows.chart or rows.strip or rows.notes)
        self._foot.styles.layout = "horizontal" if rows.beside else "vertical"
        self._foot_gap.display = rows.gap_foot
        self._time_gap.display = rows.gap_time
        self._end_gap.display = rows.gap_end

    def _say_bars(self) -> None:
        detail = self.detail
        if detail is None:
            return
        if self._shown() == 1:
            titles = narrow_titles(detail, self.pair, self.answer_legs, self.attempt or 0)
            (self.request_bar if self.pair == "ab" else self.answer_bar).say(titles)
            return
        ab, cd = pair_titles(detail, self.request_legs, self.answer_legs, self.attempt or 0)
        self.request_bar.say(ab)
        self.answer_bar.say(cd)

    # what moves

    @property
    def total(self) -> float:
        if self.detail is None:
            return 0.0
        seen = max((entry.until or 0.0 for entry in self.answer_legs.d.entries[-1:]), default=0.0)
        return elapsed(self.detail.row, self._clock(), seen)

    def _figures(self) -> None:
        """Hand the newest figures to the rows that show them."""
        detail = self.detail
        row = detail.row if detail else None
        total = self.total
        self.title.row, self.title.total = row, total
        self.token_row.row = row
        found = phases(row, detail.attempts, self.answer_legs.d.entries, total) if row and detail else []
        for part in (self.time_row, self.chart):
            part.row, part.phases, part.total = row, found, total
            if part.display:
                part.refresh()
        self.title.refresh()
        self.token_row.refresh()

    def _draw(self) -> None:
        """All slices of this moment are in: draw once."""
        for view in self._grown:
            view.changed()
        self._grown.clear()
        self._say_bars()
        self._figures()

    def _tick(self) -> None:
        if self.detail is None or self.detail.row.state in ENDED or not self.display:
            return
        if self.app.animation_level != "none":
            self.title.phase += 1
        self.answer_legs.waited = self.total
        if not self.answer_legs.c.entries:
            self.answer_legs.changed()
        self._figures()

    def _tell(self) -> None:
        wants = self.wants()
        if wants != self._wanted:
            self._wanted = wants
            self.post_message(self.WantsChanged())
