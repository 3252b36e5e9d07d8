"""What of a request no translation reads: each gets its note, so that nothing goes without a word."""

from collections.abc import Collection

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import Turn

READ = frozenset(
    {
        "model",
        "messages",
        "max_tokens",
        "system",
        "tools",
        "tool_choice",
        "thinking",
        "output_config",
        "output_format",
        "stop_sequences",
        "temperature",
        "top_p",
        "top_k",
        "stream",
        "metadata",
    }
)
"""What every translation to another language looks at."""

MOST_NAMED = 40
"""Members nobody reads that get a note of their own."""

_WHY = {
    "context_management": "Anthropic's servers edit the context; this target does not",
    "safeguards": "the target has no safety check of its own to answer with",
    "service_tier": "tiers of service differ between providers",
    "container": "a container lives on Anthropic's servers",
    "mcp_servers": "the target does not call MCP servers",
}


def note_rest(call: Call, read: Collection[str], language: str, ledger: Ledger) -> None:
    """`read` are the members that the translation to `language` looked at."""
    unread = [name for name in call.request.fields if name not in read]
    nothing = f"no counterpart in {language}"
    for name in unread[:MOST_NAMED]:
        reason = _WHY.get(name, nothing)
        ledger.add("dropped", name[:80], reason, before=bytes(call.request.fields[name])[:400])
    if len(unread) > MOST_NAMED:
        by = len(unread) - MOST_NAMED
        ledger.count("dropped", unread[MOST_NAMED][:80], nothing, "more members", by=by)
    marks = call.body.count(b'"cache_control"')
    if marks:
        reason = "the target caches by itself or not at all"
        ledger.count("dropped", "..cache_control", reason, "marks", by=marks)
    betas = call.headers.get("anthropic-beta", "")
    if betas:
        ledger.add("dropped", "headers.anthropic-beta", "betas are Anthropic's own", before=betas)


def note_prefill(turns: list[Turn], ledger: Ledger) -> None:
    """A conversation that ends in words of the model: Anthropic's go on with them."""
    if turns and turns[-1].role == "assistant" and not turns[-1].answers:
        reason = "the target may answer anew instead of going on with this text"
        ledger.add("approximated", turns[-1].blocks[-1].path, reason)
