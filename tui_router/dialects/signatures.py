"""Gemini's thought signatures: sealed when they come, opened again for whoever made them.

Gemini wants a signature back on the part it came with, and from its third generation on refuses a conversation
without: https://ai.google.dev/gemini-api/docs/thought-signatures. A call has no place for one in Messages, so it stays
with us under the call's id; what came with thinking travels in a thinking block. That of text comes when its block has ended, so it stays with us too.
"""

import hashlib

from tui_router.dialects.base import Call
from tui_router.dialects.envelope import Sealed, maker_of, seal, unseal

UNSIGNED = "skip_thought_signature_validator"
"""What Gemini takes for a signature nobody has."""

LONGEST = 1024 * 1024
"""Characters of a signature that is kept; they have some hundreds to some thousands."""


class Signatures:
    """Those of one endpoint. `model` is the one that answers."""

    def __init__(self, call: Call, model: str) -> None:
        self._maker = maker_of(call.provider)
        self._model = model
        self._kept = call.kept

    def sealed(self, signature: str = "", **item: str) -> str:
        """What is too long to be kept is left out: then it is as if there had been none."""
        held = signature if len(signature) <= LONGEST else ""
        short = {name: value for name, value in item.items() if value and len(value) <= LONGEST}
        return seal(Sealed("thought", self._maker, self._model, held, short))

    def opened(self, signature: str) -> Sealed | None:
        """None when it is not of this endpoint."""
        found = unseal(signature)
        return found if found is not None and found.kind == "thought" and found.maker == self._maker else None

    def of_text(self, text: str) -> Sealed | None:
        return self.of_call(said_id(text)) if text else None

    def of_call(self, id: str) -> Sealed | None:
        kept = self._kept.get(id)
        return self.opened(kept) if kept else None


def said_id(text: str) -> str:
    """The id under which the signature of a text is kept. It is too short to be taken for one that nobody else has:
    the same words in another session find nothing."""
    return "said:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def word(sealed: Sealed | None, name: str) -> str:
    """A member of what was kept beside a signature; "" for what is not a string."""
    value = sealed.item.get(name) if sealed is not None else None
    return value if isinstance(value, str) else ""
