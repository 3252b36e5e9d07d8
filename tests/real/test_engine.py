"""What the engine itself does, so that a failure further up can be told from one down here."""

import asyncio
import json
from typing import Any

import anthropic
import httpx
import openai
import pytest

pytestmark = pytest.mark.real

SAID = "Good morning from a real engine: żółw, 海, 🐢."
HELLO = [{"role": "user", "content": "hello"}]
BASH = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}


async def post(url: str, body: dict[str, Any]) -> httpx.Response:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        return await client.post(url, json=body)


def events(body: str) -> list[Any]:
    lines = [line[6:] for line in body.splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


async def test_chat_streams_what_was_set(llama: Any) -> None:
    body = {"messages": HELLO, "stream": True, "stream_options": {"include_usage": True}}
    reply = await post(f"{llama('text')}/v1/chat/completions", body)
    chunks = events(reply.text)
    text = "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks if c["choices"])
    assert text == SAID
    assert chunks[-1]["usage"]["completion_tokens"] > 5
    assert reply.text.rstrip().endswith("[DONE]")


async def test_messages_streams_what_was_set(llama: Any) -> None:
    reply = await post(f"{llama('text')}/v1/messages", {"messages": HELLO, "stream": True, "max_tokens": 200})
    said = events(reply.text)
    text = "".join(e["delta"].get("text", "") for e in said if e["type"] == "content_block_delta")
    assert text == SAID
    assert [said[0]["type"], said[-1]["type"]] == ["message_start", "message_stop"]


async def test_chat_calls_the_tool(llama: Any) -> None:
    tool = {"type": "function", "function": {"name": "Bash", "parameters": BASH}}
    async with openai.AsyncOpenAI(base_url=f"{llama('tool')}/v1", api_key="none") as sdk:
        answer = await sdk.chat.completions.create(model="tiny", messages=HELLO, tools=[tool])  # type: ignore[call-overload]
    (call,) = answer.choices[0].message.tool_calls
    assert (call.function.name, json.loads(call.function.arguments)) == ("Bash", {"command": "echo turtle"})


async def test_messages_calls_the_tool(llama: Any) -> None:
    async with anthropic.AsyncAnthropic(base_url=llama("tool"), api_key="none") as sdk:
        answer = await sdk.messages.create(
            model="tiny",
            max_tokens=200,
            messages=HELLO,  # type: ignore[arg-type]
            tools=[{"name": "Bash", "input_schema": BASH}],  # type: ignore[list-item, typeddict-item]
        )
    assert answer.stop_reason == "tool_use"
    assert answer.content[-1].input == {"command": "echo turtle"}  # type: ignore[union-attr]


async def test_responses_streams_what_was_set(llama: Any) -> None:
    body = {"input": "hello", "stream": True}
    said = events((await post(f"{llama('text')}/v1/responses", body)).text)
    text = "".join(e["delta"] for e in said if e["type"] == "response.output_text.delta")
    assert text == SAID
    assert [said[0]["type"], said[-1]["type"]] == ["response.created", "response.completed"]


async def test_responses_calls_the_tool(llama: Any) -> None:
    tool = {"type": "function", "name": "Bash", "parameters": BASH, "strict": False}
    async with openai.AsyncOpenAI(base_url=f"{llama('tool')}/v1", api_key="none") as sdk:
        answer = await sdk.responses.create(model="tiny", input="hello", tools=[tool])  # type: ignore[list-item]
    call = answer.output[-1]
    assert call.type == "function_call"
    assert (call.name, json.loads(call.arguments)) == ("Bash", {"command": "echo turtle"})


async def test_thinking_is_told_apart(llama: Any) -> None:
    reply = await post(f"{llama('think')}/v1/chat/completions", {"messages": HELLO})
    message = reply.json()["choices"][0]["message"]
    assert message["reasoning_content"].strip() == "A turtle or a tortoise?"
    assert message["content"].strip() == "It swims."


async def test_the_loop_ends_at_the_limit(llama: Any) -> None:
    reply = await post(f"{llama('loop')}/v1/chat/completions", {"messages": HELLO, "max_tokens": 50})
    choice = reply.json()["choices"][0]
    assert choice["finish_reason"] == "length"
    assert choice["message"]["content"].startswith(" on and round it goes; on".strip())


async def test_an_overflow_is_refused_in_the_engines_words(llama: Any) -> None:
    body = {"messages": [{"role": "user", "content": "x" * 70000}], "stream": True}
    reply = await post(f"{llama('text')}/v1/chat/completions", body)
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["type"] == "exceed_context_size_error"
    assert error["n_ctx"] == 65536


async def busy(url: str) -> int:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        return sum(slot["is_processing"] for slot in (await client.get(f"{url}/slots")).json())


async def test_a_client_that_leaves_frees_its_slot(llama: Any) -> None:
    url = llama("loop")
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        body = {"messages": HELLO, "stream": True, "max_tokens": 60000}
        async with client.stream("POST", f"{url}/v1/chat/completions", json=body) as reply:
            await anext(body := reply.aiter_bytes())
            assert await busy(url) == 1
            await body.aclose()  # type: ignore[attr-defined] # a generator
    async with asyncio.timeout(20):
        while await busy(url):
            await asyncio.sleep(0.02)
