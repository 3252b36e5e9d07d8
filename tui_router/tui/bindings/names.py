"""How keys are named: by Textual ("question_mark"), in the settings ("?") and on the screen ("?")."""

import re
import unicodedata

_SPELLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual departs from Unicode's names."""
_WORDS = {"enter": "⏎", "tab": "⇥", "escape": "esc", "pageup": "PgUp", "pagedown": "PgDn", "delete": "del"}
_NAMED = frozenset(
    {
        *("up", "down", "left", "right", "home", "end", "insert", "delete", "space", "backspace"),
        *("enter", "tab", "escape", "pageup", "pagedown"),
        *(f"f{number}" for number in range(1, 25)),
    }
)
_WITH = re.compile(r"((?:(?:ctrl|shift|alt|super|meta)\+)*)(.+)", re.DOTALL)
_CARET = re.compile(r"\^(.)")


def spelled(character: str) -> str:
    """Textual's name of the key that writes this character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _SPELLED.get(name, name)


def _characters() -> dict[str, str]:
    return {spelled(chr(code)): chr(code) for code in range(33, 127)}


_CHARACTERS = _characters()


def named(word: str) -> str:
    """A key as a person spells it ("?", "^r", "ctrl+r", "F5") in Textual's way; empty when there is no such key."""
    word = word.strip()
    caret = _CARET.fullmatch(word)
    if caret:
        word = f"ctrl+{caret[1]}"
    found = _WITH.fullmatch(word)
    if found is None or not word.isprintable() or len(word) > 40:
        return ""
    before, key = found[1], found[2]
    if len(key) == 1:
        name = spelled(key)
    else:
        name = key.lower() if key.lower() in _NAMED else key
        if name not in _NAMED and name not in _CHARACTERS:
            return ""
    if not name:
        return ""
    if "ctrl+" in before:
        name = name.lower() if len(name) == 1 else name
    return before + name


def written(keys: str) -> str:
    """Textual's names as they stand in a settings file: "question_mark" is "?"; a comma alone would part two keys."""
    return ",".join(map(_written, keys.split(",")))


def _written(name: str) -> str:
    found = _WITH.fullmatch(name)
    if found is None or found[2] == "comma":
        return name
    return found[1] + _CHARACTERS.get(found[2], found[2])


def shown(keys: str) -> str:
    """Textual's names, several behind commas, as the footer shows them: the first one."""
    first = keys.split(",", maxsplit=1)[0]
    found = _WITH.fullmatch(first)
    if found is None:
        return first
    before, key = found[1], found[2]
    key = _WORDS.get(key) or _CHARACTERS.get(key) or key
    return before.replace("ctrl+", "^") + key
