"""What Anthropic refuses in a Messages request, in its words, so that a wrong change on the way shows here.

Only rules seen at the real service: members, roles, empty text, calls and their results, tools, thinking,
cache_control. A system message inside the conversation is one of its newer forms and is taken.
"""

import re
from collections.abc import Iterator

from tui_router.sandbox.asked import Asked
from tui_router.sandbox.paths import find

_ID = re.compile(r"[a-zA-Z0-9_-]+")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_ROLES = ("user", "assistant", "system")
_KNOWN = frozenset(
    {
        "cache_control",
        "container",
        "context_management",
        "inference_geo",
        "max_tokens",
        "mcp_servers",
        "messages",
        "metadata",
        "model",
        "output_config",
        "output_format",
        "safeguards",
        "service_tier",
        "speed",
        "stop_sequences",
        "stream",
        "system",
        "temperature",
        "thinking",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
    }
)
_BETA_OF = {"context_management": "context-management-", "mcp_servers": "mcp-client-"}
"""Members that are taken only beside a beta, and what its name begins with."""

_BLOCKS = frozenset(
    {
        "bash_code_execution_tool_result",
        "code_execution_tool_result",
        "compaction",
        "container_upload",
        "document",
        "image",
        "mcp_tool_result",
        "mcp_tool_use",
        "redacted_thinking",
        "search_result",
        "server_tool_use",
        "text",
        "text_editor_code_execution_tool_result",
        "thinking",
        "tool_reference",
        "tool_result",
        "tool_search_tool_result",
        "tool_use",
        "web_fetch_tool_result",
        "web_search_tool_result",
    }
)
_LEAST_BUDGET = 1024
_MOST_MARKS = 4


def complaint(asked: Asked) -> str | None:
    """Why Anthropic would answer this request with a 400, None when it would not."""
    for rules in (_members, _thinking, _tools, _messages, _blocks, _pairs, _marks):
        why = next(rules(asked), None)
        if why is not None:
            return why
    return None


def _members(asked: Asked) -> Iterator[str]:
    fields = asked.fields
    if not asked.headers.get("anthropic-version"):
        yield "anthropic-version: header is required"
    for name in ("max_tokens", "messages"):
        if fields.get(name) is None:
            yield f"{name}: Field required"
    most = fields.get("max_tokens")
    if not isinstance(most, int) or isinstance(most, bool):
        yield "max_tokens: Input should be a valid integer"
    elif most < 1:
        yield "max_tokens: Input should be greater than or equal to 1"
    betas = asked.headers.get("anthropic-beta", "")
    for name in fields:
        if name not in _KNOWN or _BETA_OF.get(name, "") not in betas:
            yield f"{name}: Extra inputs are not permitted"


def _thinking(asked: Asked) -> Iterator[str]:
    thinking = asked.fields.get("thinking")
    if thinking is None:
        return
    kind = thinking.get("type") if isinstance(thinking, dict) else None
    if not isinstance(thinking, dict) or kind not in ("adaptive", "disabled", "enabled"):
        yield f"thinking: Input tag '{kind}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'"
        return
    budget = thinking.get("budget_tokens")
    if kind != "enabled":
        if budget is not None:
            yield f"thinking.{kind}.budget_tokens: Extra inputs are not permitted"
    elif not isinstance(budget, int):
        yield "thinking.enabled.budget_tokens: Field required"
    elif budget < _LEAST_BUDGET:
        yield f"thinking.enabled.budget_tokens: Input should be greater than or equal to {_LEAST_BUDGET}"
    elif budget >= asked.output:
        yield "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size"
    if kind == "enabled" and asked.fields.get("temperature") not in (None, 1):
        yield "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking"
    choice = asked.fields.get("tool_choice")
    if kind == "enabled" and isinstance(choice, dict) and choice.get("type") in ("any", "tool"):
        yield "Thinking may not be enabled when tool_choice forces tool use."


def _tools(asked: Asked) -> Iterator[str]:
    if asked.fields.get("tool_choice") is not None and not asked.tools:
        yield "tool_choice: tool_choice may only be specified while providing tools."
    names = [tool.name for tool in asked.tools]
    if len(names) != len(set(names)):
        yield "tools: Tool names must be unique."
    for tool in asked.tools:
        if tool.fields.get("type", "custom") != "custom":
            continue  # runs on their servers and has a form of its own
        at = f"{tool.at}.custom"
        if not _NAME.fullmatch(tool.name):
            yield f"{at}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
        if not isinstance(tool.schema, dict):
            yield f"{at}.input_schema: Field required"
        elif tool.schema.get("type") != "object":
            yield f"{at}.input_schema.type: Input should be 'object'"
        elif {"anyOf", "oneOf", "allOf"} & tool.schema.keys():
            yield f"{at}.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level"


def _messages(asked: Asked) -> Iterator[str]:
    if not asked.said:
        yield "messages: at least one message is required"
    for said in asked.said:
        if said.role not in _ROLES:
            yield f'messages: Unexpected role "{said.role}". Allowed roles are "user" or "assistant".'
        if not isinstance(said.content, str | list):
            yield f"{said.at}.content: Field required"
        if said.role == "user" and not said.content:
            yield f"{said.at}: user messages must have non-empty content"
        if said.role == "user" and isinstance(said.content, str) and not said.content.strip():
            yield "messages: text content blocks must contain non-whitespace text"
    system = asked.fields.get("system")
    if isinstance(system, list) and any(not text for _, text in find({"system": system}, "system[*].text")):
        yield "system: text content blocks must be non-empty"


def _blocks(asked: Asked) -> Iterator[str]:
    for block in asked.blocks:
        if block.kind not in _BLOCKS:
            tags = ", ".join(f"'{kind}'" for kind in sorted(_BLOCKS))
            yield f"{block.at}: Input tag '{block.kind}' found using 'type' does not match any of the expected tags: {tags}"
        if block.kind == "text" and not block.fields.get("text") and _is_top(block.at):
            yield "messages: text content blocks must be non-empty"
        if block.kind == "thinking" and not block.fields.get("signature"):
            if block.fields.get("signature") is None:
                yield f"{block.at}.thinking.signature: Field required"
            yield f"{block.at}: Invalid `signature` in `thinking` block"
    for call in asked.calls:
        if not _ID.fullmatch(call.id):
            yield f"{call.at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
        if not isinstance(call.arguments, dict):
            yield f"{call.at}.tool_use.input: Input should be a valid dictionary"


def _pairs(asked: Asked) -> Iterator[str]:
    seen: set[str] = set()
    for call in asked.calls:
        if call.id in seen:
            yield f"{call.at}: `tool_use` ids must be unique"
        seen.add(call.id)
    open_ = asked.pairs.unanswered
    if open_:
        ids = ", ".join(call.id for call in open_ if call.message == open_[0].message)
        yield f"messages.{open_[0].message + 1}: `tool_use` ids were found without `tool_result` blocks immediately after: {ids}. Each `tool_use` block must have a corresponding `tool_result` block in the next message."
    for result in asked.pairs.unasked:
        yield f"{result.at}: unexpected `tool_use_id` found in `tool_result` blocks: {result.id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message."


def _marks(asked: Asked) -> Iterator[str]:
    marks = len(find(asked.fields, "..cache_control"))
    if marks > _MOST_MARKS:
        yield f"A maximum of {_MOST_MARKS} blocks with cache_control may be provided. Found {marks}."


def _is_top(at: str) -> bool:
    """Whether the block stands in a message and not in a tool's result, where empty text is taken."""
    return at.count(".") == 3
