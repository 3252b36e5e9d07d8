"""One request to the sandbox in, the bytes of its answer out, each with the silence before it. No sockets."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import chain
from string import Template
from typing import Any, NamedTuple

import msgspec

from tui_router.sandbox.pieces import Piece, fold, pieces, size
from tui_router.sandbox.scenario import End, Scenario, Step
from tui_router.sandbox.strict import complaint
from tui_router.sandbox.tooling import sample

_LONGEST = 600.0
"""Seconds after which an endless answer ends all the same."""


class Frame(NamedTuple):
    wait: float
    data: bytes


class Whole(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    headers: dict[str, str] = {}
    type: str = "application/json"
    wait: float = 0.0
    end: End = "done"


class Stream(NamedTuple):
    frames: Iterator[Frame]
    end: End
    split: int = 0


class _Options(msgspec.Struct):
    include_usage: bool = False


class _Format(msgspec.Struct):
    type: str = "text"
    json_schema: dict[str, Any] = {}


class _Request(msgspec.Struct):
    model: str
    messages: list[dict[str, Any]] = []
    tools: list[dict[str, Any]] | None = None
    stream: bool | None = False
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    stream_options: _Options | None = None
    response_format: _Format | None = None

    @property
    def asked(self) -> int:
        return self.max_completion_tokens or self.max_tokens or 0


def error(
    status: int, message: str, *, type: str = "invalid_request_error", code: str | None = None
) -> Whole:
    said = {"message": message, "type": type, "param": None, "code": code}
    return Whole(status, json.dumps({"error": said}).encode())


def answer(
    body: bytes,
    known: dict[str, Scenario],
    *,
    ordinal: int = 0,
    strict: bool = True,
    new_id: Callable[[], str],
) -> Whole | Stream:
    """`ordinal` counts the requests to this model from 0; `new_id` mints what makes ids unique."""
    try:
        fields = msgspec.json.decode(body)
        request = msgspec.convert(fields, _Request)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        return error(400, f"We could not parse the JSON body of your request. ({fault})")
    scenario = known.get(request.model)
    if scenario is None:
        said = f"The model `{request.model}` does not exist or you do not have access to it."
        return error(404, said, code="model_not_found")
    if strict and (why := complaint(fields)):
        return error(400, why)
    prompt = max(1, len(body) // 4)
    refusal = scenario.refuse
    if refusal and refusal.applies(prompt=prompt, asked=request.asked, ordinal=ordinal):
        filled = Template(refusal.body).safe_substitute(
            asked=request.asked, limit=refusal.limit, prompt=prompt, total=prompt + request.asked
        )
        wait = scenario.first_ms / 1000
        return Whole(refusal.status, filled.encode(), refusal.headers, refusal.type, wait)
    return _Writer(request, scenario, prompt, new_id).write()


class _Writer:
    def __init__(self, request: _Request, scenario: Scenario, prompt: int, new_id: Callable[[], str]) -> None:
        self.request = request
        self.scenario = scenario
        self.prompt = prompt
        self.new_id = new_id
        self.written = 0  # characters
        self.called = False
        self.head = {"id": f"chatcmpl-{new_id()}", "created": int(time.time()), "model": request.model}

    def write(self) -> Whole | Stream:
        if self.request.stream:
            return Stream(self._frames(), self.scenario.end, self.scenario.split)
        folded = fold(self._round())
        wait = _LONGEST if self.scenario.repeat else self.scenario.first_ms / 1000 + folded.wait
        if folded.event is not None:
            return Whole(200, json.dumps(folded.event).encode(), wait=wait)
        choice = {"index": 0, "message": folded.message, "logprobs": None, "finish_reason": self._finish()}
        whole = {**self.head, "object": "chat.completion", "choices": [choice], "usage": self._usage()}
        if self.scenario.usage == "null":
            whole["usage"] = None
        elif self.scenario.usage == "none":
            del whole["usage"]
        return Whole(200, json.dumps(whole, ensure_ascii=False).encode(), wait=wait, end=self.scenario.end)

    def _steps(self) -> tuple[Step, ...]:
        wanted = self.request.response_format
        if wanted and wanted.type == "json_schema":
            return (Step(text=json.dumps(sample(wanted.json_schema.get("schema")))),)
        return self.scenario.then if self.scenario.then and self._results() else self.scenario.steps

    def _results(self) -> str:
        """What the tools said since the model last spoke, one line each; empty when none did."""
        said: list[str] = []
        for message in reversed(self.request.messages):
            if message.get("role") == "assistant":
                break
            if message.get("role") == "tool":
                content = message.get("content")
                said.append((content if isinstance(content, str) else json.dumps(content)).strip()[:200])
        return "\n".join(reversed(said)) or ("" if not said else "(nothing)")

    def _round(self) -> Iterator[Piece]:
        said = pieces(
            self.scenario,
            self._steps(),
            tools=self.request.tools or [],
            results=self._results(),
            new_id=lambda: f"call_{self.new_id()}",
        )
        for piece in said:
            self.written += size(piece.delta or {})
            self.called = self.called or "tool_calls" in (piece.delta or {})
            yield piece

    def _rounds(self) -> Iterator[Piece]:
        spent = 0.0
        while True:
            for piece in self._round():
                spent += piece.wait
                yield piece
            if not self.scenario.repeat or spent > _LONGEST:
                return

    def _frames(self) -> Iterator[Frame]:
        scenario = self.scenario
        first = Piece(scenario.first_ms / 1000, {"role": "assistant", "content": "", "refusal": None})
        steps = self._steps()
        if steps and steps[0].event is not None:
            first = Piece(scenario.first_ms / 1000, comment="opening")
        for piece in chain([first], self._rounds()):
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
        yield Frame(scenario.gap_ms / 1000, self._chunk({}, self._finish()))
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

    def _finish(self) -> str:
        return self.scenario.finish or ("tool_calls" if self.called else "stop")

    def _usage(self) -> dict[str, Any]:
        written = max(1, self.written // 4)
        cached = self.prompt // 2 // 128 * 128 if len(self.request.messages) > 2 else 0
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": written,
            "total_tokens": self.prompt + written,
            "prompt_tokens_details": {"cached_tokens": cached},
        }


def _line(value: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
