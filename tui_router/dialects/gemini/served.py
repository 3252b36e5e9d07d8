"""What a tool of Google's own was asked and what it told, in an answer that may call functions too. Google wants both back
as they were: https://ai.google.dev/gemini-api/docs/generate-content/tool-combination

Messages has no place for them. They stay with us, beside the signature of the call or text that came next.
"""

from collections.abc import Sequence
from typing import Any

from tui_router.dialects.content import Part
from tui_router.dialects.envelope import Sealed
from tui_router.dialects.gemini import schema
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.plain_json import dump
from tui_router.dialects.signatures import word
from tui_router.wire.json import NotJson, read_any

MEMBER = "before"
"""Under which they are sealed."""

LONGEST = 384 * 1024
"""Characters of all that stand before one part: sealed, more would be more than is kept of anything."""

_MEMBERS = frozenset({"toolCall", "toolResponse", "thoughtSignature"})


class Served:
    """Those of an answer, until what comes next takes them along. `path` is where they stand."""

    def __init__(self, ledger: Ledger, path: str) -> None:
        self._ledger = ledger
        self._path = path
        self._parts: list[Part] = []

    def add(self, part: schema.Part) -> None:
        told = (
            ("toolCall", part.tool_call),
            ("toolResponse", part.tool_response),
            ("thoughtSignature", part.thought_signature),
        )
        self._parts.append({name: value for name, value in told if value})
        reason = "what its own tools did stays between the upstream and us"
        self._ledger.count("approximated", self._path, reason, "pieces")

    def before(self, *, holder: bool = True) -> str:
        """What to seal with the call or text that comes now; without a `holder` they are lost."""
        parts, self._parts = self._parts, []
        text = packed(parts)
        if parts and not (text and holder):
            reason = "too long to be kept" if holder else "no text or call came of it"
            self._ledger.count("dropped", self._path, reason, "pieces", by=len(parts))
        return text


def packed(parts: Sequence[Part]) -> str:
    """ "" for nothing, and for what is too long to be kept."""
    try:
        text = dump(list(parts)).decode() if parts else ""
    except NotJson:
        return ""
    return text if len(text) <= LONGEST else ""


def unpacked(sealed: Sealed | None) -> list[Part]:
    """Nothing for what is none of these parts."""
    text = word(sealed, MEMBER)
    try:
        found: Any = read_any(text.encode("utf-8", "replace")) if text else []
    except NotJson:
        return []
    fits = isinstance(found, list) and all(
        isinstance(part, dict) and part.keys() <= _MEMBERS and len(part.keys() - {"thoughtSignature"}) == 1
        for part in found
    )
    return found if fits else []
