"""Upstreams that are broken, hostile or not upstreams at all, on sockets that say exactly what they are told to."""

import asyncio
import gzip
import json
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anthropic
import msgspec
import pytest

from tui_router.messages.events import ErrorEvent, Event
from tui_router.messages.grammar import Checker

pytestmark = pytest.mark.usefixtures("impatient")

RECORDED = Path(__file__).parent.parent / "recordings" / "anthropic" / "documented-thinking-tool.chunks.txt"


def chat(delta: dict[str, Any], finish: str | None = None) -> bytes:
    chunk = {"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


FUNCTION = {"name": "Bash", "arguments": '{"command":"ls"}'}
CHAT = [
    chat({"role": "assistant", "content": ""}),
    chat({"content": "Zażółć "}),
    chat({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": FUNCTION}]}),
    chat({}, "tool_calls"),
    b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n',
    b"data: [DONE]\n\n",
]
CHAT_WHOLE_FROM = len(b"".join(CHAT[:4])) - 2
"""From here on the stream has said why it ended; only the blank line may be missing."""
NATIVE = [json.loads(line).encode() for line in RECORDED.read_text().splitlines() if line.startswith('"')]
NATIVE_WHOLE_FROM = b"".join(NATIVE).index(b"event: message_stop") - 2
"""A stop reason has come: the missing end is put there, and noted."""
TEXT = [CHAT[1], chat({}, "stop"), b"data: [DONE]\n\n"]
NATIVE_TEXT = b"".join(
    b"event: %b\ndata: %b\n\n" % (data["type"].encode(), json.dumps(data).encode())
    for data in (
        {
            "type": "message_start",
            "message": {
                "id": "msg_1",
                "type": "message",
                "role": "assistant",
                "model": "m",
                "content": [],
                "stop_reason": None,
                "stop_sequence": None,
                "usage": {"input_tokens": 1, "output_tokens": 1},
            },
        },
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hello"}},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 2},
        },
        {"type": "message_stop"},
    )
)


def chunked(body: bytes, cut: int) -> bytes:
    part = body[:cut]
    return b"transfer-encoding: chunked\r\n\r\n" + (b"%x\r\n%b\r\n" % (len(part), part) if part else b"")


def counted(body: bytes, cut: int) -> bytes:
    return b"content-length: %d\r\n\r\n" % len(body) + body[:cut]


def until_closed(body: bytes, cut: int) -> bytes:
    return b"connection: close\r\n\r\n" + body[:cut]


def verdict(status: int, found: Any) -> str:
    """ "ok", or "error" in the form the client understands; anything else fails."""
    if status != 200:
        assert found["type"] == "error", found
        assert set(found["error"]) >= {"type", "message"}
        return "error"
    if isinstance(found, dict):
        assert found["type"] == "message", found
        assert found["stop_reason"]
        return "ok"
    checker = Checker()
    wrong = []
    for _, data in found:
        event = msgspec.json.decode(json.dumps(data), type=Event)
        if isinstance(event, ErrorEvent):
            assert data is found[-1][1], "something follows the error"
            return "error"
        wrong += checker.feed(event)
    wrong += checker.close()
    assert [one.rule for one in wrong if one.grade == "harmful"] == []
    return "ok"


@pytest.fixture
async def lab(start, raw, kit, monkeypatch):
    monkeypatch.setenv("LAB_SECRET", "lab-key")
    monkeypatch.setenv("NATIVE_SECRET", "native-key")
    async with start(kit.raw_config(raw.url)) as running:
        yield running


async def test_the_samples_are_whole(lab, raw, kit) -> None:
    for provider, body in (("lab", b"".join(CHAT)), ("native", b"".join(NATIVE)), ("native", NATIVE_TEXT)):
        raw.answer = kit.says(kit.SSE_HEAD + counted(body, len(body)))
        assert verdict(*await lab.ask(f"{provider}/m")) == "ok"


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize("framing", [chunked, counted, until_closed])
async def test_every_cut_of_a_chat_stream_is_an_error(lab, raw, kit, framing, stream: bool) -> None:
    body = b"".join(CHAT)

    async def one(cut: int) -> None:
        found = verdict(*await lab.ask(f"lab/{cut}", stream=stream))
        wanted = "ok" if cut > CHAT_WHOLE_FROM else "error"
        assert found == wanted or CHAT_WHOLE_FROM - 1 <= cut <= CHAT_WHOLE_FROM + 2, cut

    await every_cut(raw, kit, framing, body, one, step=1 if stream else 7)


@pytest.mark.parametrize("framing", [chunked, counted, until_closed])
async def test_every_cut_of_a_native_stream_is_an_error(lab, raw, kit, framing) -> None:
    body = NATIVE_TEXT
    whole_from = body.index(b"event: message_stop") - 2

    async def one(cut: int) -> None:
        found = verdict(*await lab.ask(f"native/{cut}"))
        wanted = "ok" if cut > whole_from else "error"
        assert found == wanted or abs(cut - whole_from) <= 2, cut

    await every_cut(raw, kit, framing, body, one)


async def every_cut(
    raw: Any, kit: Any, framing: Callable[[bytes, int], bytes], body: bytes, one: Any, step: int = 1
) -> None:
    """The cut stands in the model's name, so that many can be under way at once."""

    async def answer(asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(kit.SSE_HEAD + framing(body, int(asked.fields["model"])))

    raw.answer = answer
    gate = asyncio.Semaphore(16)

    async def gated(cut: int) -> None:
        async with gate, asyncio.timeout(kit.HANG):
            await one(cut)

    async with asyncio.TaskGroup() as group:
        for cut in range(0, len(body), step):
            group.create_task(gated(cut))


@pytest.mark.parametrize("provider", ["lab", "native"])
async def test_the_official_client_raises_on_a_cut(lab, raw, kit, provider: str) -> None:
    body, whole_from = (
        (b"".join(CHAT), CHAT_WHOLE_FROM) if provider == "lab" else (b"".join(NATIVE), NATIVE_WHOLE_FROM)
    )
    client = anthropic.AsyncAnthropic(base_url=lab.url, api_key=kit.TOKEN, max_retries=0, timeout=kit.HANG)
    tool = {"name": "Bash", "input_schema": {"type": "object"}}
    try:
        for framing in (chunked, counted, until_closed):
            for cut in range(5, whole_from, 97):
                raw.answer = kit.says(kit.SSE_HEAD + framing(body, cut))
                asked = {"role": "user", "content": "x"}
                with pytest.raises(anthropic.APIError):
                    async with client.messages.stream(
                        model=f"{provider}/m", max_tokens=9, messages=[asked], tools=[tool]
                    ) as stream:
                        await stream.get_final_message()
    finally:
        await client.close()


async def test_a_reset_is_an_error(lab, raw, kit) -> None:
    async def answer(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(kit.SSE_HEAD + chunked(b"".join(CHAT), 200))
        await writer.drain()
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    raw.answer = answer
    for stream in (True, False):
        assert verdict(*await lab.ask("lab/m", stream=stream)) == "error"


def sse(*frames: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" + b"".join(
        frames
    )


def plain(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def packed(kind: str, body: bytes) -> bytes:
    return plain("200 OK", body, "content-type: text/event-stream", f"content-encoding: {kind}")


OK = sse(*TEXT)
WHOLE = b'{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}'
NEST = b"[" * 100_000
OPEN = b'{"choices":[{"index":0,"delta":{"content":"x"},"logprobs":'
CLOSE = b',"finish_reason":null}]}'

ANSWERS: dict[str, tuple[bytes, str]] = {
    "closes at once": (b"", "error"),
    "half a status line": (b"HTTP/1.1 20", "error"),
    "half a head": (b"HTTP/1.1 200 OK\r\ncontent-ty", "error"),
    "not http": (b"SSH-2.0-OpenSSH_9.6\r\n", "error"),
    "a tls alert": (b"\x15\x03\x01\x00\x02\x02\x46", "error"),
    "http/0.9": (b"<html>hello</html>", "error"),
    "http/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "error"),
    "a status that is a word": (b"HTTP/1.1 abc OK\r\n\r\n", "error"),
    "status 999": (plain("999 X", b"{}"), "error"),
    "status 99": (plain("99 X", b"{}"), "error"),
    "status 0": (plain("000 X", b"{}"), "error"),
    "continue, then the answer": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, "ok"),
    "early hints, then the answer": (b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + OK, "ok"),
    "continue for ever": (b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, "error"),
    "switching protocols": (
        b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhm",
        "error",
    ),
    "no content": (b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n", "error"),
    "reset content": (plain("205 Reset Content"), "error"),
    "partial content": (plain("206 Partial", b"{}"), "error"),
    "moved": (plain("301 Moved", b"", "location: http://127.0.0.1:1/"), "error"),
    "see other": (plain("303 See", b"", "location: /v1/other"), "error"),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n", "error"),
    "temporary redirect": (plain("307 T", b"x", "location: http://169.254.169.254/"), "error"),
    "permanent redirect": (plain("308 P", b"x", "location: file:///etc/passwd"), "error"),
    "an empty 200": (plain("200 OK"), "error"),
    "an empty stream": (sse(), "error"),
    "a 200 with a page": (plain("200 OK", b"<html>login</html>", "content-type: text/html"), "error"),
    "a 200 with words": (plain("200 OK", b"hello", "content-type: text/plain"), "error"),
    "a 200 with null": (plain("200 OK", b"null", "content-type: application/json"), "error"),
    "a 200 with a list": (plain("200 OK", b"[]", "content-type: application/json"), "error"),
    "a 200 with nothing in it": (plain("200 OK", b"{}", "content-type: application/json"), "error"),
    "a 200 with an error": (plain("200 OK", b'{"error":{"message":"no"}}'), "error"),
    "a 200 with a document": (plain("200 OK", WHOLE, "content-type: application/json"), "ok"),
    "the wrong content type": (OK.replace(b"text/event-stream", b"image/png"), "ok"),
    "no content type": (OK.replace(b"content-type: text/event-stream\r\n", b""), "ok"),
    "length and chunks": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        + b"%x\r\n%b\r\n0\r\n\r\n" % (len(b"".join(TEXT)), b"".join(TEXT)),
        "any",
    ),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\nconnection: close\r\n\r\nhello!",
        "error",
    ),
    "a negative length": (b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello", "error"),
    "an enormous length": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\nhello",
        "error",
    ),
    "a chunk of bad size": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n", "error"),
    "a chunk of negative size": (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-5\r\nhello\r\n",
        "error",
    ),
    "a chunk of enormous size": (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello\r\n",
        "error",
    ),
    "chunks with extensions": (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        + b"%x;a=b\r\n%b\r\n0\r\n\r\n" % (len(b"".join(TEXT)), b"".join(TEXT)),
        "any",
    ),
    "an unknown transfer encoding": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: xchunked\r\n\r\nhello", "error"),
    "a head without end": (b"HTTP/1.1 200 OK\r\n" + b"x-a: b\r\n" * 20_000, "error"),
    "a header of 200 KB": (plain("200 OK", b"{}", "x-a: " + "b" * 200_000), "error"),
    "a header without a colon": (plain("200 OK", b"{}", "hello"), "error"),
    "a header with a nul": (plain("200 OK", b"{}", "x-a: b\x00c"), "error"),
    "a header with an escape": (OK.replace(b"connection", b"x-a: \x1b]0;t\x07\r\nconnection", 1), "any"),
    "a header of other letters": (OK.replace(b"connection", b"x-a: Za\xc5\xbc\xff\r\nconnection", 1), "ok"),
    "a folded header": (plain("200 OK", b"{}", "x-a: b\r\n c"), "error"),
    "line feeds alone": (b"HTTP/1.1 200 OK\nconnection: close\n\n" + b"".join(TEXT), "any"),
    "gzip nobody asked for": (packed("gzip", gzip.compress(b"".join(TEXT))), "ok"),
    "gzip, cut": (packed("gzip", gzip.compress(b"".join(TEXT))[:30]), "error"),
    "gzip that is none": (packed("gzip", b"".join(TEXT)), "error"),
    "deflate": (packed("deflate", zlib.compress(b"".join(TEXT))), "ok"),
    "an encoding nobody speaks": (packed("br", b"\x0b\x02\x80hello\x03"), "error"),
    "two encodings": (packed("gzip, gzip", gzip.compress(gzip.compress(b"".join(TEXT)))), "error"),
    "a refusal in gzip": (
        plain("429 X", gzip.compress(b'{"error":{"message":"slow down"}}'), "content-encoding: gzip"),
        "error",
    ),
    "a refusal in gzip that is none": (plain("429 X", b"hello", "content-encoding: gzip"), "error"),
    "a refusal in brotli": (plain("400 X", b"hello", "content-encoding: br"), "error"),
    "a refusal without an end": (b"HTTP/1.1 500 X\r\ncontent-length: 500\r\n\r\n{", "error"),
    "a refusal of 5 MB": (plain("500 X", b"x" * 5_000_000), "error"),
    "a refusal, deeply nested": (plain("400 X", NEST), "error"),
    "a refusal with a surrogate": (plain("400 X", b'{"error":{"message":"\\ud800"}}'), "error"),
    "a refusal with odd types": (
        plain("400 X", b'{"error":{"message":{"a":[1]},"code":[],"type":1e999}}'),
        "error",
    ),
    "a refusal with a number": (plain("400 X", b'{"error":' + b"9" * 5000 + b"}"), "error"),
    "a refusal that waits oddly": (plain("429 X", b"{}", "retry-after: 1e400"), "error"),
    "a refusal that waits for ever": (plain("429 X", b"{}", "retry-after: " + "9" * 400), "error"),
    "a refusal that waits for nan": (plain("429 X", b"{}", "retry-after: nan"), "error"),
    "a refusal that waits backwards": (plain("429 X", b"{}", "retry-after: -5"), "error"),
    "a refusal with an odd date": (
        plain("429 X", b"{}", "retry-after: Wed, 99 Foo 99999 99:99:99 GMT", "date: nonsense"),
        "error",
    ),
    "invalid utf-8": (
        sse(b'data: {"choices":[{"index":0,"delta":{"content":"a\xff\xc3"}}]}\n\n', *TEXT),
        "ok",
    ),
    "nan": (sse(b"data: " + OPEN + b"NaN" + CLOSE + b"\n\n", *TEXT), "any"),
    "infinity": (sse(b"data: " + OPEN + b"-Infinity" + CLOSE + b"\n\n", *TEXT), "any"),
    "a huge integer": (sse(b"data: " + OPEN + b"9" * 6000 + CLOSE + b"\n\n", *TEXT), "any"),
    "a huge index": (
        sse(
            b'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":99999999999999999999}]}}]}\n\n',
            *TEXT,
        ),
        "any",
    ),
    "huge usage": (
        sse(
            *TEXT[:2],
            b'data: {"choices":[],"usage":{"prompt_tokens":1e300,"completion_tokens":-7}}\n\n',
            TEXT[2],
        ),
        "any",
    ),
    "deep nesting": (sse(b"data: " + OPEN + NEST + b"]" * len(NEST) + CLOSE + b"\n\n", *TEXT), "any"),
    "nesting that never closes": (sse(b"data: " + NEST + b"\n\n", *TEXT), "any"),
    "half a surrogate": (
        sse(b'data: {"choices":[{"index":0,"delta":{"content":"a\\ud800"}}]}\n\n', *TEXT),
        "ok",
    ),
    "a nul": (sse(b'data: {"choices":[{"index":0,"delta":{"content":"a\\u0000"}}]}\n\n', *TEXT), "ok"),
    "the same member twice": (
        sse(b'data: {"choices":[],"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n', *TEXT),
        "ok",
    ),
    "types upside down": (
        sse(b'data: {"choices":[{"index":"0","delta":[],"finish_reason":{}}],"usage":[]}\n\n', *TEXT),
        "any",
    ),
    "choices that are a word": (sse(b'data: {"choices":"none"}\n\n', *TEXT), "any"),
    "a broken line": (sse(CHAT[1], b"data: {\n\n", *TEXT), "any"),
    "carriage returns alone": (sse(b"".join(TEXT).replace(b"\n", b"\r")), "ok"),
    "a byte order mark": (sse(b"\xef\xbb\xbf", *TEXT), "ok"),
    "done and nothing else": (sse(b"data: [DONE]\n\n"), "any"),
    "twenty thousand comments": (sse(b": still here\n\n" * 20_000, *TEXT), "ok"),
    "comments and no answer": (sse(b": still here\n\n" * 20_000), "error"),
    "a line of data each byte": (sse(b"data: x\n" * 20_000), "error"),
    "a megabyte in one delta": (sse(chat({"content": "x" * 1_000_000}), *TEXT), "ok"),
    "more after the end": (sse(*TEXT, *TEXT, b"garbage \x00\xff"), "ok"),
    "a tool without a name": (
        sse(
            chat({"tool_calls": [{"index": 0, "id": "x", "function": {"arguments": "{}"}}]}),
            chat({}, "tool_calls"),
            TEXT[2],
        ),
        "any",
    ),
    "arguments that are no json": (
        sse(
            chat(
                {"tool_calls": [{"index": 0, "id": "x", "function": {"name": "Bash", "arguments": "{\x1b"}}]}
            ),
            chat({}, "tool_calls"),
            TEXT[2],
        ),
        "any",
    ),
    "ten thousand calls": (
        sse(
            *(
                chat(
                    {
                        "tool_calls": [
                            {"index": n, "id": f"c{n}", "function": {"name": "Bash", "arguments": "{}"}}
                        ]
                    }
                )
                for n in range(10_000)
            ),
            chat({}, "tool_calls"),
            TEXT[2],
        ),
        "any",
    ),
}


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize("provider", ["lab", "native"])
async def test_nothing_an_upstream_says_breaks_the_gateway(
    lab, raw, kit, provider: str, stream: bool
) -> None:
    """Every answer is an answer or an error in the client's language, in time, and never a fault of ours."""
    wrong: dict[str, object] = {}
    for name, (said, wanted) in ANSWERS.items():
        raw.answer = kit.says(said)
        try:
            async with asyncio.timeout(kit.HANG):
                status, found = await lab.ask(f"{provider}/m", stream=stream, tools=[TOOL])
                detail = await lab.last()
        except Exception as error:
            wrong[name] = ascii(error)
            continue
        try:
            got = verdict(status, found)
        except Exception as error:
            wrong[name] = ascii(error)
            continue
        if detail.row.diagnosis == "gateway_fault":
            wrong[name] = ascii(detail.diagnosis)
        elif provider == "lab" and wanted not in ("any", got):
            wrong[name] = ascii((got, status, detail.diagnosis))
        elif (got == "ok") != (detail.row.state in ("ok", "repaired")):
            wrong[name] = (got, detail.row.state)
    assert not wrong, "\n".join(f"{name}: {what}" for name, what in wrong.items())


TOOL = {"name": "Bash", "description": "x", "input_schema": {"type": "object"}}


async def test_a_redirect_is_followed_nowhere(lab, raw, kit) -> None:
    for status in (301, 302, 303, 307, 308):
        before = len(raw.posts)
        raw.answer = kit.says(plain(f"{status} X", b"", f"location: {raw.url}/v1/chat/completions"))
        assert verdict(*await lab.ask("lab/m")) == "error"
        assert len(raw.posts) == before + 1


async def test_tiny_chunks_in_great_number(lab, raw, kit) -> None:
    """One byte a chunk, a hundred thousand of them."""
    text = chat({"content": "word "}) * 1_400
    body = text + b"".join(TEXT)
    assert len(body) > 100_000
    small = b"".join(b"1\r\n%b\r\n" % body[at : at + 1] for at in range(len(body))) + b"0\r\n\r\n"
    raw.answer = kit.says(kit.SSE_HEAD + b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n" + small)
    async with asyncio.timeout(kit.HANG):
        status, found = await lab.ask("lab/m")
    assert verdict(status, found) == "ok"
    assert kit.text_of(found).count("word ") == 1_400


async def test_comments_without_end_stop_with_the_client(lab, raw, kit) -> None:
    """An upstream that never says anything is left the moment the client leaves."""
    left = asyncio.Event()

    async def answer(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(kit.SSE_HEAD + b"connection: close\r\n\r\n")
        try:
            while True:
                writer.write(b": still here\n\n" * 100)
                await writer.drain()
                await asyncio.sleep(0)
        finally:
            left.set()

    raw.answer = answer
    body = {"model": "lab/m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "x"}]}
    host, port = lab.url.removeprefix("http://").split(":")
    _reader, writer = await asyncio.open_connection(host, int(port))
    data = json.dumps(body).encode()
    writer.write(
        b"POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: %b\r\ncontent-length: %d\r\n\r\n%b"
        % (kit.TOKEN.encode(), len(data), data)
    )

    async def comments_came() -> bool:
        rows = await lab.control.exchanges(limit=1)
        return bool(rows) and (await lab.control.leg(rows[0].id, "c")).size > 100_000

    await kit.until(comments_came)
    writer.close()
    async with asyncio.timeout(kit.HANG):
        await left.wait()
    assert (await lab.last()).row.state == "cancelled"


async def test_a_client_whose_name_has_other_letters_is_served(lab, raw, kit) -> None:
    """What is forwarded to a native upstream may hold bytes that are no ASCII."""
    raw.answer = kit.says(kit.SSE_HEAD + counted(NATIVE_TEXT, len(NATIVE_TEXT)))
    host, port = lab.url.removeprefix("http://").split(":")
    body = json.dumps(
        {"model": "native/m", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}], "stream": True}
    ).encode()
    for value in ("Zażółć/1.0".encode(), b"caf\xe9", b"tab\there"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\nx-api-key: %b\r\n"
            b"user-agent: %b\r\nx-stainless-os: %b\r\ncontent-length: %d\r\n\r\n%b"
            % (kit.TOKEN.encode(), value, value, len(body), body)
        )
        async with asyncio.timeout(kit.HANG):
            answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200"), answer[-400:]
        assert b"message_stop" in answer


MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("kind", ["line", "bomb"])
@pytest.mark.parametrize("dialect", ["lab", "native"])
async def test_what_never_ends_does_not_fill_the_memory(serve, raw, kit, dialect: str, kind: str) -> None:
    """A line of 64 MB; 256 MB packed into 256 KB."""

    async def line(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(kit.SSE_HEAD + b"connection: close\r\n\r\ndata: ")
        for _ in range(64):
            writer.write(b"x" * MEGABYTE)
            await writer.drain()

    async with serve(kit.raw_config(raw.url)) as served:
        raw.answer = kit.says(kit.SSE_HEAD + b"connection: close\r\n\r\n" + NATIVE_TEXT)
        await served.ask("native/m", stream=True)
        await served.stored(1)
        before = served.rss()
        raw.answer = line if kind == "line" else kit.says(packed("gzip", bomb(256)))
        asking = asyncio.ensure_future(served.ask(f"{dialect}/m", stream=True))
        highest = before
        while not asking.done():
            highest = max(highest, served.rss())
            await asyncio.wait([asking], timeout=0.005)
        status, data = asking.result()
        assert status >= 400 or b"event: error" in data
    assert highest - before <= 32 * MEGABYTE, (highest - before) / MEGABYTE


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b"data: ")] + [packer.compress(b"x" * MEGABYTE) for _ in range(megabytes)]
    return b"".join(parts) + packer.flush()
