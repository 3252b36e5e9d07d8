import json

import pytest

from tui_router.replay.turn import Piece
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.line import Half, lay, plain
from tui_router.tui.lines.piece_lines import MOST_LINES, piece_entry


def worded(entry, width=100):
    return plain(lay(entry.half, width)).rstrip()


def made(change="changed", path="tools[3]", name="Bash", before=None, now=None, what=""):
    def raw(value):
        return b"" if value is None else json.dumps(value).encode()

    piece = Piece(change=change, path=path, name=name, before=raw(before), now=raw(now), what=what)
    return piece_entry(piece, 60, UNICODE)


TOOL = {"name": "Bash", "description": "runs\na command\nfor you"}


def test_a_tool_says_what_of_it_changed_and_by_how_much():
    entry = made(before=TOOL, now={**TOOL, "description": "runs\nanything\nfor you"})
    assert worded(entry).split() == ["≠", "tools[3]", "Bash", "description", "59", "B", "→", "58", "B"]
    assert entry.copies == ("the path", "$.tools[3]")


def test_unfolded_the_lines_that_differ_are_tinted():
    entry = made(before=TOOL, now={**TOOL, "description": "runs\nanything\nfor you"})
    told = [(line.ground, line.says) for line in entry.under]
    assert ("removed-bg", "−   a command") in told
    assert ("added-bg", "+   anything") in told
    assert ("", "  name: Bash") in told


def test_what_came_is_shown_as_it_reads():
    entry = made("added", "messages[4]", "user", now={"role": "user", "content": "go on"}, what="text")
    assert worded(entry).startswith("+ messages[4] user")
    assert [line.says.strip() for line in entry.under] == [
        "role: user",
        "content:",
        "[0]:",
        "type: text",
        "text: go on",
    ]
    assert {line.ground for line in entry.under} == {""}


def test_what_is_gone_shows_what_it_was():
    entry = made("removed", "system[1]", "", before={"type": "text", "text": "old"}, what="old")
    assert worded(entry).startswith("− system[1]")
    assert "text: old" in entry.under[1].says


@pytest.mark.parametrize(
    ("change", "before", "now", "words"),
    [
        ("changed", 32_000, 16_000, "≠ max_tokens 32,000 → 16,000"),
        ("added", None, True, "+ max_tokens true"),
        ("removed", 0.2, None, "− max_tokens 0.2"),
        ("changed", "a", "b", "≠ max_tokens a → b"),
    ],
)
def test_a_short_field_needs_no_unfolding(change, before, now, words):
    entry = made(change, "max_tokens", "max_tokens", before=before, now=now)
    assert " ".join(worded(entry).split()) == words
    assert entry.kids is None


def test_whether_it_may_hold_what_is_searched():
    entry = made(before=TOOL, now={**TOOL, "description": "runs\nANYthing\nfor you"})
    assert [entry.holds(word) for word in ("anything", "a command", "nowhere")] == [True, True, False]


def test_a_long_field_unfolds():
    entry = made("changed", "metadata", "metadata", before={"user_id": "u" * 99}, now={"user_id": "v" * 99})
    assert entry.kids is not None
    assert {line.ground for line in entry.under} == {"added-bg", "removed-bg"}


def test_only_another_order_of_keys():
    entry = made(before={"a": 1}, now={"a": 1, "cache_control": {}})
    assert [line.says for line in entry.under] == ["only the order of its keys, or how it is written"]


def test_long_texts_are_wrapped_and_end():
    long = made("added", "messages[0]", "user", now={"content": "word " * 300 + "\nx" * 5_000})
    assert len(long.under) == MOST_LINES + 1
    assert long.under[-1].says.startswith("… 4,")
    assert max(len(line.says) for line in long.under) <= 60


def test_hostile_words_are_made_harmless():
    entry = made("added", "tools[0]", "\x1b[2J[/]", now={"name": "\x1b[2J", "x": "\u202e\ud800"})
    assert "\x1b" not in worded(entry) + "".join(line.says for line in entry.under)
    assert "[/]" in worded(entry)


def test_signs_in_ascii():
    piece = Piece(change="removed", path="x", name="x", before=b"1")
    assert plain(piece_entry(piece, 60, ASCII).half.lead).startswith("- ")
    assert isinstance(piece_entry(piece, 60, ASCII).half, Half)
