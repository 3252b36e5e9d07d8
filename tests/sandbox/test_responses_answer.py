"""The stand-in is right when the maker's own types read it: every event, and the answer whole."""

import json
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import openai
import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from tui_router.sandbox.answer import answer
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import scenarios
from tui_router.sandbox.server import SandboxServer

EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
PARAMETERS = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
TOOLS = [
    {"type": "function", "name": name, "parameters": PARAMETERS, "strict": False} for name in ("Bash", "Read")
]
SETTLED = [
    name
    for name, s in scenarios().items()
    if "responses" in s.speaks and s.end == "done" and not (s.repeat or s.refuse or s.at_first)
]


def ask(model: str, **fields: Any) -> Whole | Stream:
    numbers = count(1)
    body = {"model": model, "input": "hello", "tools": TOOLS, "store": False, **fields}
    sent = json.dumps(body).encode()
    return answer(sent, scenarios(), language="responses", new_id=lambda: f"{next(numbers):03}")


def streamed(model: str, **fields: Any) -> list[dict[str, Any]]:
    reply = ask(model, stream=True, **fields)
    assert isinstance(reply, Stream)
    body = b"".join(frame.data for frame in reply.frames)
    events = [e.partition(b"\ndata: ") for e in body.split(b"\n\n") if e.startswith(b"event: ")]
    read = [json.loads(data) for _, _, data in events]
    assert [name.removeprefix(b"event: ").decode() for name, _, _ in events] == [e["type"] for e in read]
    return read


def whole(model: str, **fields: Any) -> dict[str, Any]:
    reply = ask(model, **fields)
    assert isinstance(reply, Whole)
    read: dict[str, Any] = json.loads(reply.body)
    return read


def told(output: list[dict[str, Any]]) -> list[Any]:
    """What was said, without what is minted."""
    minted = ("id", "call_id", "encrypted_content")
    return [{name: value for name, value in item.items() if name not in minted} for item in output]


def _written(response: dict[str, Any]) -> Any:
    """Of the prompt's tokens a few are those of `stream`."""
    usage = response["usage"]
    return usage and (usage["output_tokens"], usage["output_tokens_details"])


THINKS = {"reasoning": {"effort": "high", "summary": "auto"}, "include": ["reasoning.encrypted_content"]}


@pytest.mark.parametrize("name", SETTLED)
def test_its_makers_types_read_every_event_and_the_whole_says_the_same(name: str) -> None:
    events = streamed(name, **THINKS)
    for event in events:
        EVENT.validate_python(event)
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    last = events[-1]["response"]
    single = whole(name, **THINKS)
    Response.model_validate(single)
    assert told(last["output"]) == told(single["output"])
    assert last["status"] == single["status"]
    assert _written(last) == _written(single)


def test_what_is_added_piece_by_piece_is_what_is_done() -> None:
    events = streamed("thinking-tools", **THINKS)
    output = events[-1]["response"]["output"]
    assert [item["type"] for item in output] == ["reasoning", "message", "function_call"]
    for kind, said in (
        ("response.reasoning_summary_text", output[0]["summary"][0]["text"]),
        ("response.output_text", output[1]["content"][0]["text"]),
        ("response.function_call_arguments", output[2]["arguments"]),
    ):
        assert "".join(e["delta"] for e in events if e["type"] == f"{kind}.delta") == said
        (done,) = [e for e in events if e["type"] == f"{kind}.done"]
        assert said in (done.get("text"), done.get("arguments"))
    assert output[0]["encrypted_content"].startswith("sandbox-")


def test_reasoning_is_told_and_sealed_only_to_who_asks() -> None:
    (item, _) = whole("thinking")["output"]
    assert (item["summary"], "encrypted_content" in item) == ([], False)
    assert not any("reasoning_summary" in event["type"] for event in streamed("thinking"))
    usage = whole("thinking")["usage"]
    assert 0 < usage["output_tokens_details"]["reasoning_tokens"] < usage["output_tokens"]


@pytest.mark.parametrize(
    ("name", "why"), [("length", "max_output_tokens"), ("filtered", "content_filter"), ("text", None)]
)
def test_what_is_cut_short_is_incomplete(name: str, why: str | None) -> None:
    last = streamed(name)[-1]
    assert last["type"] == ("response.incomplete" if why else "response.completed")
    assert last["response"]["incomplete_details"] == ({"reason": why} if why else None)


def test_errors_come_at_once_or_end_a_response_that_had_begun() -> None:
    assert [event["type"] for event in streamed("error-at-once")] == ["error"]
    failed = streamed("mid-error")[-1]
    assert (failed["type"], failed["response"]["error"]["code"]) == ("response.failed", "server_error")


def test_a_broken_stream_has_no_last_event() -> None:
    for name in ("broken", "quiet-end", "broken-call"):
        assert streamed(name)[-1]["type"].endswith(".delta")


def test_outputs_are_answered_in_text_that_quotes_them() -> None:
    said = [
        {"role": "user", "content": "look"},
        {"type": "function_call", "call_id": "call_1", "name": "Bash", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "forty-two"},
    ]
    (item,) = whole("tools", input=said)["output"]
    assert "forty-two" in item["content"][0]["text"]


def test_a_schema_is_followed() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    wanted = {"format": {"type": "json_schema", "name": "x", "schema": schema}}
    (item,) = whole("text", text=wanted)["output"]
    assert list(json.loads(item["content"][0]["text"])) == ["title"]


def test_usage_is_late_null_or_there() -> None:
    reply = ask("late-usage", stream=True)
    assert isinstance(reply, Stream)
    assert list(reply.frames)[-1].wait == 1.0
    assert streamed("null-usage")[-1]["response"]["usage"] is None


@pytest.fixture
async def sdk() -> AsyncIterator[openai.AsyncOpenAI]:
    async with (
        SandboxServer(pace=0) as sandbox,
        openai.AsyncOpenAI(base_url=f"{sandbox.url}/v1", api_key="none", max_retries=0) as made,
    ):
        yield made


@pytest.mark.parametrize("name", ["text", "thinking-tools", "parallel", "unicode"])
async def test_the_makers_client_streams_it(sdk: openai.AsyncOpenAI, name: str) -> None:
    async with sdk.responses.stream(model=name, input="hello", tools=TOOLS) as stream:  # type: ignore[arg-type]
        async for _ in stream:
            pass
        final = await stream.get_final_response()
    single = await sdk.responses.create(model=name, input="hello", tools=TOOLS)  # type: ignore[arg-type]
    assert final.output_text == single.output_text
    assert [item.type for item in final.output] == [item.type for item in single.output]


async def test_the_makers_client_is_refused_in_form(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.responses.create(model="text", input="hello", max_output_tokens=1)
    assert (caught.value.param, caught.value.code) == ("max_output_tokens", "integer_below_min_value")
    with pytest.raises(openai.NotFoundError):
        await sdk.responses.create(model="nobody", input="hello")
