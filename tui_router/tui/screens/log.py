"""What the gateway says of itself, the newest at the end; when it is gone, what it last wrote in its file."""

import asyncio
from collections.abc import Hashable
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from tui_router.control.inspect import LogLine
from tui_router.tui import cells
from tui_router.tui.bindings.log import LOG
from tui_router.tui.ink import look_of
from tui_router.tui.lines.log_rows import FileLine, file_entries, log_entries, log_head
from tui_router.tui.log_book import FULL, LogBook, tail
from tui_router.tui.own_files import own_files
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.aside import Aside
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.tabs_bar import LOG_TAB
from tui_router.tui.widgets.words import Word

ASK_S = 1.0


class LogScreen(Aside):
    TAB = LOG_TAB
    KEYS = LOG
    PLACEHOLDER = "level:error source:scribe #38 words …"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in LOG]
    _following = True
    _worse = False
    _seen = 0
    """The newest line that was shown while it was followed."""
    _put: Hashable = None
    """Where following put the cursor."""

    def on_mount(self) -> None:
        self.set_interval(ASK_S, self._ask_again)

    def _ask_again(self) -> None:
        """What the gateway says of itself turns nothing in Live, so it is asked by the clock."""
        if self._live.reachable:
            self.want()
        elif self.there and self._log_file is not None:
            self.run_worker(self._read_file(), group="log-file", exclusive=True)

    # what is known

    @property
    def book(self) -> LogBook:
        return self._live.log_book

    async def read(self) -> None:
        more = True
        while more:
            lines = await self.client.log(after=self.book.last)
            self.book.load(lines)
            more = len(lines) >= FULL
        self.book.file = []

    @property
    def _log_file(self) -> str | None:
        path = own_files(self.app).log
        return None if path is None else str(path)

    async def _read_file(self) -> None:
        """The gateway is gone: the reason stands in the file, if it could still write one."""
        path = own_files(self.app).log
        if path is None:
            return
        try:
            found = await asyncio.to_thread(tail, path)
        except OSError as error:
            found = [f"It cannot be read: {safe_text(error.strerror or str(error), line=True)}."]
        if found != self.book.file:
            self.book.file = found
            self.draw()

    def nothing(self) -> list[list[Word]]:
        if self.book.lines or self.book.file or not (self.book.loaded or not self._live.reachable):
            return []
        said = "The gateway has said nothing yet."
        if not self._live.reachable:
            said = "No gateway answers, and none left a log here."
        return [
            [],
            [(f"  {said}", "ink", "b")],
            [],
            [("  Starts, changed settings, failures and what it learned are told here.", "ink-soft")],
            [],
            [("  1", "accent", "b"), (" back to Live", "ink-soft")],
        ]

    def show(self) -> None:
        book, width, entries = self.book, self.app.size.width, self.entries
        shown = list(book.listed(self._words, worse=self._worse))
        lines = list(log_entries(shown, width))
        if self._following and entries.cursor not in (None, self._put):
            self._following = entries.at_end  # moved, and its message is still under way
        if self._following and shown:
            self._seen = shown[-1].number
            entries.cursor = self._put = shown[-1].number
        if book.file and not self._live.reachable:
            lines += file_entries(book.file, self._log_file or "", width)
            if self._following:
                entries.cursor = self._put = FileLine(1)
        newer = sum(1 for line in shown if line.number > self._seen)
        entries.show(lines, head=[log_head(width, *self._follow_words(newer))])
        self.query_one(FilterLine).count(len(shown), len(book.lines))

    def _follow_words(self, newer: int) -> tuple[str, str]:
        _, glyphs = look_of(self.app)
        only = "errors and warnings only   " if self._worse else ""
        if self._following:
            return f"{only}{glyphs.follow} following", "state-live"
        said = f"{glyphs.older} {newer:,} new" if newer else "not following"
        return f"{only}{said}", "state-live" if newer else "ink-soft"

    @property
    def line(self) -> LogLine | None:
        key = self.entries.cursor if self.there else None
        return self.book.get(key) if isinstance(key, int) else None

    @on(EntryList.Selected)
    def _selected(self, event: EntryList.Selected) -> None:
        entries = self.entries
        was, self._following = self._following, entries.at_end
        if event.key is not None and was != self._following:
            self.draw()
        self._live.moved_on()
        self.hints()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        line = self.line
        match action.partition("(")[0]:
            case "open":
                return line is not None and line.exchange > 0
            case "copy":
                return self.there and self.entries.cursor is not None
            case "worse" | "filter" | "follow":
                return bool(self.book.lines)
            case "retry":
                return not self._live.reachable
            case _:
                return True

    def action_open(self) -> None:
        if self.line is not None:
            self._live.jump(self.line.exchange)

    def action_worse(self) -> None:
        self._worse = not self._worse
        self.draw()

    def action_follow(self) -> None:
        self._following = not self._following
        self._put = self.entries.cursor
        self.draw()

    def action_copy(self) -> None:
        line, key = self.line, self.entries.cursor
        if line is not None:
            text = f"{cells.clock(line.at)} {line.level} {line.source} {line.text}"
            self._live.put_on_clipboard("the line", text, masked=True)
        elif isinstance(key, FileLine) and key.number <= len(self.book.file):
            self._live.put_on_clipboard("the line", self.book.file[-key.number], masked=True)
