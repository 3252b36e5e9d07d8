"""The answer event by event: what the upstream sent and when, and what the client got for it."""

from bisect import bisect_right
from typing import ClassVar, Literal

from tui_router.core.note import LOSSY
from tui_router.journal.record import ENDED, LegName
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.answer_rows import AnswerRows
from tui_router.tui.lines.event_find import next_event
from tui_router.tui.lines.event_gaps import LONG_S, EventGaps, spark
from tui_router.tui.lines.event_leg import Event, EventLeg
from tui_router.tui.lines.event_rows import EventRows, Shown
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span
from tui_router.tui.lines.stops import LOCAL
from tui_router.tui.pages.both import whole_width
from tui_router.tui.pages.page import Anchor, Taken
from tui_router.tui.pages.raw import RawRows
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Seen

Form = Literal["both", "leg c", "leg d", "raw c", "raw d"]
_FORMS: tuple[Form, ...] = ("both", "leg c", "leg d", "raw c", "raw d")
_SHOWN: dict[Form, Shown] = {"both": "both", "leg c": "c", "leg d": "d"}
_SPARK = 32  # cells
_HEAD = 1  # row of the status above the events


class EventsPage:
    title: ClassVar[str] = "Events"
    short: ClassVar[str] = "Events"
    wants: ClassVar[tuple[LegName, ...]] = ("c", "d")
    beside: ClassVar[bool] = False

    def __init__(self) -> None:
        self.form: Form = "both"
        self.split = True
        self._wide = True
        self._widths = (50, 50)
        self._glyphs: Glyphs = UNICODE
        self._seen: Seen | None = None
        self._begin("")

    def _begin(self, dialect: str) -> None:
        self._legs = {"c": EventLeg(dialect), "d": EventLeg("anthropic")}
        self._gaps = {"c": EventGaps(), "d": EventGaps()}
        self._rows: EventRows | None = None
        self._plain: AnswerRows | None = None
        self._raw: dict[str, RawRows] = {}

    @property
    def behind(self) -> bool:
        """More bytes are here than were read yet: `take` wants to be called again soon."""
        rows, raw = self._events, self._others
        late = rows.pairs.behind if rows is not None else isinstance(raw, RawRows) and raw.behind
        return late or any(leg.behind for leg in self._legs.values())

    # what is shown

    @property
    def _now(self) -> Form:
        """The form there is room for: both legs beside each other need a wide screen."""
        return "leg d" if self.form == "both" and not self._wide else self.form

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        if seen is not self._seen or glyphs is not self._glyphs or seen.c.dialect != self._legs["c"].dialect:
            self._seen, self._glyphs = seen, glyphs
            self._begin(seen.c.dialect)
        for name in self._next_legs():
            leg, answer = self._legs[name], seen.c if name == "c" else seen.d
            before = leg.events
            leg.feed(seen.raw["c" if name == "c" else "d"], answer)
            if leg.events is not before:
                self._gaps[name], self._rows = EventGaps(), None
            self._gaps[name].grow(leg.events)
        self._refresh()

    def _next_legs(self) -> list[str]:
        """Both, but while both are long in coming the one that is behind in time: its partner waits for it."""
        c, d = self._legs["c"], self._legs["d"]
        if not (c.behind and d.behind and c.events and d.events):
            return ["c", "d"]
        return ["c"] if (c.events[-1].at or 0.0) <= (d.events[-1].at or 0.0) else ["d"]

    @property
    def _streams(self) -> bool:
        """Not where the upstream's stream broke off before its first event and the client was told in a body."""
        seen = self._seen
        if seen is None or not seen.c.streams:
            return seen is not None and seen.d.streams
        return seen.d.streams or bool(self._legs["c"].events) or not seen.raw["d"].size

    def _refresh(self) -> None:
        seen, form = self._seen, self._now
        self.split = form == "both"
        if seen is None:
            return
        if form in {"raw c", "raw d"}:
            leg: LegName = "c" if form == "raw c" else "d"
            rows = self._raw.setdefault(leg, RawRows(self._glyphs))
            rows.resize(self._widths[0])
            rows.look_at(seen.raw[leg])
        elif self._streams:
            if self._rows is None or self._rows.shown != _SHOWN[form]:
                self._rows = EventRows(self._legs["c"], self._legs["d"], _SHOWN[form], self._glyphs)
                self._rows.mark_of = self._mark
            self._rows.lay_out()
        else:
            if self._plain is None or self._plain.legs != (seen.c, seen.d):
                self._plain = AnswerRows(seen.c, seen.d, glyphs=self._glyphs)
            self._plain.notes = seen.detail.notes
            self._plain.resize(*self._widths, {"both": None, "leg c": 0, "leg d": 1}[form])

    def resize(self, left: int, right: int) -> None:
        self._wide = whole_width(left, right, split=self.split) >= BREAKPOINTS[1]
        self._widths = (left, right)
        self._refresh()

    def turn(self) -> str:
        forms = _FORMS if self._wide else _FORMS[1:]
        self.form = forms[(forms.index(self._now) + 1) % len(forms)]
        self._refresh()
        return self.form

    # rows

    @property
    def _events(self) -> EventRows | None:
        return self._rows if self._now in _SHOWN and self._streams else None

    @property
    def _others(self) -> AnswerRows | RawRows | None:
        """Rows that are not of events: bytes, and answers that are no stream."""
        if self._now in _SHOWN:
            return None if self._streams else self._plain
        return self._raw.get(self._now[-1])

    def __len__(self) -> int:
        if self._events is not None:
            return _HEAD + len(self._events)
        return max(1, len(self._others or ()))

    def row(self, index: int) -> Row:
        if self._events is not None:
            return self._head() if index < _HEAD else self._events.row(index - _HEAD)
        rows = self._others
        if rows is None or not len(rows):
            return Row(Half((Span(self._waiting(), "ink-soft"),))) if index == 0 else EMPTY_ROW
        return rows.row(index)

    def _waiting(self) -> str:
        seen = self._seen
        if seen is None or seen.row.sizes.c or seen.row.sizes.d:
            return "Reading."
        if seen.row.state == "local" and self._now[-1] == "c":
            return LOCAL
        return "Nothing came back." if seen.row.state in ENDED else "Waiting for the first chunk."

    def _head(self) -> Row:
        """The status of each leg, and how many events it has."""
        seen = self._seen
        if seen is None:
            return EMPTY_ROW
        halves: list[Half] = []
        for name, answer, word in (("c", seen.c, "chunk"), ("d", seen.d, "event")):
            kind = safe_text(answer.headers.get("content-type", "")[:60], line=True)
            count = self._legs[name].count
            lead = (
                Span(name, "accent"),
                Span(f"  {answer.status or ''}  "),
                Span(kind, "ink-soft"),
            )
            halves.append(Half(lead, (), (Span(cells.plural(count, word), "ink-soft"),)))
        left, right = halves
        if self._now == "leg c":
            return Row(left)
        return Row(right) if self._now == "leg d" else Row(left, right)

    def _mark(self, left: Event | None, right: Event | None) -> tuple[Span | None, str]:
        """What caused what; amber where a figure is ours or a stream was wrong."""
        glyphs, seen = self._glyphs, self._seen
        offence = self._offence(left, right)
        if offence:
            return Span(glyphs.acts["repaired"], "state-warn", bold=True), "notice-bg"
        if right is not None and right.kind == "ping" and (left is None or left.kind != "ping"):
            return Span(glyphs.estimate, "state-warn", bold=True), ""
        if seen is not None and right is not None and right.kind == "stop":
            note = next(
                (n for n in seen.detail.notes if n.side == "answer" and "usage" in n.path + n.to), None
            )
            counted = note is not None and note.act in LOSSY
            if counted or (seen.row.tokens.estimated and seen.row.state in ENDED):
                return Span(glyphs.estimate, "state-warn", bold=True), "notice-bg"
        if left is not None and right is not None:
            return Span(glyphs.arrow, "ink-soft"), ""
        return None, ""

    def _offence(self, left: Event | None, right: Event | None) -> str:
        """What was wrong with an event, in words."""
        if self._seen is None:
            return ""
        for one in self._seen.detail.offences:
            event = left if one.leg == "c" else right
            if event is not None and event.number and event.number == one.event:
                return safe_text(one.text[:200], line=True)
        return ""

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        if self._events is not None:
            return self._events.toggle(index - _HEAD, want=want)
        rows = self._others
        return rows.toggle(index, want=want) if isinstance(rows, AnswerRows) else False

    # finding

    def find(self, text: str, index: int, step: int) -> int | None:
        rows = self._others
        if isinstance(rows, RawRows):
            return rows.find(text, index, step)
        if self._events is not None:
            found = next_event(self._events, text, index - _HEAD, step)
            return None if found is None else found + _HEAD
        return _in_rows(rows, text, index, step) if rows is not None and text else None

    def seek(self, anchor: Anchor) -> int | None:
        rows = self._events
        if rows is None or rows.shown == "c" or anchor[:1] != ("block",) or len(anchor) < 2:
            return None
        opens, wanted = self._legs["d"].opens, anchor[1]
        if not isinstance(wanted, int) or not 0 <= wanted < len(opens):
            return None
        found = rows.row_of(opens[wanted], left=False)
        return None if found is None else found + _HEAD

    def anchor(self, index: int) -> Anchor:
        unit = self._events.unit_at(index - _HEAD) if self._events is not None else None
        if unit is None or self._now == "leg c" or not unit.hi:
            return ()
        block = bisect_right(self._legs["d"].opens, unit.hi - 1) - 1
        return ("block", block) if block >= 0 else ()

    # about the cursor

    def foot(self, index: int) -> list[list[Span]]:
        rows = self._others
        if isinstance(rows, RawRows):
            return rows.foot(index)
        if self._events is None:
            return []
        return [line for line in (self._gap_line(), self._order_line(), self._event_line(index)) if line]

    def _gap_line(self) -> list[Span]:
        name = "d" if self._now == "leg d" or not self._legs["c"].events else "c"
        gaps = self._gaps[name]
        longest = gaps.longest
        if not longest.seconds:
            return []
        role = "state-warn" if longest.seconds > LONG_S else "ink"
        return [
            Span("GAP ", "ink-soft"),
            Span(spark(gaps.heights(_SPARK), self._glyphs.spark), "state-live"),
            Span("  longest "),
            Span(cells.first(longest.seconds, self._glyphs), role),
            Span(f", between {longest.before} and {longest.after}", "ink-soft"),
        ]

    def _order_line(self) -> list[Span]:
        """Whether the events came in an order that is allowed, and what was wrong with them."""
        seen = self._seen
        if seen is None:
            return []
        leg: LegName = "c" if self._now == "leg c" else "d"
        checked = cells.plural(self._legs[leg].count, "event")
        offences = seen.detail.offences
        if not offences:
            ended = seen.row.state in ENDED
            sign = Span(
                f"{self._glyphs.states['ok']} " if ended else "so far, ", "state-ok" if ended else "ink-soft"
            )
            return [Span("legal order "), sign, Span(f"{checked} checked", "ink-soft")]
        told = list(dict.fromkeys(safe_text(one.text[:200], line=True) for one in offences))
        harmful = any(one.grade == "harmful" for one in offences)
        head = Span(
            f"{cells.plural(len(offences), 'offence')} ", "state-warn" if harmful else "ink", bold=harmful
        )
        return [head, Span(f" {'; '.join(told[:3])}", "ink-soft"), Span(f"  {checked} checked", "ink-soft")]

    def _event_line(self, index: int) -> list[Span]:
        found = self._events.event_at(index - _HEAD) if self._events is not None else None
        if found is None:
            return []
        leg, event = found
        wrong = self._offence(*((event, None) if leg is self._legs["c"] else (None, event)))
        raw = safe_text(leg.bytes_of(event)[:400].strip(), line=True)
        return [Span(f"{wrong}  ", "state-warn"), Span(raw, "ink-soft")] if wrong else [Span(raw, "ink-soft")]

    def copies(self, index: int) -> list[Taken]:
        """The event as it passed; of a run the text of all its events too."""
        rows = self._others
        if isinstance(rows, RawRows):
            if not len(rows):
                return []
            return [("the line", rows.line(index)), (f"leg {self._now[-1]}", rows.whole())]
        if self._events is None:
            return []
        run = self._events.run_at(index - _HEAD)
        found = self._events.event_at(index - _HEAD)
        if found is None:
            return []
        leg, event = found
        if run is None:
            return [("the event", leg.bytes_of(event).decode("utf-8", "replace").strip())]
        units = self._events.pairs.units[run.lo : run.hi]
        numbers = [
            unit.left if leg is self._legs["c"] and self._now != "leg d" else unit.lo for unit in units
        ]
        raws = [leg.bytes_of(leg.events[number]).decode("utf-8", "replace") for number in numbers]
        return [(cells.plural(len(raws), "event"), "".join(raws).strip())]

    def copy(self, index: int) -> Taken | None:
        copies = self.copies(index)
        return copies[0] if copies else None


def _in_rows(rows: AnswerRows, text: str, index: int, step: int) -> int | None:
    """The next row that says it, among those that are unfolded; an answer that is no stream is short."""
    low, count = text.lower(), len(rows)
    for away in range(1, count + 1):
        at = (index + step * away) % count
        row = rows.row(at)
        said = "".join(
            span.text for half in (row.left, row.right) if half for part in half[:3] for span in part
        )
        if low in said.lower():
            return at
    return None
