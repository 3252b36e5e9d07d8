"""The keys of Log."""

from dataclasses import replace

from tui_router.tui.bindings.common import (
    BACK,
    EVERYWHERE,
    FILTER,
    HELP,
    QUIT,
    RETRY,
    SETTINGS,
    THEME,
    TO_LOG,
    tabs_but,
)
from tui_router.tui.bindings.key import Key

LOG = (
    Key("log.open", "enter", "⏎", "open", "Exchange", "the one a line is about", "look", True, True),
    Key("log.worse", "e", "e", "worse", "Errors", "errors and warnings only", "find", True, True),
    Key("log.copy", "y", "y", "copy", "Copy", "the line, masked", "find", True, True),
    Key("log.follow", "F", "F", "follow", "Follow", "follow the newest", "look", True, True),
    replace(FILTER, id="log.filter", help="lines with these words"),
    replace(RETRY, id="log.retry"),
    replace(BACK, id="log.back", help="back to Live"),
    *tabs_but(TO_LOG),
    *EVERYWHERE,
    SETTINGS,
    replace(THEME, footer=False),
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""
