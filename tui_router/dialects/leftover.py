"""What of a request no translation reads: each gets its note, so that nothing goes without a word."""

from collections.abc import Collection

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.effort import effort_now
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import CLEARED, Turn, cleared
from tui_router.wire.json import NotJson, read

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

_OF_A_MESSAGE = frozenset({"role", "content", "clear_at"})
_USUAL = 2
_NO_CITATIONS = frozenset({b"null", b"[]", b"{}", b'{"enabled":false}'})
_members = msgspec.json.Decoder(list[dict[str, Raw]])

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
    _note_messages(call, language, ledger)
    marks = call.body.count(b'"cache_control"')
    if marks:
        reason = "the target caches by itself or not at all"
        ledger.count("dropped", "..cache_control", reason, "marks", by=marks)
    betas = call.headers.get("anthropic-beta", "")
    if betas:
        ledger.add("dropped", "headers.anthropic-beta", "betas are Anthropic's own", before=betas)


def _note_messages(call: Call, language: str, ledger: Ledger) -> None:
    """What stands beside the words: members of messages, and citations of what they hold."""
    try:
        messages = read(bytes(call.request.fields.get("messages", b"[]")), _members)
    except NotJson:
        return
    cites = b'"citations"' in call.body
    told = [at for at, message in enumerate(messages) if cites or len(message) != _USUAL]
    if not told:
        return  # nearly always
    gone = cleared(call.request.messages)
    _, effort = effort_now(call.request)
    named: set[str] = set()
    for at in told:
        message, path = messages[at], f"messages[{at}]"
        if at in gone:
            ledger.count("dropped", path, CLEARED, "messages")
        for key in message.keys() - _OF_A_MESSAGE:
            if key == "output_config":
                if not effort.startswith(f"{path}."):
                    ledger.count("dropped", f"{path}.{key}", "another effort has come since", "messages")
            elif key in named or len(named) < MOST_NAMED:
                named.add(key)
                reason = f"a message has no {key[:80]} in {language}"
                ledger.count("dropped", f"{path}.{key[:80]}", reason, "messages")
        if cites:
            _note_citations(path, message.get("content", Raw(b"[]")), language, ledger)


def _note_citations(path: str, content: Raw, language: str, ledger: Ledger) -> None:
    try:
        blocks = read(bytes(content), _members)
    except NotJson:
        return
    for at, block in enumerate(blocks):
        found = bytes(block.get("citations", b"null"))
        if b"".join(found.split()) not in _NO_CITATIONS:
            reason = f"citations have no place in {language}"
            ledger.count("dropped", f"{path}.content[{at}].citations", reason, "citations")


def note_prefill(turns: list[Turn], ledger: Ledger) -> None:
    """A conversation that ends in words of the model: Anthropic's go on with them."""
    if turns and turns[-1].role == "assistant" and not turns[-1].answers:
        reason = "the target may answer anew instead of going on with this text"
        ledger.add("approximated", turns[-1].blocks[-1].path, reason)
