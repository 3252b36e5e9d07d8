from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.check import sign_of


def test_a_role_brings_its_sign_and_soft_words_none():
    assert [sign_of(role, UNICODE) for role in ("state-ok", "state-warn", "state-error")] == [
        "✓ ",
        "▲ ",
        "✗ ",
    ]
    assert sign_of("state-error", ASCII) == "x "
    assert sign_of("ink-soft", UNICODE) == ""
