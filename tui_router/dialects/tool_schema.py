"""The parameters of a tool, for servers that take only a part of JSON Schema."""

from collections import Counter
from typing import Any

from tui_router.dialects.schema_parts import (
    BRANCHES,
    DATA,
    DEEPEST,
    LOCAL,
    NAMED,
    Budget,
    Schema,
    follow,
    inline,
    merge,
)

REFERENCES = frozenset({"$ref", *LOCAL})
COMPLETED = frozenset({"properties", "items"})
"""Without these a schema says nothing, so nobody refuses them. Where they are named, they are missing somewhere."""

_KINDS = frozenset({"string", "number", "integer", "boolean", "object", "array"})
_KIND_OF = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


class Cut:
    """A schema without the keywords that `refused` names. `dropped` counts what went, `told` what is said in other
    words; both by keyword."""

    def __init__(self, schema: Schema, refused: frozenset[str]) -> None:
        """Raises `NotJson` for references without end, `RecursionError` for nesting without end."""
        self.dropped: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self._refused = refused
        if refused & REFERENCES and (flat := inline(schema)) != schema:
            self.told["$ref"] += 1
            schema = flat
        self.schema: Schema = self._cut(schema)

    def _cut(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._cut(item) for item in value]
        if not isinstance(value, dict):
            return value
        out: Schema = {}
        for key, inner in value.items():
            if key == "$schema" or (key in self._refused and key not in COMPLETED and key != "type"):
                if key not in BRANCHES:
                    self.dropped[key] += 1
            elif key in DATA:
                out[key] = inner
            elif key in NAMED and isinstance(inner, dict):
                out[key] = {name: self._cut(schema) for name, schema in inner.items()}
            else:
                out[key] = self._cut(inner)
        self._instead(value, out)
        return out

    def _instead(self, value: Schema, out: Schema) -> None:
        """Say in other words what went, where there are any."""
        refused = self._refused
        for key in BRANCHES:
            if key in refused and key in value:
                self.told[key] += 1
                merge(out, key, value[key], self._cut)
        if "const" in refused and "enum" not in refused and isinstance(value.get("const"), str):
            out.setdefault("type", "string")
            out.setdefault("enum", [value["const"]])
        firsts = _list(value.get("prefixItems"))[:1]
        if "prefixItems" in refused and firsts and not isinstance(out.get("items"), dict):
            out["items"] = self._cut(firsts[0])
        if "type" in refused and isinstance(out.get("type"), list):
            self.told["type"] += 1
            out["type"] = kind(out)
        if "properties" in refused and out.get("type") == "object" and "properties" not in out:
            self.told["properties"] += 1
            out["properties"] = {}
        if "items" in refused and out.get("type") == "array" and not isinstance(out.get("items"), dict):
            self.told["items"] += 1
            out["items"] = next((item for item in _list(out.get("items")) if isinstance(item, dict)), {})


def plain(schema: Schema) -> Schema:
    """The same in the fewest keywords: one type everywhere, description, properties, required, items, and enum of
    strings. Raises `NotJson` when it grows without end."""
    made = _Plain(schema).of(schema, frozenset(), 0)
    return made if made["type"] == "object" else {"type": "object", "properties": {}}


class _Plain:
    def __init__(self, root: Schema) -> None:
        self._root = root
        self._budget = Budget()

    def of(self, value: Any, seen: frozenset[str], depth: int) -> Schema:
        self._budget.spend()
        if depth > DEEPEST:
            return {"type": "object", "properties": {}}
        schema, seen = self._flat(value, seen, depth)
        its = kind(schema)
        out: Schema = {"type": its}
        self._budget.spend([schema.get(key) for key in ("description", "const", "enum", "required")])
        if isinstance(schema.get("description"), str):
            out["description"] = schema["description"]
        if its == "string":
            const = schema.get("const")
            words = [const] if isinstance(const, str) else _list(schema.get("enum"))
            if enum := [word for word in words if isinstance(word, str)]:
                out["enum"] = enum
        elif its == "object":
            properties = schema.get("properties")
            named = properties if isinstance(properties, dict) else {}
            self._budget.spend(list(named))
            out["properties"] = {name: self.of(inner, seen, depth + 1) for name, inner in named.items()}
            known = [
                name for name in _list(schema.get("required")) if isinstance(name, str) and name in named
            ]
            if known:
                out["required"] = list(dict.fromkeys(known))
        elif its == "array":
            items = schema.get("items")
            first = [*_list(items), *_list(schema.get("prefixItems")), {}][0]
            out["items"] = self.of(items if isinstance(items, dict) else first, seen, depth + 1)
        return out

    def _flat(self, value: Any, seen: frozenset[str], depth: int) -> tuple[Schema, frozenset[str]]:
        """With its reference followed and its branches merged."""
        if not isinstance(value, dict):
            return {}, seen
        value, seen = follow(self._root, value, seen)
        if not any(key in value for key in BRANCHES):
            return value, seen
        out = {key: inner for key, inner in value.items() if key not in BRANCHES}
        on_the_way = seen

        def ready(branch: Any) -> Schema:
            nonlocal seen
            self._budget.spend()
            if depth > DEEPEST:
                return {}
            flat, more = self._flat(branch, on_the_way, depth + 1)
            seen |= more
            return flat

        for key in BRANCHES:
            merge(out, key, value.get(key), ready)
        return out, seen


def kind(schema: Schema) -> str:
    """Its one type: the first that is not null, or what its other members make of it."""
    told = schema.get("type")
    for word in told if isinstance(told, list) else [told]:
        if isinstance(word, str) and word in _KINDS:
            return word
    if "properties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    values = [schema["const"]] if "const" in schema else _list(schema.get("enum"))
    return next((_KIND_OF[type(value)] for value in values if value is not None), "string")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
