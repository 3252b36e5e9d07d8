"""Legs a and b: what the client sent beside what the upstream got."""

from tui_router.journal.record import ENDED, ExchangeDetail, LegSlice
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.request_halves import Stop
from tui_router.tui.lines.request_leg import RequestLeg
from tui_router.tui.lines.request_rows import RequestRows
from tui_router.tui.lines.stops import LOCAL, NOT_SENT, READING, notes_for, stop_of
from tui_router.tui.widgets.leg_view import LegView


class RequestLegs(LegView):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.a, self.b = RequestLeg("a"), RequestLeg("b")
        self._detail: ExchangeDetail | None = None
        self._built_for: object = None
        self.attempt: int | None = None
        """The attempt that is looked at; None is the newest."""

    def look_at(self, attempt: int | None) -> None:
        """Leg b is another one from now on."""
        self.attempt = attempt
        self.b = RequestLeg("b")
        self._built_for = None
        self.changed()

    def show(self, detail: ExchangeDetail | None) -> None:
        before = self._detail
        self._detail = detail
        if detail is None or before is None or before.row.id != detail.row.id:
            self.a, self.b = RequestLeg("a"), RequestLeg("b")
            self.attempt = None
            self.rows = None
            self._built_for = None
            self.start_over(follow=False)
        elif self._built_for != self._wanted_for(detail) or not self.rows:
            self.changed()

    def add(self, piece: LegSlice) -> bool:
        """Take a slice in; the pane draws once for all slices of a moment."""
        return (self.a if piece.leg == "a" else self.b).add(piece)

    def fit(self) -> None:
        detail = self._detail
        if detail is None:
            self.rows, self.empty = None, ("", "")
            return
        self.empty = (self._a_words(), self._b_words(detail))
        stop = stop_of(detail, self.attempt)
        built_for = (
            self.a.tree,
            self.b.tree,
            tuple(detail.notes),
            stop,
            self.split,
            look_of(self.app)[1].ascii,
        )
        if built_for != self._built_for:
            self._rebuild(detail, stop)
            self._built_for = built_for
        if isinstance(self.rows, RequestRows):
            self.rows.resize(*self.text_widths())

    def _wanted_for(self, detail: ExchangeDetail) -> object:
        """Everything the rows are made of; trees compare by identity."""
        tokens = detail.row.tokens
        counted = (tokens.system, tokens.tools, tokens.messages)
        ascii = look_of(self.app)[1].ascii
        return (
            self.a.tree,
            self.b.tree,
            tuple(detail.notes),
            stop_of(detail, self.attempt),
            self.split,
            counted,
            ascii,
        )

    def _rebuild(self, detail: ExchangeDetail, stop: Stop | None) -> None:
        old = self.rows
        if self.a.tree is None and self.b.tree is None:
            self.rows = None
            return
        tokens = detail.row.tokens
        rows = RequestRows(
            self.a.tree,
            self.b.tree,
            notes_for(detail, self.attempt),
            glyphs=look_of(self.app)[1],
            stop=stop,
            known={"system": tokens.system, "tools": tokens.tools, "messages": tokens.messages},
            narrow=not self.split,
        )
        if isinstance(old, RequestRows):
            rows.folded_like(old)
        self.rows = rows

    def _a_words(self) -> str:
        if self.a.tree is not None:
            return ""
        if not self.a.started:
            return READING
        return f"Reading, {cells.size(self.a.next)} of {cells.size(self.a.size)}."

    def _b_words(self, detail: ExchangeDetail) -> str:
        if self.b.tree is not None:
            return ""
        row = detail.row
        if row.state == "local":
            return LOCAL
        if self.b.started:
            return f"Reading, {cells.size(self.b.next)} of {cells.size(self.b.size)}."
        if row.state in ENDED and not row.attempts and not row.sizes.b:
            return "Nothing was sent upstream."
        return READING if row.sizes.b else NOT_SENT
