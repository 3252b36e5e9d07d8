import json

import pytest
from msgspec import Raw

from tui_router.diagnose.finding import encode_finding, fine, named, shown
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.messages.events import (
    MessageOut,
    OtherOut,
    RedactedOut,
    TextOut,
    ThinkingOut,
    ToolUseOut,
    Usage,
)

MEMBERS = [
    "id",
    "diagnosis",
    "anthropic_error_type",
    "anthropic_status",
    "auto_fixable",
    "extract",
    "client_message",
    "retry_after_s",
    "translated",
    "remedy",
]


def message(*content, stop="end_turn", **usage):
    return MessageOut(id="m", model="x", content=list(content), stop_reason=stop, usage=Usage(**usage))


def line(finding):
    written = encode_finding(finding)
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")
    return json.loads(written)


@pytest.mark.parametrize("name", TAXONOMY)
def test_a_failure_is_told_as_the_taxonomy_has_it(name):
    row = TAXONOMY[name]
    told = line(named("x", name, "why"))
    assert list(told) == MEMBERS
    assert told["diagnosis"] == name
    assert (told["anthropic_error_type"], told["anthropic_status"]) == (row.type, row.answer_status)
    assert (told["auto_fixable"], told["remedy"]) == (row.auto, row.verb)
    assert (told["client_message"], told["extract"], told["translated"]) == ("why", {}, None)


def test_a_whole_answer_is_ok():
    told = line(fine("x", shown(message(TextOut("Hello"), input_tokens=11, output_tokens=2), 0)))
    assert list(told) == MEMBERS
    assert (told["diagnosis"], told["anthropic_error_type"], told["anthropic_status"]) == ("ok", None, 200)
    assert (told["auto_fixable"], told["remedy"], told["extract"]) == (True, "normalise", {})
    assert told["translated"] == {
        "text": "Hello",
        "thinking": None,
        "tool_calls": [],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 11, "output_tokens": 2},
    }


@pytest.mark.parametrize(("wait", "told"), [(7.0, "7"), (0.644, "0.644"), (None, "null"), (0.0, "0")])
def test_a_wait_is_as_it_was_stated(wait, told):
    written = encode_finding(named("x", "rate_limited", "", retry_after_s=wait)).decode()
    assert f'"retry_after_s":{told},' in written


def test_blocks_become_text_thinking_and_calls():
    answer = shown(
        message(
            ThinkingOut("hm", "signature"),
            RedactedOut("sealed"),
            TextOut("Hel"),
            OtherOut("text", Raw(b'{"type":"text","text":"lo","citations":[]}')),
            OtherOut("server_tool_use", Raw(b'{"type":"server_tool_use","text":"not this"}')),
            ToolUseOut("t", "Bash", Raw(b'{"command":"ls"}')),
        ),
        0,
    )
    assert (answer.text, answer.thinking) == ("Hello", "hm")
    assert [(call.name, bytes(call.input)) for call in answer.tool_calls] == [("Bash", b'{"command":"ls"}')]


def test_input_goes_into_the_line_as_it_is_but_for_its_line_breaks():
    given = Raw(b'{\n  "n": 12345678901234567890123,\r\n  "text": "a\\nb",\n  "pi": 3.10\n}')
    written = encode_finding(fine(1, shown(message(ToolUseOut("t", "x", given)), 0)))
    assert b'"input":{"n":12345678901234567890123,"text":"a\\nb","pi":3.10}' in written
    assert written.count(b"\n") == 1


def test_input_is_sound_text():
    finding = fine(1, shown(message(ToolUseOut("t", "x", Raw(b'{"a":"\xff"}'))), 0))
    assert line(finding)["translated"]["tool_calls"][0]["input"] == {"a": "\ufffd"}


def test_input_too_deep_to_be_shown_is_kept_as_text():
    deep = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
    finding = fine(1, shown(message(ToolUseOut("t", "x", Raw(deep))), 0))
    kept = line(finding)["translated"]["tool_calls"][0]["input"]["__unparsedToolInput"]
    assert (kept["raw"], kept["len"]) == (deep.decode(), len(deep))


def test_what_was_not_counted_is_estimated():
    usage = shown(message(TextOut("x" * 9), ToolUseOut("t", "x", Raw(b'{"a":"b"}'))), 50).usage
    assert (usage.input_tokens, usage.output_tokens) == (50, 5)
    assert shown(message(TextOut("x")), 0).usage.input_tokens == 1
    assert shown(message(TextOut("x"), cache_read_input_tokens=9), 50).usage.input_tokens == 0


@pytest.mark.parametrize(
    ("content", "silent"),
    [
        ([], True),
        ([TextOut(" \n")], True),
        ([RedactedOut("x")], True),
        ([TextOut("a")], False),
        ([ThinkingOut("a")], False),
        ([ToolUseOut("t", "x")], False),
    ],
)
def test_an_answer_that_says_nothing(content, silent):
    assert shown(message(*content), 0).silent is silent
