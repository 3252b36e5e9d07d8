"""What OpenAI refuses in a Chat Completions request, in its words, so that a wrong translation shows here.

Only rules seen at the real service: the shape of the list of messages, tools and their names, tool_choice,
stop, and members the service does not know.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NAME = re.compile(r"[a-zA-Z0-9_-]+")
_ROLES = ("system", "assistant", "user", "function", "tool", "developer")
_KNOWN = frozenset(
    {
        "messages",
        "model",
        "frequency_penalty",
        "function_call",
        "functions",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "metadata",
        "modalities",
        "n",
        "parallel_tool_calls",
        "prediction",
        "presence_penalty",
        "prompt_cache_key",
        "reasoning_effort",
        "response_format",
        "safety_identifier",
        "seed",
        "service_tier",
        "stop",
        "store",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
        "verbosity",
        "web_search_options",
    }
)


def complaint(body: Mapping[str, Any]) -> str | None:
    """Why OpenAI would answer this body with a 400, None when it would not."""
    for member in body:
        if member not in _KNOWN:
            return f"Unrecognized request argument supplied: {member}"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."
    stop = body.get("stop")
    if isinstance(stop, list) and len(stop) > 4:
        return f"Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length {len(stop)} instead."
    if body.get("stream_options") is not None and not body.get("stream"):
        return "The 'stream_options' parameter is only allowed when 'stream' is enabled."
    return _tools(body) or _messages(messages)


def _tools(body: Mapping[str, Any]) -> str | None:
    tools = body.get("tools")
    if tools is None:
        for member in ("tool_choice", "parallel_tool_calls"):
            if body.get(member) is not None:
                return f"Invalid value for '{member}': '{member}' is only allowed when 'tools' are specified."
        return None
    if not tools:
        return "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead."
    for at, tool in enumerate(tools):
        function = tool.get("function") if isinstance(tool, dict) else None
        name = function.get("name") if isinstance(function, dict) else None
        where = f"tools[{at}].function"
        if not isinstance(function, dict) or not isinstance(name, str):
            return f"Missing required parameter: '{where}.name'."
        if not _NAME.fullmatch(name):
            return f"Invalid '{where}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
        if len(name) > 64:
            return f"Invalid '{where}.name': string too long. Expected a string with maximum length 64, but got a string with length {len(name)} instead."
        schema = function.get("parameters", {})
        if schema and (not isinstance(schema, dict) or schema.get("type") != "object"):
            return (
                f"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'."
            )
    return None


def _messages(messages: Sequence[Any]) -> str | None:
    open_ids: list[str] = []
    for at, message in enumerate(messages):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in _ROLES:
            supported = ", ".join(f"'{known}'" for known in _ROLES)
            return f"Invalid value: '{role}'. Supported values are: {supported}. (messages[{at}].role)"
        if role == "tool":
            if message.get("tool_call_id") not in open_ids:
                return "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
            open_ids.remove(message["tool_call_id"])
        elif open_ids:
            return _unanswered(open_ids)
        calls = message.get("tool_calls")
        if message.get("content") is None and not (role == "assistant" and calls):
            return f"Invalid value for 'content': expected a string, got null. (messages[{at}].content)"
        if calls is not None and not (isinstance(calls, list) and calls):
            return f"Invalid 'messages[{at}].tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead."
        open_ids += [str(call.get("id")) if isinstance(call, dict) else "" for call in calls or []]
    return _unanswered(open_ids) if open_ids else None


def _unanswered(ids: list[str]) -> str:
    return (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
        f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(ids)}"
    )
