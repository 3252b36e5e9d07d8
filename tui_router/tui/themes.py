"""Theme files: one TOML a theme, the keys of `textual.theme.Theme` and our colour roles under `[variables]`.

A theme is data. Its values go into Textual's style sheet, so each must read as a colour or a text style and
nothing else; a bad file is named with the key that is wrong, and the others still load.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui_router.tui.colour_sight import APART, SIGHTS, nearest

DEFAULT = "dusk"
NO_COLOUR = "mono"
FILE_CAP = 64 * 1024

ROLES = frozenset(
    [
        "ink",
        "ink-soft",
        "line",
        "row-cursor",
        "overlay",
        "tier-haiku",
        "tier-sonnet",
        "tier-opus",
        "tier-fable",
        "tier-default",
        "state-live",
        "state-ok",
        "state-warn",
        "state-error",
        "state-replay",
        "state-local",
        "json-key",
        "json-string",
        "json-number",
        "json-literal",
        "added-bg",
        "removed-bg",
        "notice-bg",
        "trouble-bg",
        "tokens-system",
        "tokens-tools",
        "tokens-messages",
        "tokens-cache",
        "tokens-out",
        "on-accent",
    ]
)
"""Every one must stand in a theme file: widgets name roles and know no colour of their own."""

_COLOURS = ("primary", "secondary", "accent", "warning", "error", "success")
_GROUNDS = ("foreground", "background", "surface", "panel", "boost")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TEXT_STYLE = re.compile(r"(none|bold|dim|italic|reverse|underline|not|\s)+")


class ThemeFault(ValueError):
    """A theme file cannot be used; the text is for its author."""


@dataclass
class ThemeBook:
    """What was found: themes by name, and one sentence for each file that could not be used."""

    themes: dict[str, Theme] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """One sentence for each theme of a person's own that is hard to read."""


def shipped_dir() -> Path | None:
    """`themes/` inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "themes", package.parent / "themes"):
        if place.is_dir():
            return place
    return None


def _colour(key: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise ThemeFault(f"{key} is not a colour")
    if key.endswith("-style"):
        if not _TEXT_STYLE.fullmatch(value):
            raise ThemeFault(f'{key} = "{value}" is not a text style; bold, italic, reverse and none are')
        return value
    try:
        Color.parse(value)
    except ColorParseError:
        raise ThemeFault(f'{key} = "{value}" is not a colour; write it as "#rrggbb"') from None
    return value


def _near(key: str, known: Iterable[str]) -> str:
    close = get_close_matches(key, list(known), n=1)
    return f"; did you mean {close[0]}" if close else ""


def read_theme(text: str) -> Theme:
    """A theme from TOML. Raises `ThemeFault` naming the key."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ThemeFault(f"not TOML: {error}") from None
    name = data.pop("name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ThemeFault("name is missing, or not a word of small letters, digits and dashes")
    dark = data.pop("dark", True)
    if not isinstance(dark, bool):
        raise ThemeFault("dark is neither true nor false")
    variables = data.pop("variables", {})
    if not isinstance(variables, dict):
        raise ThemeFault("[variables] is not a table")
    known = (*_COLOURS, *_GROUNDS)
    for key in data:
        if key not in known:
            raise ThemeFault(f"{key} is not a key of a theme{_near(key, known)}")
    for key in known:
        if key not in data:
            raise ThemeFault(f"{key} is missing")
    for key in variables:
        if not _NAME.fullmatch(key):
            raise ThemeFault(f"variables: {key!r} is not the name of a variable")
    missing = sorted(ROLES - variables.keys())
    if missing:
        raise ThemeFault(f"variables: {missing[0]} is missing{_near(missing[0], variables)}")
    colours: dict[str, Any] = {key: _colour(key, value) for key, value in data.items()}
    roles = {key: _colour(key, value) for key, value in variables.items()}
    return Theme(name=name, dark=dark, variables=roles, **colours)


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.glob("*.toml") if path.is_file())
    except OSError:
        return  # a folder that cannot be listed holds no themes


def load_themes(folders: Iterable[Path]) -> ThemeBook:
    """Read every `*.toml`; a later folder's theme replaces an earlier one of the same name."""
    book, shipped = ThemeBook(), shipped_dir()
    for folder in folders:
        for path in _files(folder):
            try:
                with path.open("rb") as file:
                    raw = file.read(FILE_CAP + 1)
                if len(raw) > FILE_CAP:
                    raise ThemeFault(f"larger than {FILE_CAP // 1024} KiB")
                theme = read_theme(raw.decode("utf-8"))
            except UnicodeDecodeError:
                book.problems.append(f"theme {path.name}: not UTF-8")
            except (ThemeFault, OSError) as fault:
                book.problems.append(f"theme {path.name}: {fault}")
            else:
                book.themes[theme.name] = theme
                if folder != shipped and (said := remark(theme)):
                    book.remarks.append(said)
    return book


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two opaque colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = Color.parse(colour).rgb
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


_ON_GROUNDS = (
    *(role for role in sorted(ROLES) if role.startswith(("ink", "tier-", "state-", "json-", "tokens-"))),
    "accent",
)
_ON_TINTS = ("ink", "ink-soft", "json-key", "json-string", "json-number", "json-literal")
_TINTS = ("added-bg", "removed-bg", "notice-bg", "trouble-bg")
READABLE = 4.5


def weak_pairs(theme: Theme) -> list[tuple[str, str, float]]:
    """Text roles and the grounds on which they are hard to read, with the contrast each pair has."""
    colour = {key: getattr(theme, key) for key in (*_COLOURS, *_GROUNDS)} | theme.variables
    grounds = ("background", "surface", "panel", "row-cursor", "overlay")
    pairs = [(role, ground) for role in _ON_GROUNDS for ground in grounds]
    pairs += [(role, tint) for role in _ON_TINTS for tint in _TINTS]
    pairs.append(("on-accent", "accent"))
    weighed = [(role, ground, contrast(colour[role], colour[ground])) for role, ground in pairs]
    return [pair for pair in weighed if pair[2] < READABLE]


def alike(theme: Theme) -> list[tuple[str, int]]:
    """Ways to see in which live, repaired and failed look much the same, with the least distance between them."""
    states = [theme.variables[role] for role in ("state-live", "state-warn", "state-error")]
    found = [(sight, round(nearest(states, sight))) for sight in SIGHTS]
    return [(sight, apart) for sight, apart in found if apart < APART]


def remark(theme: Theme) -> str:
    """What is hard to see in a theme, in one sentence; empty when all is well."""
    said = []
    if weak := weak_pairs(theme):
        role, ground, found = min(weak, key=lambda pair: pair[2])
        more = f" and {len(weak) - 1} more" if len(weak) > 1 else ""
        said.append(f"hard to read: {role} on {ground}{more} (contrast {found:.1f}, {READABLE} is enough)")
    if same := alike(theme):
        said.append(f"live, repaired and failed look alike with {', '.join(sight for sight, _ in same)}")
    return f"theme {theme.name}: {'; '.join(said)}" if said else ""
