"""Where the time went, to scale: phases, attempts, blocks; below them the figures."""

from typing import ClassVar, NamedTuple

from rich.cells import cell_len

from tui_router.journal.record import LegName
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.answer_groups import offset_words
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span, plain
from tui_router.tui.lines.time_steps import Gaps, Step, figures_of, gaps_of, steps_of
from tui_router.tui.lines.timeline import Phase, elapsed, role_of, sign_of
from tui_router.tui.pages.page import Anchor, Taken
from tui_router.tui.seen import Seen

_NAME = 20
_DETAIL = 28
_FIGURE = 16


class Line(NamedTuple):
    row: Row
    anchor: Anchor = ()
    step: Step | None = None


class TimingPage:
    title: ClassVar[str] = "Timing"
    short: ClassVar[str] = "Time"
    wants: ClassVar[tuple[LegName, ...]] = ("d",)
    beside: ClassVar[bool] = False

    def __init__(self) -> None:
        self.split = False
        self._width = 80
        self._glyphs: Glyphs = UNICODE
        self._seen: Seen | None = None
        self._lines: list[Line] | None = None
        self._gaps: tuple[object, Gaps] = (None, Gaps([]))
        self._total = 0.0

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        self._seen, self._glyphs = seen, glyphs
        self._lines = None

    def resize(self, left: int, right: int) -> None:
        del right
        if left != self._width:
            self._width = left
            self._lines = None

    @property
    def lines(self) -> list[Line]:
        """Made when they are first asked for after something came."""
        if self._lines is None:
            self._lines = self._made()
        return self._lines

    def _made(self) -> list[Line]:
        seen = self._seen
        if seen is None:
            return []
        row, entries = seen.row, seen.d.entries
        marks = seen.d.marks
        self._total = elapsed(row, seen.now, marks[-1].at if marks else 0.0)
        steps = steps_of(row, seen.detail.attempts, entries, self._total, self._glyphs)
        found = [Line(self._scale())]
        number = 0
        for step in steps:
            if step.head:
                found.append(Line(self._head(step), ("attempt", step.attempt), step))
            else:
                found.append(Line(self._step(step.phase), ("phase", number), step))
                number += 1
        known = (seen.d, seen.d.revision)
        if self._gaps[0] != known:
            self._gaps = (known, gaps_of(entries))
        found.append(Line(EMPTY_ROW))
        found.extend(
            Line(self._figure(*figure))
            for figure in figures_of(row, self._gaps[1], self._total, self._glyphs)
        )
        return found

    # a line

    @property
    def _room(self) -> int:
        return max(10, self._width - _NAME - _DETAIL)

    def _at(self, seconds: float) -> int:
        return max(0, min(self._room - 1, round(seconds / (self._total or 1.0) * self._room)))

    def _scale(self) -> Row:
        """Quarters of the whole time, as far as the words do not touch."""
        text = "TIME".ljust(_NAME) + "0"
        for quarter in (0.25, 0.5, 0.75, 1.0):
            word = cells.first(self._total * quarter, self._glyphs)
            at = (
                _NAME
                + round(self._room * quarter)
                - (cell_len(word) if quarter == 1.0 else cell_len(word) // 2)
            )
            if at > len(text):
                text = text.ljust(at) + word
        return Row(Half((Span(text, "ink-soft"),)))

    def _head(self, step: Step) -> Row:
        return Row(Half((Span(step.phase.name),)))

    def _step(self, phase: Phase) -> Row:
        glyphs = self._glyphs
        failed = phase.sort == "failed"
        start = self._at(phase.start)
        long = max(1, self._at(phase.end) - start + (1 if phase.end >= self._total else 0))
        name = f"  {glyphs.states['failed']} {phase.name}" if failed else f"  {phase.name}"
        name = cells.clip(name, _NAME - 1, glyphs.ellipsis)
        role = "state-error" if failed else "ink-soft" if phase.sort == "wait" else "ink"
        tier = self._seen.row.tier if self._seen is not None else "default"
        said = cells.first(phase.seconds, glyphs)
        spans = (
            Span(name + " " * (_NAME - cell_len(name)), role, bold=failed),
            Span(" " * start),
            Span(sign_of(phase.sort, glyphs) * long, role_of(phase.sort, tier)),
            Span(f"  {said}", "ink-soft" if phase.sort == "wait" else "ink"),
            Span(f"  {phase.detail}" if phase.detail else "", "state-warn" if failed else "ink-soft"),
        )
        return Row(Half(spans))

    @staticmethod
    def _figure(name: str, value: str, told: str) -> Row:
        lead = Span(name.ljust(_FIGURE), "ink-soft")
        return Row(Half((lead, Span(value.rjust(10)), Span(f"   {told}" if told else "", "ink-soft"))))

    # the page

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, index: int) -> Row:
        return self.lines[index].row if 0 <= index < len(self.lines) else EMPTY_ROW

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        del index, want
        return False

    def _text(self, index: int) -> str:
        left = self.row(index).left
        return plain(left.lead) if left is not None else ""

    def find(self, text: str, index: int, step: int) -> int | None:
        count, low = len(self.lines), text.lower()
        ways = ((index + step * away) % count for away in range(1, count + 1)) if low and count else ()
        return next((at for at in ways if low in self._text(at).lower()), None)

    def seek(self, anchor: Anchor) -> int | None:
        return next((at for at, line in enumerate(self.lines) if anchor and line.anchor == anchor), None)

    def anchor(self, index: int) -> Anchor:
        return self.lines[index].anchor if 0 <= index < len(self.lines) else ()

    def foot(self, index: int) -> list[list[Span]]:
        """The step at the cursor: from when to when, and its share of the whole."""
        step = self.lines[index].step if 0 <= index < len(self.lines) else None
        if step is None or step.head:
            return []
        phase = step.phase
        share = cells.percent(phase.seconds, self._total)
        words = f"  {offset_words(phase.start)} to {offset_words(phase.end)}  {share} of the whole"
        return [[Span(phase.name), Span(words, "ink-soft")]]

    def copy(self, index: int) -> Taken | None:
        """All of it as text: a chart is of no use line by line."""
        del index
        return ("the chart", "\n".join(self._text(at).rstrip() for at in range(len(self.lines))))

    def turn(self) -> str:
        return ""
