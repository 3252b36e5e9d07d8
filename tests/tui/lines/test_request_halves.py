import pytest

from tui_router.core.note import Note
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.align import pair_requests
from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.line import Span, plain
from tui_router.tui.lines.request_halves import PairWords, Stop, key_at, mark_of

LEFT = b'{"max_tokens":32000,"thinking":{"type":"adaptive"}}'
RIGHT = b'{"max_completion_tokens":16384}'


def words(stop: Stop | None = None, notes: list[Note] | None = None):
    pairs = pair_requests(read_tree(LEFT), read_tree(RIGHT), notes or [])
    return PairWords(UNICODE, stop, {}, set()), {pair.node.key: pair for pair in pairs}


@pytest.mark.parametrize(
    ("act", "sign", "role"),
    [
        ("renamed", "→", "ink-soft"),
        ("added", "+", "state-ok"),
        ("clamped", "≤", "state-warn"),
        ("dropped", "−", "state-warn"),
        ("approximated", "≈", "state-warn"),
    ],
)
def test_loss_is_amber_and_a_rename_is_quiet(act, sign, role):
    mark = mark_of(act, UNICODE)
    assert mark is not None
    assert (mark.text, mark.role) == (sign, role)


def test_signs_have_ascii_stand_ins():
    mark = mark_of("dropped", ASCII)
    assert mark is not None
    assert mark.text == "-"
    assert mark_of("", UNICODE) is None


def test_the_field_is_found_in_either_spelling():
    drawn, pairs = words(Stop("max_tokens", "over 8,192"))
    assert drawn.stopped(pairs["max_tokens"]) is not None
    assert drawn.stopped(pairs["thinking"]) is None
    drawn, pairs = words(Stop("max_completion_tokens", "over 8,192"))
    assert drawn.stopped(pairs["max_tokens"]) is not None


def test_red_for_what_stopped_amber_for_what_was_mended():
    drawn, pairs = words()
    stopped = drawn.right(pairs["max_tokens"], Stop("max_tokens", "over 8,192"))
    mended = drawn.right(pairs["max_tokens"], Stop("max_tokens", "repaired", "notice-bg"))
    assert stopped is not None
    assert mended is not None
    assert (stopped.value[0].role, stopped.tail) == ("state-error", (Span("over 8,192", "state-error"),))
    assert (mended.value[0].role, mended.tail) == ("state-warn", (Span("repaired", "state-warn"),))


def test_a_dropped_field_says_so_where_its_partner_would_stand():
    drawn, pairs = words(notes=[Note("dropped", "thinking", "")])
    half = drawn.right(pairs["thinking"], None)
    assert half is not None
    assert plain(half.lead) == "dropped  no counterpart"


def test_one_column_shows_old_and_new():
    drawn, pairs = words()
    half = drawn.one_column(pairs["max_tokens"], None, None)
    assert plain(half.value) == "32,000 → 16,384  max_completion_tokens"


def test_the_value_column_follows_the_width():
    assert key_at(30) < key_at(56) <= 26


def test_what_went_elsewhere_is_told_where_its_partner_would_stand():
    note = Note("renamed", "thinking", "the target's name for it", to="path", after="on")
    drawn, pairs = words(notes=[note])
    half = drawn.right(pairs["thinking"], None)
    assert half is not None
    assert [plain(part) for part in half[:3]] == ["path", "on", "the target's name for it"]
    drawn, pairs = words(notes=[Note("approximated", "thinking", "it is done here")])
    half = drawn.right(pairs["thinking"], None)
    assert half is not None
    assert plain(half.tail) == "it is done here"
    drawn, pairs = words(notes=[Note("added", "thinking", "x")])
    assert drawn.right(pairs["thinking"], None) is None


def test_one_column_says_the_other_name_and_what_stands_elsewhere():
    drawn, pairs = words(notes=[Note("renamed", "thinking", "it is done there", to="path", after="on")])
    assert plain(drawn.one_column(pairs["max_tokens"], None, None).value) == (
        "32,000 → 16,384  max_completion_tokens"
    )
    assert plain(drawn.one_column(pairs["thinking"], None, None).value) == "type: adaptive → on"
    same = pair_requests(read_tree(b'{"stop_sequences":1}'), read_tree(b'{"stop":1}'), [])
    assert plain(drawn.one_column(same[0], None, None).value) == "1 → stop"


def test_a_part_whose_only_change_is_inside_it_says_where_that_went():
    inner = Note(
        "renamed", "thinking.type", "thinking is an effort here", to="reasoning.effort", after="high"
    )
    drawn, pairs = words(notes=[inner])
    half = drawn.right(pairs["thinking"], None)
    assert half is not None
    assert [plain(part) for part in half[:3]] == ["reasoning.effort", "high", "thinking is an effort here"]
    one = drawn.one_column(pairs["thinking"], None, None)
    assert plain(one.value) == "type: adaptive → high  reasoning.effort"
    drawn, pairs = words(notes=[inner, Note("dropped", "thinking.display", "not told")])
    half = drawn.right(pairs["thinking"], None)
    assert half is not None
    assert plain(half.lead) == "reasoning.effort"
