"""The official client, as a stranger would use it: through the gateway, on the built-in upstream."""

import asyncio
import json
import threading
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

TOOLS = [
    {
        "name": name,
        "description": name,
        "input_schema": {"type": "object", "properties": {member: {"type": "string"}}, "required": [member]},
    }
    for name, member in (("Bash", "command"), ("Read", "file_path"))
]
ASKED: dict[str, Any] = {"max_tokens": 1000, "messages": [{"role": "user", "content": "hello"}]}

EXTRA = """
[teapot]
title = "A refusal nobody knows"
refuse = { status = 418, body = '{"error":{"message":"I am a teapot"}}' }
[odd-usage]
title = "Usage of floats and words"
usage = "none"
steps = [{ text = "hi" }, { event = { choices = [], usage = { prompt_tokens = 3.0, completion_tokens = "4" } } }]
"""


@pytest.fixture
async def sandbox(monkeypatch):
    from tui_router.sandbox.server import SandboxServer

    monkeypatch.setenv("SANDBOX_API_KEY", "sk-sandbox-not-a-real-key-000000000000")
    async with SandboxServer(pace=0, extra=EXTRA) as server:
        yield server


@pytest.fixture
async def client(road, kit):
    async with AsyncAnthropic(
        base_url=road.url, auth_token=kit.TOKEN, api_key=None, max_retries=0, timeout=kit.HANG
    ) as made:
        yield made


async def in_thread(work: Any) -> Any:
    """The synchronous client blocks, and the gateway of the test lives on this loop."""
    return await asyncio.to_thread(work)


@pytest.fixture
def blocking(road, kit):
    with Anthropic(base_url=road.url, api_key=kit.TOKEN, max_retries=0, timeout=kit.HANG) as made:
        yield made


async def test_text_streamed_and_whole(client) -> None:
    async with client.messages.stream(model="sandbox/text", **ASKED) as stream:
        text = "".join([part async for part in stream.text_stream])
        message = await stream.get_final_message()
    whole = await client.messages.create(model="sandbox/text", **ASKED)
    assert whole.content[0].text == message.content[0].text == text
    assert (whole.stop_reason, whole.role, whole.type) == ("end_turn", "assistant", "message")
    assert whole.usage.output_tokens == message.usage.output_tokens > 0
    assert whole._request_id.startswith("req_")


async def test_the_blocking_client(blocking) -> None:
    def work() -> tuple[str, Any]:
        with blocking.messages.stream(model="sandbox/text", **ASKED) as stream:
            text = "".join(stream.text_stream)
        return text, blocking.messages.create(model="sandbox/text", **ASKED)

    text, message = await in_thread(work)
    assert message.content[0].text == text


@pytest.mark.parametrize("model", ["tools", "parallel", "interleaved", "late-id", "whole-call", "same-id"])
async def test_a_round_of_tools(client, model: str) -> None:
    """The calls arrive whole, and their results are understood when they come back."""
    async with client.messages.stream(model=f"sandbox/{model}", tools=TOOLS, **ASKED) as stream:
        first = await stream.get_final_message()
    calls = [block for block in first.content if block.type == "tool_use"]
    assert first.stop_reason == "tool_use"
    assert calls
    assert len({call.id for call in calls}) == len(calls)
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": f"result {at}"}
        for at, call in enumerate(calls)
    ]
    asked = {
        "max_tokens": 1000,
        "messages": [
            *ASKED["messages"],
            {
                "role": "assistant",
                "content": [block.model_dump(exclude_none=True) for block in first.content],
            },
            {"role": "user", "content": results},
        ],
    }
    second = await client.messages.create(model=f"sandbox/{model}", tools=TOOLS, **asked)
    if second.stop_reason == "end_turn":
        said = second.content[-1].text
        assert all(f"result {at}" in said for at in range(len(calls)))
    else:
        assert model in ("late-id", "whole-call", "same-id")


async def test_thinking_goes_there_and_back(client) -> None:
    thinking = {"type": "enabled", "budget_tokens": 1024}
    asked = {**ASKED, "max_tokens": 4000}
    async with client.messages.stream(model="sandbox/thinking", thinking=thinking, **asked) as stream:
        kinds = [event.type async for event in stream]
        message = await stream.get_final_message()
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert {"thinking", "text"} <= set(kinds)
    asked["messages"] = [
        *ASKED["messages"],
        {"role": "assistant", "content": [block.model_dump() for block in message.content]},
        {"role": "user", "content": "go on"},
    ]
    again = await client.messages.create(model="sandbox/thinking", thinking=thinking, **asked)
    assert again.stop_reason == "end_turn"


@pytest.mark.parametrize("model", ["null-usage", "no-usage", "late-usage", "odd-usage"])
async def test_usage_is_always_counted(client, model: str) -> None:
    async with client.messages.stream(model=f"sandbox/{model}", **ASKED) as stream:
        streamed = await stream.get_final_message()
    whole = await client.messages.create(model=f"sandbox/{model}", **ASKED)
    for usage in (streamed.usage, whole.usage):
        assert type(usage.input_tokens) is int
        assert type(usage.output_tokens) is int
        assert usage.output_tokens > 0


def refusing(status: int, body: str) -> Any:
    return status, json.dumps({"error": {"message": body}})


ERRORS = {
    "a bad request": (400, "messages: at least one is required", anthropic.BadRequestError),
    "a wrong key": (401, "Incorrect API key provided", anthropic.AuthenticationError),
    "forbidden": (403, "You are not allowed to use this", anthropic.PermissionDeniedError),
    "a model nobody has": (404, "The model `x` does not exist", anthropic.NotFoundError),
    "too many": (429, "Rate limit reached, try again in 2s", anthropic.RateLimitError),
    "a fault": (500, "something broke", anthropic.InternalServerError),
    "overloaded": (503, "The server is overloaded", anthropic.InternalServerError),
}


@pytest.mark.parametrize("name", ERRORS)
async def test_refusals_become_the_right_exceptions(start, raw, kit, monkeypatch, name: str) -> None:
    status, said, wanted = ERRORS[name]
    for variable in ("LAB_SECRET", "NATIVE_SECRET"):
        monkeypatch.setenv(variable, "some-key")
    raw.answer = kit.says(kit.whole(status, json.dumps({"error": {"message": said}}).encode()))
    async with (
        start(kit.raw_config(raw.url)) as road,
        AsyncAnthropic(base_url=road.url, api_key=kit.TOKEN, max_retries=0) as client,
    ):
        for provider in ("lab", "native"):
            with pytest.raises(wanted) as whole:
                await client.messages.create(model=f"{provider}/m", **ASKED)
            with pytest.raises(wanted):
                async with client.messages.stream(model=f"{provider}/m", **ASKED) as stream:
                    await stream.get_final_message()
            assert whole.value.body["error"]["message"]
            assert whole.value.request_id


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("rate-limit", anthropic.RateLimitError),
        ("overflow", anthropic.BadRequestError),
        ("html-error", anthropic.InternalServerError),
        ("teapot", anthropic.BadRequestError),
        ("no-such-model", anthropic.NotFoundError),
    ],
)
async def test_scenarios_become_the_right_exceptions(
    client, sandbox, model: str, wanted: type[Exception]
) -> None:
    if model not in sandbox.known and model != "no-such-model":
        model = next(name for name in sandbox.known if name.startswith(model.split("-", maxsplit=1)[0]))
    with pytest.raises(anthropic.APIStatusError) as caught:
        await client.messages.create(
            model=f"sandbox/{model}",
            max_tokens=1000,
            messages=[{"role": "user", "content": "long " * 60_000}],
        )
    assert isinstance(caught.value, wanted), caught.value


async def test_errors_of_our_own(road, client, kit) -> None:
    with pytest.raises(anthropic.AuthenticationError):
        async with AsyncAnthropic(base_url=road.url, api_key="wrong", max_retries=0) as stranger:
            await stranger.messages.create(model="sandbox/text", **ASKED)
    with pytest.raises(anthropic.BadRequestError):
        await client.messages.create(model="", **ASKED)
    with pytest.raises(anthropic.BadRequestError):
        await client.messages.create(model="sandbox/text", max_tokens=9, messages="hello")
    with pytest.raises(anthropic.NotFoundError):
        await client.models.retrieve("nobody/none")
    with pytest.raises(anthropic.APIConnectionError):
        async with AsyncAnthropic(base_url="http://127.0.0.1:1", api_key="x", max_retries=0) as nobody:
            await nobody.messages.create(model="sandbox/text", **ASKED)


async def test_a_broken_stream_raises(client) -> None:
    for model in ("broken", "reset", "quiet-end"):
        with pytest.raises(anthropic.APIStatusError):
            async with client.messages.stream(model=f"sandbox/{model}", **ASKED) as stream:
                await stream.get_final_message()
        with pytest.raises(anthropic.APIStatusError):
            await client.messages.create(model=f"sandbox/{model}", **ASKED)


async def test_models_are_listed_and_found(road, client, kit) -> None:
    async def listed() -> list[str]:
        return [model.id async for model in client.models.list()]

    names = await kit.until(listed)
    found = await client.models.retrieve(names[0])
    assert found.id == names[0]
    assert found.type == "model"
    assert found.display_name
    assert found.created_at


async def test_tokens_are_counted(client, blocking) -> None:
    asked = {"model": "sandbox/text", "messages": [{"role": "user", "content": "hello " * 100}]}
    short = await client.messages.count_tokens(
        model="sandbox/text", messages=[{"role": "user", "content": "hello"}]
    )
    long = await client.messages.count_tokens(tools=TOOLS, system="be brief", **asked)
    assert 0 < short.input_tokens < long.input_tokens
    assert (await in_thread(lambda: blocking.messages.count_tokens(**asked))).input_tokens > 90
    many = await asyncio.gather(*(client.messages.count_tokens(**asked) for _ in range(24)))
    assert len({each.input_tokens for each in many}) == 1


async def test_a_client_that_gives_up_frees_the_upstream(road, sandbox, client, kit) -> None:
    """A time limit of the client's own, and a stream that is closed in its middle."""
    sandbox.pace = 1.0
    with pytest.raises(anthropic.APITimeoutError):
        await client.with_options(timeout=0.3).messages.create(model="sandbox/stall", **ASKED)
    await kit.until(lambda: _at_least(sandbox, 1))
    sandbox.pace = 0
    async with client.messages.stream(model="sandbox/endless", **ASKED) as stream:
        async for _ in stream.text_stream:
            break
    await kit.until(lambda: _at_least(sandbox, 2))
    await kit.until(lambda: _idle(road))
    states = [row.state for row in await road.control.exchanges(limit=2)]
    assert states == ["cancelled", "cancelled"]


async def _at_least(sandbox: Any, count: int) -> bool:
    return sandbox.cancelled >= count


async def _idle(road: Any) -> bool:
    return not road.gateway.active


async def test_many_clients_at_once(client, blocking) -> None:
    """Sixty streams, each gets its own answer."""

    async def one(model: str) -> str:
        async with client.messages.stream(model=f"sandbox/{model}", **ASKED) as stream:
            return (await stream.get_final_message()).content[-1].text

    alone = {model: await one(model) for model in ("text", "text-fast", "unicode")}
    names = [*alone] * 20
    assert await asyncio.gather(*(one(name) for name in names)) == [alone[name] for name in names]
    assert threading.active_count() < 50
