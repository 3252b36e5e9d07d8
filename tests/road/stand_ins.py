"""Upstreams that stand in for OpenAI, vLLM, Anthropic and the rest: they answer with their own name, or refuse."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

Refusal = tuple[int, Any]
"""Status and body."""


@dataclass
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def model(self) -> str:
        return str(self.fields.get("model"))


@dataclass
class StandIn:
    """Chat Completions at `/v1/chat/completions`, Messages at `/v1/messages`. `async with` it.

    It says "<name> <model>", or `says`. `refuse` is asked with the fields of each request. `hold` keeps answers back
    until it is set. `usage` False: none in whole answers and streams, null where the member must be there.
    `stream` replaces the events of a streamed Messages answer byte for byte.
    """

    name: str
    models: Iterable[str] = ()
    says: str = ""
    usage: bool = True
    refuse: Callable[[dict[str, Any]], Refusal | None] | None = None
    hold: asyncio.Event | None = None
    stream: bytes = b""
    seen: list[Seen] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Without `/v1`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def posts(self) -> list[Seen]:
        return [one for one in self.seen if one.method == "POST"]

    @property
    def last(self) -> Seen:
        return self.posts[-1]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=64 * 1024 * 1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(await self._answer(await _read(reader)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the gateway closes connections when it likes
        finally:
            writer.close()

    async def _answer(self, seen: Seen) -> bytes:
        self.seen.append(seen)
        if seen.method == "GET":
            return _json(
                200, {"object": "list", "data": [{"id": one, "object": "model"} for one in self.models]}
            )
        if seen.path.partition("?")[0] not in ("/v1/chat/completions", "/v1/messages"):
            return _json(404, {"error": {"message": f"no route {seen.path}"}})
        if self.hold is not None:
            await self.hold.wait()
        fields = seen.fields
        refused = self.refuse(fields) if self.refuse else None
        if refused is not None:
            return _json(*refused)
        said = self.says or f"{self.name} {fields['model']}"
        speak = self._messages if "/messages" in seen.path else self._chat
        return speak(said, fields)

    def _chat(self, said: str, fields: dict[str, Any]) -> bytes:
        usage = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14} if self.usage else None
        head = {"id": "c1", "created": 1, "model": fields["model"]}
        if not fields.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
            return _json(200, {**head, "object": "chat.completion", "choices": [choice], "usage": usage})
        head["object"] = "chat.completion.chunk"
        deltas: list[tuple[dict[str, Any], str | None]] = [
            ({"role": "assistant", "content": ""}, None),
            *(({"content": part}, None) for part in (said[:2], said[2:])),
            ({}, "stop"),
        ]
        chunks: list[dict[str, Any]] = [
            {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
            for delta, reason in deltas
        ]
        chunks.append({**head, "choices": [], "usage": usage})
        return _events(*(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks), b"data: [DONE]\n\n")

    def _messages(self, said: str, fields: dict[str, Any]) -> bytes:
        usage = {"input_tokens": 11, "output_tokens": 3, "cache_read_input_tokens": 7}
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": fields["model"],
                   "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}  # fmt: skip
        if not fields.get("stream"):
            text = [{"type": "text", "text": said}]
            return _json(200, {**message, "content": text, "stop_reason": "end_turn"})
        if self.stream:
            return _events(self.stream)
        steps: list[tuple[str, dict[str, Any]]] = [
            ("message_start", {"message": message}),
            ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
            ("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": said}}),
            ("content_block_stop", {"index": 0}),
            ("message_delta", {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage}),
            ("message_stop", {}),
        ]
        return _events(*(event(name, data) for name, data in steps))


def event(name: str, data: dict[str, Any]) -> bytes:
    """One event of a Messages stream."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")[:-2]
    headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, path, _ = first.split(" ")
    return Seen(method, path, headers, body)


def _json(status: int, body: Any) -> bytes:
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _events(*parts: bytes) -> bytes:
    data = b"".join(parts)
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {len(data)}\r\n\r\n"
    return head.encode() + data
