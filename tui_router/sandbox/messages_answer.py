"""A scenario's answer in Anthropic's Messages, as a stream or whole: text, thinking that is signed, tool calls."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tui_router.sandbox.asked import Asked
from tui_router.sandbox.pieces import Piece
from tui_router.sandbox.reply import Frame, Stream, Whole
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.telling import LONGEST, Telling, told_by_tools

SIGNED = "sandbox-"
"""What every signature made here begins with."""

_STOP = {
    "stop": "end_turn",
    "tool_calls": "tool_use",
    "length": "max_tokens",
    "content_filter": "refusal",
}

Event = dict[str, Any]


def write(asked: Asked, scenario: Scenario, new_id: Callable[[], str]) -> Whole | Stream:
    return _Writer(asked, scenario, new_id).write()


class _Timed(NamedTuple):
    """`wait` seconds of silence, then an event or bare bytes."""

    wait: float
    event: Event | None = None
    raw: bytes = b""


class _Writer:
    def __init__(self, asked: Asked, scenario: Scenario, new_id: Callable[[], str]) -> None:
        self.asked = asked
        self.scenario = scenario
        self.new_id = new_id
        self.head = {
            "id": f"msg_{new_id()}",
            "type": "message",
            "role": "assistant",
            "model": asked.fields["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
        }
        self.telling = Telling(
            scenario,
            tools=[{"function": {"name": t.name, "parameters": t.schema}} for t in asked.tools],
            results=self._results(),
            schema=asked.schema,
            new_id=lambda: f"toolu_{new_id()}",
            plain=True,
        )

    def _results(self) -> str:
        spoke = max((s.number for s in self.asked.said if s.role == "assistant"), default=-1)
        said = [
            block.fields.get("content")
            for block in reversed(self.asked.blocks)
            if block.kind == "tool_result" and block.message > spoke
        ]
        return told_by_tools(said)

    def write(self) -> Whole | Stream:
        if self.asked.streams:
            return Stream(self._frames(), self.scenario.end, self.scenario.split)
        content: list[dict[str, Any]] = []
        wait = self.scenario.first_ms / 1000
        for timed in self._blocks(self.telling.once(), ends=True):
            wait += timed.wait
            if timed.event is not None and timed.event["type"] == "error":
                return Whole(200, json.dumps(timed.event).encode(), wait=wait)
            if timed.event is not None:
                _accumulate(content, timed.event)
        whole = {
            **self.head,
            "content": content,
            "stop_reason": self._stop(),
            **self._usage(self.telling.tokens),
        }
        body = json.dumps(whole, ensure_ascii=False).encode()
        return Whole(200, body, wait=LONGEST if self.scenario.repeat else wait, end=self.scenario.end)

    def _frames(self) -> Iterator[Frame]:
        scenario = self.scenario
        first = scenario.first_ms / 1000
        if self.telling.begins_with_event:
            yield Frame(first, b": opening\n\n")
        else:
            message = {**self.head, **self._usage(1)}
            yield Frame(first, _line({"type": "message_start", "message": message}))
        ends = scenario.end in ("done", "no_done")
        for timed in self._blocks(self.telling.all(), ends=ends):
            yield Frame(timed.wait, _line(timed.event) if timed.event is not None else timed.raw)
        if not ends:
            return
        delta = {"stop_reason": self._stop(), "stop_sequence": None}
        late = 1.0 if scenario.usage == "late" else scenario.gap_ms / 1000
        ended = {"type": "message_delta", "delta": delta, **self._usage(self.telling.tokens)}
        yield Frame(late, _line(ended))
        if scenario.end == "done":
            yield Frame(0, _line({"type": "message_stop"}))

    def _blocks(self, parts: Iterable[Piece], *, ends: bool) -> Iterator[_Timed]:
        """The events between message_start and message_delta. What does not end leaves its last block open."""
        index, open_ = -1, ""
        for piece in parts:
            if piece.comment or piece.raw:
                yield _Timed(piece.wait, raw=piece.raw or f": {piece.comment}\n\n".encode())
            elif piece.event is not None:
                yield _Timed(piece.wait, _error(piece.event))
                return
            wait = piece.wait
            for start, delta in _deltas(piece.delta or {}):
                if start["key"] != open_:
                    for event in self._close(index, open_):
                        yield _Timed(0, event)
                    index, open_ = index + 1, start["key"]
                    begun = {"type": "content_block_start", "index": index, "content_block": start["block"]}
                    yield _Timed(wait, begun)
                    wait = 0
                if delta:
                    yield _Timed(wait, {"type": "content_block_delta", "index": index, "delta": delta})
                    wait = 0
        if ends:
            for event in self._close(index, open_):
                yield _Timed(0, event)

    def _close(self, index: int, key: str) -> Iterator[Event]:
        if key == "thinking":
            signature = f"{SIGNED}{self.new_id()}"
            delta = {"type": "signature_delta", "signature": signature}
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        if key:
            yield {"type": "content_block_stop", "index": index}

    def _stop(self) -> str:
        return _STOP.get(self.telling.finish, self.telling.finish)

    def _usage(self, written: int) -> dict[str, Any]:
        if self.scenario.usage in ("null", "none"):
            return {"usage": None} if self.scenario.usage == "null" else {}
        prompt = self.asked.prompt
        cached = prompt // 2 // 128 * 128 if len(self.asked.said) > 2 else 0
        return {
            "usage": {
                "input_tokens": prompt - cached,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": cached,
                "output_tokens": written,
            }
        }


def _deltas(delta: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Event]]:
    """A piece in Chat's form as the block it belongs to and what it adds; a call's name only opens its block."""
    for field, value in delta.items():
        if field == "tool_calls":
            for fragment in value:
                function = fragment["function"]
                block = {
                    "type": "tool_use",
                    "id": fragment.get("id", ""),
                    "name": function.get("name", ""),
                    "input": fragment.get("input", {}),
                }
                written = function["arguments"]
                added = {"type": "input_json_delta", "partial_json": written} if written else {}
                yield {"key": f"tool {fragment['index']}", "block": block}, added
        elif field == "content":
            text = {"type": "text", "text": ""}
            yield {"key": "text", "block": text}, {"type": "text_delta", "text": value}
        else:
            thinking = {"type": "thinking", "thinking": "", "signature": ""}
            yield {"key": "thinking", "block": thinking}, {"type": "thinking_delta", "thinking": value}


def _accumulate(content: list[dict[str, Any]], event: Event) -> None:
    if event["type"] == "content_block_start":
        content.append(dict(event["content_block"]))
        return
    block = content[event["index"]]
    if event["type"] == "content_block_stop":
        written = block.pop("written", None)
        if written is not None:
            block["input"] = _read(written)
        return
    delta = event["delta"]
    for name in ("text", "thinking", "signature"):
        if name in delta:
            block[name] += delta[name]
    if "partial_json" in delta:
        block["written"] = block.get("written", "") + delta["partial_json"]


def _read(written: str) -> Any:
    """Arguments that are no JSON go as the text they are: there is no other place for them in a whole answer."""
    try:
        return json.loads(written)
    except ValueError:
        return written


def _error(event: Event) -> Event:
    told = event.get("error")
    return {"type": "error", "error": {"type": "api_error", **(told if isinstance(told, dict) else {})}}


def _line(event: Event) -> bytes:
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return b"event: %b\ndata: %b\n\n" % (event["type"].encode(), data)
