"""Leaving: the gateway can stay, and says who would notice if it did not."""

from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.screens.dialog import Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

Leave = Literal["leave", "stop", "demo"]
"""What becomes of the gateway; with "demo" it stays, and the demo is played next."""


def quit_lines(live: int, sessions: int) -> list[list[Word]]:
    if not live and not sessions:
        return [[("Nothing is live, and no session was seen for 10 minutes.", "ink-soft")]]
    who: list[Word] = []
    if live:
        verb = "is" if live == 1 else "are"
        who = [(f"{cells.plural(live, 'exchange')} {verb} live", "state-live", "b")]
    if sessions:
        use = "uses" if sessions == 1 else "use"
        who.append(
            (f"{' and ' if live else ''}{cells.plural(sessions, 'session')} {use} this gateway.", "ink")
        )
    else:
        who.append((".", "ink"))
    return [who, [("Claude Code keeps working if you leave it on.", "ink-soft")]]


def quit_options(live: int) -> list[Option]:
    if live:
        cut = f"{cells.plural(live, 'live exchange')} may be cut"
        stop = Option("stop", "Stop it", cut, "s", "state-warn")
    else:
        stop = Option("stop", "Stop it", "nothing is cut", "s")
    return [
        Option("leave", "Leave it running", "come back with  tui-router", "l"),
        stop,
        Option("", "Stay here", "", "c"),
    ]


class QuitScreen(Dialog[Leave]):
    """Gives "leave" or "stop"; None when the person stays."""

    def __init__(self, live: int, sessions: int) -> None:
        super().__init__()
        self._live = live
        self._sessions = sessions

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        with Vertical(id="dialog"):
            yield Words([[("Leave the gateway running?", "ink", "b")], []])
            yield Words([*quit_lines(self._live, self._sessions), []])
            yield Choice(quit_options(self._live), column=26)
            yield Words([[], [(glyphs.enter, "accent", "b"), (" choose   ", "ink-soft"), *_ESC_STAY]])

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        match event.option.value:
            case "leave":
                self.dismiss("leave")
            case "stop":
                self.dismiss("stop")
            case _:
                self.dismiss(None)


_ESC_STAY: list[Word] = [("esc", "accent", "b"), (" stay here", "ink-soft")]
