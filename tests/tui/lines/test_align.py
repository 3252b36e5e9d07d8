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


def test_a_part_is_not_the_partner_of_what_was_added_for_it():
    found = pairs(
        {"tools": [{"name": "Read"}]},
        {"include": ["x"], "tools": [{"type": "function", "name": "Read"}]},
        [Note("added", "tools", "asks for more", to="include")],
    )
    assert found["tools"].right.key == "tools"
    assert found["include"].act == "added"


def test_what_gemini_boxes_stands_beside_what_it_was():
    found = pairs(
        {
            "max_tokens": 5,
            "temperature": 1,
            "thinking": {"type": "adaptive"},
            "tools": [{"name": "Read"}, {"name": "Bash"}],
        },
        {
            "generationConfig": {
                "maxOutputTokens": 5,
                "temperature": 1,
                "thinkingConfig": {"thinkingLevel": "LOW"},
            },
            "tools": [{"functionDeclarations": [{"name": "Bash"}, {"name": "Read"}]}, {"googleSearch": {}}],
        },
        [Note("approximated", "thinking", "r", to="generationConfig.thinkingConfig.thinkingLevel")],
    )
    assert found["max_tokens"].right_path == ("generationConfig", "maxOutputTokens")
    assert found["temperature"].right_path == ("generationConfig", "temperature")
    assert found["thinking"].right_path == ("generationConfig", "thinkingConfig")
    assert [pair.right_path for pair in found["tools"].kids] == [
        ("tools", "0", "functionDeclarations", "1"),
        ("tools", "0", "functionDeclarations", "0"),
        ("tools", "1"),
    ]


def test_a_call_of_geminis_is_opened_beside_ours():
    found = pairs(
        {
            "messages": [
                {"role": "assistant", "content": [{"type": "tool_use", "name": "Read", "input": {"a": [1]}}]}
            ]
        },
        {"contents": [{"role": "model", "parts": [{"functionCall": {"name": "Read", "args": {"a": [1]}}}]}]},
    )
    (call,) = found["messages"].kids[0].kids
    inside = {pair.left.key: pair.right_path for pair in call.kids if pair.left and pair.right}
    assert inside == {
        "name": ("contents", "0", "parts", "0", "functionCall", "name"),
        "input": ("contents", "0", "parts", "0", "functionCall", "args"),
    }


def test_no_part_is_lost_where_names_repeat():
    right = {"tools": [{"name": "a", "x": 1}, {"name": "a", "x": 2}], "generationConfig": {"tools": 3}}
    found = pair_requests(None, read_tree(json.dumps(right).encode()), [])
    assert len(found) == 2
    tools = next(pair for pair in found if pair.right_path == ("tools",))
    assert len(tools.kids) == 2
    assert len({kid.id for kid in tools.kids}) == 2
