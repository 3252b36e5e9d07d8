"""Calls of tools that a model wrote into its text, in the marks of its chat template.

A server that knows the template takes them out; one that does not hands them on as words. A form is an opening mark, a
body in one of a few notations, and a closing mark that may be missing at the very end.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from msgspec import Raw

from tui_router.wire.json import NotJson, read_any


class Written(NamedTuple):
    """`arguments` is JSON text of an object; `id` is empty where the notation has none."""

    name: str
    arguments: str
    id: str = ""


class Unfinished(Exception):
    """The text may still become calls."""


class NoCall(Exception):
    """It is text."""


class Tools:
    """The tools that were offered, as the target knows them: name to schema of the input."""

    def __init__(self, schemas: Mapping[str, Raw]) -> None:
        self._schemas = schemas

    def __contains__(self, name: str) -> bool:
        return name in self._schemas

    def begins(self, head: str) -> bool:
        """Whether some name begins so."""
        return any(name.startswith(head) for name in self._schemas)

    def value(self, name: str, key: str, text: str) -> Any:
        """A value that was written without its type: text where the schema says so, else JSON if it is any."""
        try:
            schema = read_any(bytes(self._schemas[name]) or b"{}")
            kind = schema["properties"][key]["type"]
        except (NotJson, KeyError, TypeError, IndexError):
            kind = ""
        if kind == "string":
            return text
        try:
            return read_any(text.strip().encode("utf-8", "replace"))
        except NotJson:
            return text


class Form(NamedTuple):
    """`first` says that it stands at the beginning of a line: its mark is a word that people write too. `read` takes the
    text, where the body begins and the tools, and gives the calls and where they end; it raises `Unfinished` and
    `NoCall`."""

    opens: str
    closes: str
    first: bool
    read: Callable[[str, int, Tools], tuple[list[Written], int]]


_MOST_SPACE = 64  # characters of white space between marks
_MOST_CALLS = 64
_SPACE = re.compile(r"\s*")
_decode = json.JSONDecoder(strict=False).raw_decode


def skip(text: str, at: int) -> int:
    """Behind the white space. Raises `NoCall` where that has no end."""
    found = _SPACE.match(text, at)
    end = found.end() if found else at
    if end - at > _MOST_SPACE:
        raise NoCall
    return end


def mark(text: str, at: int, word: str) -> bool:
    """Whether `word` stands there. Raises `Unfinished` where it may yet."""
    if text.startswith(word, at):
        return True
    if len(text) - at < len(word) and word.startswith(text[at:]):
        raise Unfinished
    return False


def until(text: str, at: int, word: str) -> tuple[str, int]:
    """What stands before `word`, and where that ends."""
    end = text.find(word, at)
    if end < 0:
        raise Unfinished
    return text[at:end], end + len(word)


def _json(text: str, at: int) -> tuple[Any, int]:
    try:
        value, end = _decode(text, at)
    except (ValueError, RecursionError):
        raise Unfinished from None  # what is broken and what is not whole look alike
    return value, end


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
    if not isinstance(name, str) or name not in tools or not isinstance(given, dict):
        raise NoCall
    return Written(name, _text(given))


def _text(value: dict[str, Any]) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise NoCall from None
    return text.encode("utf-8", "replace").decode()


def _known(name: str, tools: Tools) -> str:
    if name not in tools:
        raise NoCall
    return name


def read_json(text: str, at: int, tools: Tools) -> tuple[list[Written], int]:
    """An object, a list of them, or several with semicolons between."""
    calls: list[Written] = []
    while len(calls) < _MOST_CALLS:
        at = skip(text, at)
        if at >= len(text):
            raise Unfinished
        if text[at] not in "{[":
            raise NoCall
        value, at = _json(text, at)
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
        value, at = _json(text, at)
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
            return [Written(name, _text(given))], at + len("</function>")
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
            return [Written(name, _text(given))], at
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
    return _known(text[at:stop].strip().strip("\"'"), tools), stop + len(end)


def _trimmed(value: str) -> str:
    """Without the line breaks that stand between a value and its marks."""
    return value.removeprefix("\n").removesuffix("\n")


def _several(
    text: str, at: int, opens: str, read_one: Callable[[int], tuple[Written, int]]
) -> tuple[list[Written], int]:
    """One call after the other, each behind its mark; at least one."""
    calls: list[Written] = []
    while len(calls) < _MOST_CALLS:
        at = skip(text, at)
        if not mark(text, at, opens):
            if not calls:
                raise NoCall
            return calls, at
        call, at = read_one(at + len(opens))
        calls.append(call)
    raise NoCall


def invoking(prefix: str) -> Callable[[str, int, Tools], tuple[list[Written], int]]:
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
                    return Written(name, _text(given)), at + len(closes)
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
        name = _known(id.strip().removeprefix("functions.").rpartition(":")[0] or id.strip(), tools)
        value, at = _json(text, skip(text, at))
        at = skip(text, at)
        if not isinstance(value, dict) or not mark(text, at, "<|tool_call_end|>"):
            raise NoCall
        return Written(name, _text(value), id.strip()), at + len("<|tool_call_end|>")

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
        value, at = _json(text, at)
        at = skip(text, at)
        if fenced and mark(text, at, "```"):
            at = skip(text, at + 3)
        if not isinstance(value, dict) or not mark(text, at, closes):
            raise NoCall
        return Written(_known(name.strip(), tools), _text(value)), at + len(closes)

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
    value, at = _json(text, found.end())
    if not isinstance(value, dict):
        raise NoCall
    return [Written(_known(found[1], tools), _text(value), found[2] or "")], at


FORMS = (
    Form("<tool_call>", "</tool_call>", True, read_tagged),
    Form("<function=", "", True, read_function),
    Form("<function_calls>", "</function_calls>", True, invoking("")),
    Form("<minimax:tool_call>", "</minimax:tool_call>", False, invoking("")),
    Form("<｜DSML｜function_calls>", "</｜DSML｜function_calls>", False, invoking("｜DSML｜")),
    Form("<｜DSML｜tool_calls>", "</｜DSML｜tool_calls>", False, invoking("｜DSML｜")),
    Form("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", False, read_deepseek),
    Form("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", False, read_kimi),
    Form("<|tool_call|>", "<|/tool_call|>", False, read_json),
    Form("<|python_tag|>", "", False, read_json),
    Form("[TOOL_CALLS]", "", False, read_mistral),
)

ENDS = ("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|endoftext|>", "<｜end▁of▁sentence｜>", "</s>")
"""Marks of a template behind the last call, which say nothing."""


_MARKS = (*ENDS, *(form.opens for form in FORMS))


def read_calls(text: str, tools: Tools) -> list[Written]:
    """The calls that `text` is made of, all of it, from its first character on. Raises `Unfinished` while it may still
    become some, `NoCall` when it cannot."""
    calls: list[Written] = []
    at = 0
    while len(calls) < _MOST_CALLS:
        at = skip(text, at)
        rest = text[at : at + 40]
        if not rest:
            return calls
        if end := next((end for end in ENDS if rest.startswith(end)), ""):
            at += len(end)
            continue
        form = next((form for form in FORMS if rest.startswith(form.opens)), None)
        if form is None:
            if any(word.startswith(rest) for word in _MARKS):
                raise Unfinished
            raise NoCall
        found, at = form.read(text, at + len(form.opens), tools)
        calls += found
        if form.closes:
            at = skip(text, at)
            if not mark(text, at, form.closes):
                raise NoCall
            at += len(form.closes)
    raise NoCall


def last_calls(text: str, tools: Tools) -> list[Written]:
    """The same when nothing will follow: the last closing mark may be missing, it is where many models stop. Empty
    when it is text."""
    form = next((form for form in FORMS if text.startswith(form.opens)), None)
    for rest in ("", form.closes) if form is not None else ():
        try:
            return read_calls(text + rest, tools)
        except (Unfinished, NoCall):
            continue
    return []
