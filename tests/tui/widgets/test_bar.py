from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from tui_router.tui.widgets.bar import line

STYLE = Style()


@given(st.text(alphabet="ab設", max_size=60), st.text(alphabet="xy", max_size=20), st.integers(24, 80))
def test_the_right_side_is_never_cut(left, right, width):
    strip = line([(left, STYLE)], [(right, STYLE)], width)
    assert strip.cell_length == width
    if right:
        assert strip.text.endswith(right + "  ")


def test_left_begins_at_the_margin():
    assert line([("a", STYLE)], [], 6).text == "  a   "
