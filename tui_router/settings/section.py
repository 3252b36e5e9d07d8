"""One table of the settings, read key by key. Every complaint is collected, so that a person sees all at once."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tui_router.settings import lines
from tui_router.settings.problems import Problem, looks_secret, nearest, shown
from tui_router.settings.read import Source
from tui_router.settings.words import expected

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


MANY = 50
"""Problems after which a file is not looked at for further unknown keys: it is no settings file at all."""


class Report:
    """What a reading found out: the problems, and for each key that was given the place it came from."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.origins: dict[str, str] = {}

    def line(self, path: lines.Path) -> int | None:
        """The key's line, or that of the nearest table around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.source.lines:
                return self.source.lines[path[:end]]
        return None


class Section:
    """`path` leads to the table; entries of a list of tables are numbered from 1 where people see them."""

    def __init__(self, report: Report, path: lines.Path, table: Mapping[str, Any]) -> None:
        self.report = report
        self.path = path
        self.table = table

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def name(self, key: str = "") -> str:
        return dotted((*self.path, key) if key else self.path)

    def complain(self, key: str, text: str, *, nearest: str = "") -> None:
        path = (*self.path, key) if key else self.path
        self.report.problems.append(
            Problem(
                file=str(self.report.source.path),
                line=self.report.line(path),
                key=dotted(path),
                text=text,
                nearest=nearest,
            )
        )

    def note_origin(self, key: str) -> None:
        path = (*self.path, key)
        place = Path(self.report.source.path).name
        line = self.report.line(path)
        self.report.origins[dotted(path)] = f"{place}:{line}" if line else place

    def only(self, known: Collection[str], later: Mapping[str, str] | None = None) -> None:
        """Complain about every key that is not known. `later` names keys whose meaning is planned."""
        for key in self.table:
            if len(self.report.problems) >= MANY:
                return
            if later and key in later:
                self.complain(key, f"{later[key]} not built yet; leave it out")
            elif key not in known:
                near = nearest(key, known)
                there = f" (there are: {', '.join(known)})" if known and not near else ""
                self.complain(key, f"no such key{there}", nearest=near)

    def take(self, key: str, kind: type[T], default: T) -> T:
        """The value as `kind`, or the default when it is absent or wrong. Values are never repeated: one of
        them may be a key in the wrong place."""
        if key not in self.table:
            return default
        try:
            value = msgspec.convert(self.table[key], kind)
        except msgspec.ValidationError:
            self.complain(key, f"must be {expected(kind)}")
            return default
        self.note_origin(key)
        return value

    def struct(self, kind: type[S], base: S | None = None, later: Mapping[str, str] | None = None) -> S:
        """Fill a flat struct from this table, over `base` or the struct's own defaults."""
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
        self.only(fields, later)
        start = base if base is not None else kind()
        given = {key: self.take(key, fields[key], getattr(start, key)) for key in self.table if key in fields}
        return msgspec.structs.replace(start, **given)

    def sub(self, key: str) -> "Section":
        """A table inside this one, empty when it is absent or no table."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            self.complain(key, f"must be a table: {key} = {{ … }}")
            value = {}
        return Section(self.report, (*self.path, key), value)

    def entries(self, key: str) -> "Iterable[Section]":
        """The tables of a list of tables."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.complain(key, f"must be a list of tables, each under [[{self.name(key)}]]")
            return []
        return [Section(self.report, (*self.path, key, n), entry) for n, entry in enumerate(value)]


def dotted(path: lines.Path) -> str:
    """A key as a person writes it: `providers.local.models."qwen3-8b.gguf"`, `routes[2].to`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        else:
            plain = part.replace("_", "").replace("-", "").isalnum() and part.isascii() and len(part) <= 60
            word = part if plain and not looks_secret(part) else shown(part)
            out += f".{word}" if out else word
    return out
