import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import anthropic
import msgspec
import openai
import pytest

from tui_router.sandbox.scenario import Scenario, scenarios
from tui_router.sandbox.server import SandboxServer

WAITS = ("endless", "huge-chunk")
BREAKS = [name for name, s in scenarios().items() if s.end in ("cut", "reset")]


def _shape(scenario: Scenario) -> bool:
    """Whether it refuses by more than the size and the number of requests."""
    sizes = {"over_output", "over_window", "over_sum", "first", "every", "within_s"}
    when = scenario.refuse.when if scenario.refuse else ()
    return any(key not in sizes for condition in when for key in msgspec.to_builtins(condition))


GOOD = {
    name: s
    for name, s in scenarios().items()
    if s.end in ("done", "no_done") and not (s.refuse or s.at_first or name in (*WAITS, "garbage"))
}
READABLE = [name for name, s in GOOD.items() if "chat" in s.speaks]
TOLD = [name for name, s in GOOD.items() if "anthropic" in s.speaks]
REFUSING = [
    name
    for name, s in scenarios().items()
    if s.refuse and s.refuse.status != 200 and "chat" in s.speaks and not _shape(s)
]
MESSAGES = "/v1/messages?beta=true"


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
    body = chat(name, max_tokens=128000, messages=[{"role": "user", "content": "x" * 280000}])
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
    assert {m["id"] for m in json.loads(seen.body)["data"]} == {
        name for name, scenario in scenarios().items() if scenario.speaks != ("gemini",)
    }


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/completions", {}, 404),
        ("/", None, 404),
        ("/v1/chat/completions", None, 405),
        ("/v1/messages", None, 405),
        ("/v1/messages/count_tokens", {}, 404),
    ],
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


@pytest.mark.parametrize("name", TOLD)
async def test_good_streams_of_messages_end_well(
    name: str, sandbox: SandboxServer, raw: Any, asking: Any
) -> None:
    seen = await raw(sandbox.url, asking(name), path=MESSAGES)
    assert (seen.status, seen.whole) == (200, True)
    assert seen.told[0]["type"] == "message_start"
    assert (seen.told[-1]["type"] == "message_stop") is (scenarios()[name].end == "done")


@pytest.mark.parametrize("path", ["/v1/chat/completions", MESSAGES])
async def test_a_connection_closed_without_a_word(
    path: str, sandbox: SandboxServer, raw: Any, chat: Any, asking: Any
) -> None:
    build = chat if "chat" in path else asking
    assert (await raw(sandbox.url, build("hangs-up-once"), path=path)).status == 0
    assert (await raw(sandbox.url, build("hangs-up-once"), path=path)).status == 200
    assert sandbox.cancelled == 0


async def test_headers_reach_the_conditions(sandbox: SandboxServer) -> None:
    async with anthropic.AsyncAnthropic(base_url=sandbox.url, api_key="none", max_retries=0) as client:
        asked = {"model": "beta-named", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
        assert (await client.messages.create(**asked)).content
        with pytest.raises(anthropic.BadRequestError, match="context-management-2025-06-27"):
            await client.beta.messages.create(**asked, betas=["context-management-2025-06-27"])


async def test_seconds_pass_at_the_sandboxs_own_pace(raw: Any, chat: Any) -> None:
    async with SandboxServer(pace=0) as quick:
        seen = [(await raw(quick.url, chat("loading-seconds"))).status for _ in range(2)]
        assert seen == [503, 200]
    async with SandboxServer(pace=0.01) as slower:
        async with asyncio.timeout(30):
            assert (await raw(slower.url, chat("loading-seconds"))).status == 503
            while (await raw(slower.url, chat("loading-seconds"))).status == 503:
                await asyncio.sleep(0.005)
        assert slower.counts["loading-seconds"] >= 2


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


@pytest.fixture
async def claude(sandbox: SandboxServer) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(base_url=sandbox.url, api_key="none", max_retries=0) as client:
        yield client


@pytest.mark.parametrize("name", [n for n in TOLD if n not in ("null-usage", "no-usage", "bad-arguments")])
async def test_the_official_sdk_of_the_other_language_reads_the_stream(
    name: str, claude: anthropic.AsyncAnthropic, asking: Callable[..., dict[str, Any]]
) -> None:
    fields = {k: v for k, v in asking(name).items() if k != "stream"}
    async with claude.messages.stream(**fields) as stream:
        final = await stream.get_final_message()
    whole = await claude.messages.create(**fields)

    def plain(message: Any) -> list[Any]:
        return [b.model_dump(exclude={"id", "signature"}) for b in message.content]

    assert [b["type"] for b in plain(final)] == [b["type"] for b in plain(whole)]
    assert [b.get("text") for b in plain(final)] == [b.get("text") for b in plain(whole)]
    assert [b.get("input") for b in plain(final)] == [b.get("input") for b in plain(whole)]
    assert final.stop_reason == whole.stop_reason
    assert final.usage.output_tokens == whole.usage.output_tokens


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rate-limit", anthropic.RateLimitError),
        ("bad-key", anthropic.AuthenticationError),
        ("no-region", anthropic.PermissionDeniedError),
        ("no-model", anthropic.NotFoundError),
        ("nobody", anthropic.NotFoundError),
        ("overloaded-once", anthropic.InternalServerError),
        ("hangs-up", anthropic.APIConnectionError),
        ("mid-error", anthropic.APIStatusError),
    ],
)
async def test_the_official_sdk_of_the_other_language_knows_the_errors(
    name: str, kind: type[Exception], claude: anthropic.AsyncAnthropic, asking: Any
) -> None:
    with pytest.raises(kind):
        async for _ in await claude.messages.create(**asking(name)):
            pass


CONTENTS = {"contents": [{"role": "user", "parts": [{"text": "hello"}]}]}
FOREIGN = {
    "/v1/responses": ({"model": "text", "input": "hello", "stream": True}, "text/event-stream"),
    "/v1beta/models/text:streamGenerateContent?alt=sse": (CONTENTS, "text/event-stream"),
    "/v1beta/models/text:streamGenerateContent": (CONTENTS, "application/json"),
    "/model/text/invoke-with-response-stream": (
        {
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": "hello"}],
        },
        "application/vnd.amazon.eventstream",
    ),
}


@pytest.mark.parametrize("path", FOREIGN)
async def test_every_door_streams_in_its_own_manner(sandbox: SandboxServer, raw: Any, path: str) -> None:
    body, kind = FOREIGN[path]
    seen = await raw(sandbox.url, body, path=path)
    assert (seen.status, seen.whole) == (200, True)
    assert seen.headers["content-type"].startswith(kind)
    assert len(seen.chunks) > 5
    assert sandbox.counts["text"] == 1


async def test_models_are_listed_as_google_lists_them(sandbox: SandboxServer, raw: Any) -> None:
    seen = await raw(sandbox.url, path="/v1beta/models")
    listed = {model["name"]: model for model in json.loads(seen.body)["models"]}
    assert listed["models/text"]["outputTokenLimit"] == 16384
    assert "models/interleaved" not in listed  # which speaks another language
    others = {model["id"] for model in json.loads((await raw(sandbox.url, path="/v1/models")).body)["data"]}
    assert "models/gemini-3.6-signs" in listed
    assert "gemini-3.6-signs" not in others
