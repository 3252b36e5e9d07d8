from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui_router.tui.last_defence import OnlyText, only_text

BLACK = Color(0, 0, 0)


def test_clean_lines_are_left_as_they_are():
    segments = [Segment("plain", Style()), Segment("設定 ✓", Style(bold=True))]
    assert OnlyText(ascii=False).apply(segments, BLACK) is segments


def test_controls_do_not_pass_and_widths_stay():
    dirty = "a\x1b]52;c;x\x1b\\b\x9b2J\u202e\u200b"
    cleaned = OnlyText(ascii=False).apply([Segment(dirty)], BLACK)[0].text
    assert "\x1b" not in cleaned
    assert "\x9b" not in cleaned
    assert "\u202e" not in cleaned
    assert cell_len(cleaned) == cell_len(only_text(dirty))


def test_a_terminal_without_utf8_gets_ascii_of_the_same_width():
    line = [Segment("● gpt → 設定 … é")]
    cleaned = OnlyText(ascii=True).apply(line, BLACK)[0].text
    assert cleaned.isascii()
    assert cell_len(cleaned) == cell_len(line[0].text)


def test_a_segment_without_a_style_gets_one():
    assert OnlyText(ascii=False).apply([Segment("x")], BLACK)[0].style == Style()


def test_where_ascii_signs_are_asked_for_only_signs_are_replaced():
    line = [Segment("\u258c\u2587\u2502 \u2192 \u8a2d\u5b9a \u00e9")]
    cleaned = OnlyText(ascii=False, signs=True).apply(line, BLACK)[0].text
    assert not {"\u258c", "\u2587", "\u2502", "\u2192"} & set(cleaned)
    assert "\u8a2d\u5b9a \u00e9" in cleaned
    assert cell_len(cleaned) == cell_len(line[0].text)
