"""The keys of Diagnostics."""

from dataclasses import replace

from tui_router.tui.bindings.common import (
    BACK,
    EVERYWHERE,
    FACTS,
    FILTER,
    HELP,
    QUIT,
    RETRY,
    SETTINGS,
    THEME,
    TO_DIAGNOSTICS,
    tabs_but,
)
from tui_router.tui.bindings.key import Key

DIAGNOSTICS = (
    Key("diag.apply", "A", "A", "fix", "Apply", "apply the remedy, send it again", "act", True, True),
    Key("diag.preview", "v", "v", "preview", "Preview", "what applying would put down", "look", True, True),
    Key("diag.open", "enter", "⏎", "open", "Exchange", "see the newest one in Live", "look", True, True),
    Key("diag.replay", "r", "r", "replay", "Replay", "send the newest again", "act", True, True),
    Key("diag.forget", "u", "u", "undo", "Forget", "forget what was learned", "act", True, True),
    replace(FACTS, footer=True),
    Key("diag.ignore", "i", "i", "ignore", "Ignore", "hide the group for this run", "act", True, True),
    Key("diag.card", "tab", "⇥", "card", "Card", "the whole card", "look", footer=True),
    replace(FILTER, id="diag.filter", help="groups with these words"),
    Key("diag.sort", "s", "s", "sort", "Sort", "by last seen, count, name", "find", True, True),
    replace(RETRY, id="diag.retry"),
    replace(BACK, id="diag.back", help="back to Live"),
    *tabs_but(TO_DIAGNOSTICS),
    *EVERYWHERE,
    replace(THEME, footer=False),
    SETTINGS,
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""
