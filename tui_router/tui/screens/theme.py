"""Choosing a theme: each is worn while the cursor is on it, and shows a few of its colours."""

from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.theme import Theme

from tui_router.tui.ink import look_of
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

_SAMPLES = (
    *("state-live", "state-ok", "state-warn", "state-error"),
    *("tier-haiku", "tier-sonnet", "tier-opus", "tier-fable"),
)


class Worn(NamedTuple):
    """`keep`: it shall stand in the settings file too."""

    name: str
    keep: bool = False


class ThemeScreen(Dialog[Worn]):
    """Gives what was chosen; with esc the theme from before is worn again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("w", "write", "Write", show=False)]

    def __init__(self, themes: dict[str, Theme], *, keep: bool) -> None:
        """`keep`: there is a settings file to keep it in."""
        super().__init__()
        self._themes = themes
        self._keep = keep
        self._before = ""

    def compose(self) -> ComposeResult:
        self._before = self.app.theme
        options = [
            Option(
                name,
                name,
                "dark" if theme.dark else "light",
                tail="now" if name == self._before else "",
                swatch=() if self.app.no_color else tuple(theme.variables[role] for role in _SAMPLES),
            )
            for name, theme in self._themes.items()
        ]
        choice = Choice(options, column=20)
        choice.highlighted = next((n for n, each in enumerate(options) if each.value == self._before), 0)
        _, glyphs = look_of(self.app)
        keys: list[Word] = [(glyphs.enter, "accent", "b"), (" wear it for this run", "ink-soft")]
        if self._keep:
            keys += [("   w", "accent", "b"), (" write it to the config too", "ink-soft")]
        with Vertical(id="dialog"):
            yield Words([[("Theme", "ink", "b"), *ESC_CLOSE], []])
            yield choice
            yield Words([[], keys])

    @on(Choice.Moved)
    def _worn(self, event: Choice.Moved) -> None:
        self.app.theme = event.option.value

    @on(Choice.Chosen)
    def _kept(self, event: Choice.Chosen) -> None:
        self.app.theme = event.option.value
        self.dismiss(Worn(event.option.value))

    def action_write(self) -> None:
        option = self.query_one(Choice).option
        if self._keep and option is not None:
            self.app.theme = option.value
            self.dismiss(Worn(option.value, keep=True))

    def action_close(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)
