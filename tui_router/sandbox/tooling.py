"""Which of the offered tools a scenario calls, and with what: plausible values made from a JSON Schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui_router.sandbox.scenario import Call

_DEEPEST = 6
"""Levels of nesting made; schemas may refer to themselves."""

_WORDS = {
    "command": "echo hi",
    "file_path": "/etc/hostname",
    "path": "/etc/hostname",
    "url": "https://example.org/",
    "query": "weather in Lisbon",
    "pattern": "TODO",
    "city": "Lisbon",
    "title": "A look around the sandbox",
    "description": "Say hi",
    "prompt": "Say hi.",
}


def choose(call: Call, offered: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]] | None:
    """The tool's name and its arguments; None when the request offers nothing to call."""
    if call.name:
        return call.name, call.tools.get(call.name, {})
    functions = [function for tool in offered if isinstance(function := tool.get("function"), dict)]
    names = {str(function.get("name")) for function in functions}
    for name, arguments in call.tools.items():
        if name in names:
            return name, arguments
    if not functions:
        return None
    made = sample(functions[0].get("parameters"))
    return str(functions[0].get("name")), made if isinstance(made, dict) else {}


def sample(schema: Any, name: str = "", depth: int = 0) -> Any:
    """A value the schema allows, as far as its plain keywords tell; only required members are filled in.

    The schema is a client's and may be anything; what cannot be read as one stands for any text.
    """
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return _text({}, name)
    for keyword in ("const", "default"):
        if keyword in schema:
            return schema[keyword]
    for keyword in ("enum", "examples", "anyOf", "oneOf", "allOf"):
        choices = schema.get(keyword)
        if isinstance(choices, list) and choices:
            return sample(choices[0], name, depth + 1) if keyword.endswith("Of") else choices[0]
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "null")
    if kind == "object" or "properties" in schema:
        return _object(schema, depth)
    if kind == "array":
        return [sample(schema.get("items"), name, depth + 1)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    return None if kind == "null" else _text(schema, name)


def _object(schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
    properties, required = schema.get("properties"), schema.get("required")
    known = properties if isinstance(properties, dict) else {}
    names = [key for key in required if isinstance(key, str)] if isinstance(required, list) else []
    return {key: sample(known.get(key), key, depth + 1) for key in names}


def _text(schema: Mapping[str, Any], name: str) -> str:
    text = _WORDS.get(name, f"sample {name}".strip())
    least, most = schema.get("minLength"), schema.get("maxLength")
    text = text.ljust(min(max(least, 0), 1000) if isinstance(least, int) else 0, ".")
    return text[:most] if isinstance(most, int) and most >= 0 else text
