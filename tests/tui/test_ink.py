from textual.theme import Theme

from tui_router.journal.record import ENDED
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.ink import Ink, ink_for, state_look


def test_roles_become_styles_and_unknown_ones_are_no_error():
    ink = Ink({"ink": "#ffffff", "odd": "auto 90%"})
    assert ink("ink", bold=True).color.triplet.hex == "#ffffff"
    assert ink("ink", bold=True).bold
    assert ink("no-such-role").color is None
    assert ink("odd").color is None
    assert ink("ink") is ink("ink")


def test_a_theme_registered_anew_has_new_styles():
    one = Theme(name="t", primary="#111111", variables={"ink": "#222222"})
    other = Theme(name="t", primary="#111111", variables={"ink": "#333333"})
    assert ink_for(one) is ink_for(one)
    assert ink_for(other)("ink") != ink_for(one)("ink")


def test_every_state_has_glyph_and_word():
    looks = {state: state_look(state, UNICODE, 0) for state in (*ENDED, "waiting", "held", "live")}
    words = [look[2] for look in looks.values()]
    assert len(set(words)) == len(words)
    assert state_look("ok", UNICODE, 0, replay=True)[2] == "replay"
    assert state_look("failed", UNICODE, 0, replay=True)[2] == "failed"
    assert state_look("live", UNICODE, 0)[0] != state_look("live", UNICODE, 1)[0]
    assert state_look("something new", UNICODE, 0)[2] == "something new"


def test_a_still_screen_has_a_still_sign():
    assert state_look("live", UNICODE, -1)[0] == UNICODE.on


def test_without_colours_the_cursor_is_reversed_in_one_ink():
    ink = Ink({"ink": "#ffffff", "accent": "#ff0000", "row-cursor": "#333333"}, reverse_cursor=True)
    assert ink("accent", "row-cursor").reverse
    assert ink("accent", "row-cursor").color == ink("ink", "row-cursor").color
    assert not ink("accent", "panel").reverse
