import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import openai
import pytest

from tui_router.sandbox.scenario import scenarios
from tui_router.sandbox.server import SandboxServer

WAITS = ("endless", "huge-chunk")
BREAKS = [name for name, s in scenarios().items() if s.end in ("cut", "reset")]
READABLE = [
    name
    for name, s in scenarios().items()
    if s.end in ("done", "no_done") and not s.refuse and name not in (*WAITS, "garbage")
]
REFUSING = [name for name, s in scenarios().items() if s.refuse and s.refuse.status != 200]


@pytest.mark.parametrize("name", READABLE)
async def test_good_streams_end_well(name: str, sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    seen = await raw(sandbox.url, chat(name))
    assert seen.status == 200
    assert seen.whole
    assert seen.headers["content-type"].startswith("text/event-stream")
    assert (seen.lines[-1] == b"[DONE]") is (scenarios()[name].end == "done")
    finishes = [e["choices"][0]["finish_reason"] for e in seen.events if e["choices"]]
    assert [f for f in finishes if f] == finishes[-1:]


@pytest.mark.parametrize("name", BREAKS)
async def test_broken_ones_break(name: str, sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    seen = await raw(sandbox.url, chat(name))
    assert seen.status == 200
    assert not seen.whole
    assert b"[DONE]" not in seen.body


@pytest.mark.parametrize("name", BREAKS)
async def test_they_break_in_the_middle_of_json_too(
    name: str, sandbox: SandboxServer, raw: Any, chat: Any
) -> None:
    seen = await raw(sandbox.url, chat(name, stream=False, stream_options=None))
    assert not seen.whole


async def test_a_quiet_end_is_whole_in_form_only(sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    seen = await raw(sandbox.url, chat("quiet-end"))
    assert seen.whole
    assert not any(e["choices"][0]["finish_reason"] for e in seen.events)
    assert b"[DONE]" not in seen.body


async def test_errors_inside_a_stream(sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    middle = await raw(sandbox.url, chat("mid-error"))
    assert middle.text.startswith("So far")
    assert "error" in middle.events[-1]
    first = await raw(sandbox.url, chat("first-error"))
    assert list(first.events[0]) == ["error"]


@pytest.mark.parametrize("name", REFUSING)
async def test_refusals(name: str, sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    refusal = scenarios()[name].refuse
    assert refusal
    body = chat(name, max_tokens=128000, messages=[{"role": "user", "content": "x" * 20000}])
    seen = await raw(sandbox.url, body)
    assert seen.status == refusal.status
    assert seen.headers["content-type"] == refusal.type
    assert refusal.headers.items() <= seen.headers.items()


async def test_characters_are_cut_inside(sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    seen = await raw(sandbox.url, chat("unicode"))
    assert max(map(len, seen.chunks)) <= 3
    assert seen.text == scenarios()["unicode"].steps[0].text
    broken = 0
    for chunk in seen.chunks:
        try:
            chunk.decode()
        except UnicodeDecodeError:
            broken += 1
    assert broken > 10


async def test_hostile_text_arrives_untouched(sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    seen = await raw(sandbox.url, chat("hostile"))
    assert seen.text == scenarios()["hostile"].steps[1].text
    assert "\x1b[31m" in seen.text
    assert "[/bold]" in seen.text


async def test_two_megabytes_in_one_event(sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    seen = await raw(sandbox.url, chat("huge-chunk"))
    assert seen.whole
    assert max(len(line) for line in seen.lines) > 2_000_000


async def test_models_are_listed(sandbox: SandboxServer, raw: Any) -> None:
    seen = await raw(sandbox.url, path="/v1/models")
    assert {m["id"] for m in json.loads(seen.body)["data"]} == set(scenarios())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/v1/completions", {}, 404), ("/", None, 404), ("/v1/chat/completions", None, 405)],
)
async def test_other_doors_are_shut(
    path: str, body: Any, status: int, sandbox: SandboxServer, raw: Any
) -> None:
    assert (await raw(sandbox.url, body, path=path)).status == status


async def test_a_connection_serves_one_request_after_another(sandbox: SandboxServer, chat: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    sent = json.dumps(chat("text-fast")).encode()
    for _ in range(3):
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(sent), sent)
        )
        assert (await reader.readuntil(b"\r\n0\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
    writer.close()
    assert sandbox.counts["text-fast"] == 3
    assert sandbox.cancelled == 0


async def test_what_it_was_asked_is_kept(sandbox: SandboxServer, raw: Any, chat: Any) -> None:
    await raw(sandbox.url, chat("text", max_tokens=77))
    assert sandbox.requests[-1]["max_tokens"] == 77
    assert sandbox.headers[-1]["host"] == "x"


@pytest.mark.parametrize("name", ["endless", "slow-first", "stall"])
@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_is_counted(name: str, stream: bool, chat: Any) -> None:
    async with SandboxServer() as sandbox:
        _, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
        fields = {} if stream else {"stream": False, "stream_options": None}
        sent = json.dumps(chat(name, **fields)).encode()
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(sent), sent)
        )
        while not sandbox.requests:
            await asyncio.sleep(0)
        (connection,) = sandbox.connections
        assert connection.task
        writer.transport.abort()
        with pytest.raises(asyncio.CancelledError):
            await connection.task
        assert sandbox.cancelled == 1


async def test_scenarios_can_be_added(raw: Any, chat: Any) -> None:
    extra = '[mine]\ntitle = "Mine"\nsteps = [{ text = "Mine." }]'
    async with SandboxServer(pace=0, extra=extra) as sandbox:
        assert (await raw(sandbox.url, chat("mine"))).text == "Mine."


async def test_nonsense_on_the_socket_closes_it(sandbox: SandboxServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(b"what is this\r\n\r\n")
    assert await reader.read() == b""
    writer.close()


@pytest.fixture
async def sdk(sandbox: SandboxServer) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=f"{sandbox.url}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.mark.parametrize("name", [n for n in READABLE if n not in ("late-id", "hostile-tool")])
async def test_the_official_sdk_reads_the_stream(
    name: str, sdk: openai.AsyncOpenAI, chat: Callable[..., dict[str, Any]]
) -> None:
    async with sdk.chat.completions.stream(
        **{k: v for k, v in chat(name).items() if k != "stream"}
    ) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_completion() if name not in ("length", "filtered") else None
    text = "".join(event.delta for event in events if event.type == "content.delta")
    if final:
        whole = await sdk.chat.completions.create(**chat(name, stream=False, stream_options=None))
        assert (final.choices[0].message.content or "") == (whole.choices[0].message.content or "") == text
        made = [c.function.arguments for c in final.choices[0].message.tool_calls or []]
        assert made == [c.function.arguments for c in whole.choices[0].message.tool_calls or []]  # type: ignore[union-attr] # only functions are called


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rate-limit", openai.RateLimitError),
        ("bad-key", openai.AuthenticationError),
        ("no-access", openai.PermissionDeniedError),
        ("overloaded", openai.InternalServerError),
        ("hostile-error", openai.BadRequestError),
        ("broken", openai.APIConnectionError),
        ("mid-error", openai.APIError),
    ],
)
async def test_the_official_sdk_knows_the_errors(
    name: str, kind: type[openai.APIError], sdk: openai.AsyncOpenAI, chat: Any
) -> None:
    with pytest.raises(kind):
        async for _ in await sdk.chat.completions.create(**chat(name)):
            pass
