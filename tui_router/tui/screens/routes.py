"""Where requests go: tiers, rules, providers, and why the last ones went where they went. What can be changed about
them is in `routing_acts`.
"""

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from tui_router.control.client import ControlError
from tui_router.control.wiring import DryRun, Rehearsal
from tui_router.core.target import TIERS
from tui_router.tui import cells
from tui_router.tui.bindings.key import Key
from tui_router.tui.bindings.routes import ROUTES
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.ink import look_of
from tui_router.tui.lines.route_rows import LOW, Place, Routes, route_entries
from tui_router.tui.recent import recent
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.routing_acts import RoutingActs
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.tabs_bar import ROUTES_TAB
from tui_router.tui.widgets.words import SPRING, Word, Words


class RoutesScreen(RoutingActs):
    TAB = ROUTES_TAB
    KEYS = ROUTES
    PLACEHOLDER = "subagent openai no key …"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in ROUTES]

    def on_mount(self) -> None:
        self.entries.fill = LOW
        self.entries.cursor = self.book.chosen
        self.book.dry.clear()  # what is lost depends on what was asked meanwhile
        self.set_interval(1.0, self.draw)

    # what is known

    async def read(self) -> None:
        client, book = self.client, self.book
        wires = await client.wiring()
        book.load(wires)
        self.draw()
        known = sum(state.models for state in self.providers)
        if book.models_of != (wires.revision, known):
            book.knows(await client.models(), (wires.revision, known))
        book.facts(await client.facts())
        for tier in TIERS:
            chain = book.chain(tier)
            if chain and tier not in book.dry:
                try:
                    book.dry[tier] = await client.dry_run(Rehearsal(tier=tier, to=chain[0]))
                except ControlError as error:
                    if not error.status:
                        raise
                    book.dry[tier] = DryRun()  # nothing to rehearse yet

    def nothing(self) -> list[list[Word]]:
        if self.book.wires is None or self.providers:
            return []
        return [
            [],
            [("  No provider found.", "ink", "b")],
            [],
            [("  Set OPENAI_API_KEY (or another key) and start the gateway again, or start Ollama", "ink-soft")],
            [("  or another server on this machine; then press ", "ink-soft"), ("m", "accent", "b"), (".", "ink-soft")],
        ]  # fmt: skip

    def show(self) -> None:
        lately = recent(self._live.exchanges.book.newest(), self._live.now)
        routes = Routes(self.book, self.providers, lately, self._words, self.entries.cursor)
        entries = route_entries(routes, self.app.size.width)
        everything = len(entries)
        self.entries.show(entries)
        if self._words:
            things = {entry.key for entry in entries if entry.key is not None}
            everything = len(
                {e.key for e in route_entries(routes._replace(words=""), 120) if e.key is not None}
            )
            self.query_one(FilterLine).count(len(things), everything)
        self.query_one("#air", Words).say([self._air()])

    def _air(self) -> list[Word]:
        """The file the wiring stands in, and whether it does."""
        wires = self.book.wires
        _, glyphs = look_of(self.app)
        if wires is None:
            return [("  reading the wiring", "ink-soft")]
        right: list[Word] = []
        if self.busy:
            right.append((f"{glyphs.on} {self.busy}   ", "state-live"))
        if wires.unwritten:
            right += [(f"{glyphs.slow} not in the file", "state-warn"), ("   ", "ink-soft")]
        right.append((f"revision {wires.revision}  ", "ink-soft"))
        room = self.app.size.width - 4 - sum(len(word[0]) for word in right)
        if not wires.wired:
            said = "Nothing is wired yet: these are proposals."
        else:
            said = safe_text(wires.config, line=True)
        left = (
            cells.clip_middle(said, max(0, room), glyphs.ellipsis) if self._roomy or not wires.wired else ""
        )
        return [(f"  {left}", "ink-soft"), SPRING, *right]

    @property
    def _roomy(self) -> bool:
        return self.app.size.width >= BREAKPOINTS[1]

    @on(EntryList.Selected)
    def _selected(self, event: EntryList.Selected) -> None:
        self.book.chosen = event.key
        self._live.moved_on()
        if not self._roomy:
            self.show()
        self.hints()

    # keys

    def offered(self) -> tuple[Key, ...]:
        return tuple(self.worded(key) for key in super().offered())

    @property
    def place(self) -> Place | None:
        """What the cursor is on."""
        key = self.entries.cursor if self.there else None
        return key if isinstance(key, Place) else None
