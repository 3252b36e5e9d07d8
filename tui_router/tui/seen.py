"""What a screen knows of one exchange: its detail, its legs as they come, and what stands beside it.

Filled by whoever reads the gateway, read by the pages. No widget and no I/O.
"""

from dataclasses import dataclass, field

from tui_router.journal.record import ExchangeDetail, ExchangeRow, KnownModel, LegName, LegSlice, Tiers
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.asked_in import asked_in
from tui_router.tui.lines.request_leg import RequestLeg

LEGS: tuple[LegName, ...] = ("a", "b", "c", "d")


@dataclass(slots=True)
class RawLeg:
    """The bytes of a leg as they passed, with what stood before them. `next` is the offset wanted next."""

    data: bytearray = field(default_factory=bytearray)
    next: int = 0
    size: int = 0
    attempt: int = 0
    status: int | None = None
    start: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    complete: bool = False
    truncated: bool = False

    def add(self, piece: LegSlice) -> bool:
        """Take a slice in, unless it begins elsewhere; a later attempt begins the leg anew."""
        if piece.attempt > self.attempt and piece.offset == 0 and self.next:
            self.data.clear()
            self.next = 0
        if piece.offset != self.next or piece.attempt < self.attempt:
            return False
        self.data += piece.data
        self.next = max(piece.next, piece.offset + len(piece.data))
        self.size = max(piece.size, self.next)
        self.attempt = piece.attempt
        self.status = piece.status if piece.status is not None else self.status
        self.start = piece.start or self.start
        self.headers = piece.headers or self.headers
        self.complete, self.truncated = piece.complete, piece.truncated
        return True


@dataclass(slots=True)
class Before:
    """The request before this one in its session and agent, as a whole. `b` is what its upstream got."""

    row: ExchangeRow
    a: bytes = b""
    b: bytes = b""


class Seen:
    """`revision` counts up with everything that comes in; a page that has drawn it need not draw it again."""

    def __init__(self, detail: ExchangeDetail) -> None:
        self.detail = detail
        self.attempt: int | None = None
        """Whose legs b and c are looked at; None is the newest."""
        self.revision = 0
        self.raw: dict[LegName, RawLeg] = {leg: RawLeg() for leg in LEGS}
        self.a, self.b = RequestLeg("a"), RequestLeg("b")
        self.c, self.d = AnswerLeg("c", detail.row.dialect), AnswerLeg("d", "anthropic")
        self.before: Before | None = None
        self.no_before = False
        """It was looked for: this is the first request of its session, or the one before was not captured."""
        self.models: dict[str, KnownModel] = {}
        self.tiers: Tiers | None = None
        self.session_cost: float | None = None
        """US dollars of its session so far, of the exchanges that are listed; None where nobody added them up."""
        self.now = 0.0
        """UTC epoch seconds, for what is still going on."""

    @property
    def row(self) -> ExchangeRow:
        return self.detail.row

    def took(self, detail: ExchangeDetail) -> None:
        """Newer news of the same exchange."""
        if detail.row.dialect != self.c.dialect and not self.c.started:
            self.c = AnswerLeg("c", detail.row.dialect)
        self.detail = detail
        self.revision += 1

    def add(self, piece: LegSlice) -> bool:
        """Take a slice of a leg in; says whether it was the one wanted next."""
        if piece.leg in ("b", "c") and self.attempt not in (None, piece.attempt):
            return False
        if not self.raw[piece.leg].add(piece):
            return False
        if piece.leg == "c" and piece.attempt > self.c.attempt:
            self.c.dialect = asked_in(self.detail, piece.attempt)
        reader: RequestLeg | AnswerLeg = getattr(self, piece.leg)
        reader.add(piece)
        self.revision += 1
        return True

    def look_at(self, attempt: int | None) -> None:
        """Legs b and c of another attempt from now on."""
        self.attempt = attempt
        self.raw["b"], self.raw["c"] = RawLeg(), RawLeg()
        self.b, self.c = RequestLeg("b"), AnswerLeg("c", asked_in(self.detail, attempt))
        self.revision += 1

    def know(
        self,
        *,
        before: Before | None = None,
        models: list[KnownModel] | None = None,
        tiers: Tiers | None = None,
        session_cost: float | None = None,
    ) -> None:
        """What was asked for beside the exchange itself has come."""
        self.before = before or self.before
        if models is not None:
            self.models = {model.target: model for model in models}
        self.tiers = tiers or self.tiers
        self.session_cost = self.session_cost if session_cost is None else session_cost
        self.revision += 1
