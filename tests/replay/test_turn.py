import json
from copy import deepcopy
from typing import Any

import pytest

from tui_router.replay import reading
from tui_router.replay.turn import Turn, diff_turns, tool_changes

MARK = {"type": "ephemeral"}


def request() -> dict[str, Any]:
    return {
        "model": "claude-sonnet-5",
        "max_tokens": 32_000,
        "system": [{"type": "text", "text": "You are a coding agent.", "cache_control": MARK}],
        "tools": [{"name": name, "description": f"{name} does it", "input_schema": {}} for name in ("Bash", "Read", "Edit")],
        "messages": [
            {"role": "user", "content": "fix it"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "x", "cache_control": MARK}]},
        ],
    }  # fmt: skip


def next_request() -> dict[str, Any]:
    """The same with an answer and its result behind it, the mark of the cache moved on."""
    now = request()
    del now["messages"][-1]["content"][0]["cache_control"]
    now["messages"] += [
        {"role": "assistant", "content": [{"type": "text", "text": "done"}]},
        {"role": "user", "content": [{"type": "text", "text": "thanks", "cache_control": MARK}]},
    ]
    return now


def diff(before: object, now: object) -> Turn:
    return diff_turns(json.dumps(before).encode(), json.dumps(now).encode())


def test_a_turn_that_only_goes_on() -> None:
    turn = diff(request(), next_request())
    assert turn.words() == "2 messages added, tools the same, system the same"
    assert [(piece.path, piece.name, piece.what) for piece in turn.messages] == [
        ("messages[3]", "assistant", "text"),
        ("messages[4]", "user", "text"),
    ]
    assert (turn.same_messages, turn.same_tools, turn.same_system) == (3, 3, 1)
    assert turn.appended
    assert turn.fields == []


def test_the_same_request_twice() -> None:
    turn = diff(request(), request())
    assert turn.words() == "no message added, tools the same, system the same"


def test_fields_that_came_went_and_changed() -> None:
    now = next_request() | {"max_tokens": 16_000, "thinking": {"type": "adaptive"}}
    del now["model"]
    turn = diff(request(), now)
    told = {piece.name: (piece.change, piece.before, piece.now) for piece in turn.fields}
    assert told == {
        "max_tokens": ("changed", b"32000", b"16000"),
        "thinking": ("added", b"", b'{"type": "adaptive"}'),
        "model": ("removed", b'"claude-sonnet-5"', b""),
    }
    assert turn.words().endswith("1 field added, 1 removed, 1 changed")


def test_tools_by_name() -> None:
    now = next_request()
    now["tools"] = [{"name": "New"}, now["tools"][0], {**now["tools"][1], "description": "other"}]
    turn = diff(request(), now)
    assert {(piece.change, piece.name, piece.path) for piece in turn.tools} == {
        ("added", "New", "tools[0]"),
        ("changed", "Read", "tools[2]"),
        ("removed", "Edit", "tools[2]"),
    }
    assert turn.same_tools == 1
    assert not turn.reordered
    changed = next(piece for piece in turn.tools if piece.change == "changed")
    assert tool_changes(changed) == "description"


def test_tools_in_another_order() -> None:
    now = next_request()
    now["tools"].reverse()
    turn = diff(request(), now)
    assert turn.reordered
    assert turn.tools == []
    assert "tools in another order" in turn.words()


def test_two_tools_of_one_name_are_told_apart() -> None:
    before, now = request(), request()
    before["tools"].append({"name": "Bash", "description": "b"})
    now["tools"].append({"name": "Bash", "description": "c"})
    turn = diff(before, now)
    assert [(piece.change, piece.path) for piece in turn.tools] == [("changed", "tools[3]")]


def test_a_system_block_that_changed_and_a_plain_system() -> None:
    before, now = request(), request()
    now["system"][0]["text"] = "You are something else."
    turn = diff(before, now)
    assert [(piece.change, piece.what) for piece in turn.system] == [("changed", "You are something else.")]
    before["system"] = before["system"][0]["text"]
    assert diff(before, request()).system == []


def test_a_compacted_history_is_gone_and_made_anew() -> None:
    now = request()
    now["messages"] = [{"role": "user", "content": "a summary"}]
    turn = diff(request(), now)
    assert [piece.change for piece in turn.messages] == ["removed", "removed", "removed", "added"]
    assert not turn.appended
    assert turn.words().startswith("1 message added, 3 removed")


def test_an_edited_message_goes_with_its_like() -> None:
    now = next_request()
    now["messages"][1]["content"][0]["name"] = "Grep"
    turn = diff(request(), now)
    assert turn.same_messages == 1
    assert [(piece.change, piece.path) for piece in turn.messages] == [
        ("changed", "messages[1]"),
        ("added", "messages[3]"),
        ("added", "messages[4]"),
    ]


def test_a_message_taken_out_of_the_middle() -> None:
    before = next_request()
    now = deepcopy(before)
    del now["messages"][1:3]
    turn = diff(before, now)
    assert [(piece.change, piece.path) for piece in turn.messages] == [
        ("removed", "messages[1]"),
        ("removed", "messages[2]"),
    ]


HOSTILE = [
    b"", b"nope", b"[]", b"{}", b'{"messages":3,"tools":{"a":1},"system":7}',
    b'{"messages":[1,null,{"role":4,"content":{}},[[]]],"tools":["x",null],"system":"\\ud800"}',
    b'{"messages":[NaN],"tools":[{"name":{}}]}', b'{"messages":[' + b"[" * 3_000 + b"]" * 3_000 + b"]}",
    b'{"system":[' + b'{"text":1},' * 50 + b"1]}", b'{"tools":"\xff\xfe"}', b'{"a":' + b"9" * 5_000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_it_is_given_makes_it_fail(body: bytes) -> None:
    good = json.dumps(request()).encode()
    for before, now in ((body, good), (good, body), (body, body)):
        turn = diff_turns(before, now)
        assert turn.words()
        for piece in turn.tools:
            tool_changes(piece)


def test_which_of_the_two_cannot_be_read() -> None:
    good = json.dumps(request()).encode()
    assert diff_turns(b"x", good).words() == "the request before cannot be read: it is not JSON"
    assert diff_turns(good, b"").words() == "this request cannot be read: it was not captured"


def test_what_is_alike_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = request()
    before["messages"] = [{"role": "user", "content": "word " * 400} for _ in range(200)]
    now = deepcopy(before)
    now["messages"].append({"role": "user", "content": "new"})
    parsed: list[Any] = []
    read = reading.read_value
    monkeypatch.setattr(reading, "read_value", lambda raw: parsed.append(raw) or read(raw))
    turn = diff(before, now)
    assert (turn.same_messages, len(turn.messages), parsed) == (200, 1, [])
