"""What the mock upstream says in each language: the same words, a thousand of them or five, as events and as one body.

Chat Completions is the language of the floor; the others show what another translation costs.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

PROMPT, OUTPUT = 24000, 120
"""Tokens told in every answer."""


@dataclass(frozen=True)
class Tongue:
    """`base` is what a provider's URL ends in, `path` a part of every request's path. `events` gives the stream's events
    as they go over the wire: one for each chunk with `head` before and `tail` behind. `whole` is the same as one body."""

    dialect: str
    base: str
    path: bytes
    head: int
    tail: int
    events: Callable[[int], list[bytes]]
    whole: Callable[[int], Any]


def words(count: int) -> list[str]:
    return [f" word{n % 10}" for n in range(count)]


def data(value: Any, name: str = "") -> bytes:
    line = f"event: {name}\n" if name else ""
    return f"{line}data: {json.dumps(value, separators=(',', ':'))}\n\n".encode()


# ---------------------------------------------------------------- Chat Completions

_CHAT = {"id": "chatcmpl-bench", "created": 1, "model": "mock"}
_CHAT_USAGE = {"prompt_tokens": PROMPT, "completion_tokens": OUTPUT, "total_tokens": PROMPT + OUTPUT}


def _chat_events(count: int) -> list[bytes]:
    def chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return data({**_CHAT, "object": "chat.completion.chunk", "choices": [choice]})

    return [
        chunk({"role": "assistant"}),
        *(chunk({"content": word}) for word in words(count)),
        chunk({}, "stop"),
        data({**_CHAT, "object": "chat.completion.chunk", "choices": [], "usage": _CHAT_USAGE}),
        b"data: [DONE]\n\n",
    ]


def _chat_whole(count: int) -> Any:
    said = {"role": "assistant", "content": "".join(words(count))}
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    return {**_CHAT, "object": "chat.completion", "choices": [choice], "usage": _CHAT_USAGE}


# ---------------------------------------------------------------- Messages

_MESSAGES_USAGE = {"input_tokens": PROMPT, "output_tokens": OUTPUT}


def _messages_whole(count: int) -> Any:
    content = [{"type": "text", "text": "".join(words(count))}]
    return {
        "id": "msg_bench",
        "type": "message",
        "role": "assistant",
        "model": "mock",
        "content": content,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": _MESSAGES_USAGE,
    }


def _messages_events(count: int) -> list[bytes]:
    started = {**_messages_whole(0), "content": [], "stop_reason": None}
    told: list[dict[str, Any]] = [
        {"type": "message_start", "message": started},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
            for word in words(count)
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": _MESSAGES_USAGE,
        },
        {"type": "message_stop"},
    ]
    return [data(event, event["type"]) for event in told]


# ---------------------------------------------------------------- Responses


def _responses_whole(count: int, status: str = "completed") -> Any:
    text = {"type": "output_text", "text": "".join(words(count)), "annotations": []}
    item = {
        "type": "message",
        "id": "msg_bench",
        "role": "assistant",
        "status": "completed",
        "content": [text],
    }
    usage = {"input_tokens": PROMPT, "output_tokens": OUTPUT, "total_tokens": PROMPT + OUTPUT}
    done = {"output": [item], "usage": usage} if status == "completed" else {"output": []}
    return {"id": "resp_bench", "object": "response", "model": "mock", "status": status, **done}


def _responses_events(count: int) -> list[bytes]:
    whole = _responses_whole(count)
    item, place = whole["output"][0], {"output_index": 0, "item_id": "msg_bench", "content_index": 0}
    empty = {"type": "output_text", "text": "", "annotations": []}
    told: list[dict[str, Any]] = [
        {"type": "response.created", "response": _responses_whole(0, "in_progress")},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": {**item, "content": [], "status": "in_progress"},
        },
        {"type": "response.content_part.added", **place, "part": empty},
        *({"type": "response.output_text.delta", **place, "delta": word} for word in words(count)),
        {"type": "response.output_text.done", **place, "text": item["content"][0]["text"]},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    return [data({**event, "sequence_number": n}, event["type"]) for n, event in enumerate(told)]


# ---------------------------------------------------------------- Gemini


def _gemini_whole(count: int) -> Any:
    return _gemini("".join(words(count)), "STOP")


def _gemini(text: str, finish: str = "") -> Any:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    usage = {
        "promptTokenCount": PROMPT,
        "candidatesTokenCount": OUTPUT,
        "totalTokenCount": PROMPT + OUTPUT,
    }
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "mock", "responseId": "bench"}


def _gemini_events(count: int) -> list[bytes]:
    return [*(data(_gemini(word)) for word in words(count)), data(_gemini("", "STOP"))]


TONGUES = {
    tongue.dialect: tongue
    for tongue in (
        Tongue("chat", "/v1", b"/chat/completions", 1, 3, cache(_chat_events), cache(_chat_whole)),
        Tongue("anthropic", "", b"/v1/messages", 2, 3, cache(_messages_events), cache(_messages_whole)),
        Tongue("responses", "/v1", b"/responses", 3, 3, cache(_responses_events), cache(_responses_whole)),
        Tongue("gemini", "/v1beta", b":", 0, 1, cache(_gemini_events), cache(_gemini_whole)),
    )
}


def tongue_at(path: bytes) -> Tongue | None:
    """None where nobody is spoken to."""
    return next((tongue for tongue in TONGUES.values() if tongue.path in path), None)
