"""The first row: name, the tabs there are, what is live, what failed, and the gateway's address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tui_router.journal.record import Status
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.bar import Bar, Piece, wide

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_WIDE = BREAKPOINTS[3]


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    name: str


TABS = (Tab("1", "Live"),)


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

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.status: Status | None = None
        self.gone = False
        self.live = 0
        self.failed = 0
        self.newer = 0
        self.phase = 0
        self.now = 0.0
        self.active = TABS[0]

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        short = width < BREAKPOINTS[1]
        soft = ink("ink-soft")
        left = [("tui_router", ink("ink", bold=True)), ("  ", soft)]
        for tab in TABS:
            on = "background" if tab is self.active else ""
            left += [
                (f" {tab.key} ", ink("accent" if on else "ink-soft", on, bold=bool(on))),
                (f"{tab.name} ", ink("ink" if on else "ink-soft", on, bold=bool(on))),
            ]
        right = [*self._counters(ink, glyphs, short=short), *self._address(ink, glyphs, short=short)]
        if width >= _WIDE:
            totals = self._totals(ink)
            if wide(totals) + wide(left) + wide(right) < width - 8:
                right = [*totals, *right]
        return left, right

    def _counters(self, ink: Ink, glyphs: Glyphs, *, short: bool) -> list[Piece]:
        pieces: list[Piece] = []
        if self.live:
            frame = glyphs.on if self.phase < 0 else glyphs.spinner[self.phase % len(glyphs.spinner)]
            text = f"{frame}{self.live}" if short else f"{frame} {self.live} live"
            pieces.append((text, ink("state-live", bold=True)))
        if self.failed:
            sign = glyphs.states["failed"]
            text = f"{sign}{self.failed}" if short else f"{sign} {self.failed} failed"
            pieces += [("  " if pieces else "", ink()), (text, ink("state-error", bold=True))]
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
