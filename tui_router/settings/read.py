"""A settings file from disk to a table with line numbers. A hostile file costs a clear error, not time."""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tui_router.settings import lines
from tui_router.settings.problems import SettingsError, looks_secret, one_problem

SIZE_CAP = 256 * 1024
"""Bytes. Settings of a hundred providers take a tenth of it."""

_DEEP = "is nested too deeply for settings; check its brackets and dots"

_WAYS_OUT = {
    "Invalid value": 'text stands in quotes, as in haiku = "openai/gpt-5.4"; else a number, true, false, [ ] or { }',
    "Invalid statement": "a line is [table] or name = value",
    "Expected '=' after": "a line is [table] or name = value",
    "Expected newline": "a key and its value stand on a line of their own",
    "Expected ']": "close the bracket on the same line",
    'Expected "': "close the quotes",
    "Expected '\"": "close the quotes",
    "Illegal character '\\n'": "close the quotes on the same line",
    "Cannot overwrite a value": "the key or table stands here already; keep one of them",
    "Cannot declare": "the key or table stands here already; put its keys together",
    "Unclosed": "close the bracket; a { } stands on one line",
    "Invalid initial character": "a key comes next: letters, digits, - and _; others in quotes",
    "Unescaped": "write the text in 'single quotes', or the backslash twice",
    "Found invalid character": "take it out; the file may have been damaged",
    "a number is too large": "write a smaller one",
}
"""How tomllib's complaints begin → what to do. One that is not here is told as it is."""

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,60}")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


class Source(msgspec.Struct, frozen=True):
    """`lines` tells where a key stands, `table` is what the file says."""

    path: Path
    table: dict[str, Any]
    lines: dict[lines.Path, int]


def read_source(path: Path) -> Source:
    return parse(path, read_text(path))


def read_text(path: Path) -> str:
    """The file's text with plain line ends. Raises `SettingsError` for what is not a sane text file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise one_problem(path, "is not a file; give the path of a TOML file")
        with os.fdopen(handle, "rb") as file:
            raw = file.read(SIZE_CAP + 1)
    except OSError as error:
        raise one_problem(path, f"cannot be read: {error.strerror}") from error
    if len(raw) > SIZE_CAP:
        raise one_problem(path, f"is larger than {SIZE_CAP // 1024} KiB; settings are small, check the path")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise one_problem(path, "is not UTF-8 text; save it as UTF-8", line=line) from None
    return text.replace("\r\n", "\n")


def parse(path: Path, text: str) -> Source:
    try:
        where = lines.key_lines(text)
    except lines.ShapeError as error:
        raise one_problem(path, _DEEP, line=error.line) from None
    except RecursionError:
        raise one_problem(path, _DEEP) from None
    try:
        return Source(path, tomllib.loads(text), where)
    except RecursionError:
        raise one_problem(path, _DEEP) from None
    except ValueError as error:
        raise _syntax(path, text, where, error) from None


def _syntax(path: Path, text: str, where: dict[lines.Path, int], error: ValueError) -> SettingsError:
    said = str(error)
    found = _PLACE.search(said)
    line = int(found[1]) if found and found[1] else None
    if found and not found[1]:
        line = text.rstrip("\n").count("\n") + 1
    what = _PLACE.sub("", said) if found else "a number is too large"
    way_out = next((hint for start, hint in _WAYS_OUT.items() if what.startswith(start)), "")
    words = f"is not TOML: {what}; {way_out}" if way_out else f"is not TOML: {what}"
    return one_problem(path, words, line=line, key=_key_at(where, line))


def _key_at(where: dict[lines.Path, int], line: int | None) -> str:
    """The key that stands on a line, where it can be told."""
    paths = [path for path, at in where.items() if at == line]
    name = ""
    for part in max(paths, key=len, default=()):
        if isinstance(part, int):
            name += f"[{part + 1}]"
        elif _PLAIN.fullmatch(part) and not looks_secret(part):
            name += f".{part}" if name else part
        else:
            return ""
    return name
