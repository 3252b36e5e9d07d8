from rich.cells import cell_len

from tui_router.tui.lines.entry import Entry, Look, fit, still
from tui_router.tui.lines.line import Span


def test_a_text_fills_its_cells_exactly():
    assert fit("ab", 4) == "ab  "
    assert fit("ab", 4, right=True) == "  ab"
    assert fit("abcdef", 4) == "abc…"
    assert cell_len(fit("設定設定", 5)) == 5
    assert fit("x", 0) == ""


def test_a_still_line_is_the_same_wherever_the_cursor_is():
    draw = still(Span("HEAD", "ink-soft"))
    assert draw(Look()) == draw(Look(here=True, phase=3)) == [Span("HEAD", "ink-soft")]
    assert Entry(draw).key is None
