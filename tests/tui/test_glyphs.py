from dataclasses import fields

from rich.cells import cell_len

from tui_router.tui.glyphs import ASCII, UNICODE, Glyphs, only_ascii, pick, to_ascii

KEY_NAMES = {"enter", "tab"}


def signs(glyphs):
    for each in fields(Glyphs):
        value = getattr(glyphs, each.name)
        if isinstance(value, bool) or (glyphs.ascii and each.name in KEY_NAMES):
            continue
        yield from (value.values() if isinstance(value, dict) else value)


def test_every_sign_is_one_cell():
    assert {cell_len(sign) for glyphs in (UNICODE, ASCII) for sign in signs(glyphs)} == {1}


def test_the_ascii_set_is_ascii():
    assert all(sign.isascii() for sign in signs(ASCII))
    assert pick(ascii=True) is ASCII


def test_our_signs_have_stand_ins_and_letters_stay():
    assert to_ascii("max_tokens → 16,384 … 設定") == "max_tokens > 16,384 ~ 設定"
    assert only_ascii("a → 設定", 8) == "a > ????"
