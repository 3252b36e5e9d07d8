"""The two rows over an exchange: which one it is and how it went; its pages, and what else can be looked at."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.message import Message

from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import LOUD, Ink, state_look
from tui_router.tui.jumps import Jump
from tui_router.tui.lines.line import span_width
from tui_router.tui.lines.title import target_spans
from tui_router.tui.links import ToExchange, number_at
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.bar import Bar, Piece, wide


class ExchangeTitle(Bar):
    """`total` are the seconds so far, `turn` counts the requests of its session and agent, 0 when that is unknown."""

    class Back(Message):
        """The way back was clicked."""

    def __init__(self, row: ExchangeRow, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.row = row
        self.total = 0.0
        self.turn = 0
        self.phase = -1

    def on_click(self, event: events.Click) -> None:
        number = number_at(self.render_line(0).text, event.x)
        if number is not None and number != self.row.id:
            self.post_message(ToExchange(number))
        elif event.x < LEFT + 8:
            self.post_message(self.Back())

    def jumps(self) -> list[Jump]:
        return [Jump(Offset(LEFT, 0), partial(self.post_message, self.Back()))]

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        row = self.row
        right = self._state(ink, glyphs, roomy=width >= BREAKPOINTS[1])
        left: list[Piece] = [("esc", ink("accent", bold=True))]
        if width >= BREAKPOINTS[1]:
            left.append((" Live", ink("ink-soft")))
        left.append(("  ", ink()))
        room = width - LEFT - RIGHT - wide(left) - wide(right) - 2
        spans = target_spans(row, max(20, room), glyphs)
        left += [(span.text, ink(span.role, bold=span.bold)) for span in spans]
        room -= span_width(spans)
        for word in self._about():
            if len(word) + 3 <= room:
                left.append((f"   {word}", ink("ink-soft")))
                room -= len(word) + 3
        return left, right

    def _about(self) -> list[str]:
        row = self.row
        words: list[str] = [row.kind]
        if row.session:
            words.append(f"session {safe_text(row.session[:4], line=True)}")
        if self.turn:
            words.append(f"turn {self.turn}")
        if row.replay_of is not None:
            words.append(f"of #{row.replay_of}")
        if row.imported:
            words.append("imported")
        return words

    def _state(self, ink: Ink, glyphs: Glyphs, *, roomy: bool) -> list[Piece]:
        row = self.row
        sign, sign_role, word, role = state_look(
            row.state, glyphs, self.phase, replay=row.replay_of is not None
        )
        loud = word in LOUD
        gap = "   " if roomy else "  "
        pieces = [(f"{sign} ", ink(sign_role, bold=loud)), (word, ink(role, bold=loud))]
        if row.status is not None and row.state == "failed":
            pieces.append((f" {row.status}", ink("state-error")))
        pieces.append((f"{gap}{cells.took(self.total, glyphs)}", ink()))
        cost = cells.money(row.cost, glyphs)
        if roomy and cost != glyphs.nothing:
            pieces.append((f"{gap}{cost}", ink()))
        return pieces


class PageTab(NamedTuple):
    number: int
    title: str
    short: str


class PageTabs(Bar):
    """`form` is the word for the form the page has been turned to."""

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        number: int

    def __init__(self, tabs: list[PageTab], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tabs = tabs
        self.active = 1
        self.attempt, self.tries = 0, 0
        self.form = ""
        self._spans: list[tuple[int, int, int]] = []

    def on_click(self, event: events.Click) -> None:
        for start, end, number in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(number))
                return

    def jumps(self) -> list[Jump]:
        return [
            Jump(Offset(start + 1, 0), partial(self.post_message, self.Chosen(number)))
            for start, _, number in self._spans
        ]

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        del glyphs
        roomy = width >= BREAKPOINTS[1]
        soft, key = ink("ink-soft"), ink("accent", bold=True)
        left: list[Piece] = []
        self._spans = []
        for tab in self.tabs:
            start = LEFT + wide(left)
            chosen = tab.number == self.active
            on = "background" if chosen else ""
            left += [
                (f" {tab.number} ", ink("accent" if chosen else "ink-soft", on, bold=chosen)),
                (
                    f"{tab.title if roomy else tab.short} ",
                    ink("ink" if chosen else "ink-soft", on, bold=chosen),
                ),
            ]
            self._spans.append((start, LEFT + wide(left), tab.number))
        return left, self._right(width - wide(left), soft, key, ink)

    def _right(self, room: int, soft: Style, key: Style, ink: Ink) -> list[Piece]:
        """What else there is to look at, as much of it as there is room for; the form of the page first."""
        groups: list[list[Piece]] = []
        if self.form:
            groups.append([(self.form, ink())])
        if self.tries > 1:
            groups.append([(f"attempt {self.attempt} of {self.tries} ", soft), ("[ ]", key)])
        groups.append([("J K", key), (" older newer", soft)])
        pieces: list[Piece] = []
        for group in groups:
            gap: list[Piece] = [("   ", soft)] if pieces else []
            if wide(pieces) + wide(gap) + wide(group) + LEFT + RIGHT + 1 > room:
                break
            pieces += [*gap, *group]
        return pieces
