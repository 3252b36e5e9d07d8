"""The tree of a request as rows: what is open at first, folding, long strings, hundreds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.line import Half, lay, plain
from tui_router.tui.lines.request_halves import Stop
from tui_router.tui.lines.tree_rows import TreeRows


def rows_of(value, width=70) -> TreeRows:
    rows = TreeRows(read_tree(json.dumps(value).encode()))
    rows.resize(width)
    return rows


def said(rows: TreeRows) -> list[str]:
    return [plain(lay(rows.row(n).left or Half(), rows.width)).rstrip() for n in range(len(rows))]


def find(rows: TreeRows, words: str) -> int:
    return next(n for n, line in enumerate(said(rows)) if words in line)


BODY = {
    "model": "m",
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "the first question of all"}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "row\n" * 900}]},
    ],
}


def test_messages_are_open_and_the_last_one_too():
    lines = said(rows_of(BODY))
    assert [line[:40].rstrip() for line in lines[1:]] == [
        '     model  "m"',
        "   ▾ messages  [2]",
        "     ▸ 0  user  the first question of al",
        "     ▾ 1  user  t1",
        "       ▸ tool_result  t1  ok  900 lines",
        "   total",
    ]
    assert lines[0].split() == ["SIZE", "TOKENS"]


def test_a_long_string_shows_three_lines_and_the_rest_on_enter():
    rows = rows_of(BODY)
    assert rows.toggle(find(rows, "tool_result"))
    assert [line.strip() for line in said(rows)[find(rows, "content") + 1 :][:4]] == [
        "row",
        "row",
        "row",
        "… 898 more lines",
    ]
    assert rows.toggle(find(rows, "more lines"))
    assert len(rows) > 900
    assert rows.toggle(find(rows, "content"))
    assert find(rows, "… 898 more lines")
    assert not rows.toggle(find(rows, "content"), want=False)


def test_hundreds_and_hundreds_of_hundreds():
    rows = rows_of({"items": list(range(25_000))})
    assert rows.toggle(find(rows, "items"))
    assert find(rows, "▸ 20,000 to 24,999")
    assert len(rows) == 6
    assert rows.toggle(find(rows, "20,000"))
    assert rows.toggle(find(rows, "▸ 24,900 to 24,999"))
    assert find(rows, "24999  24,999")
    assert rows.toggle(find(rows, "▾ 20,000"), want=False)
    assert len(rows) == 6


def test_the_last_one_alone_is_no_group():
    rows = rows_of({"items": list(range(201))})
    assert rows.toggle(find(rows, "items"))
    lines = [line.strip().split("  ")[0] for line in said(rows)]
    assert lines[-4:-1] == ["▸ 0 to 99", "▸ 100 to 199", "200"]


def test_many_messages_are_folded_in_hundreds_and_the_last_is_in_sight():
    messages = [
        {"role": "user", "content": [{"type": "text", "text": f"question number {n}"}]} for n in range(250)
    ]
    rows = rows_of({"messages": messages})
    assert find(rows, "▸ 0 to 99")
    assert find(rows, "▾ 249  user")


def test_the_field_that_stopped_it_is_marked():
    rows = rows_of({"max_tokens": 5})
    rows.stop = Stop("max_tokens", "over 4")
    assert rows.row(1).ground == "trouble-bg"
    assert said(rows)[1].startswith("✗")


def test_a_closed_part_asks_for_what_is_inside():
    asked = []
    rows = rows_of(BODY)
    rows.act_of = lambda item, closed: asked.append((item.json_path, closed)) or "clamped"
    assert said(rows)[2].startswith("≤")
    assert ("$.messages", False) in asked
    assert ("$.messages[0]", True) in asked


def test_what_is_open_is_laid_out_where_it_stands():
    """Folding in the middle gives what laying everything out anew would give."""
    rows = rows_of(BODY)
    for index in (3, 5, 6):
        rows.toggle(index)
    there = list(rows.places)
    rows.lay_out()
    assert rows.places == there


@given(st.recursive(st.none() | st.integers() | st.text(max_size=60), lambda x: st.lists(x) | st.dictionaries(st.text(), x)),
       st.lists(st.integers(0, 40), max_size=12))  # fmt: skip
def test_any_body_folds_and_unfolds(value, presses):
    rows = rows_of({"messages": value, "x": value}, 30)
    for press in presses:
        rows.toggle(press)
        assert rows.row(min(press, len(rows) - 1)).left is not None
    there = list(rows.places)
    rows.lay_out()
    assert [(p.item.path, p.sort, p.at) for p in rows.places] == [(p.item.path, p.sort, p.at) for p in there]
