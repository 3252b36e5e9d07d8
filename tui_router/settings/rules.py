"""`[[routes]]`: which requests a rule fits, where they go, what it changes in them."""

import math
import re
from collections.abc import Mapping
from typing import Any, get_args

from tui_router.core.target import TIERS, Kind
from tui_router.providers.provider import Provider
from tui_router.routing.changes import KEPT, Bounds, Changes
from tui_router.routing.rules import Rule, When
from tui_router.settings.problems import nearest
from tui_router.settings.section import Section
from tui_router.settings.wiring import Aliases, read_chain

KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "count")
"""Those that go anywhere: tokens are counted here."""

_WORDS = ("model", "tier", "kind", "session", "agent", "effort", "has_tool")
_NUMBERS = ("agent_depth", "agent_depth_over", "input_tokens_over", "input_tokens_under")
_SWITCHES = ("thinking", "has_image", "has_document", "tag")
_CONDITIONS = (*_WORDS, *_NUMBERS, *_SWITCHES, "header")
_LATER = {"path": "rules on paths are"}
_CLOSED: dict[str, tuple[str, ...]] = {"tier": TIERS, "kind": KINDS}
_NUMBER_MAX = 1_000_000_000
_TEXT_MAX = 300
_MOST = 200
"""Rules of a file, and values of one condition."""
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}(?:\.[A-Za-z_][A-Za-z0-9_-]{0,60}){0,5}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_EXAMPLE = 'when = { kind = "subagent" }'


def read_routes(
    top: Section, providers: Mapping[str, Provider], aliases: Aliases | None = None
) -> tuple[Rule, ...]:
    rules = []
    for number, entry in enumerate(top.entries("routes"), start=1):
        if number > _MOST:
            entry.complain("", f"is one rule too many; there are at most {_MOST}")
            break
        entry.only(("when", "to", "set", "drop", "clamp"))
        rule = _rule(entry, number, providers, aliases)
        if rule is not None:
            rules.append(rule)
    return tuple(rules)


def _rule(
    entry: Section, number: int, providers: Mapping[str, Provider], aliases: Aliases | None
) -> Rule | None:
    before = len(entry.report.problems)
    when = _when(entry.sub("when"))
    changes = _changes(entry)
    chain = read_chain(entry, "to", providers, aliases) if "to" in entry else ()
    if len(entry.report.problems) > before or chain is None:
        return None
    if not chain and not when.tag and not changes:
        entry.complain("", 'needs a target, to = "provider/model", or a change: set, drop or clamp')
        return None
    if chain and not when.given():
        entry.complain("", f"needs a condition: {_EXAMPLE}; for everything, use tiers.default")
        return None
    return Rule(number=number, when=when, to=chain, changes=changes)


def _when(section: Section) -> When:
    section.only(_CONDITIONS, _LATER)
    given: dict[str, Any] = {}
    for key in section.table:
        if key in _WORDS:
            given[key] = _texts(section, key)
        elif key in _NUMBERS:
            given[key] = section.take(key, int, 0)
            if not 0 <= given[key] <= _NUMBER_MAX:
                section.complain(key, "must be 0 or more")
        elif key in _SWITCHES:
            given[key] = section.take(key, bool, False)
    if "header" in section:
        given["header"] = _headers(section.sub("header"))
    if given.get("tag") is False:
        section.complain("tag", "must be true, or be left out")
    over, under = given.get("input_tokens_over"), given.get("input_tokens_under")
    if over is not None and under is not None and under <= over + 1:
        section.complain(
            "input_tokens_under", f"leaves nothing above input_tokens_over = {over}; make it larger"
        )
    return When(**given)


def _texts(section: Section, key: str) -> tuple[str, ...]:
    """One text or a list of them; closed words are checked."""
    value = section.table[key]
    texts = value if isinstance(value, list) else [value]
    if not texts or len(texts) > _MOST or not all(_is_text(text) for text in texts):
        section.complain(key, "must be text in quotes, or a list of texts")
        return ()
    known = _CLOSED.get(key)
    for text in texts:
        if known and text not in known:
            section.complain(key, f"must be one of {', '.join(known)}", nearest=nearest(text, known))
            return ()
    section.note_origin(key)
    return tuple(texts)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _TEXT_MAX and value.isprintable()


def _headers(section: Section) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in section.table:
        if _HEADER.fullmatch(name):
            found[name.lower()] = _texts(section, name)
        else:
            section.complain(name, 'is no name of a header; write it as header.x-team = "blue"')
    return found


def _changes(entry: Section) -> Changes:
    drop = entry.take("drop", list[str], [])
    for path in drop:
        _check_path(entry, "drop", path)
    put, clamp = entry.sub("set"), entry.sub("clamp")
    return Changes(
        set={path: _set(put, path) for path in put.table},
        drop=tuple(drop),
        clamp={path: _bounds(clamp, path) for path in clamp.table},
    )


def _check_path(section: Section, key: str, path: str) -> None:
    if not _PATH.fullmatch(path):
        section.complain(key, 'must name a member of the request, as "max_tokens" or "output_config.effort"')
    elif path.partition(".")[0] in KEPT:
        section.complain(
            key, f"{path.partition('.')[0]} is not for a rule to change; leave it out, `to` chooses the model"
        )


def _set(section: Section, path: str) -> Any:
    _check_path(section, path, path)
    value = section.table[path]
    if not _is_json(value):
        section.complain(
            path, "must be something JSON can hold: text, a number, true, false, a list, a table"
        )
        return None
    section.note_origin(path)
    return value


def _is_json(value: object, depth: int = 0) -> bool:
    """TOML has dates, infinities and integers that JSON has not."""
    match value:
        case bool() | str():
            return True
        case int():
            return -(2**53) <= value <= 2**53
        case float():
            return math.isfinite(value)
        case list():
            return depth < 8 and all(_is_json(inner, depth + 1) for inner in value)
        case dict():
            return depth < 8 and all(_is_json(inner, depth + 1) for inner in value.values())
        case _:
            return False


def _bounds(section: Section, path: str) -> Bounds:
    """`8192`: at most; `[1024, 8192]`: at least, at most."""
    _check_path(section, path, path)
    value = section.table[path]
    pair = value if isinstance(value, list) else [None, value]
    if len(pair) != 2 or not all(_is_number(bound) for bound in pair if bound is not None) or pair[1] is None:
        section.complain(path, "must be a number, at most that, or [at least, at most]")
        return (None, None)
    if pair[0] is not None and pair[0] > pair[1]:
        section.complain(path, "has its bounds the wrong way round: [at least, at most]")
    section.note_origin(path)
    return (pair[0], pair[1])


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
