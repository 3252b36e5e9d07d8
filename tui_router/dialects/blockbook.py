"""One block open at a time: what an upstream says in any order, as the events a Messages client can read.

    nothing ── text ──▶ TEXT ◀──▶ THINKING        a change of kind closes the open block
       │                  │           │
       └──── call ──────▶ CALL ◀──────┘           starts with id and name, closes when its arguments are whole

While a call is open and not whole, everything else waits in a queue and comes after it, in order. Indices count
up without a gap, ids are new in the conversation, the end comes once. Sealed thinking is never the last thing behind
text: clients look for the answer in the last block, and would find none.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.toolcall import ToolCall
from tui_router.dialects.toolids import ToolIds
from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    BlockStop,
    Delta,
    Event,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    RedactedOut,
    SignatureDelta,
    StopDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
    Usage,
)
from tui_router.messages.request import StopReason

UNKNOWN_TOOL = "unknown_tool"

_BLANK_CAP = 65_536


_Kind = type[TextOut] | type[ThinkingOut]


class _Later(msgspec.Struct):
    """Something said while a call was open."""

    kind: Any  # TextOut or ThinkingOut; msgspec has no type for a choice of classes
    parts: list[str]
    closed: bool = False  # nothing more belongs to it
    signature: str = ""


class _Whole(msgspec.Struct):
    """A block that comes in one piece, with the input of a tool that runs on the upstream's side."""

    block: RedactedOut | OtherOut
    input: str = ""


class BlockBook:
    """`prompt` is the usage `message_start` shows; `used` are the tool ids the conversation has had.
    `calls` counts the tool blocks that were started, `take()` hands out what has gathered. `inside` is where leg c
    keeps name and arguments of a call, behind the call's own path; `sign` gives the signature of thinking that ends
    without one."""

    def __init__(
        self,
        *,
        model: str,
        new_id: Callable[[str], str],
        prompt: Usage,
        used: Iterable[str] = (),
        lone_tool: str = "",
        ledger: Ledger | None = None,
        inside: str = ".function",
        sign: Callable[[], str] = str,
    ) -> None:
        self.prompt = prompt
        self.calls = 0
        self.ended = False
        self.ledger = ledger or Ledger("answer")
        self._model = model
        self._new_id = new_id
        self._ids = ToolIds(new_id, used, self.ledger)
        self._lone_tool = lone_tool
        self._inside = inside
        self._sign = sign
        self._out: list[Event] = []
        self._started = False
        self._index = -1
        self._open: _Kind | type[RedactedOut | OtherOut] | ToolCall | None = None
        self._queue: deque[ToolCall | _Later | _Whole] = deque()
        self._last: Any = None  # what `_open` was when the newest block began
        self._behind: list[_Whole] = []  # sealed thinking behind text, until something follows it
        self._blank = ""  # white space that becomes text only if text follows
        self._mused = ""  # the same of thinking
        self._signature = ""

    def take(self) -> list[Event]:
        out, self._out = self._out, []
        return out

    @property
    def empty(self) -> bool:
        """Nothing was handed out yet."""
        return self._index < 0

    @property
    def thinks(self) -> bool:
        """What was said last is thinking that has not ended."""
        return self._goes_on(ThinkingOut) or (not self._queue and self._open is ThinkingOut)

    # -- what the upstream says

    def text(self, text: str) -> None:
        if self._open is TextOut:
            if text:
                self._out.append(BlockDelta(self._index, TextDelta(text)))
        elif not text:
            return
        elif self._goes_on(TextOut):
            self._say(TextOut, text)
        elif not (text := self._blank + text).strip():
            self._blank = text[:_BLANK_CAP]
        else:
            self._blank = ""
            self._say(TextOut, text)

    def thinking(self, text: str) -> None:
        if self._open is ThinkingOut:
            if text:
                self._out.append(BlockDelta(self._index, ThinkingDelta(text)))
        elif self._goes_on(ThinkingOut):
            self._say(ThinkingOut, text)
        elif not text:
            return
        elif not (text := self._mused + text).strip():
            self._mused = text[:_BLANK_CAP]
        else:
            self._mused = ""
            self._say(ThinkingOut, text)

    def signature(self, signature: str) -> None:
        """Goes out when the open thinking block closes."""
        self._signature = signature

    def apart(self, signature: str = "") -> None:
        """The text or thinking said last is whole: more of its kind is a block of its own. `signature` is the
        thinking's."""
        last = self._queue[-1] if self._queue else None
        if isinstance(last, _Later):
            last.closed, last.signature = True, signature
        elif not self._queue and (self._open is TextOut or self._open is ThinkingOut):
            self._signature = signature or self._signature
            self._close()

    def redacted(self, data: str) -> None:
        self._put(_Whole(RedactedOut(data)))

    def other(self, block: OtherOut, input: str = "") -> None:
        """A block of another kind, whole; `input` is JSON that clients want told behind the block's start."""
        self._put(_Whole(block, input))

    def call(self, path: str = "") -> ToolCall:
        """A new call, in its place. It starts when `named` has told both id and name."""
        call = ToolCall(path)
        self._queue.append(call)
        return call

    def named(self, call: ToolCall, id: str = "", name: str = "") -> None:
        """What came first counts: servers repeat both."""
        if id and not call.id:
            call.id = self._ids.take(id, call.path)
        if name and not call.name:
            call.name = name
        self._advance()

    def arguments(self, call: ToolCall, fragment: str) -> None:
        self._handed(call, call.add(fragment))

    def whole_arguments(self, call: ToolCall, text: str) -> None:
        """The same arguments told as a whole, before, after or instead of the pieces."""
        self._handed(call, call.whole(text))

    def end(self, stop_reason: StopReason, stop_sequence: str | None, usage: Usage) -> None:
        if self.ended:
            return
        self._flush()
        if self.empty:
            self._begin(TextOut(), TextOut)
        if self._behind:
            reason = "a client takes an answer that ends in sealed thinking for an empty one"
            self.ledger.count("dropped", "content", reason, "blocks", by=len(self._behind))
        self._close()
        self._out.append(MessageDelta(StopDelta(stop_reason, stop_sequence), usage))
        self._out.append(MessageStop())
        self.ended = True

    def settle(self) -> None:
        """Everything was said: start and close what waited, so that `calls` is final before the end."""
        self._flush()

    def abandon(self) -> None:
        """The upstream broke off. A call whose arguments are not whole stays open: nobody may take it as done."""
        if not isinstance(self._open, ToolCall) or self._open.complete:
            self._close()
        self.ended = True

    # -- how it becomes blocks

    def _busy(self) -> bool:
        """Whether what is said now must wait for an open call, or behind something that waits for one."""
        waits = isinstance(self._open, ToolCall) and not self._open.complete
        return waits or any(not isinstance(item, ToolCall) for item in self._queue)

    def _goes_on(self, kind: _Kind) -> bool:
        last = self._queue[-1] if self._queue else None
        return isinstance(last, _Later) and last.kind is kind and not last.closed

    def _put(self, whole: _Whole) -> None:
        if self._busy():
            self._queue.append(whole)
        else:
            self._bring(whole)

    def _say(self, kind: _Kind, text: str) -> None:
        if self._busy():
            if not self._goes_on(kind):
                self._queue.append(_Later(kind, []))
            last = self._queue[-1]
            if isinstance(last, _Later):
                last.parts.append(text)
            return
        if self._open is not kind:
            self._begin(kind(), kind)
        self._delta(TextDelta(text) if kind is TextOut else ThinkingDelta(text))

    def _handed(self, call: ToolCall, piece: str) -> None:
        if piece and self._open is call:
            self._delta(InputJsonDelta(piece))
        if self._queue:
            self._advance()

    def _advance(self) -> None:
        """Start what waits, as far as it can start."""
        while self._queue:
            item = self._queue[0]
            if isinstance(self._open, ToolCall) and not self._open.complete:
                return
            if isinstance(item, ToolCall) and not (item.id and item.name):
                return
            self._queue.popleft()
            self._bring(item)

    def _flush(self) -> None:
        while self._queue:
            item = self._queue.popleft()
            if isinstance(item, ToolCall):
                self._complete_names(item)
            self._bring(item)
        if isinstance(self._open, ToolCall):
            self._close()

    def _bring(self, item: ToolCall | _Later | _Whole) -> None:
        if isinstance(item, _Whole):
            if self._last is TextOut and isinstance(item.block, RedactedOut):
                self._close()
                self._behind.append(item)
                return
            self._begin(item.block, type(item.block))
            if item.input:
                self._delta(InputJsonDelta(item.input))
            self._close()
            return
        if isinstance(item, _Later):
            text = "".join(item.parts)
            self._begin(item.kind(), item.kind)
            self._delta(TextDelta(text) if item.kind is TextOut else ThinkingDelta(text))
            if item.closed:
                self._signature = item.signature
                self._close()
            return
        self._begin(ToolUseOut(item.id, item.name), item)
        self.calls += 1
        if shown := item.shown():
            self._delta(InputJsonDelta(shown))

    def _begin(self, block: BlockOut, open: _Kind | type[RedactedOut | OtherOut] | ToolCall) -> None:
        self._close()
        behind, self._behind = self._behind, []
        for whole in behind:
            self._begin(whole.block, type(whole.block))
            self._close()
        if not self._started:
            self._started = True
            id = self._new_id("msg_")
            self._out.append(MessageStart(MessageOut(id=id, model=self._model, usage=self.prompt)))
        self._blank = self._mused = ""
        self._index += 1
        self._open = self._last = open
        self._out.append(BlockStart(self._index, block))

    def _delta(self, delta: Delta) -> None:
        self._out.append(BlockDelta(self._index, delta))

    def _close(self) -> None:
        if self._open is None:
            return
        if self._open is ThinkingOut:
            self._delta(SignatureDelta(self._signature or self._sign()))
            self._signature = ""
        elif isinstance(self._open, ToolCall):
            self._end_call(self._open)
        self._out.append(BlockStop(self._index))
        self._open = None

    def _end_call(self, call: ToolCall) -> None:
        rest = call.finish()
        if rest:
            self._delta(InputJsonDelta(rest))
        path = f"{call.path}{self._inside}.arguments"
        if call.mended:
            self.ledger.add("repaired", path, "arguments that were not JSON in spelling", after=rest)
        elif not call.sound:
            self.ledger.add(
                "approximated", path, "arguments that are not a JSON object went through as they came"
            )
        if call.foreign:
            self.ledger.add(
                "dropped",
                path,
                "text behind the arguments' closing brace",
                before=f"{call.foreign} characters",
            )

    def _complete_names(self, call: ToolCall) -> None:
        if not call.id:
            call.id = self._ids.missing(call.path)
        if not call.name:
            call.name = self._lone_tool or UNKNOWN_TOOL
            path = f"{call.path}{self._inside}.name"
            self.ledger.add("added", path, "the upstream gave the call no name", after=call.name)
