"""The text of an entry, masked and wrapped, grown by the deltas that came since it was last asked for."""

from tui_router.core.redact import mask_secrets
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.wrap import Flow

SECRET_PIECES = 100
"""Pieces of a text before the new ones that are looked at again: a key has no more."""


class EntryFlow:
    def __init__(self, entry: Entry, width: int) -> None:
        self.entry = entry
        self.width = width
        self._flow = Flow(width)
        self._fed = 0
        self._version = entry.version

    def grown(self) -> Flow:
        """The lines there are now. Pieces none of which look like a key, but together do, are masked as a whole."""
        entry = self.entry
        if self._version != entry.version:
            self._flow, self._fed, self._version = Flow(self.width), 0, entry.version
        if self._fed < len(entry.pieces):
            recent = "".join(text for _, text in entry.pieces[max(0, self._fed - SECRET_PIECES) :])
            if mask_secrets(recent) != recent:
                self._flow = Flow(self.width)
                self._flow.feed(mask_secrets(entry.text))
            else:
                self._flow.feed("".join(text for _, text in entry.pieces[self._fed :]))
            self._fed = len(entry.pieces)
        return self._flow
