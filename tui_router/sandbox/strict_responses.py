"""What OpenAI refuses in a request to Responses, in its words, so that a wrong translation shows here.

Only rules seen at the real service: members and their types, tools and their schemas, tool_choice, reasoning, text.
What stands in `input` is looked at by `strict_items`.
"""

import re
from collections.abc import Mapping
from typing import Any

from tui_router.sandbox.asked_responses import ResponsesAsked
from tui_router.sandbox.reply import Complaint
from tui_router.sandbox.shapes import bare_array
from tui_router.sandbox.strict_items import items
from tui_router.sandbox.strict_words import Complaints, at_most, between, missing, one_of, typed, unknown

_NONE = type(None)
_MEMBERS: dict[str, tuple[type, ...]] = {
    "background": (bool, _NONE),
    "context_management": (list, _NONE),
    "conversation": (str, dict, _NONE),
    "include": (list, _NONE),
    "input": (str, list),
    "instructions": (str, _NONE),
    "max_output_tokens": (int, _NONE),
    "max_tool_calls": (int, _NONE),
    "metadata": (dict, _NONE),
    "model": (str,),
    "parallel_tool_calls": (bool, _NONE),
    "previous_response_id": (str, _NONE),
    "prompt": (dict, _NONE),
    "prompt_cache_key": (str, _NONE),
    "prompt_cache_options": (dict, _NONE),
    "prompt_cache_retention": (str, _NONE),
    "reasoning": (dict, _NONE),
    "safety_identifier": (str, _NONE),
    "service_tier": (str, _NONE),
    "store": (bool, _NONE),
    "stream": (bool, _NONE),
    "stream_options": (dict, _NONE),
    "temperature": (float, _NONE),
    "text": (dict, _NONE),
    "tool_choice": (str, dict, _NONE),
    "tools": (list, _NONE),
    "top_logprobs": (int, _NONE),
    "top_p": (float, _NONE),
    "truncation": (str, _NONE),
    "user": (str, _NONE),
}
_INCLUDE = (
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
)
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_SUMMARIES = ("auto", "concise", "detailed")
_TOOLS: dict[str, tuple[str, ...]] = {
    "function": ("type", "name", "description", "parameters", "strict"),
    "web_search": ("type", "filters", "user_location", "search_context_size", "external_web_access"),
    "web_search_preview": ("type", "user_location", "search_context_size"),
    "custom": ("type", "name", "description", "format"),
}
_NAME = re.compile(r"[a-zA-Z0-9_-]+")
_TOP = ("oneOf", "anyOf", "allOf", "enum", "not")
_LEAST_OUTPUT = 16
_LONGEST = 64
"""Characters of a name, a key or a user."""


def complaint(asked: ResponsesAsked) -> Complaint | None:
    """Why OpenAI would answer this request with a 400, None when it would not."""
    for rules in (_members, _sizes, _reasoning, _text, _tools, _choice, items):
        why = next(rules(asked), None)
        if why is not None:
            return why
    return None


def _members(asked: ResponsesAsked) -> Complaints:
    fields = asked.fields
    yield from unknown(fields, _MEMBERS)
    for name, value in fields.items():
        yield from typed(value, name, *_MEMBERS[name])
    if fields.get("input") in (None, []) and not fields.get("previous_response_id"):
        said = (
            "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' must be provided."
        )
        yield Complaint(said, None, "missing_required_parameter")
    for i, word in enumerate(fields.get("include") or []):
        yield from one_of(word, f"include[{i}]", _INCLUDE)
    if fields.get("stream_options") is not None and not fields.get("stream"):
        said = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        yield Complaint(said, "stream_options")


def _sizes(asked: ResponsesAsked) -> Complaints:
    fields = asked.fields
    if (most := fields.get("max_output_tokens")) is not None:
        yield from between(most, "max_output_tokens", _LEAST_OUTPUT, None)
    for name, high in (("temperature", 2.0), ("top_p", 1.0)):
        if fields.get(name) is not None:
            yield from between(fields[name], name, 0.0, high)
    for name in ("user", "prompt_cache_key", "safety_identifier"):
        if fields.get(name) is not None:
            yield from at_most(fields[name], name, _LONGEST)


def _reasoning(asked: ResponsesAsked) -> Complaints:
    given: Mapping[str, Any] = asked.fields.get("reasoning") or {}
    yield from unknown(given, ("effort", "summary", "generate_summary", "context", "mode"), "reasoning")
    for name, known in (("effort", _EFFORTS), ("summary", _SUMMARIES)):
        if given.get(name) is not None:
            yield from one_of(given[name], f"reasoning.{name}", known)


def _text(asked: ResponsesAsked) -> Complaints:
    given: Mapping[str, Any] = asked.fields.get("text") or {}
    yield from unknown(given, ("format", "verbosity"), "text")
    wanted = given.get("format")
    if wanted is None:
        return
    yield from typed(wanted, "text.format", dict)
    yield from one_of(wanted.get("type"), "text.format.type", ("text", "json_object", "json_schema"))
    if wanted["type"] == "json_schema":
        known = ("type", "name", "schema", "strict", "description")
        yield from unknown(wanted, known, "text.format")
        for name in ("name", "schema"):
            if wanted.get(name) is None:
                yield missing(f"text.format.{name}")
        yield from _named(wanted["name"], "text.format.name")
        yield from typed(wanted["schema"], "text.format.schema", dict)
        if wanted.get("strict"):
            yield from _strict(wanted["schema"], f"Invalid schema for response_format '{wanted['name']}'")


def _tools(asked: ResponsesAsked) -> Complaints:
    for i, tool in enumerate(asked.fields.get("tools") or []):
        at = f"tools[{i}]"
        yield from typed(tool, at, dict)
        if tool.get("type") is None:
            yield missing(f"{at}.type")
        yield from one_of(tool["type"], f"{at}.type", _TOOLS)
        if tool["type"] in ("function", "custom") and tool.get("name") is None:
            yield missing(f"{at}.name")
        yield from unknown(tool, _TOOLS[tool["type"]], at)
        if tool["type"] == "function":
            yield from _function(tool, at)
    arrays = bare_array(asked, True)
    if arrays:
        where, tool = arrays[0]["at"], arrays[0]["tool"]
        said = f"Invalid schema for function '{tool}': In context={_context(str(where))}, array schema missing items."
        yield Complaint(said, f"tools[{arrays[0]['index']}].parameters", "invalid_function_parameters")


def _function(tool: Mapping[str, Any], at: str) -> Complaints:
    yield from _named(tool["name"], f"{at}.name")
    for name, kinds in (("description", (str, _NONE)), ("strict", (bool, _NONE))):
        if name in tool:
            yield from typed(tool[name], f"{at}.{name}", *kinds)
    schema = tool.get("parameters")
    if schema is None:
        return
    yield from typed(schema, f"{at}.parameters", dict)
    begins = f"Invalid schema for function '{tool['name']}'"
    wrong = [word for word in _TOP if word in schema]
    if schema and schema.get("type") != "object":
        got = schema.get("type")
        said = f"{begins}: schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{got}\"'."
        yield Complaint(said, f"{at}.parameters", "invalid_function_parameters")
    if wrong:
        said = f"{begins}: schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."
        yield Complaint(said, f"{at}.parameters", "invalid_function_parameters")
    if tool.get("strict"):
        yield from _strict(schema, begins)


def _strict(schema: Mapping[str, Any], begins: str) -> Complaints:
    """Strictness demands a closed object with all its members required; here only of the outermost."""
    if schema.get("additionalProperties") is not False:
        said = f"{begins}: In context=(), 'additionalProperties' is required to be supplied and to be false."
        yield Complaint(said, None, "invalid_function_parameters")
    names, required = schema.get("properties") or {}, schema.get("required") or []
    left = [name for name in names if name not in required]
    if left:
        said = f"{begins}: In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing '{left[0]}'."
        yield Complaint(said, None, "invalid_function_parameters")


def _choice(asked: ResponsesAsked) -> Complaints:
    choice = asked.fields.get("tool_choice")
    if choice is None:
        return
    tools = asked.fields.get("tools") or []
    if isinstance(choice, str):
        yield from one_of(choice, "tool_choice", ("none", "auto", "required"))
        if choice == "required" and not tools:
            yield Complaint("Tool choice 'required' must be specified with 'tools' parameter.", "tool_choice")
        return
    if choice.get("type") is None:
        yield missing("tool_choice.type")
    if choice["type"] == "function":
        yield from unknown(choice, ("type", "name"), "tool_choice")
        if choice.get("name") is None:
            yield missing("tool_choice.name")
    offered = [(tool.get("type"), tool.get("name")) for tool in tools]
    if choice["type"] != "allowed_tools" and (choice["type"], choice.get("name")) not in offered:
        yield Complaint(f"Tool choice '{choice['type']}' not found in 'tools' parameter.", "tool_choice")


def _named(name: Any, param: str) -> Complaints:
    yield from typed(name, param, str)
    if not _NAME.fullmatch(name):
        said = "string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
        yield Complaint(f"Invalid '{param}': {said}", param, "invalid_value")
    yield from at_most(name, param, _LONGEST)


def _context(place: str) -> str:
    """A place in a schema as the service spells it."""
    steps = [step for step in re.split(r"[.\[\]]", place) if step]
    return "(" + ", ".join(f"'{step}'" for step in steps) + ("," if len(steps) == 1 else "") + ")"
