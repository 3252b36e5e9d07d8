"""A scenario's answer in Gemini's generateContent: every chunk is a whole answer with what is new in it.

Streamed as server-sent events, or without `alt=sse` as one JSON array that grows; not streamed as the sum of its
chunks. Calls come whole, the first of an answer with a signature that is wanted back.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tui_router.sandbox.asked import as_dict, whole_number
from tui_router.sandbox.asked_gemini import GeminiAsked
from tui_router.sandbox.pieces import Piece
from tui_router.sandbox.reply import Frame, Stream, Whole
from tui_router.sandbox.reply import google_error as told_as
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.telling import LONGEST, Telling, told_by_tools

SIGNED = "sandbox-"
"""What every signature made here begins with, beneath its base64."""

_FINISH = {"length": "MAX_TOKENS", "content_filter": "SAFETY"}

Chunk = dict[str, Any]
PartOut = dict[str, Any]


def write(
    asked: GeminiAsked, scenario: Scenario, new_id: Callable[[], str], *, array: bool = False
) -> Whole | Stream:
    return _Writer(asked, scenario, new_id).write(array=array)


def signature(new_id: Callable[[], str]) -> str:
    return base64.b64encode(f"{SIGNED}{new_id()}".encode()).decode()


class _Timed(NamedTuple):
    """`wait` seconds of silence, then parts, an error that ends it all, or bare bytes."""

    wait: float
    parts: list[PartOut] | None = None
    error: Chunk | None = None
    raw: bytes = b""


class _Writer:
    def __init__(self, asked: GeminiAsked, scenario: Scenario, new_id: Callable[[], str]) -> None:
        self.asked = asked
        self.scenario = scenario
        self.new_id = new_id
        self.id = new_id()
        self.thought = 0  # characters
        self.signed = False
        self.broken = False  # a call whose arguments are no object, which this language cannot tell
        self.telling = Telling(
            scenario,
            tools=[{"function": {"name": t.name, "parameters": t.schema}} for t in asked.tools],
            results=told_by_tools(asked.told),
            schema=asked.schema,
            new_id=new_id,
            plain=True,
        )

    def write(self, *, array: bool) -> Whole | Stream:
        scenario = self.scenario
        if self.asked.streams:
            if array:
                return Stream(self._array(), scenario.end, scenario.split, "application/json; charset=UTF-8")
            return Stream(self._frames(), scenario.end, scenario.split)
        wait, parts = scenario.first_ms / 1000, list[PartOut]()
        for timed in self._told(self.telling.once(), ends=True):
            wait += timed.wait
            if timed.error is not None:
                status = timed.error["error"]["code"]
                return Whole(status, json.dumps(timed.error).encode(), wait=wait)
            parts += timed.parts or []
        chunk = self._chunk(_joined(parts + self._last()), finish=True)
        body = json.dumps(chunk, ensure_ascii=False, indent=2).encode()
        return Whole(200, body, wait=LONGEST if scenario.repeat else wait, end=scenario.end)

    def _frames(self) -> Iterator[Frame]:
        for wait, chunk, raw in self._chunks():
            yield Frame(wait, raw or b"data: %b\r\n\r\n" % _json(chunk))

    def _array(self) -> Iterator[Frame]:
        before = b"["
        for wait, chunk, _ in self._chunks():
            if chunk:
                yield Frame(wait, before + _json(chunk) + b"\n")
                before = b",\r\n"
        if self.scenario.end in ("done", "no_done"):
            yield Frame(0, b"]\n" if before != b"[" else b"[]\n")

    def _chunks(self) -> Iterator[tuple[float, Chunk, bytes]]:
        scenario = self.scenario
        owed = scenario.first_ms / 1000
        for timed in self._told(self.telling.all(), ends=scenario.end in ("done", "no_done")):
            owed += timed.wait
            if timed.parts or timed.raw or timed.error:
                yield owed, timed.error or self._chunk(timed.parts or []), timed.raw
                owed = 0.0
        if scenario.end not in ("done", "no_done"):
            return
        late = scenario.usage == "late"
        yield owed + scenario.gap_ms / 1000, self._chunk(self._last(), finish=True, counted=not late), b""
        if late:
            yield 1.0, {**self._usage(), **self._head()}, b""

    def _told(self, pieces: Iterable[Piece], *, ends: bool) -> Iterator[_Timed]:
        """A call is told when the next thing begins: its pieces are gathered until then."""
        open_: dict[str, Any] = {}
        for piece in pieces:
            if piece.comment or piece.raw:
                yield _Timed(piece.wait, raw=piece.raw or f": {piece.comment}\r\n\r\n".encode())
                continue
            if piece.event is not None:
                yield _Timed(piece.wait, error=_error(as_dict(piece.event.get("error"))))
                return
            yield _Timed(piece.wait)
            for field, value in (piece.delta or {}).items():
                if field == "tool_calls":
                    for fragment in value:
                        if open_ and fragment["index"] != open_["index"]:
                            yield _Timed(0, self._call(open_))
                            open_ = {}
                        open_ = open_ or {"index": fragment["index"], "arguments": ""}
                        open_ |= {name: fragment[name] for name in ("id",) if name in fragment}
                        open_ |= {n: fragment["function"][n] for n in ("name",) if n in fragment["function"]}
                        open_["arguments"] += fragment["function"]["arguments"]
                    continue
                if open_:
                    yield _Timed(0, self._call(open_))
                    open_ = {}
                yield _Timed(0, self._words(value, thought=field != "content"))
        if open_ and ends:
            yield _Timed(0, self._call(open_))

    def _words(self, said: str, *, thought: bool) -> list[PartOut]:
        if not thought:
            return [{"text": said}]
        self.thought += len(said)
        return [{"text": said, "thought": True}] if self.asked.shows_thoughts else []

    def _call(self, made: dict[str, Any]) -> list[PartOut]:
        try:
            arguments = json.loads(made["arguments"])
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            self.broken = True
            return []
        part: PartOut = {"functionCall": {"name": made["name"], "args": arguments, "id": made["id"]}}
        if not self.signed:
            part["thoughtSignature"] = signature(self.new_id)
            self.signed = True
        return [part]

    def _last(self) -> list[PartOut]:
        """After thoughts the last part of an answer in words is signed, and may hold nothing else."""
        if self.thought and not self.signed:
            return [{"text": "", "thoughtSignature": signature(self.new_id)}]
        return []

    # ---------------------------------------------------------------- the chunk around them

    def _head(self) -> Chunk:
        return {"modelVersion": self.asked.fields["model"], "responseId": self.id}

    def _chunk(self, parts: list[PartOut], *, finish: bool = False, counted: bool = True) -> Chunk:
        content: Chunk = {"parts": parts, "role": "model"} if parts else {"role": "model"}
        candidate: Chunk = {"content": content, "index": 0}
        if finish:
            candidate["finishReason"] = _FINISH.get(self.telling.finish, "STOP")
            if self.broken:
                candidate["finishReason"] = "MALFORMED_FUNCTION_CALL"
                candidate["finishMessage"] = "Malformed function call: the arguments are no object."
        usage = self._usage() if counted else {}
        return {"candidates": [candidate], **usage, **self._head()}

    def _usage(self) -> Chunk:
        if self.scenario.usage in ("null", "none"):
            return {"usageMetadata": None} if self.scenario.usage == "null" else {}
        prompt, thought = self.asked.prompt, self.thought // 4
        written = max(0, self.telling.tokens - thought)
        counts = {"promptTokenCount": prompt, "candidatesTokenCount": written, "thoughtsTokenCount": thought}
        cached = prompt // 2 // 128 * 128 if len(self.asked.contents) > 2 else 0
        if cached:
            counts["cachedContentTokenCount"] = cached
        return {"usageMetadata": {**counts, "totalTokenCount": prompt + written + thought}}


def _joined(parts: list[PartOut]) -> list[PartOut]:
    """Words of one kind in a row are one part."""
    joined: list[PartOut] = []
    for part in parts:
        before = joined[-1] if joined else {}
        if "text" in part and "text" in before and part.get("thought") == before.get("thought"):
            joined[-1] = {**before, **part, "text": before["text"] + part["text"]}
        else:
            joined.append(dict(part))
    return joined


def _error(told: dict[str, Any]) -> Chunk:
    code = whole_number(told.get("code")) or 500
    return told_as(code, str(told.get("message")))


def _json(chunk: Chunk) -> bytes:
    return json.dumps(chunk, ensure_ascii=False, separators=(",", ":")).encode()
