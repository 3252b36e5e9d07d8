import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_router.tui.safe_text import MARKS_KEPT, safe_text

HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_plain_text_is_the_same_object():
    text = "plain [TODO] text, [/b] and all"
    assert safe_text(text) is text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b]52;c;eA==\x1b\\", "␛]52;c;eA==␛\\"),
        ("\x1b[2Jx", "␛[2Jx"),
        ("\x9b2J", "⟨U+009B⟩2J"),
        ("a\x00b\x07c\x7f", "a␀b␇c␡"),
        ("exe\u202etxt.", "exe⟨U+202E⟩txt."),
        ("pass\u200bword", "pass⟨U+200B⟩word"),
        ("\ufeffbom", "⟨U+FEFF⟩bom"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("a\u3164b", "a⟨U+3164⟩b"),
        ("a\u00a0b", "a b"),
        ("ok \u2714\ufe0f", "ok \u2714"),
        (b"caf\xc3\xa9 \xff", "café �"),
    ],
)
def test_unseen_is_made_visible(raw, shown):
    assert safe_text(raw) == shown


def test_a_block_keeps_its_lines_and_a_line_has_none():
    assert safe_text("a\r\nb\n\tc") == "a\nb\n    c"
    assert safe_text("a\r\nb\n\tc", line=True) == "a⏎b⏎ c"
    assert safe_text("over\rwrite") == "over␍write"


def test_a_flood_of_combining_marks_is_named():
    shown = safe_text("e" + "\u0301" * 1000 + "x")
    assert shown == "e" + "\u0301" * MARKS_KEPT + "⟨997 marks⟩x"
    assert safe_text("e" + "\u0301" * (MARKS_KEPT + 1)).endswith("⟨1 mark⟩")
    assert safe_text("\u0301x") == "◌\u0301x"


@given(st.text() | st.text(alphabet=st.characters(categories=("Cc", "Cf", "Cs", "Mn", "Zl"))))
def test_nothing_unseen_is_left(text):
    shown = safe_text(text)
    assert not [char for char in shown if char != "\n" and unicodedata.category(char) in HARMFUL]
    assert "\n" not in safe_text(text, line=True)


@given(
    st.text(alphabet=st.characters(exclude_categories=("Mn", "Me", "Mc")), max_size=40), st.integers(0, 40)
)
def test_a_cut_changes_nothing(text, at):
    """Where no mark or CR LF pair straddles the cut, two halves are the whole."""
    text = text.replace("\r", "")
    assert safe_text(text[:at]) + safe_text(text[at:]) == safe_text(text)


@given(st.binary())
def test_any_bytes_can_be_shown(raw):
    assert cell_len(safe_text(raw, line=True)) >= 0


def test_flags_are_letters_since_terminals_disagree_about_their_width():
    assert safe_text("🇩🇪 and 🇦🇿", line=True) == "⟨D⟩⟨E⟩ and ⟨A⟩⟨Z⟩"
