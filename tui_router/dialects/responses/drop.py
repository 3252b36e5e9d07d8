"""Members of the finished request that the target refuses, taken out by the names it gave them.

Upstreams name a member as their own readers do: "temperature", "body.text.verbosity", "tools[0].strict",
"input[3].content[0].detail". One refused place means all of its kind.
"""

import re
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
"""The kind of value a validator tried: no member of this language is called so."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_ITEM = ("type", "role", "call_id", "name", "arguments", "output", "encrypted_content", "action")
_NEEDED = frozenset(
    {"model", "input", "input.*"}
    | {f"input.*.{member}" for member in _ITEM}
    | {f"tools.*{member}" for member in ("", ".type", ".name", ".parameters")}
)
"""Without these a request is none, or no longer what the client asked for."""
_CONTENT = ("input", EACH, "content")
_SPARE = frozenset({"annotations", "detail", "filename", "logprobs"})
"""Members of a part of content that it can do without."""
_ONE_PIECE = ("text", "format")
"""The rest of it makes sense only together, but for `strict`."""

_CAME_AS = {
    "max_output_tokens": "max_tokens",
    "instructions": "system",
    "reasoning": "thinking",
    "include": "thinking",
    "text": "output_config.format",
    "parallel_tool_calls": "tool_choice.disable_parallel_tool_use",
    "max_tool_calls": "tools[*].max_uses",
    "user": "metadata.user_id",
    "prompt_cache_key": "metadata.user_id",
}
"""The members of the client's request that ours were made from, where they have another name."""


def parse(name: str) -> Path:
    """The steps to a member, with `EACH` for any place in a list; empty for what is no name, or cannot be spared."""
    steps = [step for step in _STEP.findall(name[:400]) if not _KIND.fullmatch(step)]
    while steps and steps[0] in _HEADS:
        del steps[0]
    if len(steps) > MOST_STEPS:
        return ()
    path = tuple(EACH if step.isdigit() else step for step in steps)
    if path[:1] != ("tools",):  # whose schemas are the client's own words
        path = tuple(_CAMEL.sub("_", step).lower() for step in path)
    if path[:2] == _ONE_PIECE and path[2:] != ("strict",):
        path = _ONE_PIECE
    needed = ".".join(path) in _NEEDED or (path[:3] == _CONTENT and path[-1] not in _SPARE)
    return () if needed else path


def refuses(names: tuple[str, ...], member: str) -> bool:
    """Whether a member of the top is among them."""
    return any(parse(name) == (member,) for name in names)


def drop_members(body: dict[str, Any], names: tuple[str, ...], ledger: Ledger) -> None:
    """Take them out of `body`, and with them what was left empty."""
    for name in names:
        path = parse(name)
        if not path or (path == ("stream",) and body.get("stream")):
            continue  # without `stream` the answer would not be what we are going to read
        before = body.get(path[0], "") if len(path) == 1 else ""
        _, count = _without(body, path, tidy=path[0] not in ("tools", "input"))
        if not count:
            continue
        if path == ("tools",):
            for other in ("tool_choice", "parallel_tool_calls", "max_tool_calls"):
                if body.pop(other, None) is not None:
                    ledger.add("dropped", _CAME_AS.get(other, other), "no tool is left to choose")
        came_as = _CAME_AS.get(path[0]) or _spell(path)
        shown = "" if isinstance(before, dict | list | Raw) else before
        ledger.add("dropped", came_as, f"the target refuses {_spell(path)}", before=shown)


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
