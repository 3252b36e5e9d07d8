"""The parameters of a tool in Gemini's older words: a part of OpenAPI's schemas, where any other keyword is refused.

https://ai.google.dev/api/caching#Schema
"""

import math
from collections import Counter
from typing import Any

from tui_router.dialects.schema_parts import DEEPEST, Budget, Schema, inline, merge
from tui_router.dialects.tool_schema import kind
from tui_router.wire.json import NotJson

WORDS = ("title", "description", "pattern")
COUNTS = ("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength")
BOUNDS = ("minimum", "maximum")
KEPT = frozenset(
    {
        "type",
        "format",
        "nullable",
        "enum",
        "items",
        "properties",
        "required",
        "anyOf",
        *WORDS,
        *COUNTS,
        *BOUNDS,
    }
)
"""Every other keyword is refused."""

FORMATS = {
    "string": frozenset({"date-time"}),
    "integer": frozenset({"int32", "int64"}),
    "number": frozenset({"float", "double"}),
}

_EXCLUSIVE = {"exclusiveMinimum": ("minimum", 1), "exclusiveMaximum": ("maximum", -1)}
_MOST_MERGES = 16
_TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array"})
_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "nullable"})


class Parameters:
    """`lost` counts the keywords that went, `told` what is said in other words. `schema` is None for a function that
    takes nothing: an object must have a property here."""

    def __init__(self, schema: Any) -> None:
        """Raises `NotJson` for references without end, `RecursionError` for nesting without end."""
        self.lost: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self._budget = Budget()
        if isinstance(schema, dict) and (flat := inline(schema)) != schema:
            self.told["$ref"] += 1
            schema = flat
        made = self._of(schema, 0)
        if made.get("type") != "object":
            self.told["type"] += 1
            made = {"type": "object"}
        self.schema: Schema | None = made if made.get("properties") else None

    def _of(self, value: Any, depth: int) -> Schema:
        self._budget.spend()
        if not isinstance(value, dict) or depth > DEEPEST:
            self.told["schema"] += 1
            return {"type": "object" if depth > DEEPEST else "string"}
        told: set[str] = set()
        schema = self._simple(value, told)
        out: Schema = {}
        self._branches(schema, out, told, depth)
        if "anyOf" not in out or "type" in schema:
            out["type"] = kind(schema)
        self._values(schema, out, told)
        self._inner(schema, out, told, depth)
        for key in {**value, **schema}:
            if key in told:
                self.told[key] += 1
            elif key not in out and (key != "properties" or schema.get(key)):
                self.lost[key[:80]] += 1
        return out

    def _simple(self, value: Schema, told: set[str]) -> Schema:
        """With `allOf` merged, `oneOf` as `anyOf` and one type."""
        schema = dict(value)
        for _ in range(_MOST_MERGES):
            if "allOf" not in schema:
                break
            told.add("allOf")
            branches = schema.pop("allOf")
            self._budget.spend(branches)
            merge(schema, "allOf", branches, lambda branch: branch)
        if isinstance(schema.get("oneOf"), list) and "anyOf" not in schema:
            told.add("oneOf")
            schema["anyOf"] = schema.pop("oneOf")
        types = schema.get("type")
        if isinstance(types, list):
            told.add("type")
            if "null" in types:
                schema["nullable"] = True
            several = [word for word in types if isinstance(word, str) and word in _TYPES]
            if len(several) > 1 and "anyOf" not in schema:
                del schema["type"]
                rest = {key: inner for key, inner in schema.items() if key not in _ANNOTATIONS}
                self._budget.spend(rest)
                told.update(rest)
                note = {key: inner for key, inner in schema.items() if key in _ANNOTATIONS}
                return {**note, "anyOf": [{**rest, "type": word} for word in several]}
            schema["type"] = several[0] if several else kind({**schema, "type": None})
        return schema

    def _branches(self, schema: Schema, out: Schema, told: set[str], depth: int) -> None:
        branches = schema.get("anyOf")
        if not isinstance(branches, list):
            return
        usable = [branch for branch in branches if isinstance(branch, dict) and not _null(branch)]
        if len(usable) < len(branches):
            told.add("anyOf")
            schema["nullable"] = True
        if len(usable) == 1:
            told.add("anyOf")
            only = self._simple(usable[0], told)
            self._budget.spend(only)
            for key, inner in only.items():
                if key != "anyOf":
                    schema.setdefault(key, inner)
            if isinstance(only.get("anyOf"), list):
                usable = [branch for branch in only["anyOf"] if isinstance(branch, dict)]
        if len(usable) > 1 and any(_says(branch) for branch in usable):
            told.discard("anyOf")
            out["anyOf"] = [self._of(branch, depth + 1) for branch in usable]

    def _values(self, schema: Schema, out: Schema, told: set[str]) -> None:
        """What a value must be like."""
        its = out.get("type")
        if schema.get("nullable") is True:
            out["nullable"] = True
        for key in WORDS:
            if isinstance(schema.get(key), str):
                out[key] = schema[key]
        for key in COUNTS:
            if (count := _number(schema.get(key))) is not None and count >= 0 and count == int(count):
                out[key] = int(count)
        for key in BOUNDS:
            if _number(schema.get(key)) is not None:
                out[key] = schema[key]
        for key, (bound, step) in _EXCLUSIVE.items():
            limit = _number(schema.get(key))
            if limit is not None and bound not in out:
                told.add(key)
                out[bound] = limit + step if its == "integer" else limit
        if isinstance(schema.get("format"), str) and schema["format"] in FORMATS.get(str(its), ()):
            out["format"] = schema["format"]
        if "const" in schema and isinstance(schema["const"], str) and schema["const"] and its == "string":
            told.add("const")
            out["enum"] = [schema["const"]]
        elif isinstance(schema.get("enum"), list) and its == "string":
            words = [word for word in schema["enum"] if isinstance(word, str) and word]
            if len(words) < len(schema["enum"]):
                told.add("enum")
            if words:
                out["enum"] = list(dict.fromkeys(words))

    def _inner(self, schema: Schema, out: Schema, told: set[str], depth: int) -> None:
        """What is inside an object or a list."""
        properties = schema.get("properties")
        if out.get("type") == "object" and isinstance(properties, dict) and properties:
            out["properties"] = {name: self._of(inner, depth + 1) for name, inner in properties.items()}
            required = schema.get("required")
            if isinstance(required, list):
                known = [name for name in required if isinstance(name, str) and name in properties]
                if len(known) < len(required):
                    told.add("required")
                if known:
                    out["required"] = list(dict.fromkeys(known))
        if out.get("type") == "array":
            items = schema.get("items")
            if not isinstance(items, dict):
                tuple_ = [items, schema.get("prefixItems")]
                firsts = [inner[0] for inner in tuple_ if isinstance(inner, list) and inner]
                told |= {key for key in ("items", "prefixItems") if key in schema}
                items = firsts[0] if firsts else {}
            out["items"] = self._of(items, depth + 1)


def _null(branch: Schema) -> bool:
    return branch.get("type") == "null" or ("const" in branch and branch["const"] is None)


def _says(branch: Schema) -> bool:
    """Whether a branch describes a value at all, and not only which members are required."""
    return bool(branch.keys() & {"type", "properties", "items", "enum", "const", "anyOf", "oneOf", "allOf"})


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if (isinstance(value, int) and abs(value) < 2**63) or math.isfinite(value) else None


def clean(schema: Any) -> Parameters:
    """Raises `NotJson` for a schema that cannot be written in these words."""
    try:
        return Parameters(schema)
    except (RecursionError, OverflowError):
        raise NotJson("a schema that is nested or counts beyond all measure") from None
