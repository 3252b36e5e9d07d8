"""Where each key of a TOML text stands. `tomllib` reads the values and keeps no lines; messages need them.

The scanner also bounds the shape before `tomllib` sees it: a key of a hundred thousand parts costs that
parser minutes.
"""

import re
import tomllib

Path = tuple[str | int, ...]
"""Keys from the top; the entries of an array count from 0."""

MAX_PARTS = 12
MAX_DEPTH = 12

_GAP = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_BASIC = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"')
_LITERAL = re.compile(r"'[^'\n]*+'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""{1,3}')
_LONG_LITERAL = re.compile(r"'''(?:[^']|'(?!''))*+'''{1,3}")
_SCALAR = re.compile(r"[^\s,\]}#][^,\]}#\n]*+")


class ShapeError(Exception):
    """Nested deeper than any settings are; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__("nested too deeply")
        self.line = line


class _LostError(Exception):
    """The text is not TOML from here on; `tomllib` will say so better."""


def key_lines(text: str) -> dict[Path, int]:
    """The line of every key and of every table on the way to it. Ends silently where the text is not TOML."""
    scanner = _Scanner(text)
    try:
        scanner.run()
    except _LostError:
        pass  # whoever parses the text names the mistake
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.entries: dict[Path, int] = {}  # of arrays of tables: how many have begun

    def run(self) -> None:
        table: Path = ()
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self.header("[[", "]]")
            elif self.text.startswith("[", self.at):
                table = self.header("[", "]")
            else:
                self.pair(table, 0)
            self.skip(_GAP)

    def header(self, opening: str, closing: str) -> Path:
        self.advance(self.at + len(opening))
        line = self.line
        parts = self.key()
        self.expect(closing)
        path: Path = ()
        for number, part in enumerate(parts):
            path = (*path, part)
            last = number == len(parts) - 1
            if last and opening == "[[":
                self.entries[path] = self.entries.get(path, 0) + 1
            if path in self.entries:
                self.lines.setdefault(path, line)
                path = (*path, self.entries[path] - 1)
            self.lines.setdefault(path, line)
        return path

    def pair(self, table: Path, depth: int) -> None:
        line = self.line
        path = table
        for part in self.key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self.expect("=")
        self.skip(_SPACE)
        self.value(path, depth)

    def key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip(_SPACE)
            parts.append(self.part())
            if len(parts) > MAX_PARTS:
                raise ShapeError(self.line)
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def part(self) -> str:
        for form in (_BARE, _BASIC, _LITERAL):
            found = form.match(self.text, self.at)
            if found:
                self.at = found.end()
                return found[0] if form is _BARE else _unquote(found[0])
        raise _LostError

    def value(self, path: Path, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise ShapeError(self.line)
        mark = self.text[self.at : self.at + 1]
        if mark == "[":
            self.array(path, depth)
        elif mark == "{":
            self.inline_table(path, depth)
        else:
            self.skip_first(_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL, _SCALAR)

    def array(self, path: Path, depth: int) -> None:
        self.advance(self.at + 1)
        number = 0
        while True:
            self.skip(_GAP)
            if self.took("]"):
                return
            self.lines.setdefault((*path, number), self.line)
            self.value((*path, number), depth + 1)
            self.skip(_GAP)
            if not self.took(","):
                self.expect("]")
                return
            number += 1

    def inline_table(self, path: Path, depth: int) -> None:
        self.advance(self.at + 1)
        while True:
            self.skip(_GAP)
            if self.took("}"):
                return
            self.pair(path, depth + 1)
            self.skip(_GAP)
            if not self.took(","):
                self.expect("}")
                return

    def skip(self, form: re.Pattern[str]) -> None:
        found = form.match(self.text, self.at)
        if found:
            self.advance(found.end())

    def skip_first(self, *forms: re.Pattern[str]) -> None:
        for form in forms:
            found = form.match(self.text, self.at)
            if found:
                self.advance(found.end())
                return
        raise _LostError

    def took(self, mark: str) -> bool:
        here = self.text.startswith(mark, self.at)
        if here:
            self.advance(self.at + len(mark))
        return here

    def expect(self, mark: str) -> None:
        self.skip(_SPACE)
        if not self.took(mark):
            raise _LostError

    def advance(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to


def _unquote(token: str) -> str:
    if token.startswith("'"):
        return token[1:-1]
    if "\\" not in token:
        return token[1:-1]
    try:
        found = tomllib.loads(f"k = {token}")["k"]
    except tomllib.TOMLDecodeError:
        raise _LostError from None
    return str(found)
