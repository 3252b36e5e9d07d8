"""What of a request in Responses can be spared when the target refuses it."""

from typing import Any

from tui_router.dialects.drop_members import EACH, Path, drop, steps
from tui_router.dialects.ledger import Ledger

_ITEM = ("type", "role", "call_id", "name", "arguments", "output", "encrypted_content", "action")
_NEEDED = frozenset(
    {"model", "input", "input.*"}
    | {f"input.*.{member}" for member in _ITEM}
    | {f"tools.*{member}" for member in ("", ".type", ".name", ".parameters")}
)
"""Without these a request is none, or no longer what the client asked for."""
_CONTENT = ("input", EACH, "content")
_SPARE = frozenset({"annotations", "detail", "filename", "logprobs"})
"""Members of a part of content that it can do without."""
_ONE_PIECE = ("text", "format")
"""The rest of it makes sense only together, but for `strict`."""

_CAME_AS = {
    "max_output_tokens": "max_tokens",
    "instructions": "system",
    "reasoning": "thinking",
    "include": "thinking",
    "text": "output_config.format",
    "parallel_tool_calls": "tool_choice.disable_parallel_tool_use",
    "max_tool_calls": "tools[*].max_uses",
    "user": "metadata.user_id",
    "prompt_cache_key": "metadata.user_id",
}


def parse(name: str) -> Path:
    """Where a name leads; empty for what is no name, or cannot be spared."""
    path = steps(name)
    if path[:2] == _ONE_PIECE and path[2:] != ("strict",):
        path = _ONE_PIECE
    needed = ".".join(path) in _NEEDED or (path[:3] == _CONTENT and path[-1] not in _SPARE)
    return () if needed else path


def refuses(names: tuple[str, ...], member: str) -> bool:
    """Whether a member of the top is among them."""
    return any(parse(name) == (member,) for name in names)


def drop_members(body: dict[str, Any], names: tuple[str, ...], ledger: Ledger) -> None:
    about_tools = ("tool_choice", "parallel_tool_calls", "max_tool_calls")
    drop(body, [parse(name) for name in names], ledger, _CAME_AS, about_tools)
