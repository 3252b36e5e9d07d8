"""The first row: name, the tabs there are, what is live, what failed, and the gateway's address."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from textual import events
from textual.geometry import Offset
from textual.message import Message

from tui_router.journal.record import Status
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink
from tui_router.tui.jumps import Jump
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.bar import Bar, Piece, wide

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_WIDE = BREAKPOINTS[3]


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    name: str
    short: str = ""


LIVE_TAB = Tab("1", "Live")
ROUTES_TAB = Tab("2", "Routes")
DIAGNOSTICS_TAB = Tab("3", "Diagnostics", "Diag")
COMPARE_TAB = Tab("4", "Compare", "Cmp")
SESSIONS_TAB = Tab("5", "Sessions", "Sess")
LOG_TAB = Tab("6", "Log")
TABS = (LIVE_TAB, ROUTES_TAB, DIAGNOSTICS_TAB, COMPARE_TAB, SESSIONS_TAB, LOG_TAB)


def address(url: str, *, short: bool) -> str:
    """host:port of the gateway; on this machine the port says it all when there is little room."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return safe_text(url, line=True)
    if short and host in _LOOPBACK and port:
        return str(port)
    host = f"[{host}]" if ":" in host else host
    return safe_text(f"{host}:{port}" if port else host, line=True)


class TabsBar(Bar):
    """`status` None: no gateway has answered yet. `gone`: it did, and does not now."""

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        tab: Tab

    class ToHeld(Message):
        """The number of those that are held was clicked."""

    def __init__(self, active: Tab = LIVE_TAB, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spans: list[tuple[int, int, Tab]] = []
        self._held_at: tuple[int, int] | None = None
        self.status: Status | None = None
        self.gone = False
        self.live = 0
        self.held = 0
        self.needs = 0
        """Groups of failures that need a person."""
        self.newer = 0
        self.phase = 0
        self.now = 0.0
        self.active = active

    def like(self, other: "TabsBar") -> None:
        """Show what another screen's bar shows."""
        for name in ("status", "gone", "live", "held", "needs", "newer", "phase", "now"):
            setattr(self, name, getattr(other, name))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        for start, end, tab in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(tab))
                return
        if self._held_at is not None and self._held_at[0] <= event.x < self._held_at[1]:
            self.post_message(self.ToHeld())

    def jumps(self) -> list[Jump]:
        return [
            Jump(Offset(start + 1, 0), partial(self.post_message, self.Chosen(tab)))
            for start, _, tab in self._spans
        ]

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        short = width < BREAKPOINTS[1]
        left = self._tabs(width, ink, glyphs, short=short)
        end = self._address(ink, glyphs, short=short)
        right = [*self._counters(ink, glyphs, short=short), *end]
        if _crowded(left, right, width):
            right = [*self._counters(ink, glyphs, short=True), *end]
        if _crowded(left, right, width):
            left = self._tabs(width, ink, glyphs, short=True, here=True)
        if width >= _WIDE:
            totals = self._totals(ink)
            if wide(totals) + wide(left) + wide(right) < width - 8:
                right = [*totals, *right]
        self._held_at = None
        if self.held:
            start = width - RIGHT - wide(right)
            at = next(
                number for number, piece in enumerate(right) if piece[0].startswith(glyphs.states["held"])
            )
            start += wide(right[:at])
            self._held_at = (start, start + wide(right[at : at + 1]))
        return left, right

    def _tabs(self, width: int, ink: Ink, glyphs: Glyphs, *, short: bool, here: bool = False) -> list[Piece]:
        """The name and the tabs; `here` shortens the one that is open too."""
        left = [("tui_router", ink("ink", bold=True)), ("  ", ink("ink-soft"))]
        self._spans = []
        for tab in TABS:
            start = LEFT + wide(left)
            on = "background" if tab is self.active else ""
            name = tab.short if short and tab.short and (here or not on) else tab.name
            left.append((f" {tab.key} ", ink("accent" if on else "ink-soft", on, bold=bool(on))))
            if on or width >= BREAKPOINTS[0]:
                left.append((f"{name} ", ink("ink" if on else "ink-soft", on, bold=bool(on))))
            if tab is DIAGNOSTICS_TAB and self.needs:
                sign = glyphs.states["failed"]
                left.append((f"{sign}{cells.count(self.needs)} ", ink("state-error", on, bold=True)))
            self._spans.append((start, LEFT + wide(left), tab))
        return left

    def _counters(self, ink: Ink, glyphs: Glyphs, *, short: bool) -> list[Piece]:
        pieces: list[Piece] = []
        if self.held:
            sign = glyphs.states["held"]
            text = f"{sign}{self.held}" if short else f"{sign} {self.held} held"
            pieces += [(text, ink("state-warn", bold=True)), (" " if short else "   ", ink())]
        if self.live:
            frame = glyphs.on if self.phase < 0 else glyphs.spinner[self.phase % len(glyphs.spinner)]
            text = f"{frame}{self.live}" if short else f"{frame} {self.live} live"
            pieces.append((text, ink("state-live", bold=True)))
        if self.newer and short:
            pieces += [
                ("  " if pieces else "", ink()),
                (f"{glyphs.newer}{self.newer}", ink("state-live", bold=True)),
            ]
        if not self.live and self.status is not None and not sum(self.status.counts.values()):
            pieces += [("  " if pieces else "", ink()), ("waiting", ink("ink-soft"))]
        if pieces:
            pieces.append(("  " if short else "   ", ink()))
        return pieces

    def _address(self, ink: Ink, glyphs: Glyphs, *, short: bool) -> list[Piece]:
        if self.status is None:
            word = "no gateway" if self.gone else "connecting"
            return [
                (f"{glyphs.off} ", ink("state-error" if self.gone else "ink-soft")),
                (word, ink("ink-soft")),
            ]
        sign, role = (glyphs.states["failed"], "state-error") if self.gone else (glyphs.on, "state-ok")
        return [(f"{sign} ", ink(role)), (address(self.status.url, short=short), ink())]

    def _totals(self, ink: Ink) -> list[Piece]:
        if self.status is None:
            return []
        status, soft = self.status, ink("ink-soft")
        pieces = [(f"up {cells.prose_time(self.now - status.started_at)}   ", soft)]
        total = sum(status.counts.values())
        for number, word in ((total, "exchanges"), (status.tokens_in, "in"), (status.tokens_out, "out")):
            gap = "  " if word == "in" else "   "
            pieces += [(cells.count(number), ink()), (f" {word}{gap}", soft)]
        return pieces


def _crowded(left: list[Piece], right: list[Piece], width: int) -> bool:
    """Whether the last tab is cut; it ends in a blank that may be."""
    return wide(left) + wide(right) + LEFT + RIGHT > width
