"""The notations in which chat templates write calls. Each reader takes the text, where the body begins and the tools, and
gives the calls and where they end; it raises `Unfinished` and `NoCall`."""

import re
from collections.abc import Callable
from typing import Any

from tui_router.dialects.chat.callreading import (
    NoCall,
    Tools,
    Unfinished,
    Written,
    mark,
    read_value,
    skip,
    until,
)
from tui_router.wire.json import NotJson, read_any

Read = Callable[[str, int, Tools], tuple[list[Written], int]]

MOST_CALLS = 64
"""In one answer."""


def _call(value: Any, tools: Tools) -> Written:
    """`{"name", "arguments"}`, as Hermes, Llama and Mistral write it."""
    if not isinstance(value, dict):
        raise NoCall
    inner = value.get("function")
    value = inner if isinstance(inner, dict) else value
    name = value.get("name")
    given = value.get("arguments", value.get("parameters", {}))
    if isinstance(given, str):
        try:
            given = read_any(given.encode("utf-8", "replace") or b"{}")
        except NotJson:
            raise NoCall from None
    if not isinstance(name, str):
        raise NoCall
    return tools.written(name, given)


def read_json(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """An object, a list of them, or several with semicolons between."""
    calls: list[Written] = []
    while len(calls) < MOST_CALLS:
        at = skip(text, at)
        if at >= len(text):
            raise Unfinished
        if text[at] not in "{[":
            raise NoCall
        value, at = read_value(text, at)
        calls += [_call(item, tools) for item in (value if isinstance(value, list) else [value])]
        after = skip(text, at)
        if not text.startswith(";", after):
            return calls, at
        at = after + 1
    raise NoCall


def read_tagged(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """What stands in `<tool_call>`: JSON, Qwen's `<function=…>`, or GLM's name with `<arg_key>` and `<arg_value>`."""
    at = skip(text, at)
    if at >= len(text):
        raise Unfinished
    if text[at] == "{":
        value, at = read_value(text, at)
        return [_call(value, tools)], at
    if text[at] == "<":
        if not mark(text, at, "<function="):
            raise NoCall
        return read_function(text, at + len("<function="), tools)
    return _glm(text, at, tools)


_VALUE_ENDS = re.compile(r"</parameter>\s{0,64}(?=<parameter=|</function>)")


def read_function(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """`<function=NAME><parameter=KEY>VALUE</parameter></function>`, from behind the first `=`."""
    name, at = _name_until(text, at, ">", tools)
    given: dict[str, Any] = {}
    while True:
        at = skip(text, at)
        if mark(text, at, "</function>"):
            return [tools.written(name, given)], at + len("</function>")
        if not mark(text, at, "<parameter="):
            raise NoCall
        key, at = until(text, at + len("<parameter="), ">")
        found = _VALUE_ENDS.search(text, at)
        if found is None:
            raise Unfinished
        given[key] = tools.value(name, key, _trimmed(text[at : found.start()]))
        at = found.end()


def _glm(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    name, at = _name_until(text, at, "<", tools)
    at -= 1
    given: dict[str, Any] = {}
    while True:
        at = skip(text, at)
        if not mark(text, at, "<arg_key>"):
            return [tools.written(name, given)], at
        key, at = until(text, at + len("<arg_key>"), "</arg_key>")
        at = skip(text, at)
        if not mark(text, at, "<arg_value>"):
            raise NoCall
        value, at = until(text, at + len("<arg_value>"), "</arg_value>")
        given[key.strip()] = tools.value(name, key.strip(), value)


def _name_until(text: str, at: int, end: str, tools: Tools) -> tuple[str, int]:
    stop = text.find(end, at)
    if stop < 0:
        if not tools.begins(text[at:].strip()):
            raise NoCall
        raise Unfinished
    name = text[at:stop].strip().strip("\"'")
    if name not in tools:
        raise NoCall
    return name, stop + len(end)


def _trimmed(value: str) -> str:
    """Without the line breaks that stand between a value and its marks."""
    return value.removeprefix("\n").removesuffix("\n")


def _several(
    text: str, at: int, opens: str, read_one: Callable[[int], tuple[Written, int]]
) -> tuple[list[Written], int]:
    """One call after the other, each behind its mark; at least one."""
    calls: list[Written] = []
    while len(calls) < MOST_CALLS:
        at = skip(text, at)
        if not mark(text, at, opens):
            if not calls:
                raise NoCall
            return calls, at
        call, at = read_one(at + len(opens))
        calls.append(call)
    raise NoCall


def invoking(prefix: str) -> Read:
    """`<invoke name="NAME"><parameter name="KEY">VALUE</parameter></invoke>`, with `prefix` before each word."""
    opens, closes = f'<{prefix}invoke name="', f"</{prefix}invoke>"
    parameter, ends = f'<{prefix}parameter name="', f"</{prefix}parameter>"

    def read(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
        def one(at: int) -> tuple[Written, int]:
            name, at = _name_until(text, at, '"', tools)
            _, at = until(text, at, ">")
            given: dict[str, Any] = {}
            while True:
                at = skip(text, at)
                if mark(text, at, closes):
                    return tools.written(name, given), at + len(closes)
                if not mark(text, at, parameter):
                    raise NoCall
                key, at = until(text, at + len(parameter), '"')
                rest, at = until(text, at, ">")
                value, at = until(text, at, ends)
                given[key] = value if 'string="true"' in rest else tools.value(name, key, value)

        return _several(text, at, opens, one)

    return read


def read_kimi(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """`<|tool_call_begin|>functions.NAME:0<|tool_call_argument_begin|>{…}<|tool_call_end|>`, several."""

    def one(at: int) -> tuple[Written, int]:
        id, at = until(text, at, "<|tool_call_argument_begin|>")
        name = id.strip().removeprefix("functions.").rpartition(":")[0] or id.strip()
        value, at = read_value(text, skip(text, at))
        at = skip(text, at)
        call = tools.written(name, value, id.strip())
        if not mark(text, at, "<|tool_call_end|>"):
            raise NoCall
        return call, at + len("<|tool_call_end|>")

    return _several(text, at, "<|tool_call_begin|>", one)


def read_deepseek(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """`<｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{…}<｜tool▁call▁end｜>`, several; older models write "function" first
    and put the arguments into a fence."""
    opens, separator, closes = "<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>"

    def one(at: int) -> tuple[Written, int]:
        name, at = until(text, at, separator)
        if name.strip() == "function" and "function" not in tools:
            name, at = until(text, at, "\n")
        at = skip(text, at)
        fenced = at < len(text) and text[at] == "`"
        if fenced:
            _, at = until(text, at, "\n")
        value, at = read_value(text, at)
        at = skip(text, at)
        if fenced and mark(text, at, "```"):
            at = skip(text, at + 3)
        call = tools.written(name.strip(), value)
        if not mark(text, at, closes):
            raise NoCall
        return call, at + len(closes)

    return _several(text, at, opens, one)


_MISTRAL_NAME = re.compile(r"([\w-]{1,256})(?:\[CALL_ID\]([\w-]{1,256}))?(?:\[ARGS\])?(?=\{)")


def read_mistral(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """A list in JSON, or `NAME[CALL_ID]ID[ARGS]{…}`."""
    at = skip(text, at)
    if at >= len(text):
        raise Unfinished
    if text[at] in "[{":
        return read_json(text, at, tools)
    found = _MISTRAL_NAME.match(text, at)
    if found is None:
        if "{" in text[at:] or len(text) - at > 600:
            raise NoCall
        raise Unfinished
    value, at = read_value(text, found.end())
    return [tools.written(found[1], value, found[2] or "")], at
