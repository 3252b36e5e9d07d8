import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.note import Note
from tui_router.tui.lines.json_tree import Node, read_tree
from tui_router.tui.lines.line import Half, lay, plain
from tui_router.tui.lines.request_halves import Stop
from tui_router.tui.lines.request_rows import RequestRows

NOTES = [
    Note("dropped", "thinking", "deepseek-chat cannot think"),
    Note("added", "", "so that usage arrives", to="stream_options"),
    Note("moved", "system", "3 blocks joined", to="messages[0]"),
]


def tree(value: object) -> Node:
    node = read_tree(json.dumps(value, ensure_ascii=False).encode())
    assert node is not None
    return node


@pytest.fixture
def rows(bodies) -> RequestRows:
    sent = bodies.client_body()
    rows = RequestRows(tree(sent), tree(bodies.chat_body(sent)), NOTES, stop=Stop("max_tokens", "over 8,192"))
    rows.resize(55, 56)
    return rows


def said(rows: RequestRows) -> list[str]:
    lines = []
    for index in range(len(rows)):
        row = rows.row(index)
        left = plain(lay(row.left or Half(), rows.widths[0]))
        right = plain(lay(row.right or Half(), rows.widths[1]))
        lines.append(f"{left}|{row.mark.text if row.mark else ' '}|{right}".rstrip())
    return lines


def find(rows: RequestRows, words: str) -> int:
    return next(index for index, line in enumerate(said(rows)) if words in line)


def test_the_first_lines_say_what_was_changed(rows):
    text = said(rows)
    assert text[0].split() == ["model", "claude-sonnet-5-5", "|→|model", "deepseek-chat", "rewired"]
    assert text[1].split() == ["max_tokens", "32,000", "|✗|max_tokens", "32,000", "over", "8,192"]
    assert text[3].split("|")[1:] == ["+", "stream_options         include_usage  so that usage arr…"]
    assert any("|−|dropped  deepseek-chat cannot think" in line for line in text)
    assert rows.row(1).ground == "trouble-bg"


def test_folded_nodes_say_how_much_they_hold(rows):
    line = said(rows)[find(rows, "▸ tools")]
    assert "12  Agent Bash" in line
    assert line.count("≈") == 2


def test_what_the_scribe_counted_is_no_estimate(bodies):
    rows = RequestRows(tree(bodies.client_body()), None, known={"tools": 7_900})
    rows.resize(55, 56)
    assert said(rows)[find(rows, "▸ tools")].split("|")[0].endswith(" 7.9k")


def test_a_message_unfolds_into_its_parts_with_three_lines_of_a_long_text(rows):
    rows.toggle(find(rows, "3 user"))
    rows.toggle(find(rows, "▸ tool_result      toolu_01"))
    text = said(rows)
    at = next(index for index, line in enumerate(text) if "import re  # line 1 [TODO]" in line)
    assert "line 3 [TODO]" in text[at + 2]
    assert "… 817 more lines" in text[at + 3]
    assert rows.toggle(at + 3)
    assert len(rows) > 800
    assert rows.toggle(at, want=False)
    assert len(rows) < 60


def test_arrows_only_go_one_way(rows):
    at = find(rows, "▸ tools")
    assert not rows.toggle(at, want=False)
    assert rows.toggle(at, want=True)
    assert not rows.toggle(at, want=True)
    assert not rows.toggle(find(rows, "stream  "), want=True)
    assert not rows.toggle(10_000)


def test_one_column_puts_what_was_changed_first(bodies):
    sent = bodies.client_body()
    rows = RequestRows(tree(sent), tree(bodies.chat_body(sent)), NOTES, narrow=True)
    rows.resize(76, 76)
    text = [line.split("|")[0] for line in said(rows)]
    assert text[0].split() == ["→", "model", "claude-sonnet-5-5", "→", "deepseek-chat", "rewired"]
    order = [
        next(i for i, line in enumerate(text) if f" {key} " in line)
        for key in ("stream_options", "thinking", "system", "messages", "stream")
    ]
    assert order == sorted(order)


def test_an_unfolded_view_hands_its_folds_on(rows, bodies):
    rows.toggle(find(rows, "▸ tools"))
    other = RequestRows(tree(bodies.client_body()), None)
    other.folded_like(rows)
    other.resize(55, 56)
    assert any("▾ tools" in line for line in said(other))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "type", "text", "messages", "tools", "x"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)
bodies_of_any_kind = st.dictionaries(
    st.sampled_from(["messages", "input", "tools", "system", "model", "max_tokens", "odd"]),
    json_values,
    max_size=5,
)
notes_of_any_kind = st.lists(
    st.builds(
        Note,
        st.sampled_from(["dropped", "renamed", "added", "clamped"]),
        st.sampled_from(["messages[0]", "system", "", "x[", "tools"]),
        st.text(max_size=10),
        to=st.sampled_from(["", "messages[0]", "model"]),
    ),
    max_size=3,
)


@given(
    bodies_of_any_kind, bodies_of_any_kind, notes_of_any_kind, st.booleans(), st.integers(20, 70), st.data()
)
def test_hostile_bodies_never_raise_and_never_shift(left, right, notes, narrow, width, data):
    rows = RequestRows(tree(left), tree(right), notes, narrow=narrow)
    rows.resize(width, width)
    for _ in range(4):
        if len(rows):
            rows.toggle(data.draw(st.integers(0, len(rows) - 1)))
    text = "".join(said(rows))
    assert "\x1b" not in text
    lefts = [
        place.pair.left.key
        for place in rows.places
        if place.text < 0 and place.pair.depth == 0 and place.pair.left
    ]
    rights = [
        place.pair.right.key
        for place in rows.places
        if place.text < 0 and place.pair.depth == 0 and place.pair.right
    ]
    assert sorted(lefts) == sorted(left)
    assert set(rights) <= set(right) | {"0"}
