import json
from itertools import count
from typing import Any

import pytest

from tui_router.messages.grammar import Checker
from tui_router.messages.reading import read_event
from tui_router.sandbox.answer import answer
from tui_router.sandbox.messages_answer import SIGNED
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import scenarios

SETTLED = [
    name
    for name, s in scenarios().items()
    if "anthropic" in s.speaks
    and s.end == "done"
    and not (s.repeat or s.refuse or s.at_first or any(step.event for step in s.steps))
]
ODD = {
    "null-usage": {"usage"},
    "no-usage": {"usage"},
    "same-id": {"foreign_id"},
    "hostile-tool": {"foreign_id"},
    "input-in-start": {"input_in_start"},
}
"""Scenarios that break a rule on purpose, and the rules a checker must name."""


def ask(model: str, **fields: Any) -> Whole | Stream:
    numbers = count(1)
    schema = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
    body = {
        "model": model,
        "max_tokens": 8000,
        "messages": [{"role": "user", "content": "hi"}],
        "tools": [{"name": name, "input_schema": schema} for name in ("Bash", "Read")],
        **fields,
    }
    return answer(
        json.dumps(body).encode(),
        scenarios(),
        language="anthropic",
        headers={"anthropic-version": "2023-06-01"},
        new_id=lambda: f"{next(numbers):03}",
    )


def whole(model: str, **fields: Any) -> dict[str, Any]:
    reply = ask(model, **fields)
    assert isinstance(reply, Whole)
    read: dict[str, Any] = json.loads(reply.body)
    return read


def streamed(model: str, **fields: Any) -> list[dict[str, Any]]:
    reply = ask(model, stream=True, **fields)
    assert isinstance(reply, Stream)
    found = []
    for frame in reply.frames:
        if frame.data.startswith(b"event: "):
            name, _, data = frame.data.removeprefix(b"event: ").partition(b"\ndata: ")
            found.append(json.loads(data))
            assert name.decode() == found[-1]["type"]
    return found


def joined(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks that the events of a stream add up to, a tool's input as it was written."""
    blocks: list[dict[str, Any]] = []
    for event in events:
        if event["type"] == "content_block_start":
            assert event["index"] == len(blocks)
            blocks.append({**event["content_block"], "written": ""})
        elif event["type"] == "content_block_delta":
            for key, value in event["delta"].items():
                if key != "type":
                    name = "written" if key == "partial_json" else key
                    blocks[event["index"]][name] += value
    return blocks


@pytest.mark.parametrize("name", SETTLED)
def test_the_stream_and_the_whole_say_the_same(name: str) -> None:
    events, message = streamed(name), whole(name)
    made = []
    for block in joined(events):
        written = block.pop("written")
        if block["type"] == "tool_use" and written:
            try:
                block["input"] = json.loads(written)
            except ValueError:
                block["input"] = written
        made.append(block)
    assert [{**b, "signature": ""} for b in made] == [{**b, "signature": ""} for b in message["content"]]
    end = next(e for e in events if e["type"] == "message_delta")
    assert end["delta"]["stop_reason"] == message["stop_reason"]
    assert (message["type"], message["role"], message["model"]) == ("message", "assistant", name)


@pytest.mark.parametrize("name", SETTLED)
def test_streams_obey_the_grammar_save_where_they_are_to_break_it(name: str) -> None:
    reply = ask(name, stream=True)
    assert isinstance(reply, Stream)
    checker = Checker()
    rules = set()
    for frame in reply.frames:
        for event in frame.data.split(b"\n\n"):
            if event.startswith(b"event: "):
                kind, _, data = event.removeprefix(b"event: ").partition(b"\ndata: ")
                rules |= {v.rule for v in checker.read(kind.decode(), data, read_event(data))}
    rules |= {v.rule for v in checker.close()}
    assert rules == ODD.get(name, set())


def test_thinking_is_signed_by_us() -> None:
    first, second = whole("thinking")["content"]
    assert (first["type"], second["type"]) == ("thinking", "text")
    assert first["signature"].startswith(SIGNED)
    (thought, _) = joined(streamed("thinking"))
    assert thought["signature"].startswith(SIGNED)


def test_thinking_text_and_a_call_in_their_order() -> None:
    message = whole("thinking-tools")
    assert [block["type"] for block in message["content"]] == ["thinking", "text", "tool_use"]
    assert message["content"][2]["id"].startswith("toolu_")
    assert message["content"][2]["input"]["command"] == "echo hi"
    assert message["stop_reason"] == "tool_use"


def test_calls_come_one_after_the_other_even_where_chat_lets_them_take_turns() -> None:
    left, right = whole("parallel")["content"]
    assert (left["input"]["command"], right["input"]["command"]) == ("echo left", "echo right")
    assert left["id"] != right["id"]


def test_tool_results_are_answered_in_text_that_quotes_them() -> None:
    use = {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "forty-two\n"}
    history = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    message = whole("tools", messages=history)
    assert "forty-two" in message["content"][0]["text"]
    assert message["stop_reason"] == "end_turn"
    again = [*history, {"role": "assistant", "content": "Done."}, {"role": "user", "content": "More."}]
    assert whole("tools", messages=again)["stop_reason"] == "tool_use"


def test_a_json_schema_is_followed() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    wanted = {"effort": "low", "format": {"type": "json_schema", "schema": schema}}
    (block,) = whole("text-fast", output_config=wanted, tools=[])["content"]
    assert list(json.loads(block["text"])) == ["title"]


@pytest.mark.parametrize(
    ("model", "reason"), [("length", "max_tokens"), ("filtered", "refusal"), ("wrong-finish", "end_turn")]
)
def test_why_it_ended_in_the_words_of_messages(model: str, reason: str) -> None:
    assert whole(model)["stop_reason"] == reason


def test_usage_at_the_start_and_the_end() -> None:
    first, *_, end, last = streamed("text")
    assert first["message"]["usage"]["input_tokens"] > 50
    assert first["message"]["usage"]["output_tokens"] == 1
    assert end["usage"]["output_tokens"] > 10
    assert last == {"type": "message_stop"}


def test_null_usage_is_null_and_no_usage_is_nowhere() -> None:
    first, *_, end, _ = streamed("null-usage")
    assert (first["message"]["usage"], end["usage"]) == (None, None)
    assert whole("null-usage")["usage"] is None
    first, *_, end, _ = streamed("no-usage")
    assert "usage" not in first["message"]
    assert "usage" not in end
    assert "usage" not in whole("no-usage")


def test_later_turns_read_from_the_cache() -> None:
    talk = [{"role": role, "content": "x" * 2000} for role in ("user", "assistant", "user")]
    usage = whole("text", messages=talk)["usage"]
    assert usage["cache_read_input_tokens"] % 128 == 0
    assert usage["cache_read_input_tokens"] > 0


@pytest.mark.parametrize(
    ("model", "last"),
    [
        ("no-done", "message_delta"),
        ("quiet-end", "content_block_delta"),
        ("broken", "content_block_delta"),
        ("broken-call", "content_block_delta"),
        ("cut-early", "message_start"),
    ],
)
def test_how_a_stream_breaks_off(model: str, last: str) -> None:
    assert streamed(model)[-1]["type"] == last


def test_errors_inside_a_stream_have_the_form_of_messages() -> None:
    *_, last = streamed("mid-error")
    assert last["type"] == "error"
    assert last["error"]["type"] == "server_error"
    (only,) = streamed("first-error")
    assert only["error"]["type"] == "api_error"
    assert whole("first-error")["type"] == "error"


def test_comments_are_comments() -> None:
    reply = ask("comments", stream=True)
    assert isinstance(reply, Stream)
    assert b": OPENROUTER PROCESSING\n\n" in [frame.data for frame in reply.frames]


def test_waits_are_the_same_as_in_the_other_language() -> None:
    reply = ask("slow-first", stream=True)
    assert isinstance(reply, Stream)
    first, *rest = reply.frames
    assert first.wait == 60
    assert sum(frame.wait for frame in rest) < 5
    reply = ask("endless", stream=True)
    assert isinstance(reply, Stream)
    assert 600 < sum(frame.wait for frame in reply.frames) < 610


def test_a_whole_answer_waits_for_all_that_a_stream_would_have_told() -> None:
    told, at_once = ask("slow-tokens", stream=True), ask("slow-tokens")
    assert isinstance(told, Stream)
    assert isinstance(at_once, Whole)
    assert (
        abs(at_once.wait + 1.0 - sum(frame.wait for frame in told.frames)) < 0.01
    )  # its last gap is the end's
    endless = ask("endless")
    assert isinstance(endless, Whole)
    assert endless.wait == 600


def test_late_usage_comes_a_second_late() -> None:
    reply = ask("late-usage", stream=True)
    assert isinstance(reply, Stream)
    *_, end, _ = reply.frames
    assert end.data.startswith(b"event: message_delta")
    assert end.wait == 1.0
