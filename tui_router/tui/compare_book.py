"""What two exchanges are compared by: their details and legs, read whole, and the comparison made of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_router.control.client import ControlClient, ControlError
from tui_router.journal.record import ENDED, AttemptRow, ExchangeDetail, ExchangeRow, LegName, LegSlice
from tui_router.replay.answers import Answer, read_answer
from tui_router.replay.compare import Comparison, compare_answers, compare_bodies, compare_lists
from tui_router.replay.verdict import Verdict, counts, verdict
from tui_router.replay.words import Budget
from tui_router.tui import cells
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.asked_in import asked_in
from tui_router.tui.lines.compare_head import Compared, figures
from tui_router.tui.lines.compare_rows import Section

LEG_CAP = 4 * 1024 * 1024
"""Bytes of a leg that are compared."""
NAMES: dict[LegName, str] = {
    "a": "client sent",
    "b": "upstream got",
    "c": "upstream answered",
    "d": "client received",
}


class Pick(NamedTuple):
    """An exchange, or one attempt of it; `attempt` 0 is the exchange with its last one."""

    id: int
    attempt: int = 0


@dataclass(slots=True)
class Leg:
    """`missing` says in words why there is none; `whole` that nothing more will come."""

    data: bytes = b""
    whole: bool = False
    cut: bool = False
    missing: str = ""


class Found(NamedTuple):
    a: Compared
    b: Compared
    sections: list[Section]
    counted: tuple[str, str]
    verdict: Verdict


@dataclass
class CompareBook:
    """Legs of exchanges that have ended are read once."""

    _details: dict[int, ExchangeDetail] = field(default_factory=dict)
    _legs: dict[tuple[int, int, LegName], Leg] = field(default_factory=dict)

    def keep(self, *ids: int) -> None:
        """Forget all other exchanges."""
        self._details = {id: detail for id, detail in self._details.items() if id in ids}
        self._legs = {key: leg for key, leg in self._legs.items() if key[0] in ids}

    async def read(
        self, client: ControlClient, picks: tuple[Pick, Pick], legs: str, say: Callable[[str], None]
    ) -> None:
        """Fetch what is not here yet; `say` is told how far it is. Raises `ControlError`."""
        self.keep(*(pick.id for pick in picks))
        for pick in picks:
            say(f"reading #{pick.id}")
            self._details[pick.id] = await client.exchange(pick.id)
            for leg in _needed(legs):
                held = self._legs.get((*pick, leg))
                if held is None or not held.whole:
                    self._legs[*pick, leg] = await self._leg(client, pick, leg, say)

    async def _leg(self, client: ControlClient, pick: Pick, leg: LegName, say: Callable[[str], None]) -> Leg:
        row = self._details[pick.id].row
        held = bytearray()
        piece: LegSlice | None = None
        while piece is None or (not piece.complete and len(held) < LEG_CAP):
            try:
                attempt = pick.attempt if leg in ("b", "c") else 0
                piece = await client.leg(pick.id, leg, attempt=attempt, offset=len(held))
            except ControlError as error:
                if error.status != 404:
                    raise
                return Leg(whole=row.state in ENDED, missing=_missing(row, leg))
            if not piece.data:
                break
            held += piece.data
            say(f"reading leg {leg} of #{pick.id}: {cells.size(len(held))} of {cells.size(piece.size)}")
        cut = piece.truncated or piece.size > LEG_CAP
        missing = "" if held else _missing(row, leg)
        return Leg(bytes(held[:LEG_CAP]), row.state in ENDED, cut, missing)

    def side(self, pick: Pick) -> Compared:
        detail = self._details[pick.id]
        return Compared(detail, attempt_of(detail, pick.attempt))

    def compare(self, picks: tuple[Pick, Pick], legs: str) -> Found:
        """Pure work, long for long legs: for a thread."""
        budget = Budget()
        answers = [read_answer(self._legs[*pick, "d"].data) for pick in picks]
        sections = [self._section(picks, leg, answers, budget) for leg in NAMES if leg in legs]
        lines = []
        before = 0
        for section in sections:
            if section.found is not None:
                lines += [
                    line._replace(change=line.change + before) if line.change else line
                    for line in section.found.lines
                ]
                before += section.found.changes
        a, b = self.side(picks[0]), self.side(picks[1])
        said = verdict(figures(a, answers[0].tools), figures(b, answers[1].tools))
        return Found(a, b, sections, counts(lines), said)

    def _section(
        self, picks: tuple[Pick, Pick], leg: LegName, answers: list[Answer], budget: Budget
    ) -> Section:
        left, right = (self._legs[*pick, leg] for pick in picks)
        if left.missing or right.missing:
            return Section(leg, NAMES[leg], said=(left.missing, right.missing))
        found: Comparison
        if leg == "d":
            found = compare_answers(*answers, budget=budget)
        elif leg == "c":
            found = self._streams(picks, left, right, budget)
        else:
            found = compare_bodies(left.data, right.data, budget=budget)
        cut = f"Only the first {cells.size(LEG_CAP)} are compared." if left.cut or right.cut else ""
        return Section(leg, NAMES[leg], found, note=cut)

    def _streams(self, picks: tuple[Pick, Pick], left: Leg, right: Leg, budget: Budget) -> Comparison:
        read = [
            _told(leg.data, asked_in(self._details[pick.id], pick.attempt))
            for pick, leg in zip(picks, (left, right), strict=True)
        ]
        if read[0] is None or read[1] is None:
            return compare_bodies(left.data, right.data, part="stream", budget=budget)
        return compare_lists(read[0], read[1], part="stream", budget=budget)


def _needed(legs: str) -> list[LegName]:
    """What is shown, and the answer: the verdict speaks of its tools."""
    return [leg for leg in NAMES if leg in legs or leg == "d"]


def attempt_of(detail: ExchangeDetail, number: int) -> AttemptRow | None:
    """None for the exchange as a whole, and where no such attempt is known."""
    return next((attempt for attempt in detail.attempts if number and attempt.number == number), None)


def _missing(row: ExchangeRow, leg: LegName) -> str:
    if leg in ("b", "c") and row.state == "local":
        return "Answered here; nothing was sent upstream."
    if row.state not in ENDED:
        return "Nothing yet."
    return "Nothing was captured."


def _told(data: bytes, dialect: str) -> list[dict[str, str]] | None:
    """What an upstream's stream said, runs of deltas as one; None for a body that is no stream."""
    leg = AnswerLeg("c", dialect)
    leg.add(LegSlice(leg="c", next=len(data), size=len(data), complete=True, data=data))
    if not leg.streams:
        return None
    told = []
    for entry in leg.entries:
        if entry.slot[0] in ("head", "comment"):
            continue
        item = {"type": entry.name}
        if entry.text or entry.detail:
            item["text"] = entry.text or entry.detail
        told.append(item)
    return told
