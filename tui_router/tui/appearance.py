"""How the inspector looks and which keys it takes, changed while it runs: themes, signs, motion, keys."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from tui_router.tui import glyphs
from tui_router.tui.keymap import Keymap
from tui_router.tui.last_defence import OnlyText
from tui_router.tui.own_settings import OwnSettingsFault, write_settings
from tui_router.tui.settings_book import Looks, Motion, Signs
from tui_router.tui.theme_watch import EVERY_S, ThemeWatch
from tui_router.tui.themes import DEFAULT, NO_COLOUR, ThemeBook, load_themes, shipped_dir

if TYPE_CHECKING:
    from tui_router.tui.app import RouterApp


class Appearance:
    def __init__(self, app: "RouterApp", folders: Sequence[Path], *, utf8: bool) -> None:
        """`folders`: the user's themes, after the shipped ones. `utf8`: what the terminal takes."""
        self._app = app
        self._utf8 = utf8
        shipped = shipped_dir()
        self._folders = [*([shipped] if shipped else []), *folders]
        self._watch = ThemeWatch(self._folders)
        self._looking = False
        self.book = load_themes(self._folders)
        for name in list(app.available_themes):
            if name not in self.book.themes and name != "textual-dark":
                app.unregister_theme(name)  # Textual's own know none of our roles
        for each in self.book.themes.values():
            app.register_theme(each)

    def begin(self) -> None:
        """The app runs: what is wrong is told, and theme files are looked at from now on."""
        for problem in (*self.book.problems, *self.book.remarks, *self._app.keys.problems):
            self._warn(problem)
        self._app.set_interval(EVERY_S, self._look_again)

    def _warn(self, text: str) -> None:
        self._app.notify(text, severity="warning", markup=False, timeout=10)

    @property
    def now(self) -> Looks:
        app = self._app
        motion: Motion = "reduced" if app.animation_level == "none" else "full"
        return Looks(app.theme, "ascii" if app.glyphs.ascii else "unicode", motion)

    def wear(self, name: str) -> None:
        """The theme to begin with; one that is not there is told, and the default worn."""
        if self._app.no_color:
            name = NO_COLOUR
        if name not in self.book.themes:
            near = ", ".join(self.book.themes)
            self.book.problems.append(f"no theme is named {name}; there are {near}")
            name = DEFAULT
        if name in self.book.themes:
            self._app.theme = name
            self._app.unregister_theme("textual-dark")

    def signs(self, signs: Signs) -> bool:
        """Draw with these from now on; False where the terminal shows none but ASCII."""
        self._app.glyphs = glyphs.pick(ascii=signs == "ascii" or not self._utf8)
        self._app.defence = OnlyText(ascii=not self._utf8, signs=signs == "ascii")
        self.redraw()
        return self._utf8 or signs == "ascii"

    def motion(self, motion: Motion) -> None:
        self._app.animation_level = "none" if motion == "reduced" else "full"
        self._app.live_screen.animate_rows(motion == "full")
        self.redraw()

    def press_with(self, keys: Keymap) -> None:
        self._app.keys = keys
        self._app.set_keymap(keys.changed)
        self.redraw()

    def redraw(self) -> None:
        """Every line anew, on every screen: widgets keep nothing but what the theme's signal makes them forget."""
        self._app.theme_changed_signal.publish(self._app.current_theme)
        for screen in self._app.screen_stack:
            for widget in screen.walk_children():
                widget.refresh()

    async def write_theme(self, name: str) -> None:
        """Keep it in the settings file, and say so."""
        path = self._app.own.settings
        if path is None:
            return
        try:
            await asyncio.to_thread(write_settings, path, {"ui": {"theme": name}})
        except OwnSettingsFault as fault:
            self._app.notify(f"Not written: {fault}", severity="error", markup=False, timeout=10)
        else:
            self._app.notify(f"{name} stands in {path} now.", markup=False)

    # theme files that change

    async def _look_again(self) -> None:
        if self._looking:
            return
        self._looking = True
        try:
            book = await asyncio.to_thread(self._watch.changed)
        finally:
            self._looking = False
        if book is not None:
            self.take_over(book)

    def take_over(self, book: ThemeBook) -> None:
        """Themes as they are in the files now. One whose file is broken or gone stays until the inspector ends."""
        app, before = self._app, self.book
        for said in _new((*book.problems, *book.remarks), (*before.problems, *before.remarks)):
            self._warn(said)
        worn = app.current_theme
        for theme in book.themes.values():
            app.register_theme(theme)
        kept = {name: theme for name, theme in before.themes.items() if name not in book.themes}
        self.book = ThemeBook({**book.themes, **kept}, book.problems, book.remarks)
        if app.current_theme != worn:
            app.mutate_reactive(App.theme)


def _new(said: Iterable[str], before: Iterable[str]) -> list[str]:
    known = set(before)
    return [line for line in said if line not in known]
