import json
from itertools import count
from typing import Any

import pytest

from tui_router.sandbox.answer import answer
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import scenarios

SETTLED = [
    name
    for name, s in scenarios().items()
    if "chat" in s.speaks
    and s.end == "done"
    and not (s.repeat or s.refuse or s.at_first or name in ("garbage", "huge-chunk"))
]


def ask(body: Any, *, ordinal: int = 0) -> Whole | Stream:
    numbers = count(1)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return answer(sent, scenarios(), ordinal=ordinal, new_id=lambda: f"{next(numbers):03}")


def request(model: str, **fields: Any) -> dict[str, Any]:
    tools = [
        {"type": "function", "function": {"name": n, "parameters": {"type": "object"}}}
        for n in ("Bash", "Read")
    ]
    return {"model": model, "messages": [{"role": "user", "content": "hi"}], "tools": tools, **fields}


def streamed(reply: Whole | Stream) -> list[Any]:
    assert isinstance(reply, Stream)
    body = b"".join(frame.data for frame in reply.frames)
    assert body.endswith(b"data: [DONE]\n\n")
    return [json.loads(e[6:]) for e in body.split(b"\n\n")[:-2] if e.startswith(b"data: ")]


def whole(reply: Whole | Stream) -> dict[str, Any]:
    assert isinstance(reply, Whole)
    read: dict[str, Any] = json.loads(reply.body)
    return read


@pytest.mark.parametrize("name", SETTLED)
def test_the_stream_and_the_whole_say_the_same(name: str) -> None:
    body = request(name)
    message = whole(ask(body))["choices"][0]["message"]
    chunks = streamed(ask({**body, "stream": True}))
    deltas = [c["choices"][0]["delta"] for c in chunks if c["choices"]]
    for field in ("content", "reasoning_content", "reasoning"):
        assert "".join(d.get(field) or "" for d in deltas) == (message.get(field) or "")
    calls: dict[int, list[str]] = {}
    for delta in deltas:
        for part in delta.get("tool_calls", []):
            calls.setdefault(part["index"], []).append(part["function"]["arguments"])
    made = [c["function"]["arguments"] for c in message.get("tool_calls", [])]
    assert ["".join(parts) for parts in calls.values()] == made
    assert chunks[-1]["choices"][0]["finish_reason"] == whole(ask(body))["choices"][0]["finish_reason"]


def test_usage_only_when_asked_for_and_last() -> None:
    body = request("text", stream=True)
    assert all("usage" not in chunk for chunk in streamed(ask(body)))
    *_, last = streamed(ask({**body, "stream_options": {"include_usage": True}}))
    assert last["choices"] == []
    assert last["usage"]["completion_tokens"] > 10


def test_null_usage_is_null_everywhere_and_no_usage_nowhere() -> None:
    asked = {"stream": True, "stream_options": {"include_usage": True}}
    assert all(chunk["usage"] is None for chunk in streamed(ask(request("null-usage", **asked))))
    assert all("usage" not in chunk for chunk in streamed(ask(request("no-usage", **asked))))
    assert whole(ask(request("null-usage")))["usage"] is None
    assert "usage" not in whole(ask(request("no-usage")))


def test_late_usage_waits_after_the_finish() -> None:
    reply = ask(request("late-usage", stream=True, stream_options={"include_usage": True}))
    assert isinstance(reply, Stream)
    *_, finish, usage, done = reply.frames
    assert b'"finish_reason":"stop"' in finish.data
    assert usage.wait == 1.0
    assert done.data == b"data: [DONE]\n\n"


def test_tool_results_are_answered_in_text_that_quotes_them() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "Bash", "arguments": "{}"}}
    history = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "forty-two\n"},
        {"role": "user", "content": "and go on"},
    ]
    choice = whole(ask(request("tools", messages=history)))["choices"][0]
    assert "forty-two" in choice["message"]["content"]
    assert choice["finish_reason"] == "stop"
    again = [*history, {"role": "assistant", "content": "Done."}, {"role": "user", "content": "More."}]
    assert whole(ask(request("tools", messages=again)))["choices"][0]["finish_reason"] == "tool_calls"


def test_without_tools_a_tool_scenario_says_so() -> None:
    choice = whole(ask(request("tools", tools=None)))["choices"][0]
    assert "no tool" in choice["message"]["content"]
    assert choice["finish_reason"] == "stop"


def test_a_json_schema_is_followed() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    said = whole(ask(request("text-fast", response_format=wanted)))["choices"][0]["message"]["content"]
    assert list(json.loads(said)) == ["title"]


def test_an_endless_answer_ends_after_ten_minutes() -> None:
    reply = ask(request("endless", stream=True))
    assert isinstance(reply, Stream)
    assert 600 < sum(frame.wait for frame in reply.frames) < 610
