"""Reasoning that goes back to the server it came from.

A reasoning item is of no use to anybody but its maker, so it travels sealed: with the client, as the signature of a
thinking block, and where the item has no words, as the data of a redacted_thinking block. Both are what clients send
back unchanged; of a thinking block without any thinking nobody has measured that. A client that asked for no thinking
is shown none: there the item stays with us, kept beside the call that it led to. Nothing is kept for an answer without
calls, since models do not read the reasoning of turns that are over.

Two kinds of item come back. "encrypted" holds what only its maker can read, and the summary is for people. "reasoning"
is of a server that shows the model's own words (`reasoning_text`) and wants those.
"""

from typing import Any

from tui_router.core.target import Target
from tui_router.dialects.envelope import Sealed, maker_of, seal, unseal
from tui_router.messages.blocks import RedactedThinkingBlock, ThinkingBlock
from tui_router.providers.provider import Provider

Item = dict[str, Any]

MOST_KEPT = 64
"""Reasoning items kept beside one call."""


def sealed_item(provider: Provider, target: Target, item: Item, *, raw: bool) -> str:
    """The envelope of a reasoning item as it came, empty when there is nothing in it that its maker could use.
    `raw`: the model's own words were told of it, not a summary."""
    id, held = item.get("id"), item.get("encrypted_content")
    kept: dict[str, Any] = {"id": id} if isinstance(id, str) and id else {}
    maker = maker_of(provider)
    if isinstance(held, str) and held:
        return seal(Sealed("encrypted", maker, target.model, held, kept))
    return seal(Sealed("reasoning", maker, target.model, "", kept)) if raw else ""


def item_of(block: ThinkingBlock | RedactedThinkingBlock, provider: Provider) -> Item | None:
    """The reasoning item that a block of the history was made from; None when it is not this provider's."""
    if isinstance(block, ThinkingBlock):
        return _item(unseal(block.signature), provider, block.thinking)
    return _item(unseal(block.data), provider, "")


def keep(envelopes: list[str]) -> str:
    """For `Prepared.keeps`: envelopes hold no space."""
    return " ".join(envelopes[:MOST_KEPT])


def kept_items(kept: str, provider: Provider) -> list[Item]:
    found = (_item(unseal(envelope), provider, "") for envelope in kept.split(" ")[:MOST_KEPT])
    return [item for item in found if item is not None]


def _item(sealed: Sealed | None, provider: Provider, words: str) -> Item | None:
    if sealed is None or sealed.maker != maker_of(provider):
        return None
    item: Item = {"type": "reasoning"}
    id = sealed.item.get("id")
    if isinstance(id, str) and id:
        item["id"] = id
    if sealed.kind == "encrypted" and sealed.held:
        # The words were the summary's, in one or more parts: which, its maker does not ask.
        item["summary"] = [{"type": "summary_text", "text": words}] if words else []
        item["encrypted_content"] = sealed.held
        return item
    if sealed.kind == "reasoning" and words:
        item["summary"] = []
        item["content"] = [{"type": "reasoning_text", "text": words}]
        return item
    return None
