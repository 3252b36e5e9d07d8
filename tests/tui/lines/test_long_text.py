"""Long strings: what is shown, what is left, and a place far inside."""

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.long_text import LongText

ROWS = "".join(f"row {number}\n" for number in range(50_000))


def shown(text: LongText) -> list[str]:
    return [text.line(index) for index in range(len(text))]


def test_three_lines_and_what_is_left():
    text = LongText(ROWS, 40)
    assert shown(text) == ["row 0", "row 1", "row 2"]
    assert text.rest == "49,998 more lines"
    text.more()
    assert len(text) == 2_000
    text.more()
    assert len(text) == 4_000


def test_one_long_line_says_its_size():
    assert LongText("x" * 50_000, 40).rest == "50 kB in all"


def test_little_is_read_of_much():
    text = LongText(ROWS, 40)
    assert len(text) == 3
    assert text._at <= 2 * 4_096


def test_a_place_far_inside_is_shown_with_what_is_before_it_counted():
    text = LongText(ROWS, 40)
    line = text.show("row 40000", ROWS.find("row 40000"))
    assert text.line(line) == "row 40000"
    assert text.earlier == "40,000 earlier lines"
    text.begin()
    assert shown(text)[0] == "row 0"


def test_search_goes_on_in_what_is_folded():
    text = LongText(ROWS, 40)
    assert text.search("row 2", -1, 1) == 2
    assert text.show("row 9\n".strip(), ROWS.find("row 9")) == 9
    text.begin()
    at = text.beyond("row 7", 1)
    assert ROWS[at : at + 6] == "row 7\n"
    assert text.beyond("row 0", 1) is None or text.beyond("row 0", 1) > ROWS.find("row 2")
    text.show("row 40000", ROWS.find("row 40000"))
    back = text.beyond("row 39", -1)
    assert back == ROWS.rfind("row 39", 0, text.start)
    assert LongText("one", 40).beyond("one", 1) is None


@given(st.text(alphabet="ab \n\x1b日", max_size=300), st.integers(4, 30), st.integers(0, 300))
def test_a_place_that_is_sought_is_near_the_line_told(body: str, width: int, at: int):
    body = body[:at] + "zz" + body[at:]
    text = LongText(body, width)
    line = text.show("zz", body.find("zz"))
    assert 0 <= line < len(text)
    near = "".join(text.line(index) for index in range(max(0, line - 1), min(len(text), line + 2)))
    assert "zz" in near.replace(" ", "")
