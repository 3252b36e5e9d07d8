"""How the inspector looks, what every key does, and what the gateway was given; changes hold at once and are kept."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.tui import cells
from tui_router.tui.bindings.book import every_key
from tui_router.tui.bindings.names import written
from tui_router.tui.ink import look_of
from tui_router.tui.keymap import Keymap
from tui_router.tui.lines.settings_rows import GROUND, setting_entries
from tui_router.tui.own_settings import OwnSettingsFault, read_settings, write_settings
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.screens.press_key import PressKeyScreen
from tui_router.tui.screens.theme import ThemeScreen, Worn
from tui_router.tui.settings_book import Item, Shown, items
from tui_router.tui.standing import stands
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.words import Word, Words

if TYPE_CHECKING:
    from tui_router.tui.app import RouterApp

_OTHER = {"unicode": "ascii", "ascii": "unicode", "full": "reduced", "reduced": "full"}


ROOM = 52
"""Cells of the line under the list that its keys take."""


class SettingsScreen(Dialog[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "change", show=False),
        Binding("backspace,delete", "default", show=False),
        Binding("slash", "search", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._told: list[Shown] = []
        self._items: dict[tuple[str, str], Item] = {}
        self._words = ""
        self._one_at_a_time = asyncio.Lock()

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[("Settings", "ink", "b"), *ESC_CLOSE], []])
            yield Input(placeholder="find a setting or a key", id="settings-search", max_length=80)
            yield Words([[]])
            listed = EntryList(id="settings-list")
            listed.fill = GROUND
            yield listed
            yield Words([[], []], id="settings-said")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.entries.focus()
        self._list_items()
        self._read_file()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._list_items)
        self.query_one("#dialog").styles.height = min(event.size.height, 36)

    @property
    def router(self) -> "RouterApp":
        return cast("RouterApp", self.app)

    @property
    def entries(self) -> EntryList:
        return self.query_one(EntryList)

    @property
    def item(self) -> Item | None:
        key = self.entries.cursor
        return self._items.get(key) if isinstance(key, tuple) else None

    # what is known

    @work(group="settings-read", exclusive=True)
    async def _read_file(self) -> None:
        path = self.router.own.settings
        try:
            self._told = await asyncio.to_thread(read_settings, path)
        except OwnSettingsFault as fault:
            self._say(str(fault), "state-error")
        self._list_items()

    def _list_items(self) -> None:
        if not stands(self, EntryList):
            return  # closed meanwhile
        width = max(20, self.entries.size.width - 4)
        found = items(self.router.appearance.now, self.router.keys, self._told)
        self._items = {(item.sort, item.id): item for item in found}
        words = self._words.casefold().split()
        self.entries.show(list(setting_entries((item for item in found if item.has(words)), width)))
        self._say_what()

    def _say_what(self) -> None:
        """What can be done with the line under the cursor."""
        _, glyphs = look_of(self.app)
        item, lines = self.item, [[], []]  # type: ignore[var-annotated]
        change: list[Word] = [(glyphs.enter, "accent", "b"), (" change it   ", "ink-soft")]
        find: list[Word] = [("/", "accent", "b"), (" find", "ink-soft")]
        room = max(20, self.query_one("#settings-said", Words).size.width)
        taken = ROOM if item is not None and item.sort != "read" else len("Change it in .")
        path = safe_text(str(self.router.own.settings or ""), line=True)
        where = cells.clip_middle(path, max(12, room - taken), glyphs.ellipsis) if path else ""
        kept = f"   kept in {where}" if where else "   for this run"
        if item is None:
            lines[1] = [("Nothing has these words.", "ink-soft")] if self._words else []
        elif item.sort == "read":
            said = f"Change it in {where}." if where else "The gateway's own file has it."
            lines[1] = [(said, "ink-soft")]
        else:
            back: list[Word] = [("del", "accent", "b"), (" as it came   ", "ink-soft")]
            lines[1] = [*change, *(back if item.changed else []), *find, (kept, "ink-soft")]
        self.query_one("#settings-said", Words).say(lines)

    def _say(self, text: str, role: str) -> None:
        if not stands(self, EntryList):
            return
        lines = self.query_one("#settings-said", Words).lines
        self.query_one("#settings-said", Words).say([[(text, role)], *lines[1:]])

    @on(EntryList.Selected)
    def _selected(self) -> None:
        self._say_what()

    @on(EntryList.Opened)
    def _opened(self) -> None:
        self.action_change()

    # the search

    def action_search(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self._words = event.value
        self._list_items()

    @on(Input.Submitted)
    def _found(self) -> None:
        self.entries.focus()

    def action_close(self) -> None:
        field = self.query_one(Input)
        if field.has_focus and field.value:
            field.value = ""
        elif field.has_focus:
            self.entries.focus()
        else:
            self.dismiss(None)

    # changes

    def action_change(self) -> None:
        item = self.item
        if item is None:
            return
        if item.sort == "look":
            self._change_look(item)
        elif item.sort == "key":
            self.app.push_screen(
                PressKeyScreen(every_key()[item.id], self.router.keys, item.where.removeprefix("KEYS  ")),
                self._keyed,
            )

    def _change_look(self, item: Item) -> None:
        if item.id == "theme":
            self.app.push_screen(ThemeScreen(self.router.book.themes, keep=False), self._themed)
            return
        value = _OTHER[getattr(self.router.appearance.now, item.id)]
        if item.id == "motion":
            self.router.appearance.motion("reduced" if value == "reduced" else "full")
        elif not self.router.appearance.signs("ascii" if value == "ascii" else "unicode"):
            self._say("This terminal is told to take ASCII only.", "state-warn")
            return
        self._keep({"ui": {item.id: value}})

    def _themed(self, worn: Worn | None) -> None:
        if worn is not None:
            self._keep({"ui": {"theme": worn.name}})

    def action_default(self) -> None:
        item = self.item
        if item is not None and item.sort == "key" and item.changed:
            self._keyed(self.router.keys.without(item.id))

    def _keyed(self, keys: Keymap | None) -> None:
        if keys is None:
            return
        if keys.problems:
            self._say(keys.problems[0].removeprefix("keys: "), "state-error")
            return
        before = self.router.keys.changed
        patch: dict[str, str | None] = {id: None for id in before if id not in keys.changed}
        patch |= {id: written(now) for id, now in keys.changed.items() if before.get(id) != now}
        self.router.appearance.press_with(keys)
        self._keep({"keys": patch})

    def _keep(self, patch: Mapping[str, Any]) -> None:
        """Write it down, also when this screen is closed meanwhile; where that cannot be done it holds for this run."""
        self.app.run_worker(self._write(patch), group="settings-write")

    async def _write(self, patch: Mapping[str, Any]) -> None:
        self._list_items()
        path = self.router.own.settings
        if path is None:
            self._say("Nothing is written here: it holds for this run.", "state-warn")
            return
        async with self._one_at_a_time:
            try:
                await asyncio.to_thread(write_settings, path, patch)
                self._told = await asyncio.to_thread(read_settings, path)
            except OwnSettingsFault as fault:
                self._list_items()
                self._say(f"Not written, it holds for this run. {fault}", "state-error")
                return
        self._list_items()
        self._say(f"Written to {safe_text(str(path), line=True)}.", "state-ok")
