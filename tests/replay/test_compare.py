import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.replay.answers import Answer
from tui_router.replay.compare import MOST_CHARS, MOST_LINES, compare_answers, compare_bodies
from tui_router.replay.words import Budget


def body(value):
    return json.dumps(value).encode()


def told(comparison, *, changed=False):
    """Each line as `key value | key value`, indented by depth."""
    rows = []
    for line in comparison.lines:
        if changed and not line.change:
            continue
        sides = [
            f"{cell.key} {''.join(piece.text for piece in cell.pieces)}".strip() if cell else "-"
            for cell in (line.left, line.right)
        ]
        rows.append("  " * line.depth + (sides[0] if sides[0] == sides[1] else " | ".join(sides)))
    return rows


LEFT = {
    "model": "kimi-k2.5",
    "max_tokens": 32_000,
    "stream_options": {"include_usage": True},
    "tools": [{"function": {"name": name}} for name in "ABCDEFGHIJKL"],
    "messages": [{"role": "user", "content": str(n)} for n in range(9)],
    "top_k": 40,
}


def test_two_requests():
    right = {"model": "gpt-4.1-mini", "max_completion_tokens": 32_000, **LEFT}
    del right["max_tokens"], right["top_k"]
    right["model"] = "gpt-4.1-mini"
    found = compare_bodies(body(LEFT), body(right))
    assert told(found) == [
        'model "kimi-k2.5" | model "gpt-4.1-mini"',
        "max_tokens 32000 | max_completion_tokens 32000",
        "stream_options {include_usage: true}",
        "tools 12 functions",
        "messages … 9 the same",
        "top_k 40 | -",
    ]
    assert [line.sign for line in found.lines] == ["changed", "changed", "same", "same", "same", "left"]
    assert found.changes == 3


def test_a_member_of_the_right_alone():
    found = compare_bodies(body({"a": 1}), body({"a": 1, "b": {"c": 2}}))
    assert told(found, changed=True) == ["- | b {c: 2}"]
    assert found.lines[-1].sign == "right"


def test_a_changed_message_between_equal_ones():
    right = {
        **LEFT,
        "messages": [*LEFT["messages"][:4], {"role": "user", "content": "other"}, *LEFT["messages"][5:]],
    }
    lines = told(compare_bodies(body(LEFT), body(right)))
    start = lines.index("messages")
    assert lines[start + 1 : start + 5] == ["  … 4 the same", "  4 user", "    4 | other", "  … 4 the same"]


def test_messages_that_came_in_between_shift_nothing():
    right = {**LEFT, "messages": [{"role": "system", "content": "new"}, *LEFT["messages"]]}
    found = compare_bodies(body(LEFT), body(right))
    assert told(found, changed=True) == ['  - | 0 system "new"']


def test_a_nested_value_is_found_with_its_way():
    left = {"thinking": {"type": "enabled", "budget_tokens": 1024, "a": 1, "b": 2, "c": 3}}
    right = {"thinking": {**left["thinking"], "budget_tokens": 2048}}
    assert told(compare_bodies(body(left), body(right))) == [
        "thinking",
        '  type "enabled"',
        "  budget_tokens 1024 | budget_tokens 2048",
        "  … 3 the same",
    ]


ANSWER = Answer(
    (
        {"type": "text", "text": "I will read the file first."},
        {"type": "tool_use", "name": "Read", "input": {"file_path": "/repo/src/a.py"}},
        {"type": "text", "text": "The bug is in split\nand I will rewrite it"},
    ),
    "tool_use",
)
OTHER = Answer(
    (
        ANSWER.blocks[0],
        {"type": "tool_use", "name": "Read", "input": {"file_path": "src/a.py"}},
        {"type": "text", "text": "The bug is in split\nand I will keep the tail"},
    ),
    "tool_use",
)


def test_two_answers_read_as_answers():
    found = compare_answers(ANSWER, OTHER)
    assert told(found) == [
        "0 text",
        "  I will read the file first.",
        "1 tool_use Read",
        '  file_path "/repo/src/a.py" | file_path "src/a.py"',
        "2 text",
        "  The bug is in split",
        "  and I will rewrite it | and I will keep the tail",
        'stop "tool_use"',
    ]
    assert [line.part for line in found.lines if line.change] == ["argument", "sentence"]


def test_a_block_that_only_one_has():
    found = compare_answers(ANSWER, Answer(ANSWER.blocks[:2], "end_turn"))
    assert [(line.part, line.sign) for line in found.lines if line.change] == [
        ("block", "left"),
        ("answer", "changed"),
    ]


def test_an_error_beside_an_answer():
    found = compare_answers(Answer(error=("overloaded_error", "try later")), Answer())
    assert told(found) == ['error "overloaded_error: try later" | -']


def test_equal_bodies_have_no_change():
    found = compare_bodies(body(LEFT), body(LEFT))
    assert found.changes == 0
    assert told(found)[0] == 'model "kimi-k2.5"'


def test_bodies_that_are_not_json_are_texts():
    found = compare_bodies(b"<html>\n<b>one</b>", b"<html>\n<b>two</b>")
    assert told(found) == ["<html>", "<b>one</b> | <b>two</b>"]


@pytest.mark.parametrize("deep", [500, 200_000])
def test_what_is_nested_without_end_is_text(deep):
    found = compare_bodies(b"[" * deep + b"1" + b"]" * deep, b"[" * deep + b"2" + b"]" * deep)
    assert found.changes == 1


def test_a_huge_difference_is_bounded():
    left = {"messages": [{"role": "user", "content": f"{n} " + "x" * 600} for n in range(9_000)]}
    right = {"messages": [{"role": "user", "content": f"other {n} " + "y" * 600} for n in range(9_000)]}
    found = compare_bodies(body(left), body(right), budget=Budget(50_000))
    assert found.cut
    assert len(found.lines) <= MOST_LINES
    assert sum(len(p.text) for line in found.lines for p in (line.left or line.right).pieces) <= MOST_CHARS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=90),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, JSON)
def test_what_is_equal_has_no_change_and_what_differs_has_one(left, right):
    alike = json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
    assert (compare_bodies(body(left), body(right)).changes == 0) is alike
    assert compare_bodies(body(left), body(left)).changes == 0


@given(st.lists(st.dictionaries(st.sampled_from(["type", "name", "text", "input"]), JSON), max_size=4))
def test_any_blocks_are_compared(blocks):
    found = compare_answers(Answer(tuple(blocks), "end_turn"), ANSWER)
    assert found.changes > 0
