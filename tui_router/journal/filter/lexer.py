"""A filter's text cut into tokens. What stands behind an operator is asked for by the parser, who knows what it takes."""

import re
from typing import Literal, NamedTuple

from tui_router.journal.filter.fault import FilterFault

Mark = Literal["(", ")", "&", "|", "!", "operator", "word", "end"]

RELATIONS = ("<=", ">=", "!=", "<", ">", "=")

_OPERATOR = re.compile(r"~([A-Za-z]+)")
_BLANK = re.compile(r"\s*")
_WORD = re.compile(r"[^\s()&|]+")
_SIGNS: dict[str, Mark] = {"(": "(", ")": ")", "&": "&", "|": "|", "!": "!"}
_JOINS: dict[str, Mark] = {"and": "&", "or": "|", "not": "!"}


class Token(NamedTuple):
    """`text` of a quoted word is without its quotes; of an operator its name in lower case."""

    mark: Mark
    text: str
    start: int
    end: int


class Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._next: Token | None = None

    def peek(self) -> Token:
        if self._next is None:
            self._next = self._read()
        return self._next

    def take(self) -> Token:
        token = self.peek()
        self._next = None
        self.at = token.end
        return token

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _read(self) -> Token:
        self._skip()
        start, text = self.at, self.text
        if start >= len(text):
            return Token("end", "", len(text), len(text))
        sign = text[start]
        if sign in _SIGNS:
            return Token(_SIGNS[sign], sign, start, start + 1)
        if sign in "\"'":
            return self._quoted(start)
        if sign == "~":
            found = _OPERATOR.match(text, start)
            if found:
                return Token("operator", found[1].lower(), start, found.end())
            if start + 1 >= len(text) or text[start + 1].isspace():
                raise FilterFault("an operator follows the ~", start, start + 1, unfinished=True)
        word = _WORD.match(text, start)
        end = word.end() if word else start + 1
        said = text[start:end]
        return Token(_JOINS.get(said.lower(), "word"), said, start, end)

    def _quoted(self, start: int) -> Token:
        """Between quotes all is text. A backslash keeps its meaning for whoever reads the value, but before a quote."""
        text, quote = self.text, self.text[start]
        said: list[str] = []
        at = start + 1
        while at < len(text):
            char = text[at]
            if char == quote:
                return Token("word", "".join(said), start, at + 1)
            if char == "\\" and at + 1 < len(text):
                said.append(text[at + 1] if text[at + 1] == quote else text[at : at + 2])
                at += 2
                continue
            said.append(char)
            at += 1
        raise FilterFault("the quote is not closed", start, len(text), unfinished=True)

    # behind an operator

    def relation(self) -> str:
        """The comparison that stands here, "" when there is none."""
        self._skip()
        found = next((each for each in RELATIONS if self.text.startswith(each, self.at)), "")
        self.at += len(found)
        return found

    def value(self, *, pattern: bool = False) -> Token | None:
        """One word or quoted text, None when something else stands here. A `pattern` may hold parentheses, and blanks
        and signs within them.
        """
        self._skip()
        start, text = self.at, self.text
        if start >= len(text) or text[start] in ")&|!~" or (text[start] == "(" and not pattern):
            return None
        if text[start] in "\"'":
            token = self._quoted(start)
        elif pattern:
            token = self._pattern(start)
        else:
            word = _WORD.match(text, start)
            if word is None or word[0].lower() in _JOINS:
                return None
            token = Token("word", word[0], start, word.end())
        self.at = token.end
        return token

    def _pattern(self, start: int) -> Token:
        text, at, depth = self.text, start, 0
        while at < len(text):
            char = text[at]
            if char == "\\":
                at += 2
                continue
            if depth == 0 and (char.isspace() or char in ")&|"):
                break
            depth += (char == "(") - (char == ")")
            at += 1
        at = min(at, len(text))
        return Token("word", text[start:at], start, at)
