"""Documents that stand inside a sentence: JSON, JSON as a string of JSON, Python's own notation, and any of them
cut off.

    OpenAIException - {"error": …}              a document after words
    Error from provider(x: 400): {…}Error: …    and words after it
    b'{"type": "error", …}'                     as Python prints bytes
    {'error': {'message': "it's", …}}           as Python prints a dict
    {\\"error\\": {\\"message\\": …}}           escaped once too often
    {"error": {"message": "This model's ma      cut by a log or a size limit

Nothing here raises, and every text is read at most a fixed number of times.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any] | list[Any]

_OPENING = re.compile(r"\{\s*(?:\\*[\"']|\})|\[\s*(?:[\[{(]|\\*[\"'])")
_MOST_OPENINGS = 24
_LONGEST_ODD = 16_000
_MOST_ODD = 3
"""Characters of a document in another notation than JSON that are rewritten, and how often that is tried."""

_DECODER = json.JSONDecoder(strict=False)
_WORDS = {"None": "null", "True": "true", "False": "false", "nan": "null", "undefined": "null"}
_WORD = re.compile(r"[A-Za-z_]\w*")
_INSIDE = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*", re.DOTALL) for quote in "\"'"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_DEEPEST = 64


def documents(text: str) -> Iterator[tuple[int, int, Document]]:
    """Where each document starts and ends, and what it says; none of them inside another."""
    at = odd = 0
    for _ in range(_MOST_OPENINGS):
        opening = _OPENING.search(text, at)
        if opening is None:
            return
        start = opening.start()
        value, end = _decoded(text, start)
        if value is None and odd < _MOST_ODD:
            odd += 1
            value, end = _odd(text, start)
        if value is None:
            at = start + 1
            continue
        if value:
            yield start, end, value
        at = max(end, start + 1)


def _decoded(text: str, start: int) -> tuple[Document | None, int]:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start
    return (value, end) if isinstance(value, dict | list) else (None, start)


def _odd(text: str, start: int) -> tuple[Document | None, int]:
    piece = text[start : start + _LONGEST_ODD]
    for candidate in (piece, piece.replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")):
        rewritten, length = _as_json(candidate)
        if rewritten is None:
            continue
        try:
            value = _DECODER.raw_decode(rewritten)[0]
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            whole = candidate is piece
            # How long it was before it was unescaped nobody knows, so nothing after it is read.
            return value, start + length if whole else len(text)
    return None, start


def _as_json(text: str) -> tuple[str | None, int]:
    """The document at the start of `text` as JSON, and how many characters it took. What is missing at its end
    is added. None when brackets do not match."""
    out: list[str] = []
    open_: list[str] = []
    at, end = 0, len(text)
    while at < end:
        char = text[at]
        if char in "\"'":
            at, said = _string(text, at)
            out.append(json.dumps(said))
            continue
        if char in "{[(":
            if len(open_) == _DEEPEST:
                return None, 0
            open_.append("}" if char == "{" else "]")
            out.append("{" if char == "{" else "[")
        elif char in "}])":
            if not open_ or open_[-1] != ("}" if char == "}" else "]"):
                return None, 0
            _drop_comma(out)
            out.append(open_.pop())
            if not open_:
                return "".join(out), at + 1
        elif word := _WORD.match(text, at):
            if word[0] == "b" and text[word.end() : word.end() + 1] in ("'", '"'):
                at = word.end()
                continue
            out.append(_WORDS.get(word[0], word[0] if word[0] in ("null", "true", "false") else "null"))
            at = word.end()
            continue
        elif char != "<":
            out.append(char)
        at += 1
    return _closed(out, open_), end


def _string(text: str, start: int) -> tuple[int, str]:
    """The position after a string, and what it says."""
    inside = _INSIDE[text[start]].match(text, start + 1)
    said = inside[0] if inside else ""
    end = start + len(said) + 2
    if "\\" in said:
        said = _ESCAPE.sub(lambda found: _escaped(found[1]), said)
    return end, said


def _escaped(char: str) -> str:
    return {"n": "\n", "t": " ", "r": "", "b": "", "f": "", "u": "\\u", "x": "\\x"}.get(char, char)


def _closed(out: list[str], open_: list[str]) -> str | None:
    """A document that was cut, with an end. A name whose value is missing gets none."""
    while out and not out[-1].strip():
        out.pop()
    if not open_ or not out:
        return None
    before = next((piece for piece in reversed(out[:-1]) if piece.strip()), "")
    if out[-1] == ":":
        out.append("null")
    elif open_[-1] == "}" and out[-1].startswith('"') and before in ("{", ","):
        out.append(":null")
    else:
        _drop_comma(out)
    return "".join(out) + "".join(reversed(open_))


def _drop_comma(out: list[str]) -> None:
    while out and not out[-1].strip():
        out.pop()
    if out and out[-1] == ",":
        out.pop()
