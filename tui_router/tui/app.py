"""The inspector: a Textual app that reads one gateway through its control client and holds no wire logic."""

import codecs
import gc
import locale
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal

from rich.segment import Segments
from rich.traceback import Traceback
from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from tui_router.control.client import ControlClient
from tui_router.tui import glyphs
from tui_router.tui.appearance import Appearance
from tui_router.tui.bindings.common import COMMANDS
from tui_router.tui.home import Home
from tui_router.tui.jumps import places
from tui_router.tui.keymap import DEFAULT_KEYS, Keymap
from tui_router.tui.last_defence import OnlyText
from tui_router.tui.links import ToExchange
from tui_router.tui.own_files import NOWHERE, OwnFiles
from tui_router.tui.palette import RECENT, Command, commands
from tui_router.tui.screens.jump import JumpScreen
from tui_router.tui.screens.live import LiveScreen
from tui_router.tui.screens.palette import PaletteScreen
from tui_router.tui.screens.quit import Leave, QuitScreen
from tui_router.tui.screens.settings import SettingsScreen
from tui_router.tui.screens.theme import ThemeScreen, Worn
from tui_router.tui.signals import Signals
from tui_router.tui.themes import DEFAULT, ThemeBook
from tui_router.tui.widgets.tabs_bar import TabsBar

OnQuit = Literal["ask", "leave", "stop"]
CONNECT = "tui-router connect claude"


def speaks_utf8() -> bool:
    """Whether the terminal is told to take UTF-8, as far as the locale knows."""
    try:
        return codecs.lookup(locale.getpreferredencoding(do_setlocale=False)).name == "utf-8"
    except LookupError:
        return False


class RouterApp(App[Leave]):
    """`return_value` is what becomes of the gateway, see `Leave`; the caller does it."""

    CSS_PATH = Path(__file__).parent / "styles" / "app.tcss"
    TITLE = "tui_router"
    ENABLE_COMMAND_PALETTE = False  # we have one of our own
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", show=False, priority=True),
        Binding("ctrl+c", "leave", show=False),
        COMMANDS.binding(),
        Binding("ctrl+z", "suspend_process", show=False),
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
        own: OwnFiles = NOWHERE,
        home: Home | None = None,
        demo: bool = False,
    ) -> None:
        """`themes_dirs`: the user's, after the shipped ones. `connect_hint`: the connect command, then export lines.

        `copy_file`: where a copy goes that the clipboard cannot take. `home`: a gateway of this machine.
        `demo`: whoever opened this can play it when asked.
        """
        self.glyphs = glyphs.pick(ascii=ascii or not speaks_utf8())
        super().__init__()
        self.keys = keys
        self.own = own
        self.home = home
        self.demo = demo
        if motion == "reduced":
            self.animation_level = "none"
        self._client = client
        self._hint = connect_hint
        self._on_quit = on_quit
        self._copy_file = copy_file
        self._clock = clock
        self._signals = Signals(self)
        self.settle: Callable[[], None] = lambda: None
        """What is there now stays: the collector of garbage need not walk over it again. On a terminal of its own it
        would hold the loop for 100 to 180 ms each time; apps in tests share a process, and stay collected."""
        self._recent: list[str] = []  # commands chosen from the palette, the last one first
        self.defence = OnlyText(ascii=not speaks_utf8(), signs=self.glyphs.ascii)
        self.appearance = Appearance(self, themes_dirs, utf8=speaks_utf8())
        self.appearance.wear(theme)

    @property
    def book(self) -> ThemeBook:
        return self.appearance.book

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The default theme's colours stand in for what a theme leaves out."""
        default = self.book.themes.get(DEFAULT) if hasattr(self, "appearance") else None
        return dict(default.variables) if default else {}

    def get_default_screen(self) -> Screen[None]:
        animated = self.animation_level != "none"
        return LiveScreen(
            self._client, hint=self._hint, copy_file=self._copy_file, animated=animated, clock=self._clock
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self.defence, *super().get_line_filters()]

    def on_mount(self) -> None:
        self.set_keymap(self.keys.changed)
        self.appearance.begin()
        if not self.is_headless:
            self._signals.listen()

    async def run_async(self, **how: Any) -> Leave | None:
        """A terminal that is closed, a polite kill and a stop leave it as it was, and the gateway running."""
        if how.get("headless"):
            return await super().run_async(**how)
        self._signals.begin()
        self.settle = gc.freeze
        try:
            return await super().run_async(**how)
        finally:
            self._signals.forget()

    @property
    def at_terminal(self) -> Driver | None:
        """What speaks to the terminal."""
        return self._driver

    @contextmanager
    def suspend(self) -> Iterator[None]:
        with super().suspend():
            self._signals.lent = True
            try:
                yield
            finally:
                self._signals.lent = False

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

    def action_jump_mode(self) -> None:
        """A letter on every place of the screen; a dialog has few enough."""
        if not self.screen.is_modal:
            self.push_screen(JumpScreen(places(self.screen)))

    @on(TabsBar.ToHeld)
    def action_held(self) -> None:
        self.live_screen.holding.go()

    @on(ToExchange)
    def _to_exchange(self, event: ToExchange) -> None:
        self.live_screen.jump(event.id)

    def action_theme(self) -> None:
        self.push_screen(
            ThemeScreen(self.book.themes, keep=self.own.settings is not None), self._theme_chosen
        )

    def _theme_chosen(self, worn: Worn | None) -> None:
        if worn is not None and worn.keep:
            self.run_worker(self.appearance.write_theme(worn.name), group="theme")

    def action_command_palette(self) -> None:
        if not self.screen.is_modal:
            offered = commands(self, self.screen)
            self.push_screen(PaletteScreen(self, offered, self._recent), self._commanded)

    def _commanded(self, command: Command | None) -> None:
        if command is not None:
            self._recent = [command.name, *(name for name in self._recent if name != command.name)][:RECENT]
            self.call_next(command.act)

    def action_settings(self) -> None:
        if not self.screen.is_modal:
            self.push_screen(SettingsScreen())

    async def action_quit(self) -> None:
        self.action_leave()

    def action_help_quit(self) -> None:
        self.action_leave()
