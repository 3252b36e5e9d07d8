"""The exchanges that are under way, as they are being recorded, and those not yet safe in the journal."""

import re
import time
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.journal.bus import Bus
from tui_router.journal.packed import ends_of, is_packed
from tui_router.journal.query import piece_of
from tui_router.journal.record import (
    ENDED,
    LEG_CAP,
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    LegCapture,
    LegName,
    LegSlice,
    Mark,
)
from tui_router.messages.watch import Offence
from tui_router.routing.asked import Asked
from tui_router.routing.explain import explain
from tui_router.routing.rules import Rule
from tui_router.routing.table import Route

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "x-api-key",
        "api-key",
        "x-goog-api-key",
        "cookie",
        "set-cookie",
        "x-amz-security-token",
        "chatgpt-account-id",
    }
)
KEPT = 200
"""Ended exchanges held with their legs while the scribe has not stored them."""
KEPT_ROWS = 5000
"""The same without their legs."""
KEPT_BYTES = 4 * 1024 * 1024
LOOK_BACK = 4096
"""Bytes before and after a piece that are looked at for secrets which cross its borders."""
_KEY_TAIL = re.compile(rb"[A-Za-z0-9_.+/=-]+\Z")
MARK_GAP = 0.002
"""Seconds; reads closer together than this share a mark."""


def open_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers as they may be kept: a secret's value never enters a capture."""
    return [(name, "****" if name.lower() in SECRET_HEADERS else value) for name, value in headers]


class Tape:
    """One leg while it passes."""

    __slots__ = ("_parts", "attempt", "headers", "kept", "leg", "marks", "size", "start", "status")

    def __init__(self, leg: LegName, attempt: int = 0, start: str = "") -> None:
        self.leg = leg
        self.attempt = attempt
        self.start = start
        self.status: int | None = None
        self.headers: list[tuple[str, str]] = []
        self.marks: list[Mark] = []
        self.size = 0
        self.kept = 0
        self._parts: list[bytes] = []

    def add(self, data: bytes, at: float) -> None:
        if not self.marks or at - self.marks[-1].at > MARK_GAP:
            self.marks.append(Mark(self.size, at))
        self.size += len(data)
        if self.kept < LEG_CAP:
            kept = data[: LEG_CAP - self.kept]
            self._parts.append(kept)
            self.kept += len(kept)

    def data(self) -> bytes:
        if len(self._parts) > 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0] if self._parts else b""

    def capture(self, *, with_data: bool = True) -> LegCapture:
        return LegCapture(
            leg=self.leg,
            attempt=self.attempt,
            status=self.status,
            start=self.start,
            headers=self.headers,
            data=self.data() if with_data else b"",
            size=self.size,
            marks=self.marks,
        )


class Live:
    """One exchange under way. What changes is told through `touch()`."""

    def __init__(self, row: ExchangeRow, bus: Bus) -> None:
        self.row = row
        self.t0 = time.monotonic()
        self.notes: list[Note] = []
        self.attempts: list[AttemptRow] = []
        self.diagnosis: Diagnosis | None = None
        self.applied: list[Fact] = []
        self.learned: list[Fact] = []
        self.offences: list[Offence] = []
        self.routed: tuple[Asked, Route, tuple[Rule, ...]] | None = None  # for the line that explains it
        self.a = Tape("a")
        self.d = Tape("d")
        self.b: list[Tape] = []
        self.c: list[Tape] = []
        self._bus = bus

    def now(self) -> float:
        """Seconds since the request arrived."""
        return time.monotonic() - self.t0

    def touch(self) -> None:
        if self._bus.viewers:
            self.measure()
            self._bus.row(self.row)

    def measure(self) -> None:
        """Write the sizes of the legs as they are now on the row."""
        sizes = self.row.sizes
        sizes.a, sizes.d = self.a.size, self.d.size
        sizes.b = self.b[-1].size if self.b else 0
        sizes.c = self.c[-1].size if self.c else 0

    def note(self, notes: Iterable[Note]) -> None:
        for note in notes:
            self.notes.append(note)
            self.row.notes += 1
            self.row.losses += note.lossy

    def notes_of_attempt(self, notes: Iterable[Note]) -> None:
        """The notes of a request that was translated anew: those of the attempt before no longer hold."""
        self.notes.clear()
        self.row.notes = self.row.losses = 0
        self.note(notes)

    def detail(self) -> ExchangeDetail:
        return ExchangeDetail(
            row=self.row,
            attempts=self.attempts,
            notes=self.notes,
            diagnosis=self.diagnosis,
            applied=self.applied,
            learned=self.learned,
            explained=self._explained(),
            offences=self.offences,
        )

    def _explained(self) -> str:
        if self.routed is None:
            return ""
        asked, route, rules = self.routed
        facts = [f"{fact.name} {fact.value}" for fact in self.applied]
        line = explain(asked, route, rules)
        return f"{line}; known of it: {', '.join(facts)}" if facts else line

    def tape(self, leg: LegName, attempt: int) -> Tape | None:
        if leg in ("a", "d"):
            return self.a if leg == "a" else self.d
        tapes = self.b if leg == "b" else self.c
        if not tapes:
            return None
        if attempt == 0:
            return tapes[-1]
        return next((tape for tape in tapes if tape.attempt == attempt), None)

    def legs(self) -> list[LegCapture]:
        return [tape.capture() for tape in (self.a, *self.b, *self.c, self.d) if tape.size or tape.status]

    def forget_legs(self) -> None:
        """Let go of what weighs. That the exchange happened, and how, stays."""
        self.a, self.d = Tape("a", start=self.a.start), Tape("d")
        self.b.clear()
        self.c.clear()

    @property
    def bytes(self) -> int:
        return sum(tape.kept for tape in (self.a, *self.b, *self.c, self.d))


class Registry:
    """Live exchanges by number, and the last ended ones until the journal has them."""

    def __init__(self, bus: Bus, first_id: int) -> None:
        self.bus = bus
        self.live: dict[int, Live] = {}
        self.ended: OrderedDict[int, Live] = OrderedDict()
        self.counts: dict[str, int] = {}
        self.tokens_in = 0
        self.tokens_out = 0
        self.seen: dict[str, float] = {}  # session → monotonic time last seen
        self.watchers: list[Callable[[ExchangeRow], None]] = []
        """Called with every row that has ended."""
        self.first_id = self._next = first_id
        self._heavy: OrderedDict[int, Live] = OrderedDict()  # of `ended`, those that still hold their legs
        self._heavy_bytes = 0

    def number(self) -> int:
        """The next one; it is given once."""
        self._next += 1
        return self._next - 1

    def open(self) -> Live:
        live = Live(ExchangeRow(id=self.number(), started_at=time.time()), self.bus)
        self.live[live.row.id] = live
        return live

    def end(self, live: Live) -> None:
        row = live.row
        self.live.pop(row.id, None)
        self.counts[row.state] = self.counts.get(row.state, 0) + 1
        if row.kind != "count":
            self.tokens_in += row.tokens.input
            self.tokens_out += row.tokens.output
        self.keep(live)
        for watcher in self.watchers:
            watcher(row)

    def keep(self, live: Live) -> None:
        """Hold what has ended until the journal has it."""
        row = live.row
        self.ended[row.id] = self._heavy[row.id] = live
        self._heavy_bytes += live.bytes
        while len(self._heavy) > KEPT or (self._heavy_bytes > KEPT_BYTES and len(self._heavy) > 1):
            self._lighten(next(iter(self._heavy)))
        while len(self.ended) > KEPT_ROWS:
            number, _ = self.ended.popitem(last=False)
            self._heavy.pop(number, None)
        live.touch()

    def stored(self, ids: Iterable[int]) -> None:
        """The journal has these for good: they are read from it from now on."""
        for number in ids:
            live = self.ended.get(number)
            if live is not None and live.row.state in ENDED:
                live.row.stored = True
                live.touch()
                del self.ended[number]
                if self._heavy.pop(number, None) is not None:
                    self._heavy_bytes -= live.bytes

    def _lighten(self, number: int) -> None:
        live = self._heavy.pop(number)
        self._heavy_bytes -= live.bytes
        live.forget_legs()

    def find(self, number: int) -> Live | None:
        return self.live.get(number) or self.ended.get(number)

    def rows(self) -> list[ExchangeRow]:
        """All rows held in memory, newest first."""
        found = {**self.ended, **self.live}
        return [found[number].row for number in sorted(found, reverse=True)]


def slice_of(
    tape: Tape,
    offset: int,
    limit: int,
    *,
    complete: bool,
    mask: Callable[[bytes], bytes],
    known: Iterable[bytes] = (),
) -> LegSlice:
    """A piece of a leg that is held in memory, with secrets masked.

    The mask keeps lengths, so offsets stay true. It looks a little further back than the piece, for a secret
    that began before it. While the leg grows, its last bytes are held back when they may be half a secret. Of messages
    in a framing of their own it is given whole ones.
    """
    data = tape.data()
    offset = min(offset, len(data))
    if is_packed(data):
        ends = [0, *ends_of(data)]
        from_, behind = ends[bisect_right(ends, offset) - 1], bisect_left(ends, offset + limit)
        end = ends[behind] if behind < len(ends) else len(data)
        last = len(data) if complete else ends[-1]
    else:
        from_ = max(0, offset - LOOK_BACK)
        end = min(len(data), offset + limit + LOOK_BACK)
        last = len(data) - (0 if complete else _half_secret(data, known))
    masked = mask(data[from_:end])[offset - from_ :]
    piece = masked[: max(0, min(limit, last - offset))]
    found = piece_of(tape.capture(with_data=False), piece, offset, tape.kept)
    found.complete = found.complete and complete
    return found


def _half_secret(data: bytes, known: Iterable[bytes]) -> int:
    """Length of what at the end may be the beginning of a key: a run of key characters that is long enough to matter
    and short enough to be one, or the first bytes of a key we know.
    """
    match = _KEY_TAIL.search(data, max(0, len(data) - 160))
    run = len(match[0]) if match else 0
    held = run if 2 < run < 160 else 0
    for key in known:
        for size in range(min(len(key) - 1, len(data)), 2, -1):
            if data.endswith(key[:size]):
                held = max(held, size)
                break
    return held
