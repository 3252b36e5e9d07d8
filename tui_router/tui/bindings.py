"""Every key of the inspector, once: bindings, footer, help and palette are read from this table."""

from dataclasses import dataclass, replace
from typing import Literal

from textual.binding import Binding

Group = Literal["look", "act", "find"]


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` as Textual spells them, `shown` as people read them, `label` for the footer, `help` for the help page."""

    id: str
    keys: str
    shown: str
    action: str
    label: str
    help: str
    group: Group
    footer: bool = False
    palette: bool = False
    priority: bool = False  # before the keys of the widget that has the focus

    def binding(self) -> Binding:
        return Binding(self.keys, self.action, self.label, show=False, id=self.id, priority=self.priority)


OPEN = Key("live.open", "enter", "⏎", "open", "Open", "open the exchange", "look", footer=True, palette=True)
BACK = Key("live.back", "escape", "esc", "back", "Back", "back to the list", "look", footer=True)
REPLAY = Key("live.replay", "r", "r", "replay", "Replay", "send it again", "act", footer=True, palette=True)
REWIRE = Key(
    "live.rewire",
    "R",
    "R",
    "rewire",
    "Rewire",
    "point a tier elsewhere",
    "act",
    footer=True,
    palette=True,
)
SETUP = Key(
    "live.setup",
    "g",
    "g",
    "setup",
    "Set up",
    "guided set-up, when nothing is here",
    "act",
    footer=True,
    priority=True,
)
FIX = Key(
    "live.fix", "A", "A", "fix", "Fix", "apply the remedy, send it again", "act", footer=True, palette=True
)
UNDO = Key("live.undo", "u", "u", "undo", "Undo", "undo the last act", "act", footer=True, palette=True)
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
SPLIT = Key(
    "live.split", "s", "s", "split", "Split", "one, two or four legs", "look", footer=True, palette=True
)
LEG_A = Key("live.leg_a", "a", "a", "leg('a')", "Leg a", "what the client sent", "look")
LEG_B = Key("live.leg_b", "b", "b", "leg('b')", "Leg b", "what the upstream got", "look")
LEG_C = Key("live.leg_c", "c", "c", "leg('c')", "Leg c", "what the upstream answered", "look")
LEG_D = Key("live.leg_d", "d", "d", "leg('d')", "Leg d", "what the client received", "look")
ATTEMPT_BEFORE = Key(
    "live.attempt_before", "left_square_bracket", "[", "attempt(-1)", "Attempt", "the attempt before", "look"
)
ATTEMPT_AFTER = Key(
    "live.attempt_after", "right_square_bracket", "]", "attempt(1)", "Attempt", "the attempt after", "look"
)
TO_LIVE = Key("app.live", "1", "1", "live", "Live", "the exchanges", "look", palette=True)
TO_ROUTES = Key("app.routes", "2", "2", "routes", "Routes", "where requests go", "look", palette=True)
TO_DIAGNOSTICS = Key(
    "app.diagnostics", "3", "3", "diagnostics", "Diagnostics", "what went wrong", "look", palette=True
)
TO_SESSIONS = Key(
    "app.sessions", "5", "5", "sessions", "Sessions", "who asks, what it took", "look", palette=True
)
HISTORY = Key(
    "app.history", "H", "H", "history", "History", "wirings that were in force", "find", palette=True
)
FACTS = Key("app.facts", "f", "f", "facts", "Facts", "what is known of targets", "find", palette=True)
PANE = Key("live.pane", "tab", "⇥", "pane", "Pane", "list or legs", "look", footer=True)
FOLLOW = Key(
    "live.follow", "F", "F", "follow", "Follow", "follow the newest", "look", footer=True, palette=True
)
COPY = Key("live.copy", "y", "y", "copy", "Copy", "copy this leg, masked", "find", True, True)
COPY_ALL = Key("live.copy_lines", "Y", "Y", "copy_lines", "Copy exports", "copy the export lines", "find")
THEME = Key("app.theme", "T", "T", "app.theme", "Theme", "choose colours", "find", footer=True, palette=True)
QUIT = Key(
    "app.quit",
    "q",
    "q",
    "app.leave",
    "Quit",
    "leave the inspector",
    "find",
    footer=True,
    palette=True,
)
HELP = Key("app.help", "question_mark", "?", "help", "Help", "this page", "find", palette=True)
COMMANDS = Key(
    "app.commands", "ctrl+p", "^p", "app.command_palette", "Commands", "every command by name", "find"
)

FILTER_DONE = Key(
    "filter.done", "enter", "⏎", "filter_done", "To the list", "keep the filter", "find", footer=True
)
FILTER_CLEAR = Key(
    "filter.clear", "escape", "esc", "back", "Clear the filter", "show everything", "find", footer=True
)

LIVE = (
    *(OPEN, BACK, SETUP, REPLAY, FIX, REWIRE, UNDO, RETRY, FILTER, SPLIT, COPY, FOLLOW, PANE),
    *(
        LEG_A,
        LEG_B,
        LEG_C,
        LEG_D,
        ATTEMPT_BEFORE,
        ATTEMPT_AFTER,
        TO_ROUTES,
        TO_DIAGNOSTICS,
        TO_SESSIONS,
        FACTS,
        HISTORY,
    ),
    *(COPY_ALL, THEME, QUIT, HELP),
)
"""In the order of the footer."""

DIAGNOSTICS = (
    Key("diag.apply", "A", "A", "fix", "Apply", "apply the remedy, send it again", "act", True, True),
    Key("diag.open", "enter", "⏎", "open", "Exchange", "see the newest one in Live", "look", True, True),
    Key("diag.replay", "r", "r", "replay", "Replay", "send the newest again", "act", True, True),
    Key("diag.forget", "u", "u", "undo", "Forget", "forget what was learned", "act", True, True),
    replace(FACTS, footer=True),
    Key("diag.card", "tab", "⇥", "card", "Card", "the whole card", "look", footer=True),
    replace(FILTER, id="diag.filter", help="groups with these words"),
    Key("diag.sort", "s", "s", "sort", "Sort", "by last seen, count, name", "find", True, True),
    replace(RETRY, id="diag.retry"),
    replace(BACK, id="diag.back", help="back to Live"),
    *(TO_LIVE, TO_ROUTES, TO_SESSIONS),
    replace(THEME, footer=False),
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""

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
    *(TO_LIVE, TO_DIAGNOSTICS, TO_SESSIONS),
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""

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
    Key("sessions.rewire", "R", "R", "rewire", "Rewire this", "this session only", "act", True, True),
    Key("sessions.drop", "U", "U", "drop", "As the tiers", "drop its own wiring", "act", True, True),
    replace(FILTER, id="sessions.filter", help="those with these words"),
    replace(RETRY, id="sessions.retry"),
    replace(BACK, id="sessions.back", help="back to Live"),
    *(TO_LIVE, TO_ROUTES, TO_DIAGNOSTICS),
    replace(THEME, footer=False),
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""

MOVES: tuple[tuple[str, str], ...] = (
    ("j k", "down, up"),
    ("g G", "top, bottom"),
    ("^d ^u", "half a page"),
)
"""Keys the list binds by itself, for the help page."""
