"""What of a request in Chat Completions can be spared when the target refuses it."""

from typing import Any

from tui_router.dialects.drop_members import EACH, Path, drop, steps
from tui_router.dialects.ledger import Ledger

_CALL = "messages.*.tool_calls"
_NEEDED = frozenset(
    {"model", "messages", "messages.*", "messages.*.role", "messages.*.tool_call_id", _CALL, f"{_CALL}.*"}
    | {f"{_CALL}.*.{member}" for member in ("id", "type", "function", "function.name", "function.arguments")}
    | {f"tools.*{member}" for member in ("", ".type", ".function", ".function.name", ".function.parameters")}
)
"""Without these a request is none, or no longer what the client asked for."""
_CONTENT = ("messages", EACH, "content")
"""What we write there has no member to spare."""

_CAME_AS = {
    "max_completion_tokens": "max_tokens",
    "reasoning_effort": "thinking",
    "reasoning": "thinking",
    "response_format": "output_config.format",
    "stop": "stop_sequences",
    "stream_options": "stream",
    "parallel_tool_calls": "tool_choice.disable_parallel_tool_use",
    "user": "metadata.user_id",
    "prompt_cache_key": "metadata.user_id",
}


def parse(name: str) -> Path:
    """Where a name leads; empty for what is no name, or cannot be spared."""
    path = steps(name)
    if path[:1] == ("response_format",) and path[1:] != ("json_schema", "strict"):
        path = path[:1]  # the rest of it is of one piece
    return () if ".".join(path) in _NEEDED or path[:3] == _CONTENT else path


def refuses(names: tuple[str, ...], member: str) -> bool:
    """Whether a member of the top is among them."""
    return any(parse(name) == (member,) for name in names)


def drop_members(body: dict[str, Any], names: tuple[str, ...], ledger: Ledger) -> None:
    drop(body, [parse(name) for name in names], ledger, _CAME_AS, ("tool_choice", "parallel_tool_calls"))
