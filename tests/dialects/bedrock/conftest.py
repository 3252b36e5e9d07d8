import base64
import json
import struct
import zlib
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tui_router.dialects.bedrock import machine, prepare
from tui_router.messages.events import Verbatim
from tui_router.messages.grammar import Checker


def packed(headers: dict[str, str], payload: bytes) -> bytes:
    """One message as AWS writes it."""
    told = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value.encode())) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", 16 + len(told) + len(payload), len(told))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + told + payload
    return body + struct.pack(">I", zlib.crc32(body))


def chunk(event: dict | bytes) -> bytes:
    data = event if isinstance(event, bytes) else json.dumps(event).encode()
    payload = {"bytes": base64.b64encode(data).decode(), "p": "abcdefgh"}
    headers = {":event-type": "chunk", ":content-type": "application/json", ":message-type": "event"}
    return packed(headers, json.dumps(payload).encode())


def exception(name: str, words: str) -> bytes:
    headers = {":exception-type": name, ":content-type": "application/json", ":message-type": "exception"}
    return packed(headers, json.dumps({"message": words}).encode())


def text_answer(text: str = "Hello") -> list[dict]:
    return [
        {
            "type": "message_start",
            "message": {
                "id": "msg_bdrk_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "content": [],
                "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 9, "output_tokens": 1},
            },
        },
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 3}},
        {"type": "message_stop", "amazon-bedrock-invocationMetrics": {"inputTokenCount": 9, "outputTokenCount": 3}},
    ]  # fmt: skip


def hear(call, reads) -> SimpleNamespace:
    """What the client gets of an answer: the events, their bytes, and the machine. The grammar is checked."""
    teller = machine(call, prepare(call))
    items = [item for data in reads for item in teller.feed(data)]
    items += teller.close()
    events = [item.event if isinstance(item, Verbatim) else item for item in items]
    checker = Checker()
    wrong = [found.rule for event in events if event is not None for found in checker.feed(event)]
    if teller.fault is None:
        wrong += [found.rule for found in checker.close()]
    assert set(wrong) <= {"foreign_id", "empty_delta"}  # of the upstream's own making, and harmless
    assert teller.done == (teller.fault is None)
    raw = b"".join(item.raw for item in items if isinstance(item, Verbatim))
    return SimpleNamespace(events=events, raw=raw, machine=teller, fault=teller.fault)


@pytest.fixture(scope="session")
def aws() -> SimpleNamespace:
    return SimpleNamespace(
        packed=packed, chunk=chunk, exception=exception, text_answer=text_answer, hear=hear
    )


@pytest.fixture
def cloud_call(make_call) -> Callable:
    """A call to Claude on a cloud."""

    def made(
        request: dict | None = None,
        *,
        hosted: str = "aws",
        model: str = "m",
        quirks: dict | None = None,
        **more,
    ):
        asked = {"max_tokens": 100, **(request or {})}
        return make_call(
            asked, dialect="bedrock", model=model, quirks={"hosted": hosted, **(quirks or {})}, **more
        )

    return made
