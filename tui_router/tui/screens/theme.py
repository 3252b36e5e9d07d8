"""Choosing a theme: each is worn while the cursor is on it."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.theme import Theme

from tui_router.tui.ink import look_of
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Words


class ThemeScreen(Dialog[str]):
    """Gives the name that was chosen; with esc the theme from before is worn again."""

    def __init__(self, themes: dict[str, Theme]) -> None:
        super().__init__()
        self._themes = themes
        self._before = ""

    def compose(self) -> ComposeResult:
        self._before = self.app.theme
        options = [
            Option(name, name, "dark" if theme.dark else "light", tail="now" if name == self._before else "")
            for name, theme in self._themes.items()
        ]
        choice = Choice(options, column=20)
        choice.highlighted = next((n for n, each in enumerate(options) if each.value == self._before), 0)
        _, glyphs = look_of(self.app)
        with Vertical(id="dialog"):
            yield Words([[("Theme", "ink", "b"), *ESC_CLOSE], []])
            yield choice
            yield Words([[], [(glyphs.enter, "accent", "b"), (" keep it for this run", "ink-soft")]])

    @on(Choice.Moved)
    def _worn(self, event: Choice.Moved) -> None:
        self.app.theme = event.option.value

    @on(Choice.Chosen)
    def _kept(self, event: Choice.Chosen) -> None:
        self.app.theme = event.option.value
        self.dismiss(event.option.value)

    def action_close(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)
