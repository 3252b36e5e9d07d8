"""What went wrong, in their words, and what to press; or what was mended. At most three rows."""

from textual.strip import Strip
from textual.widget import Widget

from tui_router.journal.record import ExchangeDetail
from tui_router.tui.columns import RIGHT
from tui_router.tui.ink import look_of
from tui_router.tui.keymap import keys_of
from tui_router.tui.lines.line import Span, crop, justify, span_width
from tui_router.tui.lines.strip_lines import (
    KEYS,
    About,
    do_spans,
    has_trouble,
    said_spans,
    seen_spans,
    what_spans,
)
from tui_router.tui.widgets.paint import segments

__all__ = ["KEYS", "TroubleStrip", "has_trouble"]
_LEFT = 1


class TroubleStrip(Widget):
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TroubleStrip { height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.detail: ExchangeDetail | None = None
        self.about = About()

    def show(self, detail: ExchangeDetail | None) -> None:
        self.detail = detail
        self.refresh()

    def tell(self, about: About) -> None:
        """What is known beside the exchange itself."""
        if about != self.about:
            self.about = about
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        detail, about = self.detail, self.about
        if detail is None:
            return Strip.blank(width)
        repaired = detail.row.state == "repaired"
        ground = "notice-bg" if repaired else "trouble-bg"
        said, do = said_spans(detail, about, glyphs), do_spans(detail, about, glyphs)
        renamed = keys_of(self.app).renamed("Live")
        if renamed:
            do = [
                span._replace(text=renamed.get(span.text, span.text)) if span.role == "accent" else span
                for span in do
            ]
        lines = [what_spans(detail, glyphs), said, do]
        if self.size.height < 3 or not said:
            del lines[1]
        spans: list[Span] = lines[y] if y < len(lines) else []
        room = max(0, width - _LEFT - RIGHT - 1)
        if y:
            spans = [Span("  "), *spans]
            if spans[-1].text.startswith(" "):
                spans = _keep_keys(spans, room, glyphs.ellipsis)
        bar = Span(glyphs.focus, "state-warn" if repaired else "state-error")
        right = seen_spans(detail, about) if y == 0 else []
        body = justify(crop(spans, room, glyphs.ellipsis), right, room, glyphs.ellipsis)
        line = segments((bar, Span(" "), *body), ink, glyphs, ground)
        return Strip(line).adjust_cell_length(width, ink("ink", ground))


def _keep_keys(spans: list[Span], room: int, ellipsis: str) -> list[Span]:
    """The sentence gives way, the keys behind it stay."""
    if span_width(spans) <= room:
        return spans
    words = next((i for i in range(1, len(spans)) if spans[i].role != "accent" and spans[i].bold), 0)
    at = next((i for i in range(words, len(spans)) if spans[i].role == "accent"), len(spans))
    keys = spans[at:]
    if keys:
        keys = [*keys[:-1], keys[-1]._replace(text=keys[-1].text.rstrip())]
    return [*crop(spans[:at], max(0, room - span_width(keys) - 1), ellipsis), Span(" "), *keys]
