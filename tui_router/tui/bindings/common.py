"""Keys that mean the same on every screen."""

from tui_router.tui.bindings.key import Key

BACK = Key("live.back", "escape", "esc", "back", "Back", "back to the list", "look", footer=True)
RETRY = Key(
    "live.retry",
    "ctrl+g",
    "^g",
    "retry",
    "Try now",
    "reach for the gateway",
    "act",
    footer=True,
    palette=True,
)
FILTER = Key("live.filter", "slash", "/", "filter", "Filter", "rows with these words", "find", True, True)
TO_LIVE = Key("app.live", "1", "1", "live", "Live", "the exchanges", "look", palette=True)
TO_ROUTES = Key("app.routes", "2", "2", "routes", "Routes", "where requests go", "look", palette=True)
TO_DIAGNOSTICS = Key(
    "app.diagnostics", "3", "3", "diagnostics", "Diagnostics", "what went wrong", "look", palette=True
)
TO_COMPARE = Key("app.compare", "4", "4", "compare_screen", "Compare", "two exchanges", "look", palette=True)
TO_SESSIONS = Key(
    "app.sessions", "5", "5", "sessions", "Sessions", "who asks, what it took", "look", palette=True
)
TO_LOG = Key("app.log", "6", "6", "log", "Log", "what the gateway says", "look", palette=True)
JUMP = Key(
    "app.jump", "ctrl+o", "^o", "app.jump_mode", "Jump", "a letter on every place", "look", palette=True
)
HELD = Key("app.held", "P", "P", "app.held", "To the held", "the next one that waits", "act", palette=True)
HISTORY = Key(
    "app.history", "H", "H", "history", "History", "wirings that were in force", "find", palette=True
)
FACTS = Key("app.facts", "f", "f", "facts", "Facts", "what is known of targets", "find", palette=True)
THEME = Key("app.theme", "T", "T", "app.theme", "Theme", "choose colours", "find", footer=True, palette=True)
SETTINGS = Key(
    "app.settings", "comma", ",", "app.settings", "Settings", "looks, keys, journal", "find", palette=True
)
QUIT = Key(
    "app.quit", "q", "q", "app.leave", "Quit", "leave the inspector", "find", footer=True, palette=True
)
HELP = Key("app.help", "question_mark", "?", "help", "Help", "this page", "find", palette=True)
COMMANDS = Key(
    "app.commands", "ctrl+p,colon", "^p", "app.command_palette", "Commands", "every command by name", "find"
)

FILTER_DONE = Key(
    "filter.done", "enter", "⏎", "filter_done", "To the list", "keep the filter", "find", footer=True
)
FILTER_CLEAR = Key(
    "filter.clear", "escape", "esc", "back", "Clear the filter", "show everything", "find", footer=True
)

TABS = (TO_LIVE, TO_ROUTES, TO_DIAGNOSTICS, TO_COMPARE, TO_SESSIONS, TO_LOG)


EVERYWHERE = (JUMP, HELD)
"""Keys of all screens that stand beside each other."""


def tabs_but(here: Key) -> tuple[Key, ...]:
    """The way to every other screen."""
    return tuple(key for key in TABS if key is not here)


MOVES: tuple[tuple[str, str], ...] = (
    ("j k", "down, up"),
    ("g G", "top, bottom"),
    ("^d ^u", "half a page"),
)
"""Keys the list binds by itself, for the help page."""
