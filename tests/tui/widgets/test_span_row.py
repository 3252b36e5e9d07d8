from textual.app import App, ComposeResult

from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.widgets.span_row import SpanRow


class Row(SpanRow):
    def spans(self, width: int, glyphs: Glyphs) -> tuple[list[Span], list[Span]]:
        del glyphs
        return [Span(f"{width} cells " * 9)], [Span("end", bold=True)]


class Screen(App[None]):
    def compose(self) -> ComposeResult:
        yield Row()


async def test_margins_words_and_figures_fill_the_line():
    app = Screen()
    async with app.run_test(size=(40, 1)):
        line = "".join(segment.text for segment in app.screen._compositor.render_strips()[0])
        assert len(line) == 40
        assert line.startswith("  36 cells")
        assert "…" in line
        assert line.endswith("  end  ")
