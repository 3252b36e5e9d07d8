"""One event of Responses in words."""

import pytest

from tui_router.tui.lines.event_responses import tell_named


@pytest.mark.parametrize(
    ("name", "event", "told"),
    [
        ("response.created", {"response": {"model": "gpt-x"}}, ("start", "gpt-x")),
        ("response.output_text.delta", {"delta": "a\x1b"}, ("text", "a␛")),
        ("response.reasoning_text.delta", {"delta": "hm"}, ("thinking", "hm")),
        ("response.function_call_arguments.delta", {"delta": "{"}, ("args", "{")),
        ("response.custom_tool_call_input.delta", {"delta": "ls"}, ("args", "ls")),
        (
            "response.output_item.added",
            {"item": {"type": "function_call", "name": "Read", "call_id": "c1"}},
            ("tool", "function_call  Read  c1"),
        ),
        ("response.output_item.added", {"item": {"type": "message"}}, ("open", "message")),
        (
            "response.output_item.done",
            {"item": {"type": "reasoning", "encrypted_content": "x" * 2000}},
            ("close", "reasoning  encrypted_content 2.0 kB"),
        ),
        ("response.output_text.done", {"text": "Hello"}, ("other", "5 characters")),
        (
            "response.incomplete",
            {
                "response": {
                    "incomplete_details": {"reason": "max_output_tokens"},
                    "usage": {"input_tokens": 5, "output_tokens": 2},
                }
            },
            ("stop", "max_output_tokens  in 5  out 2"),
        ),
        ("response.failed", {"response": {"error": {"message": "no"}}}, ("error", "no")),
        ("error", {"message": "no", "code": 7}, ("error", "no")),
        ("response.in_progress", {}, ("other", "")),
        ("response.completed", {"response": 7}, ("stop", "")),
    ],
)
def test_told(name, event, told):
    assert tell_named(name, event) == (told[0], name, told[1])
