"""Marks of the prompt cache in Chat Completions, for the few servers that take them there: OpenRouter, for Claude models.

They stand in a part of content, at a tool's message beside it: https://openrouter.ai/docs/features/prompt-caching. Tools
have none, since a mark behind the system text holds for them too.
"""

from typing import Any

from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.chat.content import text_part
from tui_router.dialects.ledger import Ledger
from tui_router.messages.reading import read_list, read_object, read_text

MARK = "cache_control"
MOST_SPOKEN = 2
"""In the conversation: its end, and the end of the turn before, from where what came between is found."""

Message = dict[str, Any]
Mark = dict[str, str]


def carry(call: Call, model: str, messages: list[Message], ledger: Ledger) -> None:
    """Put the client's marks into `messages`, where the target takes any."""
    quirks = call.provider.quirks
    if not quirks.cache_control or quirks.cache_marks == "none" or quirks.flat_content:
        return
    if "claude" not in model.lower() or b'"cache_control"' not in call.body:
        return
    top = read_object(call.body) or {}
    static = [mark for name in ("tools", "system") for mark in _marks(top.get(name))]
    spoken = [mark for raw in read_list(top.get("messages")) for mark in _last_mark(raw)]
    most = quirks.most_cache_marks or MOST_SPOKEN + 1
    ends = [at for at in range(len(messages)) if _ends_turn(messages, at)]
    wanted = min(len(spoken), MOST_SPOKEN, most)
    for at, mark in zip(reversed(ends), reversed(spoken[-wanted:] if wanted else []), strict=False):
        _put(messages[at], _fit(mark, quirks.cache_marks), ledger)
    if static and messages and messages[0]["role"] == "system" and wanted < most:
        _put(messages[0], _fit(static[-1], quirks.cache_marks), ledger)


def _put(message: Message, mark: Mark, ledger: Ledger) -> None:
    content = message.get("content")
    if message["role"] == "tool":
        message[MARK] = mark
    elif isinstance(content, str) and content:
        message["content"] = [{**text_part(content), MARK: mark}]
    elif isinstance(content, list) and content:
        message["content"] = [*content[:-1], {**content[-1], MARK: mark}]
    else:
        return
    ledger.count(
        "moved", f"..{MARK}", "marks of the prompt cache stand here too", "marks", to=f"messages[*].{MARK}"
    )


def _ends_turn(messages: list[Message], at: int) -> bool:
    spoken_next = messages[at + 1]["role"] if at + 1 < len(messages) else "assistant"
    return messages[at]["role"] in ("user", "tool") and spoken_next == "assistant"


def _fit(mark: Mark, takes: str) -> Mark:
    return {name: value for name, value in mark.items() if name != "ttl" or takes == "all"}


def _marks(raw: Raw | None) -> list[Mark]:
    """Those of a list of blocks or tools, in their order."""
    found = []
    for item in read_list(raw):
        mark = read_object((read_object(item) or {}).get(MARK))
        if mark is not None:
            ttl = read_text(mark.get("ttl"))
            found.append({"type": "ephemeral", **({"ttl": ttl} if ttl in ("5m", "1h") else {})})
    return found


def _last_mark(message: Raw) -> list[Mark]:
    return _marks((read_object(message) or {}).get("content"))[-1:]
