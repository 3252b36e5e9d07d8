"""A text to where a person can paste it from, and the sentence that says where that is."""

import os
from typing import TYPE_CHECKING

from tui_router.tui import clipboard

if TYPE_CHECKING:
    from tui_router.tui.screens.live_says import LiveSays


class Clipping:
    def __init__(self, live: "LiveSays") -> None:
        self._live = live

    def put(self, what: str, text: str, *, masked: bool) -> None:
        """A tool of the system is waited for beside everything else. Without a terminal of ours none is asked: whoever
        drives the screen then has not copied anything."""
        if not self._live.app.is_headless and clipboard.tools(os.environ):
            self._live.run_worker(self._by_tool(what, text, masked), group="clipboard", exclusive=True)
        else:
            self._by_terminal(what, text, masked)

    async def _by_tool(self, what: str, text: str, masked: bool) -> None:
        said = await clipboard.copy_by_tool(what, text, os.environ, masked=masked)
        if said is None:
            self._by_terminal(what, text, masked)
        else:
            self._live.tell(said)

    def _by_terminal(self, what: str, text: str, masked: bool) -> None:
        put, file = self._live.app.copy_to_clipboard, self._live.copy_file
        self._live.tell(clipboard.copy(what, text, put, file, os.environ, masked=masked))
