"""A scenario's answer in Chat Completions, as a stream or whole."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import msgspec

from tui_router.sandbox.pieces import Piece, fold
from tui_router.sandbox.reply import Frame, Stream, Whole
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.telling import LONGEST, Telling, told_by_tools


class _Options(msgspec.Struct):
    include_usage: bool = False


class _Format(msgspec.Struct):
    type: str = "text"
    json_schema: dict[str, Any] = {}


class ChatRequest(msgspec.Struct):
    model: str
    messages: list[dict[str, Any]] = []
    tools: list[dict[str, Any]] | None = None
    stream: bool | None = False
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    stream_options: _Options | None = None
    response_format: _Format | None = None


def write(request: ChatRequest, scenario: Scenario, prompt: int, new_id: Callable[[], str]) -> Whole | Stream:
    """`prompt` is its size in tokens; `new_id` mints what makes ids unique."""
    return _Writer(request, scenario, prompt, new_id).write()


class _Writer:
    def __init__(
        self, request: ChatRequest, scenario: Scenario, prompt: int, new_id: Callable[[], str]
    ) -> None:
        self.request = request
        self.scenario = scenario
        self.prompt = prompt
        self.head = {"id": f"chatcmpl-{new_id()}", "created": int(time.time()), "model": request.model}
        wanted = request.response_format
        strict = wanted is not None and wanted.type == "json_schema"
        self.telling = Telling(
            scenario,
            tools=request.tools or [],
            results=self._results(),
            schema=wanted.json_schema.get("schema", {}) if wanted is not None and strict else None,
            new_id=lambda: f"call_{new_id()}",
        )

    def _results(self) -> str:
        said = []
        for message in reversed(self.request.messages):
            if message.get("role") == "assistant":
                break
            if message.get("role") == "tool":
                said.append(message.get("content"))
        return told_by_tools(said)

    def write(self) -> Whole | Stream:
        scenario = self.scenario
        if self.request.stream:
            return Stream(self._frames(), scenario.end, scenario.split)
        folded = fold(self.telling.once())
        wait = LONGEST if scenario.repeat else scenario.first_ms / 1000 + folded.wait
        if folded.event is not None:
            return Whole(200, json.dumps(folded.event).encode(), wait=wait)
        finish = self.telling.finish
        choice = {"index": 0, "message": folded.message, "logprobs": None, "finish_reason": finish}
        whole = {**self.head, "object": "chat.completion", "choices": [choice], "usage": self._usage()}
        if scenario.usage == "null":
            whole["usage"] = None
        elif scenario.usage == "none":
            del whole["usage"]
        return Whole(200, json.dumps(whole, ensure_ascii=False).encode(), wait=wait, end=scenario.end)

    def _frames(self) -> Iterator[Frame]:
        scenario = self.scenario
        first = Piece(scenario.first_ms / 1000, {"role": "assistant", "content": "", "refusal": None})
        if self.telling.begins_with_event:
            first = Piece(scenario.first_ms / 1000, comment="opening")
        for piece in chain([first], self.telling.all()):
            if piece.comment:
                yield Frame(piece.wait, f": {piece.comment}\n\n".encode())
            elif piece.raw:
                yield Frame(piece.wait, piece.raw)
            elif piece.event is not None:
                yield Frame(piece.wait, _line(piece.event))
            else:
                yield Frame(piece.wait, self._chunk(piece.delta, None))
        if scenario.end not in ("done", "no_done"):
            return
        yield Frame(scenario.gap_ms / 1000, self._chunk({}, self.telling.finish))
        options = self.request.stream_options
        if options and options.include_usage and scenario.usage != "none":
            usage = None if scenario.usage == "null" else self._usage()
            late = 1.0 if scenario.usage == "late" else 0.0
            yield Frame(late, _line({**self._chunk_head(), "choices": [], "usage": usage}))
        if scenario.end == "done":
            yield Frame(0, b"data: [DONE]\n\n")

    def _chunk_head(self) -> dict[str, Any]:
        return {**self.head, "object": "chat.completion.chunk", "system_fingerprint": "fp_sandbox"}

    def _chunk(self, delta: dict[str, Any] | None, finish: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {**self._chunk_head(), "choices": [choice]}
        if self.scenario.usage == "null":
            chunk["usage"] = None
        return _line(chunk)

    def _usage(self) -> dict[str, Any]:
        written = self.telling.tokens
        cached = self.prompt // 2 // 128 * 128 if len(self.request.messages) > 2 else 0
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": written,
            "total_tokens": self.prompt + written,
            "prompt_tokens_details": {"cached_tokens": cached},
        }


def _line(value: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
