"""Members of the finished request that the target refuses, taken out by the names it gave them.

Google spells a member in two ways ("generation_config.thinking_config.thinking_level", "topK"); people and other
servers use the client's ("top_k"). The last step counts.
"""

import re
from typing import Any

from tui_router.dialects.ledger import Ledger

_STEP = re.compile(r"\w+")
_SNAKE = re.compile(r"_([a-z])")

FLAG = "includeServerSideToolInvocations"
"""Lets Google's own tools stand beside functions: the answer then tells what they did, and wants it back."""

_CONFIG = "generationConfig"
_THINKING = "thinkingConfig"
_MEMBERS = {
    "temperature": (_CONFIG, "temperature"),
    "topP": (_CONFIG, "topP"),
    "topK": (_CONFIG, "topK"),
    "maxOutputTokens": (_CONFIG, "maxOutputTokens"),
    "stopSequences": (_CONFIG, "stopSequences"),
    "responseMimeType": (_CONFIG, "responseMimeType"),
    "responseJsonSchema": (_CONFIG, "responseJsonSchema"),
    _THINKING: (_CONFIG, _THINKING),
    "thinkingLevel": (_CONFIG, _THINKING, "thinkingLevel"),
    "thinkingBudget": (_CONFIG, _THINKING, "thinkingBudget"),
    "includeThoughts": (_CONFIG, _THINKING, "includeThoughts"),
    "toolConfig": ("toolConfig",),
    "functionCallingConfig": ("toolConfig",),
    FLAG: ("toolConfig", FLAG),
}
"""What can be spared."""

_OTHER_NAMES = {"maxTokens": "maxOutputTokens", "thinking": _THINKING, "toolChoice": "toolConfig"}

_CAME_AS = {
    "topP": "top_p",
    "topK": "top_k",
    "maxOutputTokens": "max_tokens",
    "stopSequences": "stop_sequences",
    "responseMimeType": "output_config.format",
    "responseJsonSchema": "output_config.format",
    _THINKING: "thinking",
    "thinkingLevel": "thinking",
    "thinkingBudget": "thinking",
    "includeThoughts": "thinking",
    "toolConfig": "tool_choice",
}
"""The members of the client's request that these were made from, where they have another name."""


def member_of(name: str) -> str:
    """Our word for what a name means; "" for what is not known, or cannot be spared."""
    steps = _STEP.findall(name[:400])
    last = _SNAKE.sub(lambda found: found[1].upper(), steps[-1]) if steps else ""
    last = _OTHER_NAMES.get(last, last)
    return last if last in _MEMBERS else ""


def refuses(names: tuple[str, ...], member: str) -> bool:
    return any(member_of(name) == member for name in names)


def refuses_ids(names: tuple[str, ...]) -> bool:
    """Those of calls and their results: relays with an older form of Google's have no such member."""
    return any(_STEP.findall(name[:400])[-1:] == ["id"] for name in names)


def drop_members(body: dict[str, Any], names: tuple[str, ...], ledger: Ledger) -> None:
    """Take them out of `body`, and with them what was left empty."""
    for name in names:
        member = member_of(name)
        if not member:
            continue
        path = _MEMBERS[member]
        holders = [body]
        for step in path[:-1]:
            inner = holders[-1].get(step)
            holders.append(inner if isinstance(inner, dict) else {})
        if path[-1] not in holders[-1]:
            continue
        before = holders[-1].pop(path[-1])
        shown = "" if isinstance(before, dict | list | bytes) else before
        came_as = _CAME_AS.get(path[-1], path[-1])
        ledger.add("dropped", came_as, f"the target refuses {'.'.join(path)}", before=shown)
        for holder, step in zip(reversed(holders[:-1]), reversed(path[:-1]), strict=True):
            if holder.get(step) == {}:
                del holder[step]
