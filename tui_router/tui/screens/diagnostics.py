"""What went wrong, in groups, with the card of the selected one and the key that mends it."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from tui_router.control.client import ControlError
from tui_router.core.fact import Fact
from tui_router.journal.record import ExchangeDetail, ExchangeRow, Offer, Trouble
from tui_router.tui import cells
from tui_router.tui.bindings.diagnostics import DIAGNOSTICS
from tui_router.tui.bindings.key import Key
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.lines.trouble_card import Card
from tui_router.tui.lines.trouble_preview import Putting
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.aside import Aside
from tui_router.tui.screens.facts import FactsScreen
from tui_router.tui.screens.preview import PreviewScreen
from tui_router.tui.trouble_book import IGNORED, SORTS, key_of
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.tabs_bar import DIAGNOSTICS_TAB
from tui_router.tui.widgets.trouble_list import TroubleList
from tui_router.tui.widgets.trouble_pane import TroublePane
from tui_router.tui.widgets.words import Word

if TYPE_CHECKING:
    from tui_router.tui.screens.mending import Mending

_DETAILS = 100
"""Exchanges whose detail is kept."""
_CARD_LEAST = 10
SORT_WORDS = {"last": "last seen first", "seen": "seen most first", "name": "by name"}


class DiagnosticsScreen(Aside):
    """Shows what Live's book of troubles holds; Live reads it, since it needs it too, and does what is done."""

    TAB = DIAGNOSTICS_TAB
    KEYS = DIAGNOSTICS
    PLACEHOLDER = "failed max_tokens deepseek …"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in DIAGNOSTICS]

    def __init__(self, live: "Mending") -> None:
        super().__init__(live)
        self._details: dict[int, ExchangeDetail] = {}
        self._being_read = 0
        self.whole = False
        """The card has the screen to itself."""

    # layout

    def upper(self) -> TroubleList:
        return TroubleList(id="troubles")

    def lower(self) -> ComposeResult:
        yield TroublePane(id="trouble-card")

    @property
    def groups(self) -> TroubleList:
        return self.query_one(TroubleList)

    @property
    def pane(self) -> TroublePane:
        return self.query_one(TroublePane)

    @property
    def trouble(self) -> Trouble | None:
        return self.groups.trouble if self.there else None

    def on_mount(self) -> None:
        """Textual calls those of `Aside` by itself, after these."""
        self.entries.cursor = self._live.troubles.chosen

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= BREAKPOINTS[3], "-beside")

    def _arrange(self) -> None:
        """The list gets the rows it needs, up to what leaves room for a card."""
        groups, height = self.groups, self.query_one("#aside-body").size.height
        self.set_class(self.whole, "-whole")
        if self.has_class("-beside") or self.has_class("-alone") or self.whole or not height:
            groups.styles.height = "1fr"
            return
        wanted = groups.virtual_size.height + 1
        groups.styles.height = max(4, min(wanted, max(height // 2, height - 20), height - _CARD_LEAST))

    # what comes in

    @property
    def turned(self) -> int:
        return self._live.troubles.ended

    @property
    def not_read(self) -> str:
        return safe_text(self._live.not_read[:200], line=True)

    def want(self) -> None:
        self._live.want_troubles()

    def heard(self) -> None:
        """Live's bars or groups changed."""
        super().heard()
        self.draw()

    def show(self) -> None:
        book = self._live.troubles
        groups = book.listed(self._words)
        self.pane.now = self._live.now
        self.query_one(FilterLine).count(sum(map(len, groups.values())), len(book.groups))
        self.groups.tell(groups, self._words)
        self._arrange()
        self._show_card()

    def nothing(self) -> list[list[Word]]:
        """What stands here while all is well."""
        book = self._live.troubles
        if not book.loaded or self._words.strip():
            return []
        if book.groups:
            hidden = "" if any(book.listed().values()) else f"All {cells.plural(len(book.groups), 'group')}"
            return self._all_ignored(hidden) if hidden else []
        since = self._live.since
        head = f"  Nothing has gone wrong{f' since {since}' if since else ''}."
        return [
            [],
            [(head, "ink", "b")],
            [],
            [("  What fails, is mended on the way or is lost in translation gathers here,", "ink-soft")],
            [("  in groups: in whose words, why, and the key that applies the remedy.", "ink-soft")],
            [],
            [
                ("  f", "accent", "b"),
                (" what is known of the targets     ", "ink-soft"),
                ("1", "accent", "b"),
                (" back to Live", "ink-soft"),
            ],
        ]

    @staticmethod
    def _all_ignored(hidden: str) -> list[list[Word]]:
        return [
            [],
            [(f"  {hidden} ignored.", "ink", "b")],
            [],
            [
                ("  /", "accent", "b"),
                (f" {IGNORED}   shows them, and ", "ink-soft"),
                ("i", "accent", "b"),
                (" there lists one again", "ink-soft"),
            ],
        ]

    @on(TroubleList.Selected)
    def _selected(self) -> None:
        trouble = self.trouble
        if trouble is not None and key_of(trouble) != self._live.troubles.chosen:
            self._live.troubles.chosen = key_of(trouble)
            self._live.moved_on()
        self._show_card()
        self.hints()

    @work(exclusive=True, group="card")
    async def _read_detail(self, id: int) -> None:
        try:
            detail = await self.client.exchange(id)
        except ControlError:
            return  # purged: the card says what the group knows
        finally:
            if self._being_read == id:
                self._being_read = 0
        if len(self._details) >= _DETAILS:
            self._details.clear()
        self._details[id] = detail
        if self.there:
            self._show_card()
            self.hints()

    @property
    def newest(self) -> ExchangeRow | None:
        """The newest exchange of the group, where it is known."""
        trouble = self.trouble
        if trouble is None or not trouble.exchanges:
            return None
        id = trouble.exchanges[0]
        detail = self._details.get(id)
        return self._live.exchanges.book.get(id) or (detail.row if detail is not None else None)

    @property
    def taught(self) -> list[Fact]:
        return self._live.troubles.taught(self.trouble) if self.trouble is not None else []

    def _show_card(self) -> None:
        trouble = self.trouble
        if trouble is None:
            self.pane.show(None)
            return
        newest = trouble.exchanges[0] if trouble.exchanges else None
        detail = self._details.get(newest) if newest is not None else None
        does = self._live.u_does(self.taught)
        self.pane.show(Card(trouble, detail, self.taught, does if does in {"undo", "put back"} else ""))
        if newest is not None and detail is None and newest != self._being_read:
            self._being_read = newest
            self._read_detail(newest)

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        trouble = self.trouble
        reachable = self._live.reachable
        match action:
            case "fix":
                return trouble is not None and trouble.group == "failed" and reachable
            case "preview":
                return self.previewed is not None
            case "ignore":
                return trouble is not None and not self.whole
            case "open" | "card":
                return trouble is not None
            case "replay":
                return self.newest is not None and reachable
            case "undo":
                return bool(self._live.u_does(self.taught)) and reachable
            case "facts":
                return reachable
            case "retry":
                return not reachable
            case "filter" | "sort":
                return self.there and bool(self._live.troubles.groups) and not self.whole
            case _:
                return True

    def offered(self) -> tuple[Key, ...]:
        nothing = self.trouble is None or self.trouble.offer is None
        return tuple(
            self.worded(key) for key in super().offered() if not (nothing and key.id == "diag.apply")
        )

    def worded(self, key: Key) -> Key:
        """The key with the word for what it does here."""
        if key.action == "undo":
            return self._live.u_key(key, self.taught)
        if key.action == "ignore" and self.groups.cursor in self._live.troubles.ignored:
            return replace(key, label="Show again")
        return key

    def action_back(self) -> None:
        if self.whole:
            self.action_card()
        else:
            super().action_back()

    def action_card(self) -> None:
        """The card alone, to be scrolled, and back to the list."""
        self.whole = self.pane.whole = not self.whole
        self._arrange()
        (self.pane if self.whole else self.entries).focus()
        self.pane.scroll_to(y=0, animate=False, immediate=True)
        self.call_after_refresh(self.pane.lay)
        self.hints()

    def action_open(self) -> None:
        if self.trouble is not None and self.trouble.exchanges:
            self._live.jump(self.trouble.exchanges[0])

    def action_fix(self) -> None:
        trouble, row = self.trouble, self.newest
        if trouble is None or not trouble.exchanges:
            return
        if trouble.offer is None:
            asked = f": {trouble.remedy}" if trouble.remedy else ""
            self._live.complain(f"There is nothing to apply{asked}.")
            return
        self._live.fix(trouble.exchanges[0], trouble.offer, row.tier if row is not None else "sonnet")

    @property
    def previewed(self) -> Offer | None:
        """What is offered here and puts something down."""
        offer = self.trouble.offer if self.trouble is not None and self.trouble.group == "failed" else None
        return offer if offer is not None and offer.facts else None

    def action_preview(self) -> None:
        trouble, offer = self.trouble, self.previewed
        if trouble is None or offer is None or not trouble.exchanges:
            return
        book = self._live.troubles
        changes = [Putting(book.before(fact), fact) for fact in offer.facts]

        def answered(apply: bool | None) -> None:
            if apply and self.trouble is not None and key_of(self.trouble) == key_of(trouble):
                self.action_fix()

        self.app.push_screen(PreviewScreen(changes, trouble.exchanges[0]), answered)

    def action_ignore(self) -> None:
        trouble, book = self.trouble, self._live.troubles
        if trouble is None:
            return
        ignored = book.ignore(trouble)
        self._live.remark("Ignored for this run; the filter ignored shows it." if ignored else "")
        self._live.counted()
        self.draw()

    def action_replay(self) -> None:
        if self.newest is not None:
            self._live.replay(self.newest)

    def action_undo(self) -> None:
        self._live.undo(self.taught)

    def action_facts(self) -> None:
        self.app.push_screen(FactsScreen(self.client), lambda _: self._live.want_troubles())

    def action_sort(self) -> None:
        book = self._live.troubles
        book.sort = SORTS[(SORTS.index(book.sort) + 1) % len(SORTS)]
        self.draw()
        self._live.tell(f"Sorted: {SORT_WORDS[book.sort]}.")
