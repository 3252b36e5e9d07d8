import pytest
from rich.cells import cell_len

from tui_router.control.setup import Ask, Finding, ways
from tui_router.control.wiring import Verdict
from tui_router.core.target import TIERS
from tui_router.journal.record import KnownModel
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.screens import setup_words as words
from tui_router.tui.widgets.words import SPRING

EVIL = "a\x1b]0;x\x07\u202eb" + "long-" * 60


def said(lines):
    return ["".join("  " if word is SPRING else word[0] for word in line) for line in lines]


def test_the_title_shows_where_one_is():
    assert said(words.title_line(1, UNICODE, leave="leave"))[0] == (
        "Set up   ✓ found   2 models   3 test   4 write     esc leave"
    )


def test_what_does_not_fit_is_counted():
    rows = [Finding(name=f"p{number}", state="ok", says="X is set") for number in range(9)]
    lines = said(words.found_lines(rows[:4], rows[4:], UNICODE, 70, 5))
    assert len(lines) == 5
    assert lines[0] == "✓ p0            X is set"
    assert lines[-1] == "  and 5 more"
    assert len(words.found_lines(rows, [], UNICODE, 70, 9)) == 9


def test_a_tier_without_a_target_says_what_it_takes():
    lines = said(words.tier_lines({"default": ""}, "opus", [], UNICODE, 70))
    assert lines[0] == "  ▂ haiku    as the default  "
    assert lines[2].startswith("▌ ▆ opus     ")
    assert lines[4] == "  · default  not wired  "


def test_a_doubted_target_says_why():
    models = [KnownModel(target="a/x", listed=True, context_window=131_072)]
    lines = said(words.tier_lines({"haiku": "a/x", "opus": "a/z"}, "haiku", models, UNICODE, 70))
    assert "128k" in lines[0]
    assert "not in the list of a" in lines[2]


def test_one_target_that_failed_is_named_and_several_are_counted():
    one, two = Ask(target="a/x", to="a/x", tiers=("haiku",)), Ask(target="b/y", to="b/y", tiers=("opus",))
    assert said(words.write_lines(["[tiers]"], "/c", [one], UNICODE, 70, 9))[-1] == (
        "▲ a/x failed; written all the same."
    )
    assert "2 targets failed" in said(words.write_lines(["[tiers]"], "/c", [one, two], UNICODE, 70, 9))[-1]
    assert said(words.write_lines([f"{n}" for n in range(20)], "/c", [], UNICODE, 70, 9))[-1] == (
        "  and 12 more lines"
    )
    assert "says this already" in said(words.write_lines([], "/c", [], UNICODE, 70, 9))[1]


@pytest.mark.parametrize("width", [70, 86])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_hostile_and_long_text_stays_in_its_line(width, glyphs):
    row = Finding(name=EVIL, state="wrong", says=EVIL)
    ask = Ask(target=EVIL, to=EVIL, tiers=TIERS)
    models = [KnownModel(target="a/x", listed=True), KnownModel(target=EVIL, context_window=9_999_999)]
    bad = Verdict(target=EVIL, ok=False, said=EVIL)
    choice = dict.fromkeys(TIERS, EVIL)
    everything = [
        *words.found_lines([row], [row], glyphs, width, 9),
        *words.unseen_lines([EVIL.upper().replace("\x1b", "").replace("\x07", "")], glyphs, width)[1:2],
        *words.way_lines(ways(f"/{EVIL}"), glyphs, width, roomy=True),
        *words.tier_lines(choice, "haiku", models, glyphs, width),
        *words.tier_lines(dict.fromkeys(TIERS, f"a/{EVIL}"), "haiku", models, glyphs, width),
        *words.trial_lines([ask], {EVIL: bad}, glyphs, width, 3),
        *words.trial_lines([ask], {}, glyphs, width, -1),
        *words.write_lines([EVIL], EVIL, [ask], glyphs, width, 9),
        *words.done_lines(EVIL, "tui-router connect claude", glyphs, width),
    ]
    for line in everything:
        text = "".join(word[0] for word in line)
        assert cell_len(text) <= width, text
        assert "\x1b" not in text
        assert "\x07" not in text
