"""The fields of a request that a person changes most, as text and back; only what changed gets into the patch."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tui_router.replay.values import read_body

ONE_LINE = ("model", "max_tokens", "temperature", "top_p", "stream", "thinking", "tool_choice")
TEXTS = ("system", "last user text")
"""These are edited as texts of many lines."""
_MOST_TOKENS = 10_000_000
_CHOICES = frozenset({"auto", "any", "none"})
_LEAST_BUDGET = 1_024


class FieldFault(Exception):
    """What is wrong, in words."""


class Place(NamedTuple):
    """Where in a body's text it cannot be read, from 1."""

    line: int
    column: int
    words: str


def read_request(body: bytes) -> dict[str, Any]:
    """Raises `FieldFault` for what is no JSON object."""
    value = read_body(body)
    if not isinstance(value, dict):
        raise FieldFault("the request is no JSON object, so its fields cannot be changed")
    return value


def check_json(text: str) -> Place | None:
    """What keeps an edited request from being sent; None when nothing does."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return Place(error.lineno, error.colno, error.msg.lower())
    except (ValueError, RecursionError) as error:
        return Place(1, 1, str(error)[:80] if isinstance(error, ValueError) else "it is nested too deep")
    return None if isinstance(value, dict) else Place(1, 1, "a request is an object in braces")


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def pretty(body: bytes) -> str:
    """The request as it is edited; as it came when it cannot be laid out."""
    value = read_body(body)
    if not isinstance(value, dict):
        return body.decode("utf-8", "replace")
    return _dumped(value, indent=2)


def _dumped(value: Any, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate: only escapes can carry it
        text = json.dumps(value, indent=indent)
    return text


def encoded(value: Mapping[str, Any]) -> bytes:
    return _dumped(dict(value)).encode()


def texts(value: Mapping[str, Any]) -> dict[str, str]:
    """Every field as it stands in its line, "" for what is not there; a text that is nowhere has no entry."""
    found = {name: _plain(value.get(name)) for name in ("model", "max_tokens", "temperature", "top_p")}
    found["stream"] = "yes" if value.get("stream") is True else "no"
    found["thinking"] = _thinking_text(value.get("thinking"))
    found["tool_choice"] = _choice_text(value.get("tool_choice"))
    system, last = _system(value), _last_user(value)
    if system is not None:
        found["system"] = system[0]
    if last is not None:
        found["last user text"] = last[0]
    return found


def changes(value: Mapping[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The patch for what was typed, and what is wrong with it by field."""
    before = texts(value)
    patch: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in typed.items():
        if name not in before or text == before[name]:
            continue
        try:
            key, changed = _READERS[name](value, text if name in TEXTS else text.strip())
        except FieldFault as fault:
            wrong[name] = str(fault)
        else:
            patch[key] = changed
    budget = patch.get("thinking")
    most = patch.get("max_tokens", value.get("max_tokens"))
    if isinstance(budget, dict) and isinstance(most, int) and budget.get("budget_tokens", 0) >= most:
        wrong["thinking"] = f"must be below max_tokens, {most:,}"
    return patch, wrong


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _model(_: Mapping[str, Any], text: str) -> tuple[str, Any]:
    if not text:
        raise FieldFault("a request names its model")
    return "model", text


def _max_tokens(_: Mapping[str, Any], text: str) -> tuple[str, Any]:
    digits = text.replace(",", "").replace("_", "")
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:12]) <= _MOST_TOKENS:
        raise FieldFault("a whole number above 0")
    return "max_tokens", int(digits)


def _share(name: str, most: float) -> Callable[[Mapping[str, Any], str], tuple[str, Any]]:
    def read(_: Mapping[str, Any], text: str) -> tuple[str, Any]:
        if not text:
            return name, None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 <= number <= most:
            raise FieldFault(f"a number from 0 to {most:g}, or nothing")
        return name, number

    return read


def _stream(_: Mapping[str, Any], text: str) -> tuple[str, Any]:
    if text not in ("yes", "no"):
        raise FieldFault("yes or no")
    return "stream", text == "yes"


def _thinking_text(value: Any) -> str:
    if not isinstance(value, dict) or value.get("type") == "disabled":
        return "off"
    budget = value.get("budget_tokens")
    return str(budget) if isinstance(budget, int) else str(value.get("type", ""))[:40]


def _thinking(_: Mapping[str, Any], text: str) -> tuple[str, Any]:
    if text in ("", "off"):
        return "thinking", None
    if text == "adaptive":
        return "thinking", {"type": "adaptive"}
    digits = text.replace(",", "")
    if not digits.isascii() or not digits.isdigit() or not _LEAST_BUDGET <= int(digits[:12]) <= _MOST_TOKENS:
        raise FieldFault(f"off, adaptive, or a budget from {_LEAST_BUDGET:,} on")
    return "thinking", {"type": "enabled", "budget_tokens": int(digits)}


def _choice_text(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return str(value.get("name" if value.get("type") == "tool" else "type", ""))[:80]


def _tool_choice(value: Mapping[str, Any], text: str) -> tuple[str, Any]:
    if not text:
        return "tool_choice", None
    held = value.get("tool_choice")
    kept = {"disable_parallel_tool_use": held["disable_parallel_tool_use"]} if (
        isinstance(held, dict) and "disable_parallel_tool_use" in held and text != "none"
    ) else {}  # fmt: skip
    if text in _CHOICES:
        return "tool_choice", {"type": text, **kept}
    tools = value.get("tools")
    names = [tool.get("name") for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
    if text not in names:
        raise FieldFault("auto, any, none, or the name of one of its tools")
    return "tool_choice", {"type": "tool", "name": text, **kept}


def _system(value: Mapping[str, Any]) -> tuple[str, int] | None:
    """The first text of the system prompt, and its block; -1 where it is a plain string."""
    return _text_of(value.get("system"), last=False)


def _text_of(content: Any, *, last: bool) -> tuple[str, int] | None:
    if isinstance(content, str):
        return content, -1
    if not isinstance(content, list):
        return None
    numbers = range(len(content))
    for number in reversed(numbers) if last else numbers:
        block = content[number]
        if isinstance(block, dict) and block.get("type") == "text" and isinstance(block.get("text"), str):
            return block["text"], number
    return None


def _with_text(content: Any, number: int, text: str) -> Any:
    if number < 0:
        return text
    return [*content[:number], {**content[number], "text": text}, *content[number + 1 :]]


def _set_system(value: Mapping[str, Any], text: str) -> tuple[str, Any]:
    found = _system(value)
    return "system", _with_text(value["system"], found[1], text) if found is not None else text


def _last_user(value: Mapping[str, Any]) -> tuple[str, int, int] | None:
    """The text the client's person said last: the text, its message, its block."""
    messages = value.get("messages")
    for number in range(len(messages) - 1, -1, -1) if isinstance(messages, list) else ():
        message = messages[number] if isinstance(messages, list) else None
        if isinstance(message, dict) and message.get("role") == "user":
            found = _text_of(message.get("content"), last=True)
            if found is not None:
                return found[0], number, found[1]
    return None


def _set_last_user(value: Mapping[str, Any], text: str) -> tuple[str, Any]:
    found = _last_user(value)
    if found is None:
        raise FieldFault("there is no text of the user")
    if not text.strip():
        raise FieldFault("a message is not empty")
    messages, number = value["messages"], found[1]
    message = messages[number]
    changed = {**message, "content": _with_text(message["content"], found[2], text)}
    return "messages", [*messages[:number], changed, *messages[number + 1 :]]


_READERS: dict[str, Callable[[Mapping[str, Any], str], tuple[str, Any]]] = {
    "model": _model,
    "max_tokens": _max_tokens,
    "temperature": _share("temperature", 2),
    "top_p": _share("top_p", 1),
    "stream": _stream,
    "thinking": _thinking,
    "tool_choice": _tool_choice,
    "system": _set_system,
    "last user text": _set_last_user,
}
