"""Imported settings as the text of a settings file that our own reader takes. What it does not take is left out and
told: a file that somebody else's program accepted may hold names that we do not.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.draft import Imported
from tui_router.settings.load import read
from tui_router.settings.problems import Problem, SettingsError
from tui_router.settings.read import SIZE_CAP, parse
from tui_router.settings.section import dotted

_ROUNDS = 5
"""What is left out can leave others without their target; a chain of such is never this long."""

_COMMENTS = {
    "providers": "Keys are references: env:NAME or file:PATH, never the key itself.",
    "tiers": "Which model each tier of Claude Code is; default takes the rest.",
    "routes": "Asked in this order, before the tiers; the first that fits wins.",
    "aliases": "Names that clients may ask for.",
}


def text_of(imported: Imported, path: Path) -> tuple[str, list[str]]:
    """The text of the file and all remarks. `path` is only named in complaints.

    Raises `ConfigFault` when nothing sound can be made of it.
    """
    settings, remarks = _clean(imported.settings), list(imported.remarks)
    for _ in range(_ROUNDS):
        text = _dump(settings, imported.source, remarks)
        if len(text.encode()) > SIZE_CAP:
            raise ConfigFault.say(f"makes more than {SIZE_CAP // 1024} KiB of settings; import a part of it")
        try:
            read(parse(path, text), path, {})
        except SettingsError as error:
            settings = _without(settings, error.problems, remarks)
        else:
            return text, remarks
    raise ConfigFault.say("makes no sound settings")


def _clean(value: Any) -> Any:
    """The same in text that can be written: half characters, which JSON can spell, are replaced."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_clean(key): _clean(inner) for key, inner in value.items()}
        case list():
            return [_clean(inner) for inner in value]
        case _:
            return value


def _without(
    settings: Mapping[str, Any], problems: tuple[Problem, ...], remarks: list[str]
) -> dict[str, Any]:
    """The settings less every entry that is complained of: a provider, a rule, a tier, an alias."""
    kept: dict[str, Any] = {
        name: list(held) if isinstance(held, list) else dict(held) for name, held in settings.items()
    }
    gone: set[int] = set()
    before = sum(len(held) for held in kept.values())
    for problem in problems:
        remarks.append(f"Left out: {problem.key or 'something'} {problem.text}")
        rule = re.match(r"routes\[(\d+)\]", problem.key)
        if rule:
            gone.add(int(rule[1]) - 1)
        for table in ("server", "providers", "tiers", "aliases"):
            for name in [name for name in kept.get(table, ()) if _is_of(problem.key, dotted((table, name)))]:
                del kept[table][name]
    if "routes" in kept:
        kept["routes"] = [rule for number, rule in enumerate(kept["routes"]) if number not in gone]
    if sum(len(held) for held in kept.values()) == before:
        raise ConfigFault.say(f"makes no sound settings: {problems[0]}")
    return {name: held for name, held in kept.items() if held}


def _is_of(key: str, entry: str) -> bool:
    """Whether a complaint's key is that of this entry, or of something inside it."""
    return key == entry or key.startswith((f"{entry}.", f"{entry}["))


def _dump(settings: Mapping[str, Any], source: str, remarks: list[str]) -> str:
    lines = [f"# Imported from {source}. `tui-router config check` reads it."]
    lines += [f"# - {_line(remark)}" for remark in remarks]
    for name, held in settings.items():
        lines.append("")
        if name in _COMMENTS:
            lines.append(f"# {_COMMENTS[name]}")
        if name == "routes":
            tables = [("[[routes]]", rule) for rule in held]
        elif name == "providers":
            tables = [(f"[providers.{_key(provider)}]", row) for provider, row in held.items()]
        else:
            tables = [(f"[{name}]", held)]
        for number, (header, row) in enumerate(tables):
            lines += [*([""] if number else []), header, *_rows(row)]
            for model, facts in row.get("models", {}).items() if name == "providers" else ():
                lines.append(f"models.{_key(model)} = {_value(facts)}")
    return "\n".join(lines) + "\n"


def _rows(row: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in row.items() if key != "models"]


def _value(value: Any) -> str:
    """Small tables stand on one line, as people write them."""
    import tomlkit

    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return str(tomlkit.item(value).as_string())


def _key(name: str) -> str:
    """Bare where TOML allows it. An empty one must be quoted too."""
    import tomlkit

    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else str(tomlkit.item(name).as_string())


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
