import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.answer import Stream, Whole, answer
from tui_router.sandbox.scenario import scenarios

SETTLED = [
    name
    for name, s in scenarios().items()
    if s.end == "done" and not s.repeat and not s.refuse and name not in ("garbage", "huge-chunk")
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


@pytest.mark.parametrize(
    ("model", "fields", "status", "words"),
    [
        ("output-limit", {"max_tokens": 128000}, 400, "max_tokens is too large: 128000. This model supports"),
        ("output-limit", {"max_completion_tokens": 9000}, 400, "at most 8192 completion tokens"),
        ("output-limit", {"max_tokens": 8192}, 200, "all is well"),
        (
            "overflow",
            {"messages": [{"role": "user", "content": "x" * 20000}]},
            400,
            "maximum context length is 4096",
        ),
        ("overflow", {}, 200, "short prompt"),
        ("window-sum", {"max_tokens": 32768}, 400, "32768 > 32768 - "),
        ("window-sum", {"max_tokens": 1000}, 200, "they fit"),
        ("nobody", {}, 404, "`nobody` does not exist"),
        ("text", {"tools": []}, 400, "'tools': empty array"),
        ("error-in-200", {}, 200, "Internal Server Error"),
        ("html-error", {}, 502, "<h1>502 Bad Gateway</h1>"),
    ],
)
def test_refusals_in_the_words_of_the_real_ones(
    model: str, fields: dict[str, Any], status: int, words: str
) -> None:
    reply = ask(request(model, **fields))
    assert isinstance(reply, Whole)
    assert reply.status == status
    assert words in reply.body.decode()


def test_every_other_time() -> None:
    first, second = (ask(request("rate-limit-once"), ordinal=n) for n in range(2))
    assert isinstance(first, Whole)
    assert isinstance(second, Whole)
    assert (first.status, first.headers["retry-after"], second.status) == (429, "1", 200)


def test_every_refusal_in_json_is_json() -> None:
    for name, scenario in scenarios().items():
        if scenario.refuse and scenario.refuse.type == "application/json":
            big = {"max_tokens": 128000, "messages": [{"role": "user", "content": "x" * 20000}]}
            assert whole(ask(request(name, **big))), name


def test_an_endless_answer_ends_after_ten_minutes() -> None:
    reply = ask(request("endless", stream=True))
    assert isinstance(reply, Stream)
    assert 600 < sum(frame.wait for frame in reply.frames) < 610


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"model": 5}', b'{"model": "text"}', b"\xff", b"null"])
def test_a_broken_body_is_a_400(body: bytes) -> None:
    reply = ask(body)
    assert isinstance(reply, Whole)
    assert reply.status == 400
    assert json.loads(reply.body)["error"]["message"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
members = st.sampled_from(["tools", "stop", "response_format", "tool_choice", "stream", "max_tokens"])
roles = st.sampled_from(["user", "assistant", "tool", "system"])
message = st.fixed_dictionaries(
    {"role": roles | anything}, optional={"content": anything, "tool_calls": anything}
)


@given(st.sampled_from(["text", "tools", "thinking"]), st.lists(message), st.dictionaries(members, anything))
@settings(max_examples=200)
def test_any_request_gets_an_answer(model: str, messages: list[Any], fields: dict[str, Any]) -> None:
    reply = ask({"model": model, "messages": messages, **fields})
    if isinstance(reply, Stream):
        assert list(reply.frames)
    else:
        assert reply.status in (200, 400)
