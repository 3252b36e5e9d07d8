from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.timeline import Phase
from tui_router.tui.widgets.time_row import TimeRow


def test_an_early_failure_is_short_and_says_its_status(kit):
    row = TimeRow()
    row.row, row.phases, row.total = kit.failed().row, [Phase("wait", 0, 0.2, "wait")], 0.2
    left, right = row.spans(116, UNICODE)
    assert plain(right) == "✗ 400  0.2 s"
    assert span_width(left) < 30


def test_the_bar_leaves_room_for_the_total(kit):
    row = TimeRow()
    row.row, row.phases, row.total = (
        kit.live().row,
        [Phase("wait", 0, 1, "wait"), Phase("text", 1, 3, "text")],
        3.1,
    )
    left, right = row.spans(116, UNICODE)
    assert plain(right) == "3.1 s"
    assert span_width(left) + 8 + 3 == 116
    assert row.spans(116, UNICODE)[0][0].text == "time "


def test_nothing_selected_is_an_empty_row():
    assert TimeRow().spans(80, UNICODE) == ([], [])
