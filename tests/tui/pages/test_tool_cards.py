import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain
from tui_router.tui.pages.tool_cards import MOST_LINES, MOST_PAIRS, WRITTEN, Comparing, card_of
from tui_router.tui.safe_text import safe_text


def card(name, given, width=70, **how):
    return card_of(name, json.dumps(given), width, UNICODE, **how)


def said(card):
    return [plain(line.spans) for line in card.lines]


def test_an_edit_is_a_diff_with_numbers():
    before = "\n".join(f"line {n}" for n in range(1, 11))
    found = card(
        "Edit",
        {"file_path": "src/a.py", "old_string": before, "new_string": before.replace("line 6", "six\n6b")},
    )
    assert (found.title, found.argument, found.told) == ("Edit", "src/a.py", "2 added  1 removed")
    assert said(found) == [
        "    3   line 3",
        "    4   line 4",
        "    5   line 5",
        "    6 - line 6",
        "    6 + six",
        "    7 + 6b",
        "    8   line 7",
        "    9   line 8",
        "   10   line 9",
    ]
    assert [line.ground for line in found.lines][3:6] == ["removed-bg", "added-bg", "added-bg"]


def test_an_edit_everywhere_says_so():
    found = card("Edit", {"file_path": "a", "old_string": "x", "new_string": "y", "replace_all": True})
    assert said(found)[-1] == "everywhere in the file"


def test_several_edits_are_counted_together():
    edits = [{"old_string": "a", "new_string": "b\nc"}, {"old_string": "d", "new_string": ""}]
    found = card("MultiEdit", {"file_path": "a", "edits": edits})
    assert found.told == "3 added  2 removed"
    assert "change 2 of 2" in said(found)


def test_a_file_that_is_written_shows_its_beginning():
    given = {"file_path": "a", "content": "\n".join(f"line {n}" for n in range(1, 61))}
    found = card("Write", given)
    assert (len(found.lines), found.more, found.told) == (WRITTEN, 60 - WRITTEN, "60 lines")
    assert said(found)[0] == "    1 + line 1"
    assert card("Write", given, open=True).more == 0


def test_a_command_as_it_would_be_typed():
    found = card(
        "Bash",
        {"command": "pytest -q\nls", "description": "test", "timeout": 120000, "run_in_background": True},
    )
    assert said(found) == ["$ pytest -q", "  ls", "timeout 2 min  in the background"]
    assert found.argument == "test"


@pytest.mark.parametrize(
    ("name", "given", "argument", "lines"),
    [
        ("Read", {"file_path": "a.py", "offset": 5, "limit": 9}, "a.py", ["offset 5   limit 9   "]),
        ("Grep", {"pattern": "def x", "path": "src"}, "def x", ["path src   "]),
        ("Glob", {"pattern": "**/*.py"}, "**/*.py", []),
        ("LS", {"path": "/tmp"}, "/tmp", []),
        ("WebSearch", {"query": "textual"}, "textual", []),
        ("WebFetch", {"url": "https://x.y", "prompt": "what is it"}, "https://x.y", ["what is it"]),
        ("Task", {"description": "look", "prompt": "find it", "subagent_type": "Explore"}, "look", ["find it"]),
    ],
)  # fmt: skip
def test_the_other_tools_in_a_line_or_two(name, given, argument, lines):
    found = card(name, given)
    assert (found.argument, said(found)) == (argument, lines)


def test_a_list_of_tasks_is_a_list_to_tick():
    todos = [{"content": word, "status": state} for word, state in
             (("one", "completed"), ("two", "in_progress"), ("three", "pending"))]  # fmt: skip
    found = card("TodoWrite", {"todos": todos})
    assert said(found) == ["[x] one", "[→] two", "[ ] three"]
    assert found.told == "1 of 3 done"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Edit", {"file_path": "a"}),
        ("Write", {"content": 7}),
        ("Bash", {"command": ["ls"]}),
        ("Read", {"file_path": "a", "unknown": 1}),
        ("TodoWrite", {"todos": [1]}),
        ("mcp__db__query", {"sql": "select 1", "n": 2}),
    ],
)
def test_what_is_not_as_it_should_be_is_shown_as_json(name, given):
    assert said(card(name, given))[0] == "{"


def test_a_long_input_is_folded_and_opens():
    given = {f"k{n}": n for n in range(40)}
    assert card("x", given).more == 30
    assert card("x", given, open=True).more == 0


@pytest.mark.parametrize("text", ["", '{"a":', "[1]", "7", '"x"', "{" * 5_000])
def test_an_input_that_is_not_whole_has_no_card(text):
    assert (card_of("Bash", text, 60, UNICODE) is None) == (text != "")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["old_string", "new_string", "file_path", "content", "command", "timeout", "description", "edits", "todos",
         "pattern", "path", "url", "prompt", "query", "status"]  # fmt: skip
TOOLS = ["Edit", "MultiEdit", "Write", "Bash", "Read", "Grep", "WebFetch", "Task", "TodoWrite", "LS", "other"]


@given(
    st.sampled_from(TOOLS),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
    st.integers(1, 90),
    st.booleans(),
)
def test_any_input_becomes_lines_without_feeds_or_controls(name, given, width, open):
    found = card(name, given, width, open=open)
    for line in found.lines:
        assert safe_text(plain(line.spans), line=True) == plain(line.spans)
    assert safe_text(found.argument, line=True) == found.argument
    assert found.more >= 0


def test_what_is_compared_is_bounded():
    before = "\n".join("ab"[n % 2] for n in range(50_000))
    after = "\n".join("ba"[n % 3 == 0] for n in range(50_000))
    comparing = Comparing()
    lines, added, removed = comparing.change(before, after)
    assert (added, removed) == (MOST_LINES, MOST_LINES)
    assert plain(lines[-1].spans) == "      … 49600 more lines not compared"
    assert comparing.pairs == MOST_PAIRS
    assert comparing.change("x", "y")[1:] == (0, 0)
