"""Conditions on the form of messages and tools. Each lists what offends, one find for each place."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tui_router.sandbox.asked import Asked, Find, Said
from tui_router.sandbox.paths import find

_TOP = ("anyOf", "oneOf", "allOf", "enum", "not")
"""Keywords that OpenAI refuses at the top of a tool's schema."""

_HOLDS_NAMES = frozenset({"properties", "patternProperties", "$defs", "definitions"})


# ---------------------------------------------------------------- messages


def _of(said: Said) -> Find:
    return {"at": said.at, "index": said.number, "role": said.role}


def role_twice(asked: Asked, _: bool) -> list[Find]:
    """Two messages of one role in a row."""
    pairs = zip(asked.said, asked.said[1:], strict=False)
    return [_of(b) for a, b in pairs if a.role == b.role != "tool"]


def follows(asked: Asked, roles: tuple[str, str]) -> list[Find]:
    """A message of the second role right after one of the first."""
    pairs = zip(asked.said, asked.said[1:], strict=False)
    return [_of(b) for a, b in pairs if (a.role, b.role) == roles]


def system_inside(asked: Asked, _: bool) -> list[Find]:
    """A system message that is not the first; in Messages any, for there the first is no message."""
    free = 0 if asked.language == "anthropic" else 1
    inside = asked.said[free:]
    return [_of(said) for said in inside if said.role in ("system", "developer")]


def content_list(asked: Asked, _: bool) -> list[Find]:
    """Content in parts; in Messages only where a string would do, for the rest has no other form there."""

    def listed(said: Said) -> bool:
        parts = said.content
        if not isinstance(parts, list):
            return False
        return asked.language == "chat" or all(
            isinstance(part, dict) and part.get("type") == "text" for part in parts
        )

    return [_of(said) for said in asked.said if listed(said)]


def empty_content(asked: Asked, _: bool) -> list[Find]:
    """A message that says nothing and calls nothing, or a text part without text."""
    calling = {call.message for call in asked.calls}
    roles = {said.number: said.role for said in asked.said}
    found: list[Find] = []
    for said in asked.said:
        text = said.content.strip() if isinstance(said.content, str) else said.content
        if not text and said.number not in calling:
            found.append(_of(said))
    found.extend(
        {"at": part.at, "index": part.message, "role": roles[part.message]}
        for part in asked.blocks
        if part.kind == "text" and not str(part.fields.get("text") or "").strip()
    )
    return found


def null_content(asked: Asked, _: bool) -> list[Find]:
    return [_of(said) for said in asked.said if "content" in said.fields and said.content is None]


def block(asked: Asked, kinds: Sequence[str]) -> list[Find]:
    """A part of one of these types."""
    return [{"at": b.at, "kind": b.kind, "index": b.message} for b in asked.blocks if b.kind in kinds]


def foreign_signature(asked: Asked, prefix: str) -> list[Find]:
    """Thinking whose signature begins otherwise, so that it was not made here."""
    return [
        {"at": b.at, "index": b.message}
        for b in asked.blocks
        if b.kind == "thinking" and not str(b.fields.get("signature") or "").startswith(prefix)
    ]


def thinking_late(asked: Asked, _: bool) -> list[Find]:
    """The last assistant message calls a tool and does not begin with its thinking."""
    last = next((s for s in reversed(asked.said) if s.role == "assistant"), None)
    if last is None or last.number not in {call.message for call in asked.calls}:
        return []
    first = next((b for b in asked.blocks if b.message == last.number), None)
    if first is None or first.kind in ("thinking", "redacted_thinking"):
        return []
    return [{"at": first.at, "kind": first.kind, "index": last.number}]


# ---------------------------------------------------------------- tools


def tool_name_over(asked: Asked, most: int) -> list[Find]:
    return [
        {"at": t.at, "name": t.name, "length": len(t.name), "maximum": most}
        for t in asked.tools
        if len(t.name) > most
    ]


def tool_name_unlike(asked: Asked, pattern: str) -> list[Find]:
    return [
        {"at": t.at, "name": t.name, "index": i}
        for i, t in enumerate(asked.tools)
        if not re.fullmatch(pattern, t.name)
    ]


def schema_keyword(asked: Asked, keywords: Sequence[str]) -> list[Find]:
    """A JSON Schema keyword. A property of that name is none."""
    found: list[Find] = []
    for i, tool in enumerate(asked.tools):
        for at, schema in _schemas(tool.schema):
            here = [word for word in keywords if word in schema]
            found += [{"keyword": word, "at": at, "tool": tool.name, "index": i} for word in here]
    return found


def bare_array(asked: Asked, _: bool) -> list[Find]:
    """An array whose items have no schema."""
    return [
        {"name": at.rpartition(".")[2], "at": at, "tool": tool.name, "index": i}
        for i, tool in enumerate(asked.tools)
        for at, schema in _schemas(tool.schema)
        if schema.get("type") == "array" and "items" not in schema
    ]


def schema_top(asked: Asked, _: bool) -> list[Find]:
    """A choice between schemas at the very top."""
    return [
        {"keyword": word, "tool": tool.name, "index": i, "at": tool.at}
        for i, tool in enumerate(asked.tools)
        if isinstance(tool.schema, dict)
        for word in _TOP
        if word in tool.schema
    ]


def _schemas(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and those inside it, with their places, in the order in which they are written."""
    waiting: list[tuple[str, Any, bool]] = [("", schema, False)]
    while waiting:
        at, value, names = waiting.pop()  # `names`: the keys are names of properties
        inner: list[tuple[str, Any, bool]] = []
        if isinstance(value, list):
            inner = [(f"{at}[{i}]", item, False) for i, item in enumerate(value)]
        elif isinstance(value, dict):
            if not names:
                yield at, value
            for key, item in value.items():
                inner.append((f"{at}.{key}" if at else key, item, not names and key in _HOLDS_NAMES))
        waiting += reversed(inner)


# ---------------------------------------------------------------- calls and results


def call_id_unlike(asked: Asked, pattern: str) -> list[Find]:
    return [
        {"id": c.id, "at": c.at, "length": len(c.id)} for c in asked.calls if not re.fullmatch(pattern, c.id)
    ]


def call_unanswered(asked: Asked, _: bool) -> list[Find]:
    after = {call.message: asked.place("messages", call.message + 1) for call in asked.pairs.unanswered}
    return [{"id": c.id, "at": after[c.message]} for c in asked.pairs.unanswered]


def result_unasked(asked: Asked, _: bool) -> list[Find]:
    return [{"id": r.id, "at": r.at} for r in asked.pairs.unasked]


def arguments_not_object(asked: Asked, _: bool) -> list[Find]:
    is_object = _is_dict if asked.language == "anthropic" else _is_json_object
    return [{"id": c.id, "name": c.name, "at": c.at} for c in asked.calls if not is_object(c.arguments)]


def call_lacks(asked: Asked, path: str) -> list[Find]:
    """A message with calls lacks a member."""
    calling = {call.message for call in asked.calls}
    return [
        {"at": s.at, "index": s.number, "param": path}
        for s in asked.said
        if s.number in calling and not find(s.fields, path)
    ]


def first_call_lacks(asked: Asked, path: str) -> list[Find]:
    """The first call of a message lacks a member, which the later ones need not have."""
    firsts = {call.message: call for call in reversed(asked.calls)}
    return [
        {"at": call.at, "name": call.name, "index": message, "param": path}
        for message, call in sorted(firsts.items())
        if not find(call.fields, path)
    ]


def _is_dict(arguments: Any) -> bool:
    return isinstance(arguments, dict)


def _is_json_object(arguments: Any) -> bool:
    try:
        return isinstance(arguments, str) and isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        return False
