"""Who asks: the sessions of the client as a tree, what each used, and how full its context is."""

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from tui_router.control.client import ControlError
from tui_router.control.wiring import Change
from tui_router.journal.filter import exactly
from tui_router.journal.record import ExchangeRow
from tui_router.journal.sessions import Branch, Session
from tui_router.tui.bindings.sessions import SESSIONS
from tui_router.tui.lines.entry import Entry, still
from tui_router.tui.lines.session_card import Card, resume
from tui_router.tui.lines.session_rows import session_columns, session_entries, session_head
from tui_router.tui.screens.aside import Aside
from tui_router.tui.session_book import SessionBook, Spot, branch_key
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.session_pane import SessionPane
from tui_router.tui.widgets.tabs_bar import SESSIONS_TAB
from tui_router.tui.widgets.words import Word

_PANE_LEAST, _PANE_MOST = 6, 20
"""Lines of the lower half on small and on large screens."""
_PAGE = 500
_EXPORTED = 5_000
"""Exchanges of one session that are exported at most."""


def _is_of(row: ExchangeRow, branch: Branch | None) -> bool:
    return branch is None or (row.kind, row.agent) == (branch.kind, branch.agent)


class SessionsScreen(Aside):
    TAB = SESSIONS_TAB
    KEYS = SESSIONS
    PLACEHOLDER = "a1f3 subagent failed …"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in SESSIONS]

    def lower(self) -> ComposeResult:
        yield SessionPane(id="session-card")

    def on_mount(self) -> None:
        self.entries.cursor = self.book.chosen
        self.set_interval(1.0, self._age)

    def on_resize(self, event: events.Resize) -> None:
        height = event.size.height
        tall = _PANE_LEAST if height < 30 else min(_PANE_MOST, max(10, height // 2))
        self.query_one(SessionPane).styles.height = tall

    # what is known

    @property
    def book(self) -> SessionBook:
        return self._live.session_tree

    async def read(self) -> None:
        sessions = await self.client.sessions()
        self._live.wires.load(await self.client.wiring())
        self.book.load(sessions)

    def nothing(self) -> list[list[Word]]:
        if not self.book.loaded or self.book.sessions:
            return []
        return [
            [],
            [("  No session yet.", "ink", "b")],
            [],
            [("  Claude Code names its session in every request; it will show up here.", "ink-soft")],
            [],
            [("  1", "accent", "b"), (" back to Live", "ink-soft")],
        ]

    def show(self) -> None:
        book, width = self.book, self.app.size.width
        entries = list(session_entries(book, self._words, width))
        at = session_columns(width)
        self.entries.show(entries, head=[Entry(still(*session_head(at)))])
        if self._words:
            shown = sum(1 for _ in book.listed(self._words))
            self.query_one(FilterLine).count(shown, len(book.sessions))
        self._show_card()

    def _age(self) -> None:
        """How long ago things were grows without anything happening."""
        if self.there:
            self.entries.now = self._live.now
            self.entries.refresh()
            self._show_card()

    @property
    def spot(self) -> Spot | None:
        key = self.entries.cursor if self.there else None
        return key if isinstance(key, Spot) else None

    @property
    def session(self) -> Session | None:
        return self.book.get(self.spot.session) if self.spot is not None else None

    @property
    def branch(self) -> Branch | None:
        spot, session = self.spot, self.session
        if spot is None or session is None or not spot.branch:
            return None
        return next((branch for branch in session.branches if branch_key(branch) == spot.branch), None)

    def _own(self, session: Session) -> dict[str, str | list[str]]:
        """The tiers of this session alone."""
        wires = self._live.wires.wires
        return wires.sessions.get(session.id, {}) if wires is not None else {}

    def _show_card(self) -> None:
        session = self.session
        card = None
        if session is not None:
            short, tiers = self.book.short(session.id), self._own(session)
            card = Card(session, short, self.branch, tiers, self._live.now)
        self.query_one(SessionPane).show(card)

    @on(EntryList.Selected)
    def _selected(self, event: EntryList.Selected) -> None:
        self.book.chosen = event.key
        self._live.moved_on()
        self._show_card()
        self.hints()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        session, reachable = self.session, self._live.reachable
        match action.partition("(")[0]:
            case "open":
                return session is not None
            case "export":
                return session is not None and bool(session.id) and reachable
            case "fold":
                return session is not None and bool(session.branches) and not self._words.strip()
            case "copy":
                return session is not None and bool(resume(session.id))
            case "rewire":
                return session is not None and bool(session.id) and reachable
            case "drop":
                return session is not None and bool(self._own(session)) and reachable
            case "retry":
                return not reachable
            case "filter":
                return bool(self.book.sessions)
            case _:
                return True

    def action_open(self) -> None:
        session, branch = self.session, self.branch
        if session is None:
            return
        words = [f"~s {exactly(session.id)}"]
        if branch is not None:
            words += [f"~k {branch.kind}"] + ([f"~a {exactly(branch.agent)}"] if branch.agent else [])
        self._live.find(" ".join(words))
        self.action_live()

    @on(EntryList.Sign)
    def _sign(self) -> None:
        self.action_fold()

    def action_fold(self) -> None:
        spot = self.spot
        if spot is not None:
            self.book.fold(spot.session)
            self.entries.cursor = Spot(spot.session)
            self.draw()

    def action_copy(self) -> None:
        session = self.session
        if session is not None and resume(session.id):
            self._live.put_on_clipboard("the resume command", resume(session.id))

    def action_export(self) -> None:
        if self.session is not None:
            self._export(self.session, self.branch)

    @work(exclusive=True, group="export")
    async def _export(self, session: Session, branch: Branch | None) -> None:
        """All that the gateway kept of it, or of one part of it; the list may have read less."""
        rows: list[ExchangeRow] = []
        before: int | None = None
        words = f"~s {exactly(session.id)}"
        try:
            while len(rows) < _EXPORTED:
                page = await self.client.exchanges(filter=words, before=before, limit=_PAGE)
                rows += [row for row in page if row.session == session.id and _is_of(row, branch)]
                if len(page) < _PAGE:
                    break
                before = page[-1].id
        except ControlError as error:
            self._live.complain(f"Nothing was exported: {error}")
            return
        if rows:
            self._live.taking.export_menu(rows)
        else:
            self._live.complain("None of its exchanges are kept any more.")

    def action_rewire(self) -> None:
        if self.session is not None:
            tier = self.branch.tier if self.branch is not None and self.branch.target else "opus"
            self._live.rewire(tier, session=self.session.id)

    def action_drop(self) -> None:
        if self.session is not None:
            self._drop(self.session)

    @work(group="drop")
    async def _drop(self, session: Session) -> None:
        """Its own tiers go; those of everybody hold again."""
        async with self._one_at_a_time:
            wires, own = self._live.wires.wires, self._own(session)
            if wires is None or not own:
                return
            patch = {"tiers": dict.fromkeys(own)}
            change = Change(revision=wires.revision, patch=patch, session=session.id, by="screen")
            if await self.change(change) is not None:
                self._live.tell(f"{self.book.short(session.id)} goes as the tiers say.")
                self.want()
