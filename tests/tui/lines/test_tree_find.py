"""Finding through what is folded, in both directions, in whatever way JSON writes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.line import Half, plain
from tui_router.tui.lines.tree_find import TreeFind
from tui_router.tui.lines.tree_rows import TreeRows

BODY = {
    "system": [{"type": "text", "text": "Rules of the house. alpha"}],
    "tools": [{"name": "Read", "input_schema": {"properties": {"file_path": {"description": "beta place"}}}}],
    "messages": [
        {
            "role": "user",
            "content": [{"type": "text", "text": "one\n" * 50 + "Alpha in the middle\n" + "two\n" * 50}],
        },
        {"role": "assistant", "content": 'a "quoted" é/word with alpha at the end of it'},
    ],
}


def rows_of(value, *, ascii=True) -> TreeRows:
    rows = TreeRows(read_tree(json.dumps(value, ensure_ascii=ascii).encode()))
    rows.resize(60)
    return rows


def line(rows: TreeRows, index: int) -> str:
    half = rows.row(index).left or Half()
    return plain([*half.lead, *half.value])


def test_every_place_in_turn_and_round_the_end():
    rows = rows_of(BODY)
    finder, index, found = TreeFind(rows, "ALPHA"), 0, []
    for _ in range(4):
        index = finder.find(index, 1)
        found.append((rows.places[index].item.json_path, "alpha" in line(rows, index).lower()))
    assert found == [
        ("$.system[0].text", True),
        ("$.messages[0].content[0].text", True),
        ("$.messages[1].content", True),
        ("$.system[0].text", True),
    ]


def test_backwards_is_the_same_the_other_way():
    rows = rows_of(BODY)
    finder, index, found = TreeFind(rows, "alpha"), 0, []
    for _ in range(3):
        index = finder.find(index, -1)
        found.append(rows.places[index].item.json_path)
    assert found == ["$.messages[1].content", "$.messages[0].content[0].text", "$.system[0].text"]


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize(
    "text", ['"quoted"', "é/word", "É/WORD", "beta place", "file_path", "middle\ntwo"[:6]]
)
def test_however_it_is_written(text, ascii):
    rows = rows_of(BODY, ascii=ascii)
    index = TreeFind(rows, text).find(0, 1)
    assert index is not None
    assert text.lower() in line(rows, index).lower()


def test_the_only_place_is_found_again_and_what_is_nowhere_is_not():
    rows = rows_of(BODY)
    index = TreeFind(rows, "beta").find(0, 1)
    assert TreeFind(rows, "beta").find(index, 1) == index
    assert TreeFind(rows, "gamma").find(0, 1) is None
    assert TreeFind(rows, "").find(0, 1) is None


def test_all_lines_of_one_long_string():
    rows = rows_of(
        {"messages": [{"role": "user", "content": "".join(f"row {n} hit\nother\n" for n in range(40))}]}
    )
    finder, index, seen = TreeFind(rows, "hit"), 0, []
    for _ in range(40):
        index = finder.find(index, 1)
        seen.append(line(rows, index).strip())
    assert seen == [f"row {n} hit" for n in range(40)]


@given(
    st.text(alphabet='ab"\\/\né😀 \u202e', min_size=1, max_size=6), st.booleans(), st.sampled_from([1, -1])
)
def test_what_is_there_is_found(text, ascii, step):
    rows = rows_of({"tools": [{"x": [{"y": "q" * 30 + text}]}], "z": 1}, ascii=ascii)
    index = TreeFind(rows, text).find(0, step)
    assert index is not None


def test_an_escaped_slash():
    rows = TreeRows(read_tree(b'{"tools": [{"x": {"path": "https:\\/\\/e.x and some more of it"}}], "z": 1}'))
    rows.resize(60)
    index = TreeFind(rows, "https://e.x").find(0, 1)
    assert rows.places[index].item.node.key == "path"
