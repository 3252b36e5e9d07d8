"""Items of the output told to the block book, in pieces and whole. What a whole item repeats is not told again."""

from typing import Any

import msgspec

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import phases
from tui_router.dialects.responses import search, thoughts
from tui_router.dialects.responses.memo import Memo
from tui_router.dialects.responses.phases import told_otherwise
from tui_router.dialects.responses.schema import arguments_of, objects, word
from tui_router.dialects.responses.shelf import CALLS, CUSTOM, FUNCTION, MESSAGE, REASONING, SEARCH, Item
from tui_router.dialects.responses.voice import Voice

_GAP = "\n\n"
_SAID = frozenset({"", "text", "output_text", "refusal"})

_encode = msgspec.json.Encoder().encode


class Teller:
    """`stuck` is set by a call whose arguments never end. What must come back without the client goes to
    `prepared.keeps`."""

    def __init__(self, call: Call, prepared: Prepared, book: BlockBook, voice: Voice, ledger: Ledger) -> None:
        self.stuck = False
        self._call = call
        self._memo: Memo = prepared.memo
        self._keeps = prepared.keeps
        self._book = book
        self._voice = voice
        self._ledger = ledger
        self._last: Item | None = None
        self._sealed: list[tuple[int, str]] = []  # places of items, and envelopes for which there is no block

    def turn_to(self, item: Item) -> None:
        """What is said next belongs to this one."""
        last = self._last
        if last is item:
            return
        if last is not None and not last.closed:
            self.leave(last)
        self._last = item
        if item.kind in CALLS and item.call is None and self._voice.matched is None:
            item.call = self._book.call(item.path)

    def leave(self, item: Item | None) -> None:
        """What was said of it is all, as far as it was said last."""
        if item is None or self._last is not item:
            return
        if item.kind == MESSAGE:
            self._voice.pause()
        if item.kind in (MESSAGE, REASONING):
            self._book.apart()

    def leave_last(self) -> None:
        self.leave(self._last)

    # -- pieces

    def say(self, item: Item, text: str) -> None:
        if text:
            item.said += len(text)
            item.open += len(text)
            self._voice.text(text)

    def think(self, item: Item, text: str, *, raw: bool) -> None:
        """Parts of one item stand apart. `raw`: the model's own reasoning, not a summary."""
        if not text:
            return
        item.raw = item.raw or raw
        item.open += len(text)
        if item.gap and item.said:
            text = _GAP + text
        item.gap = False
        item.said += len(text)
        self._voice.thinking(text)

    def named(self, item: Item, name: str) -> None:
        if item.call is not None:
            self._book.named(item.call, item.call_id, self._memo.names.back(name) if name else "")

    def arguments(self, item: Item, text: str) -> None:
        self._voice.chars += len(text)
        if item.call is not None:
            self._book.arguments(item.call, text)
            self.stuck = self.stuck or item.call.runaway

    def whole_arguments(self, item: Item, text: str) -> None:
        call = item.call
        if call is None or not text:
            return
        if item.kind == CUSTOM:
            text = _encode({"input": text}).decode()
        if not call.begun:
            self._voice.chars += len(text)
        self._book.whole_arguments(call, text)
        self.stuck = self.stuck or call.runaway

    # -- whole items

    def whole(self, item: Item, told: dict[str, Any]) -> None:
        """Tell what was not told of it yet, and close it."""
        if item.closed:
            return
        kind = item.kind
        if kind == MESSAGE:
            self._message(item, told)
        elif kind == REASONING:
            self._reasoning(item, told)
        elif kind in CALLS:
            item.call_id = item.call_id or word(told.get("call_id")) or word(told.get("id"))
            self.named(item, word(told.get("name")))
            raw = told.get("arguments") if kind == FUNCTION else told.get("input")
            self.whole_arguments(item, arguments_of(raw))
            if item.call is not None and not item.call.begun:
                self._book.whole_arguments(item.call, "{}")  # else what follows waits for some until the end
        elif kind == SEARCH:
            self._search(told)
        else:
            reason = "an item that Messages does not have"
            self._ledger.add("dropped", item.path, reason, before=kind or "no type")
        item.closed = True

    def _message(self, item: Item, told: dict[str, Any]) -> None:
        parts = objects(told, "content")
        text = "".join(word(part.get("text")) or word(part.get("refusal")) for part in parts)
        self.say(item, text[item.said :])
        for part in parts:
            for annotation in objects(part, "annotations"):
                self._voice.citations.add(annotation)
            if word(part.get("type")) not in _SAID and not (part.get("text") or part.get("refusal")):
                reason = "a part that Messages does not have"
                self._ledger.add("dropped", f"{item.path}.content[*]", reason, before=part.get("type"))
        item.phase = word(told.get("phase"))
        self.leave(item)

    def _reasoning(self, item: Item, told: dict[str, Any]) -> None:
        summary = [word(part.get("text")) for part in objects(told, "summary")]
        content = [word(part.get("text")) for part in objects(told, "content")]
        item.gap = False
        text = _GAP.join(filter(None, [*summary, *content]))
        self.think(item, text[item.said :], raw=any(content))
        call = self._call
        envelope = thoughts.sealed_item(call.provider, call.target, told, raw=item.raw)
        if self._last is not item or not self._memo.thinking or self._voice.matched is not None:
            if envelope:
                self._sealed.append((item.at, envelope))
            self.leave(item)
        elif item.said:
            self._book.apart(envelope)
        elif envelope:
            self._book.redacted(envelope)

    def _search(self, told: dict[str, Any]) -> None:
        if not self._memo.searches:
            reason = "a search that the client did not ask for"
            self._ledger.count("dropped", "output[*]", reason, "search calls")
            return
        call = self._call
        blocks = search.blocks_of(told, call.new_id("srvtoolu_"), call.provider, call.target.model)
        if not blocks:
            reason = "Messages has no block for a page that a search opened"
            self._ledger.count("dropped", "output[*].action", reason, "pages")
        for block, input in blocks if self._voice.matched is None else ():
            self._voice.citations.shown(bytes(block.raw).decode("utf-8", "replace"))
            self._book.other(block, input)

    # -- the end

    def keep(self, items: list[Item]) -> None:
        """Sealed reasoning without a block waits with us beside the next call, if there is one. What is lost is noted."""
        lost = sum(bool(item.phase) for item in items)
        if lost and phases(self._call.target.model):
            lost = told_otherwise(items)
        if lost:
            reason = "Messages does not tell commentary from the answer"
            self._ledger.count("dropped", "output[*].phase", reason, "texts", by=lost)
        lost = 0
        for at, envelope in self._sealed:
            call = next((item.call for item in items if item.at > at and item.call is not None), None)
            if call is None:
                lost += 1
                continue
            have = self._keeps.get(call.id, "").split()
            self._keeps[call.id] = thoughts.keep([*have, envelope])
            reason = "kept here for the call that it led to"
            self._ledger.count("moved", "output[*].encrypted_content", reason, "reasoning items")
        if lost:
            reason = "sealed reasoning that no later turn needs"
            self._ledger.count("dropped", "output[*].encrypted_content", reason, "reasoning items", by=lost)
