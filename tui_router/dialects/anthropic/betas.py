"""Betas the target refuses: out of the header, and with them what only they allow in the body."""

import re

import msgspec

from tui_router.dialects.ledger import Ledger

HEADER = "anthropic-beta"
ALL = "*"
"""As a refused value: every beta."""


class Needs(msgspec.Struct, frozen=True):
    """What a family of betas brings: members of the request by their paths, and types of content block."""

    members: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


FAMILIES: dict[str, Needs] = {
    "context-management": Needs(("context_management",)),
    "effort": Needs(("output_config.effort",)),
    "structured-outputs": Needs(("output_config.format", "output_format", "tools[*].strict")),
    "advanced-tool-use": Needs(
        ("tools[*].defer_loading", "tools[*].input_examples", "tools[*].allowed_callers"),
        ("tool_reference",),
    ),
    "tool-search-tool": Needs(("tools[*].defer_loading",), ("tool_reference",)),
    "tool-examples": Needs(("tools[*].input_examples",)),
    "thinking-display-updates": Needs(("thinking.display",)),
    "dangerous-tool-use": Needs(("safeguards",)),
    "per-turn-control": Needs(("messages[*].output_config",)),
    "mid-conversation-output-config": Needs(("messages[*].output_config",)),
    "mid-conversation-system-clear-at": Needs(("messages[*].clear_at",)),
    "mid-conversation-tool-changes": Needs((), ("tool_addition", "tool_removal")),
    "task-budgets": Needs(("output_config.task_budget",)),
    "fast-mode": Needs(("speed",)),
    "server-side-fallback": Needs(("fallbacks",), ("fallback",)),
    "fallback-credit": Needs(("fallback_credit_token",)),
    "cache-diagnosis": Needs(("diagnostics",)),
    "message-threads": Needs(("thread",)),
    "thinking-binding-controls": Needs(("thinking.block_binding",)),
    "extended-cache-ttl": Needs(("cache_control.ttl",)),
    "prompt-caching-scope": Needs(("cache_control.scope",)),
    "mcp-client": Needs(("mcp_servers",), ("mcp_tool_use", "mcp_tool_result")),
    "code-execution": Needs(("container",)),
    "skills": Needs(("container",)),
}
"""By the name without its date. Betas that bring no member of their own, such as interleaved-thinking, are not
listed: for those the header is all."""

_DATE = re.compile(r"-\d{4}-\d{2}-\d{2}\Z|-\d{8}\Z")


def family(beta: str) -> str:
    return _DATE.sub("", beta.strip())


def refuse(headers: dict[str, str], refused: tuple[str, ...], ledger: Ledger) -> tuple[str, ...]:
    """Take refused betas out of `headers`. Hands back those that are kept."""
    given = headers.get(HEADER)
    if given is None:
        return ()
    betas = [beta.strip() for beta in given.split(",") if beta.strip()]
    kept = tuple(beta for beta in betas if not _is_refused(beta, refused))
    if len(kept) == len(betas):
        return kept
    for beta in betas:
        if beta not in kept:
            ledger.add("dropped", f"headers.{HEADER}", "the target refuses this beta", before=beta)
    if kept:
        headers[HEADER] = ",".join(kept)
    else:
        del headers[HEADER]
    return kept


def needs(refused: tuple[str, ...], kept: tuple[str, ...]) -> Needs:
    """What goes with the refused betas. A family of which another version is kept stays allowed."""
    gone = FAMILIES.keys() if ALL in refused else {family(beta) for beta in refused}
    found = [FAMILIES[name] for name in FAMILIES if name in gone - {family(beta) for beta in kept}]
    members = tuple(dict.fromkeys(path for each in found for path in each.members))
    return Needs(members, tuple(dict.fromkeys(kind for each in found for kind in each.blocks)))


def _is_refused(beta: str, refused: tuple[str, ...]) -> bool:
    return ALL in refused or beta in refused or family(beta) in refused
