"""Role names to styles, for widgets that draw line by line. No colour is spelled outside a theme file."""

from collections.abc import Mapping

from rich.color import Color
from rich.color import ColorParseError as BadColour
from rich.style import Style
from textual.app import App
from textual.theme import Theme

from tui_router.tui.glyphs import UNICODE, Glyphs

SPINNER_FPS = 8


class Ink:
    """Styles of one theme by role: `ink("state-error", "trouble-bg", bold=True)`. Made anew when the theme changes.

    An unknown role draws in the terminal's own colour, so that an incomplete theme file is still readable.
    """

    def __init__(self, variables: Mapping[str, str], *, reverse_cursor: bool = False) -> None:
        """`reverse_cursor`: without colours, the cursor's ground is the terminal's own, reversed."""
        self._variables = variables
        self._reverse_cursor = reverse_cursor
        self._styles: dict[tuple[str, str, bool, bool], Style] = {}

    def colour(self, role: str) -> Color | None:
        value = self._variables.get(role)
        if value is None:
            return None
        try:
            return Color.parse(value)
        except BadColour:
            return None  # an auto or mixed colour of Textual: not one of our roles

    def __call__(self, role: str = "ink", on: str = "", *, bold: bool = False, italic: bool = False) -> Style:
        key = (role, on, bold, italic)
        style = self._styles.get(key)
        if style is None:
            reverse = self._reverse_cursor and on == "row-cursor"
            if reverse:
                role, on = "ink", ""  # one ink, or the ground would be of many colours
            style = Style(
                reverse=reverse,
                color=self.colour(role),
                bgcolor=self.colour(on) if on else None,
                bold=bold,
                italic=italic,
            )
            self._styles[key] = style
        return style


_INKS: dict[tuple[int, bool], tuple[Theme, Ink]] = {}
_OWN_COLOURS = (
    "background",
    "surface",
    "panel",
    "boost",
    "foreground",
    "accent",
    "primary",
    "warning",
    "error",
)


def ink_for(theme: Theme, *, colours: bool = True) -> Ink:
    """The styles of a theme; the same object until the theme is registered anew."""
    key = (id(theme), colours)
    known = _INKS.get(key)
    if known is None or known[0] is not theme:
        own = {key: value for key in _OWN_COLOURS if (value := getattr(theme, key))}
        known = (
            theme,
            Ink({"ink": theme.foreground or "", **own, **theme.variables}, reverse_cursor=not colours),
        )
        _INKS[key] = known
    return known[1]


def look_of(app: App[object]) -> tuple[Ink, Glyphs]:
    """What a widget draws with, in whatever app it is mounted."""
    return ink_for(app.current_theme, colours=not app.no_color), getattr(app, "glyphs", UNICODE)


def state_look(state: str, glyphs: Glyphs, phase: int, *, replay: bool = False) -> tuple[str, str, str, str]:
    """Glyph, its role, word, its role for a journal state. `phase` counts spinner frames, one for all rows; below
    zero nothing moves.

    A replay that went well is called one; while it runs or when it failed, that matters more.
    """
    if state in {"waiting", "live"} and phase < 0:
        return glyphs.on, "state-live", state, "state-live"
    if state in {"waiting", "live"}:
        frame = glyphs.spinner[phase % len(glyphs.spinner)]
        return frame, "state-live", state, "state-live"
    if replay and state == "ok":
        return glyphs.replay, "state-replay", "replay", "state-replay"
    glyph = glyphs.states.get(state, glyphs.nothing)
    match state:
        case "ok":
            return glyph, "state-ok", "ok", "ink-soft"
        case "failed":
            return glyph, "state-error", "failed", "state-error"
        case "repaired" | "held":
            return glyph, "state-warn", state, "state-warn"
        case "local":
            return glyph, "state-local", "local", "ink-soft"
        case "interrupted":
            return glyph, "ink-soft", "cut short", "ink-soft"
        case _:
            return glyph, "ink-soft", state, "ink-soft"


LOUD = frozenset({"waiting", "held", "live", "failed", "repaired", "replay"})
"""State words that are bold: the one thing of the row to read first."""
