"""Other people's settings files as plain values. Whatever a file holds, it costs a clear `ConfigFault` or a bounded
amount of work, and no message repeats what stood in it: keys do.
"""

import json
import re
import tomllib
from typing import Any

from tui_router.core.faults import ConfigFault

SIZE_CAP = 1024 * 1024
"""Bytes of a file. The settings of a hundred models take a twentieth of it."""

_EVENTS_CAP = 50_000  # nodes, marks and aliases of a YAML text
_ALIASES_CAP = 200
_DEPTH_CAP = 40
_MERGED_CAP = 2_000  # entries of one mapping after its merge keys are taken in
_DIGITS_CAP = 40
# What has no end runs to the end of the text, so that every character is looked at once.
_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*+"?|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?', re.DOTALL)
_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"?|,(?=\s*+[}\]])', re.DOTALL)
_VARIABLE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)")
_ENDS = {'"': re.compile(r'((?:[^"\\]|\\.)*+)"'), "'": re.compile(r"([^']*+)'")}


def read_json(text: str) -> Any:
    """JSON, also with comments and with commas before a closing bracket, as people write it by hand."""
    kept = _COMMENT.sub(_strings_only, _sized(text))
    try:
        return json.loads(_COMMA.sub(_strings_only, kept))
    except json.JSONDecodeError as error:
        raise _unreadable("JSON", error.lineno) from None
    except (ValueError, RecursionError):
        raise _unreadable("JSON") from None


def _strings_only(found: re.Match[str]) -> str:
    """Strings stay; of what is cut only the line ends do, so that an error names the right line."""
    piece = found[0]
    return piece if piece.startswith('"') else " " + "\n" * piece.count("\n")


def read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(_sized(text))
    except (ValueError, RecursionError):
        raise _unreadable("TOML") from None


def read_yaml(text: str) -> Any:
    """YAML without its ways to make much of little: nesting, aliases and merge keys have a bound."""
    import yaml

    quick: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(quick):  # type: ignore[misc, valid-type] # one of two, whichever was built
        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            super().flatten_mapping(node)
            if len(node.value) > _MERGED_CAP:
                raise yaml.YAMLError

        def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
            """A number to the base of sixty would take time with the square of its length."""
            if node.tag.endswith((":int", ":float")) and len(node.value) > _DIGITS_CAP:
                raise yaml.YAMLError
            return super().construct_object(node, deep)

    try:
        depth = aliases = 0
        for number, event in enumerate(yaml.parse(_sized(text), Loader=quick)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            aliases += isinstance(event, yaml.AliasEvent)
            if number > _EVENTS_CAP or depth > _DEPTH_CAP or aliases > _ALIASES_CAP:
                raise ConfigFault.say("this YAML is too large or too deeply nested to be anybody's settings")
        return yaml.load(text, Loader)  # noqa: S506 - a SafeLoader with one more bound
    except yaml.MarkedYAMLError as error:
        raise _unreadable("YAML", error.problem_mark.line + 1 if error.problem_mark else 0) from None
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError):
        raise _unreadable("YAML") from None


def read_variables(text: str) -> dict[str, str]:
    """The lines `NAME=value` of a .env file: quotes taken off, remarks after a value left out. Other lines are not
    variables and are skipped."""
    found: dict[str, str] = {}
    for line in _sized(text).splitlines():
        match = _VARIABLE.fullmatch(line.strip())
        if match:
            found[match[1]] = _value(match[2].strip())
    return found


def _value(text: str) -> str:
    ends = _ENDS.get(text[:1])
    quoted = ends.match(text, 1) if ends else None
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted[1]) if text[0] == '"' else quoted[1]
    return re.split(r"\s#|^#", text, maxsplit=1)[0].strip()


def is_variables(text: str) -> bool:
    """Whether every line that says something is `NAME=value`."""
    lines = [line.strip() for line in text.splitlines()]
    telling = [line for line in lines if line and not line.startswith("#")]
    return bool(telling) and all(_VARIABLE.fullmatch(line) for line in telling)


def _sized(text: str) -> str:
    if len(text) > SIZE_CAP:
        raise ConfigFault.say("is larger than 1 MB; settings are small, check the path")
    return text


def _unreadable(language: str, line: int = 0) -> ConfigFault:
    return ConfigFault.say(f"is not {language}" + (f" (line {line})" if line else ""))


def table(value: object) -> dict[str, Any]:
    """A table with its text keys; empty for anything else."""
    return (
        {key: entry for key, entry in value.items() if isinstance(key, str)}
        if isinstance(value, dict)
        else {}
    )


def rows(value: object) -> list[dict[str, Any]]:
    """The tables of a list."""
    return [table(entry) for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def words(value: object) -> list[str]:
    """The texts of a list, or the one text."""
    entries = value if isinstance(value, list) else [value]
    return [entry.strip() for entry in entries if isinstance(entry, str) and entry.strip()]


def word(value: object) -> str:
    """A text without space around it; a number as it is written, anything else empty."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if abs(value) < 1e15 else ""
    return value.strip() if isinstance(value, str) else ""


def amount(value: object) -> float | None:
    """A number above 0, also when it stands in quotes."""
    try:
        found = float(word(value))
    except ValueError:
        return None
    return found if 0 < found < 1e12 else None


def whole(value: object) -> int | None:
    """A whole number above 0."""
    found = amount(value)
    return int(found) if found is not None and found >= 1 and found == int(found) else None
