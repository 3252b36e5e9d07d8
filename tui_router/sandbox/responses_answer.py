"""A scenario's answer in OpenAI's Responses, as a stream or whole: reasoning, messages and calls, each an item.

The whole answer is what the stream's last event holds, so the two cannot differ.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tui_router.sandbox.asked import as_dict, as_list
from tui_router.sandbox.asked_responses import ResponsesAsked
from tui_router.sandbox.pieces import Piece
from tui_router.sandbox.reply import Frame, Stream, Whole
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.telling import LONGEST, Telling, told_by_tools

SEALED = "sandbox-"
"""What every encrypted content made here begins with."""

_CUT_SHORT = {"length": "max_output_tokens", "content_filter": "content_filter"}

Event = dict[str, Any]


def write(asked: ResponsesAsked, scenario: Scenario, new_id: Callable[[], str]) -> Whole | Stream:
    return _Writer(asked, scenario, new_id).write()


class _Timed(NamedTuple):
    """`wait` seconds of silence, then an event or bare bytes."""

    wait: float
    event: Event | None = None
    raw: bytes = b""


class _Writer:
    def __init__(self, asked: ResponsesAsked, scenario: Scenario, new_id: Callable[[], str]) -> None:
        self.asked = asked
        self.scenario = scenario
        self.new_id = new_id
        self.reasoning = as_dict(asked.fields.get("reasoning"))
        self.seals = "reasoning.encrypted_content" in as_list(asked.fields.get("include"))
        self.telling = Telling(
            scenario,
            tools=[{"function": {"name": t.name, "parameters": t.schema}} for t in asked.tools],
            results=told_by_tools(asked.told),
            schema=asked.schema,
            new_id=lambda: f"call_{new_id()}",
            plain=True,
        )
        self.head = _echo(asked.fields, f"resp_{new_id()}", int(time.time()))
        self.output: list[dict[str, Any]] = []
        self.sequence = 0
        self.thought = 0  # characters
        self.key = ""  # of the item that is open, empty when none is
        self.item: dict[str, Any] = {}

    def write(self) -> Whole | Stream:
        scenario = self.scenario
        if self.asked.streams:
            return Stream(self._frames(), scenario.end, scenario.split)
        wait, last = scenario.first_ms / 1000, self._whole("completed")
        for timed in self._told(self.telling.once(), ends=True):
            wait += timed.wait
            if timed.event is not None and "response" in timed.event:
                last = timed.event["response"]
        body = json.dumps(last, ensure_ascii=False).encode()
        return Whole(200, body, wait=LONGEST if scenario.repeat else wait, end=scenario.end)

    def _frames(self) -> Iterator[Frame]:
        scenario = self.scenario
        first = scenario.first_ms / 1000
        if self.telling.begins_with_event:
            yield Frame(first, b": opening\n\n")
        else:
            yield Frame(first, _line(self._event("response.created", response=self._whole("in_progress"))))
            yield Frame(0, _line(self._event("response.in_progress", response=self._whole("in_progress"))))
        owed = 0.0
        for timed in self._told(self.telling.all(), ends=scenario.end in ("done", "no_done")):
            owed += timed.wait
            if timed.event is not None or timed.raw:
                yield Frame(owed, timed.raw or _line(timed.event or {}))
                owed = 0.0

    def _told(self, parts: Iterable[Piece], *, ends: bool) -> Iterator[_Timed]:
        """The events after response.in_progress. What does not end leaves its last item open."""
        for piece in parts:
            if piece.comment or piece.raw:
                yield _Timed(piece.wait, raw=piece.raw or f": {piece.comment}\n\n".encode())
                continue
            if piece.event is not None:
                yield _Timed(piece.wait, self._fails(as_dict(piece.event.get("error"))))
                return
            yield _Timed(piece.wait)
            for key, started, added in _deltas(piece.delta or {}):
                if key != self.key:
                    yield from map(_at_once, self._closed())
                    yield from map(_at_once, self._opened(key, started))
                yield from map(_at_once, self._grown(added))
        if not ends:
            return
        yield from map(_at_once, self._closed())
        why = _CUT_SHORT.get(self.telling.finish)
        status = "incomplete" if why else "completed"
        whole = {**self._whole(status), "incomplete_details": {"reason": why} if why else None}
        late = 1.0 if self.scenario.usage == "late" else self.scenario.gap_ms / 1000
        yield _Timed(late, self._event(f"response.{status}", response={**whole, **self._usage()}))

    def _fails(self, told: dict[str, Any]) -> Event:
        """At once as an `error` event, later as a response that failed: both are said by the real service."""
        message = str(told.get("message"))
        if self.telling.begins_with_event:
            return self._event("error", code="server_error", message=message, param=None)
        error = {"code": "server_error", "message": message}
        return self._event("response.failed", response={**self._whole("failed"), "error": error})

    # ---------------------------------------------------------------- items

    def _opened(self, key: str, started: dict[str, Any]) -> Iterator[Event]:
        self.key = key
        if key == "reasoning":
            self.item = {"id": f"rs_{self.new_id()}", "type": "reasoning", "summary": []}
        elif key == "message":
            said = {"status": "in_progress", "content": [], "role": "assistant"}
            self.item = {"id": f"msg_{self.new_id()}", "type": "message", **said}
        else:
            begun = {"type": "function_call", "status": "in_progress", "arguments": "", **started}
            self.item = {"id": f"fc_{self.new_id()}", **begun}
        yield self._event("response.output_item.added", output_index=self._index, item=dict(self.item))
        if key == "message":
            part = {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}
            self.item["content"] = [part]
            yield self._inside("response.content_part.added", content_index=0, part=dict(part))
        elif key == "reasoning" and self._shows:
            part = {"type": "summary_text", "text": ""}
            self.item["summary"] = [part]
            yield self._inside("response.reasoning_summary_part.added", summary_index=0, part=dict(part))

    def _grown(self, added: str) -> Iterator[Event]:
        if not added:
            return
        if self.key == "message":
            self.item["content"][0]["text"] += added
            yield self._inside("response.output_text.delta", content_index=0, delta=added, logprobs=[])
        elif self.key != "reasoning":
            self.item["arguments"] += added
            yield self._inside("response.function_call_arguments.delta", delta=added)
        else:
            self.thought += len(added)
            if self._shows:
                self.item["summary"][0]["text"] += added
                yield self._inside("response.reasoning_summary_text.delta", summary_index=0, delta=added)

    def _closed(self) -> Iterator[Event]:
        if not self.key:
            return
        if self.key == "message":
            (part,) = self.item["content"]
            at = {"content_index": 0}
            yield self._inside("response.output_text.done", **at, text=part["text"], logprobs=[])
            yield self._inside("response.content_part.done", **at, part=dict(part))
        elif self.key != "reasoning":
            told = {"arguments": self.item["arguments"], "name": self.item["name"]}
            yield self._inside("response.function_call_arguments.done", **told)
        elif self._shows:
            (part,) = self.item["summary"]
            at = {"summary_index": 0}
            yield self._inside("response.reasoning_summary_text.done", **at, text=part["text"])
            yield self._inside("response.reasoning_summary_part.done", **at, part=dict(part))
        if self.key != "reasoning":
            self.item["status"] = "completed"
        elif self.seals:
            self.item["encrypted_content"] = f"{SEALED}{self.new_id()}"
        yield self._event("response.output_item.done", output_index=self._index, item=dict(self.item))
        self.output.append(self.item)
        self.key = ""

    @property
    def _index(self) -> int:
        return len(self.output)

    @property
    def _shows(self) -> bool:
        """Reasoning is told in words only to who asks for a summary."""
        return bool(self.reasoning.get("summary"))

    def _inside(self, kind: str, **members: Any) -> Event:
        return self._event(kind, item_id=self.item["id"], output_index=self._index, **members)

    def _event(self, kind: str, **members: Any) -> Event:
        self.sequence += 1
        return {"type": kind, "sequence_number": self.sequence - 1, **members}

    # ---------------------------------------------------------------- the response around them

    def _whole(self, status: str) -> dict[str, Any]:
        return {**self.head, "status": status, "output": list(self.output), "usage": None}

    def _usage(self) -> dict[str, Any]:
        if self.scenario.usage in ("null", "none"):
            return {"usage": None}
        prompt, written = self.asked.prompt, self.telling.tokens
        cached = prompt // 2 // 128 * 128 if len(self.asked.items) > 2 else 0
        return {
            "usage": {
                "input_tokens": prompt,
                "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
                "output_tokens": written,
                "output_tokens_details": {"reasoning_tokens": min(written, self.thought // 4)},
                "total_tokens": prompt + written,
            }
        }


def _echo(fields: dict[str, Any], id: str, now: int) -> dict[str, Any]:
    """The members of a response that repeat the request, with what the service puts where it said nothing."""
    tools = [
        {"strict": True, "description": None, **tool} if tool.get("type") == "function" else tool
        for tool in as_list(fields.get("tools"))
        if isinstance(tool, dict)
    ]
    usual: dict[str, Any] = {
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "top_p": 1.0,
        "truncation": "disabled",
    }
    given = {name: fields[name] for name in usual if fields.get(name) is not None}
    head = {"id": id, "object": "response", "created_at": now, "model": fields["model"], "tools": tools}
    return {**head, **usual, **given}


def _deltas(delta: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A piece in Chat's form as the item it belongs to, what that begins with, and what is added."""
    for field, value in delta.items():
        if field == "tool_calls":
            for fragment in value:
                function = fragment["function"]
                started = {"call_id": fragment.get("id", ""), "name": function.get("name", "")}
                yield f"call {fragment['index']}", started, function["arguments"]
        else:
            yield "message" if field == "content" else "reasoning", {}, value


def _at_once(event: Event) -> _Timed:
    return _Timed(0, event)


def _line(event: Event) -> bytes:
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return b"event: %b\ndata: %b\n\n" % (event["type"].encode(), data)
