"""The guides as data: their fenced blocks, with the heading above each, and the settings in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

_FENCE = re.compile(r"^(```+)\s*(\S*)\s*(.*?)\s*$")
_HEADING = re.compile(r"^#+\s+(.*?)\s*$")


@dataclass(frozen=True)
class Block:
    """`line` is that of the fence, from 1. `mark` is what stands after the language."""

    file: Path
    line: int
    heading: str
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}"


def blocks(file: Path) -> Iterator[Block]:
    """Every fenced block of a Markdown file. An open fence at the end is an error."""
    heading, fence, start, found = "", "", 0, ("", "")
    lines: list[str] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        mark = _FENCE.match(line)
        if fence:
            if line.strip() == fence:
                yield Block(file, start, heading, *found, "\n".join(lines) + "\n")
                fence = ""
            else:
                lines.append(line)
        elif mark:
            fence, start, found, lines = mark[1], number, (mark[2], mark[3]), []
        elif title := _HEADING.match(line):
            heading = title[1]
    if fence:
        raise ValueError(f"{file.name}:{start}: the fence is not closed")


def all_blocks(language: str) -> list[Block]:
    return [block for file in FILES for block in blocks(file) if block.language == language]


def section(file: str, heading: str, language: str = "toml") -> str:
    """The text of the first such block under a heading."""
    for block in blocks(ROOT / "docs" / file):
        if block.heading == heading and block.language == language:
            return block.text
    raise LookupError(f"docs/{file} has no {language} block under {heading!r}")


def moved(text: str, urls: Mapping[str, str], keys: str = "env:STAND_IN_SECRET") -> str:
    """The same settings with each provider at a stand-in's address, and the key reference of the tests."""
    document: Any = tomlkit.parse(text)
    for name, table in document["providers"].items():
        table["base_url"] = urls[name]
        if table.get("auth") != "none":
            table["key"] = keys
    return tomlkit.dumps(document)
