import pytest

from tui_router.journal.sessions import Branch, Session, Turn
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.session_card import Card, card_lines, resume

NOW = 1_790_078_676.0
EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40
MAIN = Branch(kind="main", context=91_000, window=128_000)
TURNS = [Turn(id=n, tokens=n * 9_000, window=128_000) for n in range(12)]
SESSION = Session(
    id="a1f3c2d4-0000",
    client="claude-cli/2.1.329",
    started_at=NOW - 8_000,
    last_at=NOW - 3,
    context=111_000,
    window=128_000,
    turns=TURNS,
)
CARD = Card(SESSION, "a1f3", MAIN, {}, NOW)


def words(card, width=120, height=20):
    return [plain(line) for line in card_lines(card, width, height, UNICODE)]


def test_the_command_is_for_a_shell_so_only_plain_words_are_in_it():
    assert resume("a1f3c2d4-0000-4000") == "claude -r a1f3c2d4-0000-4000"
    for bad in ("", "x; rm -rf ~", "$(id)", "-p", "a\nb", "a\n", "a" * 129, "ünï"):
        assert resume(bad) == ""


def test_title_chart_and_words_beside_it():
    lines = words(CARD)
    assert lines[1].startswith("a1f3 · main   context by turn")
    assert lines[1].endswith("91.0k of 128k  71%")
    assert any(line.startswith("100%") for line in lines)
    text = "\n".join(lines)
    assert "started   09:51   last heard 3 s ago" in text
    assert "client    claude-cli/2.1.329" in text
    assert "wiring    as the tiers" in text
    assert "resume    claude -r a1f3c2d4-0000" in text


def test_a_small_screen_has_a_line_for_the_chart_and_every_word():
    lines = words(CARD, 80, 6)
    assert len(lines) == 6
    assert lines[0].startswith("a1f3 · main")
    assert lines[1] == "▁▁▂▂▃▃▄▄▅▅▆▆"
    assert lines[5] == "resume    claude -r a1f3c2d4-0000"


def test_its_own_wiring_and_nearly_full():
    card = CARD._replace(branch=None, tiers={"opus": "deepseek/chat"})
    assert any("wiring    ▆ opus → deepseek/chat" in line for line in words(card))
    both = card._replace(tiers={"opus": "deepseek/chat", "haiku": ["vllm/q", "a/b"]})
    beside = [line[72:].strip() for line in words(both)]
    assert beside[5:7] == ["wiring    ▂ haiku → vllm/q +1", "▆ opus → deepseek/chat"]
    assert words(both, 80, 6)[4] == "wiring    ▂ haiku → vllm/q +1   ▆ opus → deepseek/chat"
    title = card_lines(card, 120, 20, UNICODE)[1]
    assert [span.role for span in title if "87%" in span.text] == ["state-warn"]
    agent = CARD._replace(branch=Branch(kind="subagent", agent="abcdef"))
    assert words(agent)[1].startswith("a1f3 · subagent abcde   context of main by turn")


def test_before_the_first_turn():
    bare = CARD._replace(session=Session(id="x y"))
    assert "No turn of the main conversation yet." in words(bare)[3]
    assert "its name is not one to type" in "\n".join(words(bare))
    assert words(bare, 80, 6)[1] == "No turn yet."


@pytest.mark.parametrize(("width", "height"), [(60, 3), (80, 6), (110, 20), (120, 9), (200, 30), (30, 1)])
def test_ugly_cards_stay_within(width, height):
    evil = Session(
        id=EVIL, client=EVIL * 9, started_at=1e300, last_at=-1e300, context=10**15, window=1, turns=TURNS * 20
    )
    card = Card(evil, "x", Branch(kind="subagent", agent=EVIL), {"opus": EVIL, EVIL: EVIL}, NOW)
    lines = card_lines(card, width, height, UNICODE)
    assert len(lines) <= height
    for line in lines:
        assert not set("\x1b\x07\u202e\n") & set(plain(line))
        assert span_width(line) <= width - 4
