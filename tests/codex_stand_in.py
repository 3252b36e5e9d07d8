"""A Codex login in a folder of its own, the login server that renews it, and the service that takes its tokens."""

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ACCOUNT = "acct-0000-test"
HOUR = 3600.0


def token(ends_at: float | None, word: str = "a", **auth: Any) -> str:
    """An unsigned one with their claims; `word` tells one from the next."""
    claims: dict[str, Any] = {"jti": word, "https://api.openai.com/auth": auth}
    if ends_at is not None:
        claims["exp"] = int(ends_at)
    parts = ({"alg": "none"}, claims)
    return ".".join([*(_packed(part) for part in parts), f"seal{word}"])


def _packed(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def refresh_token(number: int) -> str:
    return f"rt-test-{number}-" + "x" * 24


def write(path: Path, ends_at: float | None, *, number: int = 1, **more: Any) -> Path:
    """`auth.json` as `codex login` leaves it."""
    document = {
        "auth_mode": "chatgpt",
        "OPENAI_API_KEY": None,
        "tokens": {
            "id_token": token(None, "id", chatgpt_account_id=ACCOUNT, chatgpt_plan_type="plus"),
            "access_token": token(ends_at, f"access{number}"),
            "refresh_token": refresh_token(number),
            "account_id": ACCOUNT,
        },
        "last_refresh": "2026-11-01T00:00:00Z",
        **more,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))
    path.chmod(0o600)
    return path


@dataclass
class CodexServers:
    """`async with` it. `/oauth/token` renews with the token it gave last and no other; `/codex/responses` takes the
    access tokens in `good`. `refuse` answers in place of the login server. `used` are the tokens that asked."""

    now: Callable[[], float]
    number: int = 1
    good: set[str] = field(default_factory=set)
    refuse: tuple[int, Any] | None = None
    before: Callable[[], None] | None = None
    hold: asyncio.Event | None = None
    used: list[str] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    limits: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def renewals(self) -> str:
        return f"{self.url}/oauth/token"

    @property
    def calls(self) -> list[tuple[dict[str, str], dict[str, Any]]]:
        return [
            (headers, json.loads(body)) for path, headers, body in self.asked if path == "/codex/responses"
        ]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=16 * 1024 * 1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.partition(": ") for line in head[1:] if line)
                headers = {name.lower(): value for name, _, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                path = head[0].split(" ")[1].partition("?")[0]
                self.asked.append((path, headers, body))
                writer.write(await self._answer(path, headers, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side closes when it likes
        finally:
            writer.close()

    async def _answer(self, path: str, headers: dict[str, str], body: bytes) -> bytes:
        if path == "/oauth/token":
            return await self._renew(json.loads(body))
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.good:
            said = {"message": "Provided authentication token is expired.", "code": "token_expired"}
            return _reply(401, "application/json", json.dumps({"error": said}).encode())
        if path == "/codex/models":
            return _reply(200, "application/json", json.dumps({"models": MODELS}).encode())
        asked = json.loads(body)
        if asked.get("stream") is not True:
            return _reply(400, "application/json", b'{"detail":"Stream must be set to true"}')
        return _reply(200, "text/event-stream", _stream(asked), self.limits)

    async def _renew(self, asked: dict[str, Any]) -> bytes:
        self.used.append(asked["refresh_token"])
        if self.hold is not None:
            await self.hold.wait()
        if self.before is not None:
            self.before()
        if self.refuse is not None:
            return _reply(self.refuse[0], "application/json", json.dumps(self.refuse[1]).encode())
        if asked["refresh_token"] != refresh_token(self.number):
            return _reply(401, "application/json", b'{"error":{"code":"refresh_token_reused"}}')
        self.number += 1
        access = token(self.now() + HOUR, f"access{self.number}")
        self.good = {access}
        fresh = {"access_token": access, "refresh_token": refresh_token(self.number)}
        return _reply(200, "application/json", json.dumps(fresh).encode())


MODELS = [
    {"slug": "gpt-6.1-sol", "display_name": "GPT-6.1 Sol", "context_window": 272000, "visibility": "list",
     "supported_in_api": True, "input_modalities": ["text", "image"]},
    {"slug": "gpt-reserve", "visibility": "hide", "supported_in_api": True},
]  # fmt: skip


def _stream(asked: dict[str, Any]) -> bytes:
    item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": "hello there", "annotations": []}]}  # fmt: skip
    response = {"id": "resp_1", "object": "response", "model": asked["model"], "output": []}
    usage = {"input_tokens": 11, "output_tokens": 3, "total_tokens": 14}
    events: list[tuple[str, dict[str, Any]]] = [
        ("codex.rate_limits", {"plan_type": "plus", "rate_limits": {"primary": {"used_percent": 1.5}}}),
        ("response.created", {"response": {**response, "status": "in_progress"}}),
        ("response.output_item.added", {"output_index": 0, "item": {**item, "content": []}}),
        ("response.content_part.added", {"output_index": 0, "content_index": 0, "item_id": "msg_1",
                                         "part": {"type": "output_text", "text": ""}}),
        ("response.output_text.delta", {"output_index": 0, "content_index": 0, "item_id": "msg_1",
                                        "delta": "hello there"}),
        ("response.output_text.done", {"output_index": 0, "content_index": 0, "item_id": "msg_1",
                                       "text": "hello there"}),
        ("response.output_item.done", {"output_index": 0, "item": item}),
        ("response.completed", {"response": {**response, "status": "completed", "output": [item],
                                             "usage": usage}}),
    ]  # fmt: skip
    return b"".join(
        f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode() for name, data in events
    )


def _reply(status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"content-type: {kind}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (more or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
