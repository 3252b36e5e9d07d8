"""Legs c and d: what the upstream answers beside what the client receives."""

from tui_router.journal.record import ENDED, ExchangeDetail, LegName, LegSlice
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.answer_rows import AnswerRows
from tui_router.tui.lines.asked_in import asked_in
from tui_router.tui.lines.stops import LOCAL, NOT_SENT
from tui_router.tui.widgets.leg_view import LegView


class AnswerLegs(LegView):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.alone: LegName = "d"
        self.bright: LegName = "d"
        self.waited = 0.0
        self._detail: ExchangeDetail | None = None
        self._legs("")

    def _legs(self, dialect: str) -> None:
        self.c, self.d = AnswerLeg("c", dialect), AnswerLeg("d", "anthropic")
        self._answer = AnswerRows(self.c, self.d)
        self.rows = self._answer

    def look_at(self) -> None:
        """Leg c is that of another attempt from now on."""
        self.c = AnswerLeg("c", self.c.dialect)  # of what language it is told by its first piece
        self._answer = AnswerRows(self.c, self.d)
        self.rows = self._answer
        self.changed()

    @property
    def live(self) -> bool:
        return self._detail is not None and self._detail.row.state not in ENDED

    @property
    def can_follow(self) -> bool:
        return self.live

    def show(self, detail: ExchangeDetail | None) -> None:
        before = self._detail
        self._detail = detail
        if detail is None or before is None or before.row.id != detail.row.id:
            self._legs(detail.row.dialect if detail else "")
            self.start_over(follow=self.live)
            return
        if before.row.dialect != detail.row.dialect and not self.c.started:
            self.c.dialect = detail.row.dialect
        self.changed()

    def add(self, piece: LegSlice) -> bool:
        """Take a slice in; the pane draws once for all slices of a moment."""
        if piece.leg == "d":
            return self.d.add(piece)
        if self._detail is not None and piece.attempt > self.c.attempt:
            self.c.dialect = asked_in(self._detail, piece.attempt)
        return self.c.add(piece)

    def fit(self) -> None:
        rows, detail = self._answer, self._detail
        rows.glyphs = look_of(self.app)[1]
        rows.live = self.live and self._detail is not None and self._detail.row.state == "live"
        rows.notes = detail.notes if detail else ()
        rows.bright = 0 if self.bright == "c" else 1
        single = None if self.split else (0 if self.alone == "c" else 1)
        self.empty = self._words(detail)
        if single is not None:
            self.empty = (self.empty[single], "")
        rows.resize(*self.text_widths(), single)

    def _words(self, detail: ExchangeDetail | None) -> tuple[str, str]:
        if detail is None:
            return "", ""
        row = detail.row
        left = right = ""
        if not self.c.entries:
            if row.state == "local":
                left = LOCAL
            elif row.state in ENDED:
                left = "Nothing came back." if not row.sizes.c else "Reading."
            elif row.times.sent is None and not row.attempts:
                left = NOT_SENT
            else:
                left = f"Waiting for the first chunk, {cells.took(self.waited)}."
        if not self.d.entries:
            right = ("Reading." if row.sizes.d else "Nothing was sent.") if row.state in ENDED else NOT_SENT
        return left, right
