"""The keys of Sessions."""

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
    TO_SESSIONS,
    tabs_but,
)
from tui_router.tui.bindings.key import Key

SESSIONS = (
    Key(
        "sessions.open",
        "enter",
        "⏎",
        "open",
        "Exchanges",
        "its exchanges, in Live",
        "look",
        True,
        True,
    ),
    Key("sessions.fold", "space", "space", "fold", "Fold", "hide or show its parts", "look", True, True),
    Key("sessions.copy", "y", "y", "copy", "Copy resume", "how to go on with it", "find", True, True),
    Key("sessions.export", "x", "x", "export", "Export", "save all its exchanges", "find", True, True),
    Key("sessions.rewire", "R", "R", "rewire", "Rewire this", "this session only", "act", True, True),
    Key("sessions.drop", "U", "U", "drop", "As the tiers", "drop its own wiring", "act", True, True),
    replace(FILTER, id="sessions.filter", help="those with these words"),
    replace(RETRY, id="sessions.retry"),
    replace(BACK, id="sessions.back", help="back to Live"),
    *tabs_but(TO_SESSIONS),
    *EVERYWHERE,
    replace(THEME, footer=False),
    SETTINGS,
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""
