import json

import pytest
from msgspec import Raw

from tui_router.dialects.chat.callnotations import (
    invoking,
    read_deepseek,
    read_function,
    read_json,
    read_kimi,
    read_mistral,
    read_tagged,
)
from tui_router.dialects.chat.callreading import NoCall, Tools, Unfinished

TOOLS = Tools(
    {
        "Bash": Raw(b'{"properties":{"command":{"type":"string"},"limit":{"type":"integer"}}}'),
        "Read": Raw(b'{"required":["path"]}'),
        "mcp__a-b__c": Raw(b"not json"),
    }
)


def one(read, text):
    (call,), end = read(text, 0, TOOLS)
    return call.name, json.loads(call.arguments), call.id, text[end:]


def test_a_value_is_text_where_the_schema_says_so():
    written = "Bash><parameter=command>5</parameter><parameter=other>5</parameter></function>"
    assert one(read_function, written) == ("Bash", {"command": "5", "other": 5}, "", "")
    assert one(read_function, written.replace("Bash", "mcp__a-b__c"))[1] == {"command": 5, "other": 5}


def test_a_value_may_hold_its_own_closing_mark():
    inner = "a </parameter> b\n</function> c"
    written = f"Bash>\n<parameter=command>\n{inner}\n</parameter>\n</function>"
    assert one(read_function, written)[1] == {"command": inner}
    hermes = json.dumps({"name": "Bash", "arguments": {"command": "</tool_call>\nmore"}})
    assert one(read_tagged, f"{hermes}</tool_call>")[1:] == (
        {"command": "</tool_call>\nmore"}, "", "</tool_call>",
    )  # fmt: skip


def test_what_stands_behind_a_call_is_left_for_others():
    kimi = "<|tool_call_begin|>functions.Bash:7<|tool_call_argument_begin|>{}<|tool_call_end|>rest"
    assert one(read_kimi, kimi) == ("Bash", {}, "functions.Bash:7", "rest")
    assert one(read_mistral, "Bash[CALL_ID]abc[ARGS]{} rest") == ("Bash", {}, "abc", " rest")
    assert one(read_json, '{"name": "Bash"} rest') == ("Bash", {}, "", " rest")


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_json, '{"name": "Read", "arguments": {"file": "a"}}'),
        (read_tagged, "Read</tool_call>"),
        (read_function, "Read></function>"),
        (invoking(""), '<invoke name="Read"></invoke>'),
        (read_kimi, "<|tool_call_begin|>functions.Read:0<|tool_call_argument_begin|>{}<|tool_call_end|>"),
        (read_deepseek, "<｜tool▁call▁begin｜>Read<｜tool▁sep｜>{}<｜tool▁call▁end｜>"),
        (read_mistral, "Read[ARGS]{}"),
    ],
)
def test_a_call_without_what_the_tool_needs_is_an_example(read, text):
    with pytest.raises(NoCall):
        read(text, 0, TOOLS)


@pytest.mark.parametrize("read", [read_json, read_tagged, read_mistral])
def test_nothing_yet_is_unfinished(read):
    with pytest.raises(Unfinished):
        read(" ", 0, TOOLS)
