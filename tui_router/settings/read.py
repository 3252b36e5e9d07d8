"""A settings file from disk to a table with line numbers. A hostile file costs a clear error, not time."""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tui_router.settings import lines
from tui_router.settings.problems import SettingsError, one_problem

SIZE_CAP = 256 * 1024
"""Bytes. Settings of a hundred providers take a tenth of it."""

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
        return Source(path, tomllib.loads(text), where)
    except lines.ShapeError as error:
        raise one_problem(path, "is nested too deeply for settings", line=error.line) from None
    except RecursionError:
        raise one_problem(path, "is nested too deeply for settings") from None
    except ValueError as error:
        raise _syntax(path, text, error) from None


def _syntax(path: Path, text: str, error: ValueError) -> SettingsError:
    said = str(error)
    found = _PLACE.search(said)
    line = int(found[1]) if found and found[1] else None
    if found and not found[1]:
        line = text.rstrip("\n").count("\n") + 1
    what = _PLACE.sub("", said) if found else "a number is too large"
    return one_problem(path, f"is not TOML: {what}", line=line)
