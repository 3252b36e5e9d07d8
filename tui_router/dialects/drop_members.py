"""Members of a finished request that the target refuses, taken out by the names it gave them.

Upstreams name a member as their own readers do: "temperature", "body.stream_options", "tools.0.function.strict",
"messages[1].content.list[TextPart][0].cache_control", "reasoningEffort". One refused place means all of its kind. What
of a request can be spared is for its language to say.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.plain_json import dump
from tui_router.wire.json import NotJson, read_any

Path = tuple[str, ...]

EACH = "*"
MOST_STEPS = 16

_STEP = re.compile(r"[\w$-]+|\*")
_HEADS = frozenset({"body", "request", "json", "params", "payload", "root", "$"})
_KIND = re.compile(r"[A-Z].*|str|list|dict|int|float|bool")
"""The kind of value a validator tried: no member of these languages is called so."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_KEPT_WHOLE = ("tools", "messages", "input")
"""Where something empty may mean something."""


def steps(name: str) -> Path:
    """The steps to a member, with `EACH` for any place in a list; empty for what is no name."""
    found = [step for step in _STEP.findall(name[:400]) if not _KIND.fullmatch(step)]
    while found and found[0] in _HEADS:
        del found[0]
    if len(found) > MOST_STEPS:
        return ()
    path = tuple(EACH if step.isdigit() else step for step in found)
    if path[:1] != ("tools",):  # whose schemas are the client's own words
        path = tuple(_CAMEL.sub("_", step).lower() for step in path)
    return path


def drop(
    body: dict[str, Any],
    paths: list[Path],
    ledger: Ledger,
    came_as: Mapping[str, str],
    about_tools: tuple[str, ...],
) -> None:
    """Take them out of `body`, and with them what was left empty. `came_as` are the members of the client's request
    that ours were made from, where they have another name; `about_tools` go with the tools."""
    for path in paths:
        if not path or (path == ("stream",) and body.get("stream")):
            continue  # without `stream` the answer would not be what we are going to read
        before = body.get(path[0], "") if len(path) == 1 else ""
        _, count = _without(body, path, tidy=path[0] not in _KEPT_WHOLE)
        if not count:
            continue
        if path == ("tools",):
            for other in about_tools:
                if body.pop(other, None) is not None:
                    ledger.add("dropped", came_as.get(other, other), "no tool is left to choose")
        shown = "" if isinstance(before, dict | list | Raw) else before
        spelled = _spell(path)
        ledger.add("dropped", came_as.get(path[0]) or spelled, f"the target refuses {spelled}", before=shown)


def _spell(path: Path) -> str:
    return ".".join(path).replace(f".{EACH}", f"[{EACH}]")


def _without(value: Any, path: Path, *, tidy: bool) -> tuple[Any, int]:
    """The value without what `path` leads to, changed in place where it can be; and how much there was. `tidy`:
    what is left empty goes too."""
    if isinstance(value, Raw):
        try:
            inner, count = _without(read_any(bytes(value)), path, tidy=tidy)
            return (Raw(dump(inner)) if count else value), count
        except NotJson:
            return value, 0
    step, rest = path[0], path[1:]
    count = 0
    if isinstance(value, list) and step == EACH and rest:
        for at, item in enumerate(value):
            value[at], found = _without(item, rest, tidy=tidy)
            count += found
    elif isinstance(value, dict) and step in value:
        if not rest:
            del value[step]
            return value, 1
        value[step], count = _without(value[step], rest, tidy=tidy)
        if tidy and count and value[step] == {}:
            del value[step]
    return value, count
