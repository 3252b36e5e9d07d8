from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain
from tui_router.tui.widgets.title_row import TitleRow


def test_the_chosen_pair_stands_on_its_own_ground(kit):
    title = TitleRow()
    title.row, title.pairs, title.pair, title.total = kit.failed().row, ("ab", "cd"), "ab", 0.2
    left, right = title.spans(116, UNICODE)
    assert plain(left).endswith("subagent  session a1f3")
    assert [(span.text, span.on) for span in right if span.on] == [(" a b ", "row-cursor")]
    assert plain(right).endswith("✗ failed  400 after 0.2 s")


def test_what_it_is_about_gives_way_first(kit):
    title = TitleRow()
    title.row = kit.failed().row
    left, _ = title.spans(72, UNICODE)
    assert plain(left) == "#38  ▄ sonnet → deepseek-chat · deepseek"


def test_nothing_selected_is_an_empty_row():
    assert TitleRow().spans(80, UNICODE) == ([], [])
