"""What a JSON Schema says in several places, said in one: references followed, branches merged.

Schemas come from anybody: they may refer to themselves, or grow without bound when every reference is followed.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from tui_router.wire.json import NotJson

Schema = dict[str, Any]

BRANCHES = ("allOf", "anyOf", "oneOf")
LOCAL = ("$defs", "definitions")
NAMED = frozenset({"properties", "patternProperties", "dependentSchemas", *LOCAL})
"""Members whose keys are names, not keywords."""
DATA = frozenset({"enum", "const", "default", "examples", "example", "required", "dependentRequired"})
"""Members that hold no schema."""

MOST_WEIGHT = 200_000
"""Some 5 MB: a tool's schema weighs a few hundred."""
DEEPEST = 64
_MOST_STEPS = 32
"""References to references that are followed."""


class Budget:
    """What was looked at, by weight. `spend` raises `NotJson` when it was too much."""

    __slots__ = ("_left",)

    def __init__(self, weight: int = MOST_WEIGHT) -> None:
        self._left = weight

    def spend(self, value: Any = None) -> None:
        self._left -= _weight(value)
        if self._left < 0:
            raise NotJson("a schema that grows beyond all measure")


def _weight(value: Any) -> int:
    if isinstance(value, str):
        return 1 + len(value) // 32
    if isinstance(value, list):
        return 1 + sum(map(_weight, value))
    if isinstance(value, dict):
        return 1 + sum(_weight(inner) + len(key) // 32 for key, inner in value.items())
    return 1


def resolve(root: Any, pointer: str) -> Any:
    """What "#/$defs/Point" refers to, None when it is not in this schema."""
    head, _, path = pointer.partition("#")
    if head or (path and not path.startswith("/")):
        return None
    value = root
    for part in unquote(path).split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


def follow(root: Any, value: Schema, seen: frozenset[str]) -> tuple[Schema, frozenset[str]]:
    """The schema with its own `$ref` followed; what stands beside the reference outranks what it refers to. A
    reference back to itself, or to nothing, is any object. `seen` are the references on the way here."""
    for _ in range(_MOST_STEPS):
        if "$ref" not in value:
            return value, seen
        pointer = value["$ref"]
        beside = {key: inner for key, inner in value.items() if key != "$ref"}
        if not isinstance(pointer, str):
            return beside, seen
        found = resolve(root, pointer) if pointer not in seen else None
        seen |= {pointer}
        value = {**(found if isinstance(found, dict) else {"type": "object"}), **beside}
    return {"type": "object"}, seen


def inline(root: Schema) -> Schema:
    """Without references, and without the definitions they referred to. Raises `NotJson` when that has no end."""
    budget = Budget()

    def walk(value: Any, seen: frozenset[str], depth: int) -> Any:
        if isinstance(value, list):
            return [walk(item, seen, depth) for item in value]
        if not isinstance(value, dict):
            budget.spend(value)
            return value
        budget.spend()
        if depth > DEEPEST:
            return {"type": "object"}
        if "$ref" in value:
            value, seen = follow(root, value, seen)
        return {key: member(key, inner, seen, depth) for key, inner in value.items() if key not in LOCAL}

    def member(key: str, value: Any, seen: frozenset[str], depth: int) -> Any:
        if key in DATA:
            budget.spend(value)
            return value
        if key in NAMED and isinstance(value, dict):
            budget.spend(list(value))
            return {name: walk(inner, seen, depth + 1) for name, inner in value.items()}
        return walk(value, seen, depth + 1)

    made: Schema = walk(root, frozenset(), 0)
    return made


def merge(schema: Schema, key: str, branches: Any, ready: Callable[[Any], Any]) -> None:
    """Put into `schema` what its branches say: all of `allOf`, the words of a choice of words, of another choice
    the first that is not null. `ready` prepares a branch. What the schema says itself outranks them."""
    if not isinstance(branches, list):
        return
    usable = [
        branch for branch in (ready(b) for b in branches) if isinstance(branch, dict) and not _null(branch)
    ]
    if key == "allOf":
        for branch in usable:
            _fill(schema, branch, required=True)
        return
    words = [_words(branch) for branch in usable]
    if usable and all(words):
        schema.setdefault("type", "string")
        schema.setdefault("enum", list(dict.fromkeys(word for some in words for word in some)))
    elif usable:
        _fill(schema, usable[0], required="properties" not in schema)


def _fill(schema: Schema, branch: Schema, *, required: bool) -> None:
    for key, value in branch.items():
        have = schema.get(key)
        if key == "properties" and isinstance(have, dict) and isinstance(value, dict):
            schema[key] = {**value, **have}
        elif key == "required" and isinstance(have, list) and isinstance(value, list):
            schema[key] = have + [name for name in value if name not in have] if required else have
        elif key not in schema and (required or key != "required"):
            schema[key] = value


def _null(branch: Schema) -> bool:
    return branch.get("type") == "null" or ("const" in branch and branch["const"] is None)


def _words(branch: Schema) -> list[str]:
    """The strings a branch allows, when it is nothing but a list of them."""
    allowed = [branch["const"]] if "const" in branch else branch.get("enum")
    if branch.get("type", "string") != "string" or not isinstance(allowed, list):
        return []
    return allowed if all(isinstance(word, str) for word in allowed) else []
