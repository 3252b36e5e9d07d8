"""The keys of Routes."""

from dataclasses import replace

from tui_router.tui.bindings.common import (
    BACK,
    EVERYWHERE,
    FILTER,
    HELP,
    HISTORY,
    QUIT,
    RETRY,
    SETTINGS,
    TO_ROUTES,
    tabs_but,
)
from tui_router.tui.bindings.key import Key

ROUTES = (
    Key(
        "routes.rewire",
        "enter",
        "⏎",
        "open",
        "Rewire",
        "what the cursor is on",
        "act",
        True,
        True,
    ),
    Key("routes.test", "t", "t", "test", "Test", "ask it for one token", "act", True, True),
    Key(
        "routes.fallbacks",
        "f",
        "f",
        "fallbacks",
        "Fallbacks",
        "who answers if it cannot",
        "act",
        True,
        True,
    ),
    Key("routes.add", "a", "a", "add", "Add rule", "send some elsewhere", "act", True, True),
    Key("routes.up", "K", "K", "shift(-1)", "Move up", "ask the rule earlier", "act", True),
    Key("routes.down", "J", "J", "shift(1)", "Move down", "ask the rule later", "act", True),
    Key("routes.remove", "x", "x", "remove", "Remove", "this rule", "act", True, True),
    Key("routes.undo", "u", "u", "undo", "Undo", "the wiring before", "act", True, True),
    Key("routes.write", "W", "W", "write", "Write config", "put it in the file", "act", True, True),
    Key("routes.test_all", "T", "T", "test_all", "Test all", "ask every target", "act", True, True),
    Key("routes.models", "m", "m", "models", "Models", "ask the providers again", "find", True, True),
    replace(HISTORY, help="wirings before this"),
    replace(FILTER, id="routes.filter", help="lines with these words"),
    replace(RETRY, id="routes.retry"),
    replace(BACK, id="routes.back", help="back to Live"),
    *tabs_but(TO_ROUTES),
    *EVERYWHERE,
    SETTINGS,
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""
