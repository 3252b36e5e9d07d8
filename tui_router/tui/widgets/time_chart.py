"""The phases of an exchange under each other, with a scale: for screens that are high enough."""

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, crop
from tui_router.tui.lines.timeline import Phase, role_of, sign_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.paint import segments

_NAME = 16
_DETAIL = 16


class TimeChart(Widget):
    """One line of scale, then a line for each phase; when there are more than fit, the last ones."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TimeChart { background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.row: ExchangeRow | None = None
        self.phases: list[Phase] = []
        self.total = 0.0

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        if self.row is None:
            return Strip.blank(width)
        room = max(10, width - LEFT - RIGHT - _NAME - _DETAIL)
        told = [phase for phase in self.phases if phase.seconds > 0 or phase.sort == "failed"]
        shown = told[-max(1, self.size.height - 1) :]
        if y == 0:
            spans = self._scale(room, shown, glyphs)
        elif y <= len(shown):
            spans = self._phase(shown[y - 1], room, glyphs)
        else:
            spans = []
        spans = [Span(" " * LEFT), *crop(spans, width - LEFT - RIGHT, glyphs.ellipsis)]
        return Strip(segments(spans, ink, glyphs, "surface")).adjust_cell_length(width, ink("ink", "surface"))

    def _at(self, seconds: float, room: int) -> int:
        return max(0, min(room - 1, round(seconds / (self.total or 1.0) * room)))

    def _scale(self, room: int, shown: list[Phase], glyphs: Glyphs) -> list[Span]:
        """TIME, and the seconds at which phases begin, as far as the words do not touch."""
        text = "TIME".ljust(_NAME) + "0"
        end = cells.took(self.total, glyphs)
        for phase in shown:
            x = _NAME + self._at(phase.start, room)
            word = f"{phase.start:.1f}"
            if phase.start > 0 and x > len(text) + 2 and x + len(word) + 2 < _NAME + room - len(end):
                text = text.ljust(x) + word
        return [Span(text.ljust(_NAME + room - cell_len(end)) + end, "ink-soft")]

    def _phase(self, phase: Phase, room: int, glyphs: Glyphs) -> list[Span]:
        assert self.row is not None  # noqa: S101  (asked for only when there is a row)
        start = self._at(phase.start, room)
        long = max(1, self._at(phase.end, room) - start)
        name = cells.clip(safe_text(phase.name, line=True), _NAME - 2, glyphs.ellipsis)
        failed = phase.sort == "failed"
        if failed:
            name = f"{glyphs.states['failed']} {name}"
        role = "state-error" if failed else "ink-soft" if phase.sort == "wait" else "ink"
        spans = [
            Span(name + " " * (_NAME - cell_len(name)), role, bold=failed),
            Span(" " * start),
            Span(sign_of(phase.sort, glyphs) * long, role_of(phase.sort, self.row.tier)),
        ]
        said = f"{cells.first(phase.seconds, glyphs)}" if phase.sort == "wait" else phase.detail
        return [*spans, Span(f"  {said}", "ink-soft")]
