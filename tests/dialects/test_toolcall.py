import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.toolcall import LONGEST, RUNAWAY, ToolCall


def play(*pieces):
    call = ToolCall()
    shown = "".join(call.add(piece) for piece in pieces)
    return call, shown, call.finish()


def test_hands_on_what_begins_like_an_object():
    call, shown, rest = play("{", '"a', '": 1', "}")
    assert (shown, rest) == ('{"a": 1}', "")
    assert call.complete
    assert call.sound


def test_holds_what_does_not():
    call, shown, rest = play("{'a'", ": True}")
    assert (shown, rest) == ("", '{"a":true}')
    assert call.mended


@pytest.mark.parametrize("pieces", [[], [""], ["null"], ["nu", "ll"], ['""'], [" "]])
def test_a_call_without_arguments_has_an_empty_object(pieces):
    call, shown, rest = play(*pieces)
    assert shown + rest == "{}"
    assert call.sound


@pytest.mark.parametrize("text", ["ls -la", "[1, 2]", '{"a": b}'])
def test_what_nobody_can_read_goes_as_it_came(text):
    call, shown, rest = play(text)
    assert shown + rest == text
    assert not call.sound


def test_arguments_told_twice_count_once():
    call, shown, _ = play('{"a":', "1}", '{"a":1}', "\n")
    assert shown == '{"a":1}'
    assert call.foreign == 0


def test_arguments_that_grow_count_once():
    _, shown, _ = play('{"a":"x', '{"a":"xy', '{"a":"xyz"}')
    assert shown == '{"a":"xyz"}'


def test_an_object_inside_an_object_is_no_repetition():
    _, shown, _ = play('{"a":', '{"a":1}', "}")
    assert shown == '{"a":{"a":1}}'


def test_text_behind_the_object_is_left_out_and_counted():
    call, shown, _ = play('{"a":1}}', "junk")
    assert shown == '{"a":1}'
    assert call.foreign > 0


@pytest.mark.parametrize(
    ("told", "missing"), [("", '{"a":1}'), ('{"a"', ":1}"), ('{"a":1}', ""), ('{"b"', "")]
)
def test_the_whole_adds_what_is_missing(told, missing):
    call = ToolCall()
    call.add(told)
    assert call.whole('{"a":1}') == missing


@pytest.mark.parametrize(
    ("text", "cut"),
    [('{"a":1}', False), ('{"a":"x', True), ("{", True), ("{'a': 'b'}", False), ("", False), ("ls", False)],
)
def test_knows_a_cut_call(text, cut):
    call = ToolCall()
    call.add(text)
    assert call.cut is cut


@pytest.mark.parametrize("size", [1, 50, RUNAWAY + 1])
def test_white_space_without_end_is_a_runaway(size):
    call = ToolCall()
    call.add('{"a":1')
    for _ in range(RUNAWAY // size + 1):
        call.add(" " * size)
    assert call.runaway


def test_spaces_inside_a_string_are_text():
    call, shown, _ = play('{"a":"', " " * 2_000, '"}')
    assert not call.runaway
    assert json.loads(shown) == {"a": " " * 2_000}


def test_line_breaks_inside_a_string_are_not():
    assert play('{"a":"', "\n" * 600)[0].runaway


def test_arguments_have_a_limit():
    call = ToolCall()
    call.add('{"a":"')
    for _ in range(LONGEST // 1_000_000 + 1):
        call.add("x" * 1_000_000)
    assert call.runaway
    assert call.add("x") == ""


@given(
    value=st.dictionaries(
        st.text(max_size=5), st.text(max_size=12) | st.integers() | st.lists(st.text(max_size=3)), max_size=4
    ),
    data=st.data(),
)
def test_a_sound_object_passes_unchanged_however_it_is_cut(value, data):
    text = json.dumps(value, ensure_ascii=False)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=5)) | {0, len(text)})
    call, shown, rest = play(*(text[a:b] for a, b in itertools.pairwise(cuts)))
    assert shown + rest == text
    assert call.sound
    assert not call.mended
    assert call.foreign == 0
