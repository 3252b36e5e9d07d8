import pytest

from tui_router.core.plain import one_line


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\r\nb\x1b[2Jc", "a b [2Jc"),
        ("\x00 a \x9b", "a"),
        ("a\u2028b\ud800c", "a b c"),
        ("two  blanks and \u00e9 stay", "two  blanks and \u00e9 stay"),
        ("\n\t", ""),
    ],
)
def test_what_is_no_text_is_a_blank(text, plain):
    assert one_line(text) == plain
