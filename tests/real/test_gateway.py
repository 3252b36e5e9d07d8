"""The official Anthropic SDK, through the gateway as it is installed, to a real engine, in its three languages."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import httpx
import pytest

from tui_router.messages.events import Verbatim
from tui_router.messages.grammar import Checker
from tui_router.wire.sse import SseReader

pytestmark = pytest.mark.real

SAID = "Good morning from a real engine: żółw, 海, 🐢."
BASH = {
    "name": "Bash",
    "description": "Runs a command.",
    "input_schema": {
        "type": "object",
        "properties": {"command": {"type": "string"}},
        "required": ["command"],
    },
}
HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture
async def sdk(gateway: Any) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(
        base_url=gateway.url, auth_token=gateway.token, api_key=None, max_retries=0, timeout=60
    ) as client:
        yield client


@pytest.fixture(params=["chat", "responses", "native"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def ask(sdk: Any, model: str, *, stream: bool, **fields: Any) -> Any:
    sent = {"model": model, "max_tokens": 400, "messages": HELLO, **fields}
    if not stream:
        return await sdk.messages.create(**sent)
    async with sdk.messages.stream(**sent) as running:
        return await running.get_final_message()


@pytest.mark.parametrize("stream", [True, False])
async def test_text(sdk: Any, language: str, stream: bool) -> None:
    message = await ask(sdk, f"{language}-text/tiny", stream=stream)
    (block,) = message.content
    assert (block.type, block.text, message.stop_reason) == ("text", SAID, "end_turn")
    assert message.role == "assistant"
    assert message.usage.input_tokens + (message.usage.cache_read_input_tokens or 0) > 10
    assert message.usage.output_tokens > 5


@pytest.mark.parametrize("stream", [True, False])
async def test_tool(sdk: Any, language: str, stream: bool) -> None:
    model = f"{language}-tool/tiny"
    message = await ask(sdk, model, stream=stream, tools=[BASH])
    call = message.content[-1]
    assert (message.stop_reason, call.type, call.name) == ("tool_use", "tool_use", "Bash")
    assert call.input == {"command": "echo turtle"}
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "turtle"}
    history = [
        *HELLO,
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in message.content]},
        {"role": "user", "content": [result]},
    ]
    again = await ask(sdk, model, stream=stream, tools=[BASH], messages=history)
    assert again.content[-1].id != call.id


@pytest.mark.parametrize("stream", [True, False])
async def test_thinking(sdk: Any, language: str, stream: bool) -> None:
    wanted = {"type": "enabled", "budget_tokens": 1024}
    message = await ask(sdk, f"{language}-think/tiny", stream=stream, max_tokens=2000, thinking=wanted)
    thought, answer = message.content
    assert (thought.type, thought.thinking.strip()) == ("thinking", "A turtle or a tortoise?")
    assert (answer.type, answer.text.strip()) == ("text", "It swims.")


@pytest.mark.parametrize("stream", [True, False])
async def test_its_languages_agree(sdk: Any, stream: bool) -> None:
    """The same engine says the same, whichever language it was asked in."""
    thinking = {"type": "enabled", "budget_tokens": 1024}
    for kind, fields in {"text": {}, "tool": {"tools": [BASH]}, "think": {"thinking": thinking}}.items():
        told = [
            await ask(sdk, f"{language}-{kind}/tiny", stream=stream, max_tokens=2000, **fields)
            for language in ("chat", "responses", "native")
        ]
        first, *others = [shown(message) for message in told]
        assert all(other == first for other in others), (kind, first, others)


def shown(message: Any) -> Any:
    """What a person would see of it."""
    blocks = [
        (
            block.type,
            (getattr(block, "text", "") or getattr(block, "thinking", "")).strip(),
            getattr(block, "input", None),
        )
        for block in message.content
    ]
    return message.stop_reason, [block for block in blocks if block[1] or block[2]]


async def test_a_tier_leads_to_its_engine(sdk: Any) -> None:
    assert (await ask(sdk, "claude-sonnet-5-5", stream=True)).content[0].text == SAID
    assert (await ask(sdk, "claude-opus-5-5", stream=False)).content[-1].text.strip() == "It swims."


async def test_the_output_limit_is_told(sdk: Any, language: str) -> None:
    message = await ask(sdk, f"{language}-loop/tiny", stream=True, max_tokens=20)
    assert (
        message.stop_reason == "max_tokens"
    )  # in Responses the engine itself calls such an answer completed
    assert message.usage.output_tokens == 20


@pytest.mark.parametrize("stream", [True, False])
async def test_an_overflow_is_told_in_the_words_the_client_knows(
    sdk: Any, language: str, stream: bool
) -> None:
    long = [{"role": "user", "content": "x" * 70000}]
    with pytest.raises(anthropic.BadRequestError) as refused:
        await ask(sdk, f"{language}-text/tiny", stream=stream, messages=long)
    error = refused.value.body["error"]  # type: ignore[index]
    assert error["type"] == "invalid_request_error"
    assert error["message"].startswith("prompt is too long: 70")
    assert "tokens > 65536 maximum" in error["message"]


async def stream_of(gateway: Any, client: httpx.AsyncClient, model: str, **fields: Any) -> bytes:
    body = {"model": model, "max_tokens": 400, "messages": HELLO, "stream": True, **fields}
    headers = {"authorization": f"Bearer {gateway.token}"}
    reply = await client.post(f"{gateway.url}/v1/messages?beta=true", json=body, headers=headers)
    assert reply.status_code == 200
    return reply.content


@pytest.mark.parametrize("kind", ["text", "tool", "think", "loop"])
async def test_every_stream_keeps_to_the_grammar(gateway: Any, language: str, kind: str) -> None:
    """Ours to every rule; the engine's own, passed through, to those whose breach would harm a client."""
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        thinking = {"type": "enabled", "budget_tokens": 100}
        data = await stream_of(gateway, client, f"{language}-{kind}/tiny", tools=[BASH], thinking=thinking)
    checker = Checker()
    found = [v for frame in SseReader().feed(data) for v in checker.feed(Verbatim(frame.raw))]
    found += checker.close()
    ours = language != "native"  # but for the ids of tools, which go back to the engine as it made them
    assert [v for v in found if (ours and v.rule != "foreign_id") or v.grade == "harmful"] == []


async def busy(url: str) -> int:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        return sum(slot["is_processing"] for slot in (await client.get(f"{url}/slots")).json())


async def until(url: str, slots: int) -> None:
    async with asyncio.timeout(30):
        while await busy(url) != slots:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_frees_the_slot(
    gateway: Any, llama: Any, language: str, stream: bool
) -> None:
    if (language, stream) == ("native", False):
        pytest.skip("the engine itself goes on to the end of an answer that is not streamed")
    url = llama("loop")
    await until(url, 0)
    body = {"model": f"{language}-loop/tiny", "max_tokens": 60000, "messages": HELLO, "stream": stream}
    headers = {"x-api-key": gateway.token}
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        asking = asyncio.create_task(client.post(f"{gateway.url}/v1/messages", json=body, headers=headers))
        await until(url, 1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until(url, 0)


async def test_two_hundred_streams_without_a_failure(gateway: Any, language: str) -> None:
    """The engine drops kept connections after a stream, though it promised to keep them."""
    failed = []
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        for _ in range(200):
            data = await stream_of(gateway, client, f"{language}-text/tiny")
            frames = [json.loads(frame.data) for frame in SseReader().feed(data) if frame.data]
            text = "".join(e["delta"].get("text", "") for e in frames if e["type"] == "content_block_delta")
            if (text, frames[-1]["type"]) != (SAID, "message_stop"):
                failed.append(data)
    assert failed == []
