"""Mend what would break a client, event by event, and leave the rest of the stream as it came.

Blocks are numbered again only from the first one whose number is wrong: until then the upstream's index and
ours are the same and its bytes pass untouched.
"""

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Raw

from tui_router.core.note import Act, Note
from tui_router.dialects.anthropic.toolids import ToolIds
from tui_router.dialects.anthropic.usage import Tally, usage_json
from tui_router.dialects.names import NameMap
from tui_router.messages.codec import frame
from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    BlockStop,
    Delta,
    Emitted,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    StopDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
    Verbatim,
)
from tui_router.messages.grammar import Checker, kind_of, takes_input, words_of
from tui_router.messages.reading import Reading, read_block, read_object, read_stop, read_text
from tui_router.messages.request import MessagesRequest
from tui_router.messages.violations import HARMFUL, Violation
from tui_router.wire.sse import Frame

MOST_NOTES = 50

_encode = msgspec.json.Encoder().encode


class Mender:
    """Follows one stream beside its checker. `mend` is called for each event with what the checker found."""

    def __init__(
        self,
        request: MessagesRequest,
        model: str,
        estimate: int,
        new_id: Callable[[str], str],
        checker: Checker,
        names: NameMap | None = None,
    ) -> None:
        """`names` are those under which tools went up, None when all kept their own."""
        self.notes: list[Note] = []
        self.tally = Tally(estimate)
        self._ids = ToolIds(request, new_id)
        self._model = model
        self._new_id = new_id
        self._checker = checker
        self._names = names
        self._ours: dict[int, int] = {}  # the upstream's index of a block, and ours
        self._next = 0
        self._open: set[int] = set()
        self.straight = True  # every block has the upstream's own index
        self._given: dict[int, bytes] = {}  # a tool's input that stands in its start
        self._called = False  # a tool was called
        self._noted: set[tuple[str, int]] = set()

    def mend(self, came: Frame, reading: Reading, found: Iterable[Violation]) -> list[Emitted]:
        rules = {violation.rule for violation in found if violation.rule in HARMFUL}
        out: list[Emitted] = []
        if "no_start" in rules:
            out.append(self._start())
        event = reading.event
        if isinstance(event, BlockDelta):
            out += self._delta(came, reading, event, rules)
        elif isinstance(event, BlockStart):
            out += self._block(came, reading, event, rules)
        elif isinstance(event, BlockStop):
            out += self._stop(came, reading, event.index, rules)
        elif isinstance(event, MessageStart):
            out += self._message_start(came, reading, event, rules)
        elif isinstance(event, MessageDelta):
            out += self._message_delta(came, reading, event, rules)
        elif isinstance(event, MessageStop):
            out += self._message_stop(came, reading, rules)
        elif "unreadable" in rules or "not_open" in rules:
            self._note("unreadable", "dropped", f"an event named {came.event or 'nothing'} cannot be read")
        else:
            out.append(self._pass(came, reading, rules))
        return out

    def finish(self) -> list[Emitted]:
        """The stream ended after it had clearly finished."""
        out = self._close_blocks()
        if not self._checker.ended:
            out.append(self._synthesised_end())
        self._note("no_message_stop", "added", "the stream ended without message_stop")
        return [*out, MessageStop()]

    def _start(self) -> MessageStart:
        self._note("no_start", "added", "the stream began without message_start")
        usage = self.tally.before_output
        return MessageStart(MessageOut(id=self._new_id("msg_"), model=self._model, usage=usage))

    def _message_start(
        self, came: Frame, reading: Reading, event: MessageStart, rules: set[str]
    ) -> list[Emitted]:
        if "second_start" in rules:
            self._note("second_start", "dropped", "a second message_start")
            return []
        message = read_object(reading.fields.get("message")) or {}
        given = read_object(message.get("usage"))
        if "usage" not in rules:
            self.tally.at_start(event.message.usage, given=True)
        else:
            self.tally.at_start(event.message.usage, given=bool(given))
            message["usage"] = usage_json(event.message.usage, given)
            self._note("usage", "repaired", "usage held no whole counts", path="message_start.message.usage")
        if "no_content_list" in rules:
            message["content"] = Raw(b"[]")
            self._note(
                "no_content_list", "added", "the message had no content list", path="message_start.message"
            )
        if rules & {"usage", "no_content_list"}:
            reading.fields["message"] = Raw(_encode(message))
        return [self._pass(came, reading, rules)]

    def _block(self, came: Frame, reading: Reading, event: BlockStart, rules: set[str]) -> list[Emitted]:
        index = event.index
        out: list[Emitted] = []
        if index in self._open:
            out += self._close(index, owed="input_in_start" in rules)
        ours = self._number(index)
        if rules & {"index_again", "index_gap"} and ours != index:
            self._note("index_gap", "renamed", "blocks are numbered without gaps", index=index)
        kind = kind_of(event.content_block)
        deltas: list[Delta] = []
        if takes_input(kind):
            self._tool(reading, event, rules)
        elif "text_in_start" in rules:
            deltas = self._words(reading, event)
        return [*out, self._pass(came, reading, rules), *(BlockDelta(ours, delta) for delta in deltas)]

    def _words(self, reading: Reading, event: BlockStart) -> list[Delta]:
        """What the start said, which it then no longer does."""
        deltas = words_of(event.content_block)
        fields = read_object(reading.fields.get("content_block")) or {}
        blank = {key: Raw(b'""') for key in ("text", "thinking", "signature") if key in fields}
        raw = reading.fields["content_block"] = Raw(_encode({**fields, **blank}))
        event.content_block = read_block(raw) or event.content_block
        self._note(
            "text_in_start", "moved", "clients read the words of a block from deltas only", index=event.index
        )
        return deltas

    def _number(self, index: int) -> int:
        ours = self._ours[index] = self._next
        self._next += 1
        self._open.add(index)
        self.straight = self.straight and ours == index
        return ours

    def _tool(self, reading: Reading, event: BlockStart, rules: set[str]) -> None:
        block = event.content_block
        fields = read_object(reading.fields.get("content_block")) or {}
        given = fields.get("input")
        self._given.pop(event.index, None)
        if given is not None and read_object(given):
            self._given[event.index] = bytes(given)
        if not isinstance(block, ToolUseOut):
            return
        self._called = True
        if self._names is not None and (own := self._names.back(block.name)) != block.name:
            reason = "the client's own name for the tool"
            self._note("tool_name", "renamed", reason, index=event.index, before=block.name, after=own)
            rules.add("tool_name")
            block.name = own
            fields["name"] = Raw(_encode(own))
            reading.fields["content_block"] = Raw(_encode(fields))
        fresh = self._ids.take(block.id)
        if fresh is not None:
            reason = "a tool id must be there and be new"
            self._note("tool_id", "renamed", reason, index=event.index, before=block.id, after=fresh)
            rules.add("tool_id_again")
            block.id = fresh
            fields["id"] = Raw(_encode(fresh))
            reading.fields["content_block"] = Raw(_encode(fields))

    def _delta(self, came: Frame, reading: Reading, event: BlockDelta, rules: set[str]) -> list[Emitted]:
        index, delta = event.index, event.delta
        if not rules & {"not_open", "wrong_delta"}:
            return [self._pass(came, reading, rules)]
        block: BlockOut
        if isinstance(delta, TextDelta) and delta.text:
            block = TextOut()
        elif isinstance(delta, ThinkingDelta) and delta.thinking:
            block = ThinkingOut()
        else:
            self._note("not_open", "dropped", "a delta whose block is not open", index=index)
            return []
        out: list[Emitted] = []
        if "wrong_delta" in rules:
            out += self._close(index)
            self._note(
                "wrong_delta", "moved", "a delta of another kind than its block began one", index=index
            )
        else:
            self._note("not_open", "added", "a delta whose block had not begun", index=index)
        ours = self._number(index)
        self._checker.reopen(index, kind_of(block))
        return [*out, BlockStart(ours, block), self._pass(came, reading, rules)]

    def _stop(self, came: Frame, reading: Reading, index: int, rules: set[str]) -> list[Emitted]:
        if "not_open" in rules:
            self._note("not_open", "dropped", "a stop of a block that is not open", index=index)
            return []
        self._open.discard(index)
        return [*self._input(index), self._pass(came, reading, rules)]

    def _input(self, index: int, *, owed: bool = False) -> list[Emitted]:
        given = self._given.pop(index, None)
        if given is None or not (owed or self._checker.unsent(index)):
            return []
        self._note("input_in_start", "moved", "clients read a tool's input from deltas only", index=index)
        return [BlockDelta(self._ours[index], InputJsonDelta(given.decode("utf-8", "replace")))]

    def _close(self, index: int, *, owed: bool = False) -> list[Emitted]:
        return [*self._input(index, owed=owed), BlockStop(self._ours[index])]

    def _close_blocks(self) -> list[Emitted]:
        out: list[Emitted] = []
        for index in sorted(self._open):
            self._note("no_stop", "added", "a block that was not closed", index=index)
            out += self._close(index)
        self._open.clear()
        return out

    def _message_delta(
        self, came: Frame, reading: Reading, event: MessageDelta, rules: set[str]
    ) -> list[Emitted]:
        out = self._close_blocks()
        given = read_object(reading.fields.get("usage"))
        self.tally.at_end(event.usage, given=bool(given))
        event.usage = self.tally.whole
        if "usage" in rules:
            reading.fields["usage"] = usage_json(event.usage, given)
            self._note("usage", "repaired", "usage held no whole counts", path="message_delta.usage")
        if "stop_word" in rules:
            delta = read_object(reading.fields.get("delta")) or {}
            word = delta["stop_reason"]
            delta["stop_reason"] = Raw(_encode(read_stop(word)))
            reading.fields["delta"] = Raw(_encode(delta))
            self._note(
                "stop_word",
                "renamed",
                "the client knows another word",
                before=read_text(word),
                after=read_stop(word) or "",
            )
        return [*out, self._pass(came, reading, rules)]

    def _message_stop(self, came: Frame, reading: Reading, rules: set[str]) -> list[Emitted]:
        out = self._close_blocks()
        if "no_message_delta" in rules:
            out.append(self._synthesised_end())
        return [*out, self._pass(came, reading, rules)]

    def _synthesised_end(self) -> MessageDelta:
        self._note("no_message_delta", "added", "the message ended without message_delta")
        return MessageDelta(StopDelta("tool_use" if self._called else "end_turn"), self.tally.whole)

    def _pass(self, came: Frame, reading: Reading, rules: set[str]) -> Verbatim:
        """The frame as it came, or built again when a member of it changed."""
        event, index = reading.event, reading.index
        ours = self._ours.get(index, index) if index is not None else None
        if ours is not None and ours != index:
            _members(came, reading)["index"] = Raw(b"%d" % ours)
            if isinstance(event, BlockStart | BlockDelta | BlockStop):
                event.index = ours
        elif not rules - _MENDED_OUTSIDE:
            return Verbatim(came.raw, event)
        if "not_utf8" in rules:
            self._note("not_utf8", "repaired", "bytes that are no UTF-8 became U+FFFD")
        if "event_line" in rules:
            self._note("event_line", "added", "the event line was missing or named another event")
        return Verbatim(frame(reading.type, _encode(_members(came, reading))), event)

    def _note(
        self,
        rule: str,
        act: Act,
        reason: str,
        *,
        index: int = -1,
        path: str = "",
        before: str = "",
        after: str = "",
    ) -> None:
        """Once for each rule and block: a stream that errs on every event errs once."""
        if (rule, index) in self._noted or len(self.notes) >= MOST_NOTES:
            return
        self._noted.add((rule, index))
        where = path or (f"content[{index}]" if index >= 0 else "")
        self.notes.append(Note(act, where, reason, before=before[:80], after=after[:80], side="answer"))


_MENDED_OUTSIDE = frozenset(
    {
        "no_start",
        "no_stop",
        "no_message_delta",
        "input_in_start",
        "not_open",
        "wrong_delta",
        "index_gap",
        "index_again",
    }
)
"""What is mended by an event beside this one, or by its index."""


def _members(came: Frame, reading: Reading) -> dict[str, Raw]:
    """The event's members, which the short way for deltas leaves out."""
    if not reading.fields:
        reading.fields = read_object(came.data) or {}
    return reading.fields
