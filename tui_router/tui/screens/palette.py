"""Every command of the screen under it, found by a few letters; also an exchange by its number, and a filter."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.tui.lines.entry import Entry, Look, still
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.palette import QUERY_CAP, RECENT, Command, Hit, matching, typed
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import Dialog
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.words import Words

if TYPE_CHECKING:
    from tui_router.tui.app import RouterApp

_GROUND = "overlay"
_MOST = 60
"""Hits that are listed."""


class PaletteScreen(Dialog[Command]):
    """Gives what was chosen. `recent` are names, the last one first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("pagedown", "step(8)", show=False),
        Binding("pageup", "step(-8)", show=False),
        Binding("ctrl+p", "close", show=False),
    ]

    def __init__(self, router: "RouterApp", offered: Sequence[Command], recent: Sequence[str]) -> None:
        super().__init__()
        self._router = router
        self._offered = offered
        self._recent = recent
        self._hits: dict[str, Command] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Input(placeholder="a command, #number of an exchange, ~ for a filter", max_length=QUERY_CAP)
            yield Words([[]])
            listed = EntryList(id="palette-list")
            listed.fill = _GROUND
            listed.can_focus = False
            yield listed

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self.call_after_refresh(self._look_for, "")

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#dialog").styles.height = min(event.size.height, 24)
        self.call_after_refresh(self._look_for, self.query_one(Input).value)

    @property
    def entries(self) -> EntryList:
        return self.query_one(EntryList)

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self._look_for(event.value)

    def _look_for(self, query: str) -> None:
        if query.strip():
            hits = [Hit(command) for command in typed(self._router, query)]
            hits += matching(query, self._offered)
            listed = list(self._lines(hits[:_MOST]))
        else:
            by_name = {command.name: command for command in self._offered}
            recent = [by_name[name] for name in self._recent if name in by_name][:RECENT]
            others = [command for command in self._offered if command not in recent]
            self._hits = {}
            listed = []
            if recent:
                listed = [_heading("RECENT"), *map(self._line, map(Hit, recent)), _heading("")]
            listed += map(self._line, map(Hit, others))
        self.entries.cursor = next((entry.key for entry in listed if entry.key is not None), None)
        self.entries.show(listed or [_heading("Nothing here has these letters.")])

    def _lines(self, hits: Sequence[Hit]) -> Iterator[Entry]:
        self._hits = {}
        yield from map(self._line, hits)

    def _line(self, hit: Hit) -> Entry:
        command = hit.command
        self._hits[command.name] = command
        width = max(10, self.entries.size.width - 4)

        def draw(look: Look) -> list[Span]:
            key = command.key.replace("⏎", look.glyphs.enter).replace("⇥", look.glyphs.tab)
            left = [*_name(command.name, hit.letters, here=look.here), Span(f"  {command.says}", "ink-soft")]
            return justify(left, [Span(key, "accent", bold=True)], width, look.glyphs.ellipsis)

        return Entry(draw, key=command.name, ground=_GROUND)

    def action_step(self, by: int) -> None:
        self.entries.action_move(by)

    @on(Input.Submitted)
    @on(EntryList.Opened)
    def _chosen(self) -> None:
        name = self.entries.cursor
        if isinstance(name, str) and name in self._hits:
            self.dismiss(self._hits[name])


def _heading(text: str) -> Entry:
    return Entry(still(Span(text, "ink-soft")), ground=_GROUND)


def _name(name: str, letters: frozenset[int], *, here: bool) -> list[Span]:
    """The name in runs of letters that match and letters that do not."""
    spans: list[Span] = []
    for place, letter in enumerate(safe_text(name, line=True)):
        role = "accent" if place in letters else "ink"
        bold = here or place in letters
        if spans and (spans[-1].role, spans[-1].bold) == (role, bold):
            spans[-1] = spans[-1]._replace(text=spans[-1].text + letter)
        else:
            spans.append(Span(letter, role, bold))
    return spans
