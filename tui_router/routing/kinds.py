"""What the client is doing with a request, read from its headers and the shape of its body.

The marks are those of Claude Code 2.1 on the wire. Older releases (1.0, 2.0) send neither a session nor an agent in
headers: they are known by what their bodies say. A client that shows no mark is `other`.
"""

from collections.abc import Mapping

from tui_router.core.target import Kind
from tui_router.messages.blocks import TextBlock
from tui_router.messages.request import Message, MessagesRequest

_CLASSES: dict[str, Kind] = {
    "main": "main",
    "subagent": "subagent",
    "workflow": "subagent",
    "compaction": "compaction",
}
"""x-claude-code-request-class, which the client knows but does not send yet; its other values name no kind."""

_SUBAGENT_MARK = "cc_is_subagent=true"
_BILLING = "x-anthropic-billing-header:"
_CLASSIFIER_STOPS = frozenset({"</block>", "</severity>"})
_CLASSIFIER = "you are a security monitor for autonomous ai coding agents"
"""The second of its two questions has no stop sequence."""
_COMPACTION = "your task is to create a detailed summary of the"
_OLD_AGENT = "you are an agent for claude code"
"""How the system prompt of a general-purpose agent begins; Explore and Plan name themselves alike after it."""
_OLD_TITLE = (
    "analyze if this message indicates a new conversation topic",
    "word title for the following conversation",
    "generate a concise, sentence-case title",
)
"""What the small model was asked for a session's name, in the system text or the message."""
_OLD_CLASSIFIER = ("your task is to process bash commands", "extract any file paths that this command")
"""The small model judged shell commands before auto mode was there."""
_OLD_SEARCH = "you are an assistant for performing a web search tool use"
_READ = 4000
"""Characters read of one text: marks stand at its beginning."""
_HEAD = 300
_BLOCKS = 4
"""System texts that are looked at, and the characters read of each."""
_TITLE_TURNS = 4
"""Messages of a title request at most."""


def classify(headers: Mapping[str, str], request: MessagesRequest | None, path: str) -> Kind:
    """`headers` with lower-case names; `request` is None for count_tokens, whose path says enough."""
    if path.partition("?")[0].rstrip("/").endswith("/count_tokens"):
        return "count"
    if request is None:
        return "other"
    if request.stop_sequences and not _CLASSIFIER_STOPS.isdisjoint(request.stop_sequences):
        return "classifier"
    if _searches(request):
        return "web_search"
    opening = _opening(request)
    if _is_title(request, opening):
        return "title"
    if any(mark in opening for mark in _OLD_CLASSIFIER) or (_CLASSIFIER in opening and not request.tools):
        return "classifier"
    if _OLD_SEARCH in opening:
        return "web_search"
    named = _CLASSES.get(headers.get("x-claude-code-request-class", "").strip().lower())
    if named is not None:
        return named
    billing = _billing_line(request)
    if "x-claude-code-agent-id" in headers or _SUBAGENT_MARK in billing or _OLD_AGENT in opening:
        return "subagent"
    if _is_compaction(request):
        return "compaction"
    return "main" if billing or _from_claude_code(headers) else "other"


def _searches(request: MessagesRequest) -> bool:
    """The WebSearch tool asks in a request of its own, whose only tool is the server's."""
    tools = request.tools or []
    return len(tools) == 1 and tools[0].type.startswith("web_search")


def _is_title(request: MessagesRequest, opening: str) -> bool:
    """A session title: an empty list of tools, and an answer in a schema with a title; once only asked for in words."""
    if request.tools:
        return False
    form = request.output_config.format if request.output_config else None
    if form is not None and form.type == "json_schema" and b'"title"' in bytes(form.schema)[:_READ]:
        return True
    if not 0 < len(request.messages) <= _TITLE_TURNS:
        return False
    asked = [opening, *(text[:_READ].lower() for text in _texts(request.messages[-1]))]
    return any(mark in text for text in asked for mark in _OLD_TITLE)


def _opening(request: MessagesRequest) -> str:
    """The beginnings of the system texts, in small letters; a billing line may stand before them."""
    system = request.system
    if isinstance(system, str):
        return system[:_HEAD].lower()
    return "\n".join(block.text[:_HEAD].lower() for block in (system or ())[:_BLOCKS])


def _is_compaction(request: MessagesRequest) -> bool:
    last = next((message for message in reversed(request.messages) if message.role == "user"), None)
    return last is not None and any(_COMPACTION in text[:_READ].lower() for text in _texts(last))


def _texts(message: Message) -> list[str]:
    if isinstance(message.content, str):
        return [message.content]
    return [block.text for block in message.content if isinstance(block, TextBlock)]


def _billing_line(request: MessagesRequest) -> str:
    """The client's own note at the head of its system prompt; empty for everybody else."""
    system = request.system
    head = system if isinstance(system, str) else (system[0].text if system else "")
    first = head[:_READ].lstrip()
    return first.partition("\n")[0] if first.startswith(_BILLING) else ""


def _from_claude_code(headers: Mapping[str, str]) -> bool:
    return (
        "x-claude-code-session-id" in headers
        or headers.get("user-agent", "").startswith("claude-cli/")
        or "claude-code-" in headers.get("anthropic-beta", "")
    )
