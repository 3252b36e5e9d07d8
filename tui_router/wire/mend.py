"""Almost-JSON made JSON: what models write as tool arguments when they think of another language.

Only the spelling is mended: quotes, `None` and `True`, bare keys, a comma too many, raw line breaks in strings, a
code fence, JSON inside a JSON string. What was cut off is not completed: a guessed argument would be run.
"""

import json
import re

import msgspec

from tui_router.wire.json import NotJson, read

MAX_MEND = 1024 * 1024

_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_string = msgspec.json.Decoder(str)

_FENCE = re.compile(r"\A```[a-zA-Z]*\s*(.*?)\s*```\Z", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string> "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' )
      | (?P<number> -?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]) )
      | (?P<key> [A-Za-z_$][\w$]*+ (?=\s*:) )
      | (?P<word> [A-Za-z]++ )
      | (?P<mark> [{}\[\]:,] )
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"true": "true", "True": "true", "false": "false", "False": "false"} | dict.fromkeys(
    ("null", "None", "undefined"), "null"
)
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INNER = re.compile(r"""\\(x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|.)|(["\x00-\x1f])""", re.DOTALL)


def is_object(text: str) -> bool:
    try:
        read(text.encode("utf-8", "replace"), _object)
    except NotJson:
        return False
    return True


def mend_object(text: str) -> str | None:
    """The JSON object that `text` means, spelled as it was where it was right. None when nobody can tell."""
    if len(text) > MAX_MEND:
        return text if is_object(text) else None
    text = text.strip()
    if fenced := _FENCE.match(text):
        text = fenced[1]
    if is_object(text):
        return text
    if text.startswith('"'):
        try:
            inner = read(text.encode("utf-8", "replace"), _string).strip()
        except NotJson:
            return None
        return inner if is_object(inner) else None
    if not text.startswith("{"):
        return None
    mended = _respell(text)
    return mended if mended is not None and is_object(mended) else None


def _respell(text: str) -> str | None:
    out: list[str] = []
    at, end = 0, len(text)
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        at = found.end()
        if (string := found["string"]) is not None:
            out.append(_quote(string))
        elif (key := found["key"]) is not None:
            out.append(json.dumps(key))
        elif (word := found["word"]) is not None:
            if word not in _WORDS:
                return None
            out.append(_WORDS[word])
        elif (number := found["number"]) is not None:
            out.append(number)
        else:
            mark = found["mark"]
            if mark in "}]" and out and out[-1] == ",":
                out.pop()
            out.append(mark)
    return "".join(out)


def _quote(string: str) -> str:
    """A string in either quotes, in JSON's own."""

    def respell(match: re.Match[str]) -> str:
        escaped, bare = match[1], match[2]
        if bare is not None:
            return '\\"' if bare == '"' else _ESCAPES.get(bare) or f"\\u{ord(bare):04x}"
        if escaped == "'":
            return "'"
        if len(escaped) > 1:  # Python's escapes by number
            code = int(escaped[1:], 16)
            return json.dumps(chr(code))[1:-1] if code < 0x110000 else match[0]
        return match[0] if escaped in '"\\/bfnrtu' else "\\\\" + escaped

    return '"' + _INNER.sub(respell, string[1:-1]) + '"'
