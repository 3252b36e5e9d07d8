"""One of a few, side by side on one line: the chosen one told by its sign, not by colour alone."""

from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, crop, span_width
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.paint import segments

_MORE = 2
"""Cells of the sign before the first one shown, where not all of them have room."""


@dataclass(frozen=True, slots=True)
class Radio:
    """`mark` stands softly behind the name; a `tier` is drawn with its own sign and hue instead of a dot."""

    value: str
    name: str
    mark: str = ""
    tier: str = ""


class RadioLine(Widget, can_focus=True):
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,space", "step(1)", show=False),
        Binding("left,h", "step(-1)", show=False),
    ]
    DEFAULT_CSS = """
    RadioLine { height: 1; }
    """

    @dataclass
    class Changed(Message):
        line: "RadioLine"
        value: str

        @property
        def control(self) -> "RadioLine":
            return self.line

    def __init__(self, radios: list[Radio], value: str = "", *, gap: int = 3, id: str | None = None) -> None:
        super().__init__(id=id)
        self.radios = radios
        self.value = value
        self._gap = gap

    def offer(self, radios: list[Radio], value: str) -> None:
        """Other choices, told to nobody."""
        self.radios, self.value = radios, value
        self.refresh()

    def choose(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self, value))

    def action_step(self, by: int) -> None:
        values = [radio.value for radio in self.radios]
        if values:
            at = values.index(self.value) if self.value in values else -1
            self.choose(values[(at + by) % len(values)])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        _, glyphs = look_of(self.app)
        shown = self._shown(self.size.width, glyphs)
        lead = 1 if len(shown) == len(self.radios) else 1 + _MORE
        widths = [span_width(self._spans(radio, glyphs)) + self._gap for radio in shown]
        for radio, end in zip(shown, accumulate(widths), strict=True):
            if event.x < lead + end:
                self.choose(radio.value)
                return

    def _spans(self, radio: Radio, glyphs: Glyphs) -> list[Span]:
        here = radio.value == self.value
        if radio.tier:
            role = f"tier-{radio.tier}" if here else "ink-soft"
            return [Span(f"{glyphs.tiers[radio.tier]} {radio.name}", role, bold=here)]
        name = Span(safe_text(radio.name, line=True), "ink" if here else "ink-soft", bold=here)
        mark = [Span(f" {safe_text(radio.mark, line=True)}", "ink-soft")] if radio.mark else []
        return [Span(f"{glyphs.on if here else glyphs.off} ", "ink" if here else "ink-soft"), name, *mark]

    def _shown(self, width: int, glyphs: Glyphs) -> list[Radio]:
        """All of them, or those from which on the chosen one is within the width."""
        widths = [span_width(self._spans(radio, glyphs)) + self._gap for radio in self.radios]
        at = next((n for n, radio in enumerate(self.radios) if radio.value == self.value), 0)
        start = 0
        while start < at and 1 + (_MORE if start else 0) + sum(widths[start : at + 1]) - self._gap > width:
            start += 1
        return self.radios[start:]

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_width(self, container: object, viewport: object) -> int:
        del container, viewport
        _, glyphs = look_of(self.app)
        return 1 + sum(span_width(self._spans(radio, glyphs)) + self._gap for radio in self.radios)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        on = "row-cursor" if self.has_focus else ""
        if y:
            return Strip.blank(width, self.rich_style)
        spans = [Span(glyphs.focus if self.has_focus else " ", "accent")]
        shown = self._shown(width, glyphs)
        if len(shown) < len(self.radios):
            spans.append(Span(f"{glyphs.ellipsis:<{_MORE}}", "ink-soft"))
        for radio in shown:
            spans += [*self._spans(radio, glyphs), Span(" " * self._gap)]
        if spans and cell_len(spans[-1].text) == self._gap:
            spans.pop()
        line = segments(crop(spans, width, glyphs.ellipsis), ink, glyphs, on)
        return Strip(line).adjust_cell_length(width, ink("ink", on)).apply_style(self.rich_style)
