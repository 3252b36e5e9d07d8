from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain
from tui_router.tui.widgets.token_row import TokenRow


def test_figures_at_both_ends(kit):
    row = TokenRow()
    row.row = kit.repaired().row
    left, right = row.spans(116, UNICODE)
    assert plain(left).startswith("in  19.9k")
    assert plain(right) == "out 812  50/s"


def test_nothing_selected_is_an_empty_row():
    assert TokenRow().spans(80, UNICODE) == ([], [])
