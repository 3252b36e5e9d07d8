"""What an upstream says, event by event. Knows nothing of bytes or streams.

A stream tells every item up to three times: in pieces, whole when the item is done, and whole again in its last event.
Servers leave out any of the three, so whatever comes tells what was missing, and nothing is told twice.
"""

from typing import Any

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Act
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import runaway, truncated
from tui_router.dialects.figures import (
    NOTHING,
    Figures,
    final_usage,
    note_estimate,
    read_figures,
    told_usage,
)
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.responses import finish
from tui_router.dialects.responses.finish import FULL
from tui_router.dialects.responses.memo import Memo
from tui_router.dialects.responses.schema import Event, arguments_of, objects, word
from tui_router.dialects.responses.shelf import (
    CALLS,
    CUSTOM,
    FUNCTION,
    MESSAGE,
    MOST_ITEMS,
    REASONING,
    Item,
    Shelf,
)
from tui_router.dialects.responses.teller import Teller
from tui_router.dialects.responses.voice import Voice
from tui_router.messages.events import Usage


class Answer:
    """`finish` is the state in which the upstream left the answer, "" until it said; `figures` what it told of its
    usage."""

    def __init__(self, call: Call, prepared: Prepared) -> None:
        memo: Memo = prepared.memo
        self.ledger = Ledger("answer")
        self.finish = ""
        self.figures: Figures = NOTHING
        self.fault: UpstreamFault | None = None
        self.book = BlockBook(
            model=call.request.model,
            new_id=call.new_id,
            prompt=Usage(input_tokens=call.estimate),
            used=memo.used,
            lone_tool=memo.lone_tool,
            ledger=self.ledger,
            inside="",
        )
        self._call = call
        self._voice = Voice(self.book, memo)
        self._teller = Teller(call, prepared, self.book, self._voice, self.ledger)
        self._shelf = Shelf()
        self._why = ""
        self._most = memo.most

    @property
    def usage(self) -> Usage | None:
        """The upstream's own, None while a part of it is unknown."""
        return told_usage(self.figures, self._voice.chars)

    # -- pieces

    def take(self, kind: str, event: Event) -> None:
        """An event that is neither an error nor the end; `kind` is its type behind "response."."""
        match kind:
            case "output_text.delta" | "refusal.delta":
                if (text := word(event.delta)) and (item := self._item(event, MESSAGE, begins=True)):
                    self._teller.say(item, text)
            case "function_call_arguments.delta":
                if (text := arguments_of(event.delta)) and (item := self._item(event, FUNCTION, begins=True)):
                    self._teller.arguments(item, text)
            case "reasoning_summary_text.delta" | "reasoning_summary.delta":
                self._reasoning(event, raw=False)
            case "reasoning_text.delta" | "reasoning.delta":
                self._reasoning(event, raw=True)
            case "reasoning_summary_part.added" | "reasoning_part.added":
                if item := self._item(event, REASONING, begins=True):
                    item.gap, item.open = item.said > 0, 0
            case "output_item.added" | "output_item.done":
                self._whole_item(event, done=kind.endswith("done"))
            case "output_text.done" | "refusal.done":
                if (item := self._item(event, MESSAGE)) and not item.closed:
                    text = word(event.text) or word(event.refusal)
                    self._teller.say(item, text[item.open :])
                    item.open = 0
            case "reasoning_summary_text.done" | "reasoning_text.done":
                if (item := self._item(event, REASONING)) and not item.closed:
                    text = word(event.text)[item.open :]
                    self._teller.think(item, text, raw=kind == "reasoning_text.done")
                    item.gap, item.open = True, 0
            case "function_call_arguments.done":
                if (item := self._item(event, FUNCTION)) and not item.closed:
                    if name := word(event.name):
                        self._teller.named(item, name)
                    self._teller.whole_arguments(item, arguments_of(event.arguments))
            case "custom_tool_call_input.done":
                if (item := self._item(event, CUSTOM)) and not item.closed:
                    self._teller.whole_arguments(item, word(event.input))
            case "output_text.annotation.added":
                self._voice.citations.add(event.annotation)
        self._watch()

    def _item(
        self, event: Event, kind: str, told: dict[str, Any] | None = None, *, begins: bool = False
    ) -> Item | None:
        item = self._shelf.find(event, kind, told, begins=begins)
        if item is not None:
            self._teller.turn_to(item)
        return item

    def _reasoning(self, event: Event, *, raw: bool) -> None:
        if (text := word(event.delta)) and (item := self._item(event, REASONING, begins=True)):
            index = event.content_index if raw else event.summary_index
            part = (raw, index if type(index) is int else None)
            item.gap = item.gap or (item.said > 0 and part != item.part)
            item.part = part
            self._teller.think(item, text, raw=raw)

    def _whole_item(self, event: Event, *, done: bool) -> None:
        told: Any = event.item
        if not isinstance(told, dict):
            return
        item = self._item(event, word(told.get("type")), told, begins=not done)
        if item is None:
            return
        if item.kind in CALLS:
            self._teller.named(item, word(told.get("name")))
        if done:
            self._teller.whole(item, told)

    def _watch(self) -> None:
        if self.fault is None and self._shelf.full:
            self.fault = runaway(f"more than {MOST_ITEMS:,} items of output")
        elif self.fault is None and self._teller.stuck:
            self.fault = runaway("tool arguments that never end")

    # -- the end

    def whole(self, response: Any, status: str) -> None:
        """The whole answer, out of the last event or a document. What it repeats was told already."""
        told = response if isinstance(response, dict) else {}
        figures = read_figures(told.get("usage"))
        if figures != NOTHING:
            self.figures = figures
            if self.book.empty and figures.prompt is not None:
                self.book.prompt = figures.at_start()
        output = objects(told, "output")
        for item_told, known in zip(output, self._shelf.again(output), strict=True):
            found = known or self._shelf.add(word(item_told.get("type")))
            if found is None:
                break
            if found.closed:
                continue
            if not found.said:
                self._teller.turn_to(found)
            found.call_id = found.call_id or word(item_told.get("call_id"))
            self._teller.whole(found, item_told)
        self._watch()
        self.finish = status or "completed"
        self._why = finish.why_incomplete(told.get("incomplete_details"))

    def end(self, output_estimate: int | None = None) -> None:
        """The upstream said that this was all. Sets `fault` when it cannot have been."""
        book, ledger, items = self.book, self.ledger, self._shelf.items
        self._teller.leave_last()
        half = any(item.call is not None and item.call.cut for item in items)
        if not self.finish and half:
            self.fault = truncated("the upstream's answer ends in the middle of a tool call")
            return
        for item in items:
            if item.call is not None and not item.call.id:
                book.named(item.call, item.call_id or item.id)
        book.settle()
        self._teller.keep(items)
        self._voice.note(ledger)
        matched = self._voice.matched
        status, said = self.finish, self._why
        if status == "completed" and matched is None and self._full() and (half or not book.calls):
            status, said = "incomplete", FULL
            words = "the answer has all the tokens it was given: it was cut, whatever the upstream calls it"
            ledger.add("repaired", "status", words, to="stop_reason", before=self.finish, after="max_tokens")
        reason, stop = finish.stop_reason(status, said, calls=book.calls, matched=matched)
        if not self.finish:
            why = "the upstream did not say that it was done"
            ledger.add("added", "status", why, to="stop_reason", after=reason)
        elif self.finish == "incomplete" and matched is None:
            path, known = "incomplete_details.reason", finish.known(self._why)
            why = "the same in other words" if known else "a reason that Messages does not have"
            act: Act = "renamed" if known else "approximated"
            ledger.add(act, path, why, to="stop_reason", before=self._why, after=reason)
        free = reason == "end_turn" and not self._call.request.formatted
        sources = self._voice.citations.end(ledger, free=free)
        if sources:
            book.text(sources)
        book.end(reason, stop, self._usage(output_estimate))

    def _full(self) -> bool:
        """Some servers call an answer completed that ran into its limit."""
        return bool(self._most) and (self.figures.output or 0) >= self._most

    def _usage(self, output_estimate: int | None) -> Usage:
        usage = final_usage(self.figures, self._voice.chars, self._call.estimate, output_estimate)
        if not self.figures.whole:
            note_estimate(self.ledger, self.figures, usage)
        return usage
