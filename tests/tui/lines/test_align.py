import json

from tui_router.core.note import Note
from tui_router.tui.lines.align import Pair, pair_requests
from tui_router.tui.lines.json_tree import read_tree


def pairs(left: object, right: object, notes: list[Note] | None = None) -> dict[str, Pair]:
    found = pair_requests(
        read_tree(json.dumps(left).encode()), read_tree(json.dumps(right).encode()), notes or []
    )
    return {pair.node.key: pair for pair in found}


def test_the_same_key_meets_itself_and_a_known_rename_its_partner():
    found = pairs({"stream": True, "max_tokens": 5}, {"max_completion_tokens": 5, "stream": True})
    assert found["stream"].right is not None
    assert found["stream"].act == ""
    right = found["max_tokens"].right
    assert right is not None
    assert right.key == "max_completion_tokens"
    assert found["max_tokens"].act == "renamed"


def test_a_note_finds_a_partner_nobody_would_guess():
    found = pairs(
        {"metadata": {"user_id": "x"}},
        {"safety_identifier": "x"},
        [Note("renamed", "metadata", "r", to="safety_identifier")],
    )
    right = found["metadata"].right
    assert right is not None
    assert right.key == "safety_identifier"


def test_what_was_dropped_has_no_partner_even_if_a_name_fits():
    found = pairs(
        {"thinking": {}}, {"reasoning_effort": "low"}, [Note("dropped", "thinking", "cannot think")]
    )
    assert found["thinking"].right is None
    assert found["thinking"].act == "dropped"
    assert found["thinking"].lossy
    assert found["reasoning_effort"].act == "added"


def test_a_changed_value_is_marked_without_a_note():
    assert pairs({"model": "a"}, {"model": "b"})["model"].act == "renamed"
    assert pairs({"model": "a"}, {"model": "a"})["model"].act == ""


def test_the_system_prompt_stands_beside_the_first_message():
    found = pairs(
        {"system": "s", "messages": [{"role": "user", "content": "u"}]},
        {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]},
    )
    assert found["system"].right_path == ("messages", "0")
    (message,) = found["messages"].kids
    assert message.right is not None
    assert message.right.key == "1"


def test_tools_meet_by_name():
    left = {"tools": [{"name": "Read"}, {"name": "Bash"}]}
    right = {"tools": [{"type": "function", "function": {"name": "Bash"}}]}
    kids = pairs(left, right)["tools"].kids
    assert [(kid.left is not None, kid.right is not None) for kid in kids] == [(True, False), (True, True)]


def test_parts_of_a_message_meet_their_like():
    left = {
        "messages": [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "t"},
                    {"type": "text", "text": "x"},
                    {"type": "tool_use", "name": "R", "input": {}},
                ],
            }
        ]
    }
    right = {"messages": [{"role": "assistant", "content": "x", "tool_calls": [{"function": {"name": "R"}}]}]}
    (message,) = pairs(left, right)["messages"].kids
    assert [(kid.part, kid.right is not None) for kid in message.kids] == [
        ("thinking", False),
        ("text", True),
        ("call", True),
    ]


def test_a_note_deep_inside_shows_on_its_closed_parents():
    left = {"messages": [{"role": "user", "content": [{"type": "image", "source": {}}]}]}
    found = pairs(left, {"messages": []}, [Note("dropped", "messages[0].content[0]", "no images")])
    assert found["messages"].inner == "dropped"
    (message,) = found["messages"].kids
    (part,) = message.kids
    assert part.act == "dropped"


def test_small_fields_come_before_the_long_ones():
    found = pair_requests(
        read_tree(b'{"messages":[],"tools":[],"system":"s","metadata":{},"max_tokens":1,"model":"m"}'),
        None,
        [],
    )
    assert [pair.node.key for pair in found] == [
        "model",
        "max_tokens",
        "metadata",
        "system",
        "tools",
        "messages",
    ]


def test_one_leg_alone_is_shown():
    found = pair_requests(None, read_tree(b'{"model":"m","messages":[{"role":"user","content":"x"}]}'), [])
    assert all(pair.left is None for pair in found)
    assert [kid.sort for kid in found[1].kids] == ["message"]
