"""The inspector: a Textual app that reads one gateway through its control client and holds no wire logic."""

import asyncio
import codecs
import locale
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Literal

from rich.segment import Segments
from rich.traceback import Traceback
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.filter import LineFilter
from textual.screen import Screen

from tui_router.control.client import ControlClient
from tui_router.tui import glyphs
from tui_router.tui.keymap import DEFAULT_KEYS, Keymap
from tui_router.tui.last_defence import OnlyText
from tui_router.tui.palette import RouterCommands
from tui_router.tui.screens.live import LiveScreen
from tui_router.tui.screens.quit import Leave, QuitScreen
from tui_router.tui.screens.theme import ThemeScreen
from tui_router.tui.terminal import TerminalWatch
from tui_router.tui.themes import DEFAULT, NO_COLOUR, ThemeBook, load_themes, shipped_dir

OnQuit = Literal["ask", "leave", "stop"]
CONNECT = "tui-router connect claude"


def speaks_utf8() -> bool:
    """Whether the terminal is told to take UTF-8, as far as the locale knows."""
    try:
        return codecs.lookup(locale.getpreferredencoding(do_setlocale=False)).name == "utf-8"
    except LookupError:
        return False


class RouterApp(App[Leave]):
    """`return_value` is what becomes of the gateway: "leave" or "stop"; the caller does it."""

    CSS_PATH = Path(__file__).parent / "styles" / "app.tcss"
    TITLE = "tui_router"
    COMMANDS: ClassVar[set[type[Provider]]] = {RouterCommands}  # type: ignore[assignment]  # no stock commands
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", show=False, priority=True),
        Binding("ctrl+c", "leave", show=False),
    ]

    def __init__(
        self,
        client: ControlClient,
        *,
        theme: str = DEFAULT,
        ascii: bool = False,
        themes_dirs: Sequence[Path] = (),
        connect_hint: str = CONNECT,
        on_quit: OnQuit = "ask",
        copy_file: Path | None = None,
        clock: Callable[[], float] = time.time,
        keys: Keymap = DEFAULT_KEYS,
        motion: Literal["full", "reduced"] = "full",
    ) -> None:
        """`themes_dirs`: the user's, after the shipped ones. `connect_hint`: the connect command, then export lines.

        `copy_file`: where a copy goes that the clipboard cannot take.
        """
        self.glyphs = glyphs.pick(ascii=ascii or not speaks_utf8())
        super().__init__()
        self.keys = keys
        if motion == "reduced":
            self.animation_level = "none"
        self._client = client
        self._hint = connect_hint
        self._on_quit = on_quit
        self._copy_file = copy_file
        self._clock = clock
        self._watch: TerminalWatch | None = None
        self._defence = OnlyText(ascii=not speaks_utf8())
        self.book = self._load_themes(themes_dirs)
        self._wear(theme)

    def _load_themes(self, folders: Iterable[Path]) -> ThemeBook:
        """Only our own themes: Textual's know none of our roles."""
        shipped = shipped_dir()
        book = load_themes([*([shipped] if shipped else []), *folders])
        for name in list(self.available_themes):
            if name not in book.themes and name != "textual-dark":
                self.unregister_theme(name)
        for each in book.themes.values():
            self.register_theme(each)
        return book

    def _wear(self, name: str) -> None:
        if self.no_color:
            name = NO_COLOUR
        if name not in self.book.themes:
            near = ", ".join(self.book.themes)
            self.book.problems.append(f"no theme is named {name}; there are {near}")
            name = DEFAULT
        if name in self.book.themes:
            self.theme = name
            self.unregister_theme("textual-dark")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The default theme's colours stand in for what a theme leaves out."""
        default = self.book.themes.get(DEFAULT) if hasattr(self, "book") else None
        return dict(default.variables) if default else {}

    def get_default_screen(self) -> Screen[None]:
        animated = self.animation_level != "none"
        return LiveScreen(
            self._client, hint=self._hint, copy_file=self._copy_file, animated=animated, clock=self._clock
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self._defence, *super().get_line_filters()]

    def on_mount(self) -> None:
        self.set_keymap(self.keys.changed)
        for problem in (*self.book.problems, *self.keys.problems):
            self.notify(problem, severity="warning", markup=False, timeout=10)
        if not self.is_headless:
            self._restore_on_signals()

    def _restore_on_signals(self) -> None:
        """A closed window or a polite kill leaves the terminal as it was, and the gateway running."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGHUP):
            with suppress(NotImplementedError):
                loop.add_signal_handler(name, self.exit, "leave")

        def gone() -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self.exit, "leave")

        if sys.__stdin__ is not None and sys.__stdin__.isatty():
            self._watch = TerminalWatch(sys.__stdin__.fileno(), gone)
            self._watch.start()

    def on_unmount(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def _fatal_error(self) -> None:
        """As Textual's own, without the values of local variables: they can hold captured text and tokens."""
        traceback = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()

    @property
    def live_screen(self) -> LiveScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, LiveScreen)  # noqa: S101  # the stack's first screen is made above
        return screen

    def action_leave(self) -> None:
        if isinstance(self.screen, QuitScreen):
            return
        if self._on_quit != "ask" or not self.live_screen.reachable:
            self.exit(self._on_quit if self._on_quit != "ask" else "leave")
            return
        self.push_screen(QuitScreen(*self.live_screen.in_use), self._left)

    def _left(self, choice: Leave | None) -> None:
        if choice is not None:
            self.exit(choice)

    def action_theme(self) -> None:
        self.push_screen(ThemeScreen(self.book.themes))

    async def action_quit(self) -> None:
        self.action_leave()

    def action_help_quit(self) -> None:
        self.action_leave()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[Any]:
        """None of Textual's own: they speak of things that are not here."""
        del screen
        return ()
