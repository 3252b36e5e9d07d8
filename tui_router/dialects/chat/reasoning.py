"""Reasoning that a target wants back: sealed when the client gets it, opened when the client brings it home.

Where reasoning is words, the words beside the seal are all there is. Where it is a list of parts (`reasoning_details`,
with signatures and encrypted parts among them) the list goes back whole, as it came.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from tui_router.dialects.base import Call
from tui_router.dialects.envelope import Sealed, maker_of, seal, unseal
from tui_router.messages.blocks import RedactedThinkingBlock, ThinkingBlock

DETAILS = "reasoning_details"
CONTENT = "content"
"""Values of `replay_reasoning` that name no field of text."""

MOST = 2 * 1024 * 1024
"""Characters of the parts of one answer that are kept."""

_GROWING = ("text", "summary")

Part = dict[str, Any]


class Outgoing:
    """Of one answer. `held` says that something waits for a block to carry it, `lost` that it was too much."""

    def __init__(self, call: Call) -> None:
        self.lost = False
        self._call = call
        self._replay = call.provider.quirks.replay_reasoning
        self._plain = ""
        self._parts: list[Part] = []
        self._words: list[str] = []
        self._size = 0

    @property
    def held(self) -> bool:
        return bool(self._parts or self._words)

    def hear(self, value: Any) -> tuple[str, bool]:
        """The readable words of a list of parts, and whether it has others that go nowhere."""
        parts = [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
        words = (part.get("text") or part.get("summary") for part in parts)
        said = "".join(word for word in words if isinstance(word, str))
        if self._replay != DETAILS:
            return said, any(part.get("data") for part in parts)
        for part in parts:
            self._add(part)
        return said, False

    def unseen(self, words: str) -> None:
        """Words that the client does not get, of a target that may want them back all the same."""
        if self._replay and self._replay != DETAILS and self._fits(len(words)):
            self._words.append(words)

    def seal(self) -> str:
        """The signature of a block of thinking that ends now. What was heard since the last one goes with it."""
        if not self.held:
            self._plain = self._plain or seal(self._sealed())
            return self._plain
        sealed = seal(self._sealed())
        self._parts, self._words = [], []
        return sealed

    def _sealed(self) -> Sealed:
        item = {DETAILS: self._parts} if self._parts else {}
        model = self._call.target.model or self._call.request.model
        return Sealed("reasoning", maker_of(self._call.provider), model, "".join(self._words), item)

    def _add(self, part: Part) -> None:
        """Pieces of one part arrive one by one; a signature comes with the last."""
        if not self._fits(sum(len(value) for value in part.values() if isinstance(value, str))):
            return
        last = self._parts[-1] if self._parts else None
        if last is None or "data" in part or not _goes_on(last, part):
            self._parts.append(dict(part))
            return
        for key, value in part.items():
            have = last.get(key)
            if key in _GROWING and isinstance(have, str) and isinstance(value, str):
                last[key] = have + value
            elif have is None:
                last[key] = value

    def _fits(self, more: int) -> bool:
        self._size += more
        if self._size > MOST:
            self.lost, self._parts, self._words = True, [], []
        return not self.lost


def _goes_on(last: Part, part: Part) -> bool:
    """Whether it is another piece of the last one. Pieces name its type and place, not always its id."""
    ids = {last.get("id") or part.get("id"), part.get("id") or last.get("id")}
    return len(ids) == 1 and all(last.get(key) == part.get(key) for key in ("type", "index"))


class Thought(msgspec.Struct):
    """What one turn thought: words, and parts in the target's own form."""

    words: list[str] = []
    parts: list[Part] = []


def homeward(call: Call) -> Callable[[ThinkingBlock | RedactedThinkingBlock | str, Thought], bool]:
    """A reader that puts what the target itself thought into a `Thought`, and says whether it was its own. It is given a
    block, or a seal that was kept. Words without a signature are nobody's, so they may be anybody's. Parts go only to the
    very model that made them: another one behind the same address could not read them."""
    maker, model = maker_of(call.provider), call.target.model or call.request.model
    whole = call.provider.quirks.replay_reasoning == DETAILS

    def read(block: ThinkingBlock | RedactedThinkingBlock | str, into: Thought) -> bool:
        words = block.thinking if isinstance(block, ThinkingBlock) else ""
        if isinstance(block, str):
            signature = block
        else:
            signature = block.signature if isinstance(block, ThinkingBlock) else block.data
        sealed = unseal(signature)
        if sealed is None:
            if signature or not words or whole:
                return False
            into.words.append(words)
            return True
        words = words or sealed.held
        if sealed.kind != "reasoning" or sealed.maker != maker or (whole and sealed.model != model):
            return False
        told = sealed.item.get(DETAILS) if whole else None
        parts = [part for part in told if isinstance(part, dict)] if isinstance(told, list) else []
        if whole and words and not parts:
            parts = [{"type": "reasoning.text", "text": words}]
        into.parts += parts
        if words and not whole:
            into.words.append(words)
        return bool(words or parts)

    return read
