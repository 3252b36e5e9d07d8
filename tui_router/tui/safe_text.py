"""The one door between text from the wire and the screen.

Textual hands escape sequences, C1 controls, bidi overrides and zero-width characters through to the terminal
as they came. Here each of them becomes something to see. The work is done character by character, so it does
not matter where a hostile stream was cut.
"""

from itertools import groupby
from unicodedata import category

MARKS_KEPT = 3
"""Combining marks that may stand on one character; Vietnamese and Hebrew need two or three."""

_KNOWN_AT_MOST = 4096
_PRESENTATION = frozenset({0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)})
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
"""Two of them are a flag of two cells, or two letters of one or two cells each: terminals disagree."""
_BLANK_LETTERS = frozenset({0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _shown(code: int) -> str:
    """What stands on the screen for one character.

    Emoji style selectors and skin tones vanish: they only change how a character looks, and terminals disagree
    on how many cells the pair takes.
    """
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code in _PRESENTATION:
        return ""
    if code in _FLAG_LETTERS:
        return f"⟨{chr(ord('A') + code - _FLAG_LETTERS.start)}⟩"
    if code in _BLANK_LETTERS or 0xFE00 <= code <= 0xFE0D or 0xE0100 <= code <= 0xE01EF:
        return f"⟨U+{code:04X}⟩"
    char = chr(code)
    if category(char) in _UNSEEN:
        return f"⟨U+{code:04X}⟩"
    if category(char) == "Zs":
        return " "
    return char


class _Table(dict[int, str]):
    """For `str.translate`, filled as characters are met. Bounded: a hostile text may hold all of Unicode."""

    def __missing__(self, code: int) -> str:
        shown = _shown(code)
        if len(self) < _KNOWN_AT_MOST:
            self[code] = shown
        return shown


_BLOCK = _Table({0x09: "    ", 0x0A: "\n"})
_LINE = _Table({0x09: " ", 0x0A: "⏎"})


def _is_mark(char: str) -> bool:
    return char > "\u02ff" and category(char) in {"Mn", "Me"} and ord(char) not in _PRESENTATION


def _thin_marks(text: str) -> str:
    """Keep a few combining marks on each character and name the rest; a leading mark gets a base of its own."""
    out: list[str] = []
    for marked, group in groupby(text, _is_mark):
        run = "".join(group)
        if not marked:
            out.append(run)
            continue
        if not out or out[-1][-1] in "\n\t":
            out.append("◌")
        out.append(run[:MARKS_KEPT])
        if more := len(run[MARKS_KEPT:]):
            out.append(f"⟨{more} mark{'s' if more > 1 else ''}⟩")
    return "".join(out)


def safe_text(s: str | bytes, *, line: bool = False) -> str:
    """`s` with everything unseen made visible: `␛`, `⟨U+202E⟩`. Bytes are read as UTF-8, broken ones as `�`.

    Line feeds stay, or are `⏎` with `line`; tabs are spaces; no other control character is left. The result
    may be longer than `s`: measure it by cell width afterwards.
    """
    if isinstance(s, bytes):
        s = s.decode("utf-8", "replace")
    if s.isascii():
        if s.isprintable():
            return s
    elif any(_is_mark(char) for char in set(s)):
        s = _thin_marks(s)
    if "\r" in s:
        s = s.replace("\r\n", "\n")
    return s.translate(_LINE if line else _BLOCK)
