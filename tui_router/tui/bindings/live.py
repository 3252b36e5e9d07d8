"""The keys of Live."""

from dataclasses import replace

from tui_router.tui.bindings.common import (
    BACK,
    EVERYWHERE,
    FACTS,
    FILTER,
    HELP,
    HISTORY,
    QUIT,
    RETRY,
    SETTINGS,
    THEME,
    TO_LIVE,
    tabs_but,
)
from tui_router.tui.bindings.key import Key

OPEN = Key("live.open", "enter", "⏎", "open", "Open", "open the exchange", "look", footer=True, palette=True)
ZOOM = Key("live.zoom", "z", "z", "zoom", "Zoom", "the legs on the whole screen", "look", palette=True)
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
    "set up, step by step",
    "act",
    footer=True,
    priority=True,
)
FIX = Key(
    "live.fix", "A", "A", "fix", "Fix", "apply the remedy, send it again", "act", footer=True, palette=True
)
UNDO = Key("live.undo", "u", "u", "undo", "Undo", "undo the last act", "act", footer=True, palette=True)
SPLIT = Key(
    "live.split", "s", "s", "split", "Split", "one, two or four legs", "look", footer=True, palette=True
)
LEG_A = Key("live.leg_a", "a", "a", "leg('a')", "Leg a", "what the client sent", "look")
LEG_B = Key("live.leg_b", "b", "b", "leg('b')", "Leg b", "what the upstream got", "look")
COMPARE = Key(
    "live.compare", "c", "c", "compare", "Compare", "mark it; in the legs: leg c", "act", True, True
)
EDIT = Key("live.edit", "e", "e", "edit", "Edit", "change it, send it again", "act", palette=True)
RESEND = Key(
    "live.resend", "D", "D", "resend", "Replay all", "all that the filter shows", "act", palette=True
)
HOLD = Key("live.hold", "p", "p", "hold", "Hold", "hold requests before they go", "act", palette=True)
RELEASE = replace(EDIT, label="Release", help="let it go, change or refuse it", footer=True)
"""What the key of `EDIT` does to one that is held."""
CANCEL = Key("live.cancel", "X", "X", "cancel", "End it", "end a live exchange", "act", palette=True)
LEG_D = Key("live.leg_d", "d", "d", "leg('d')", "Leg d", "what the client received", "look")
ATTEMPT_BEFORE = Key(
    "live.attempt_before", "left_square_bracket", "[", "attempt(-1)", "Attempt", "the attempt before", "look"
)
ATTEMPT_AFTER = Key(
    "live.attempt_after", "right_square_bracket", "]", "attempt(1)", "Attempt", "the attempt after", "look"
)
TROUBLE_OLDER = Key("live.trouble_older", "n", "n", "trouble(1)", "Older trouble", "older trouble", "look")
TROUBLE_NEWER = Key("live.trouble_newer", "N", "N", "trouble(-1)", "Newer trouble", "newer trouble", "look")
MARK = Key("live.mark", "M", "M", "mark", "Mark", "your mark, on or off", "act", palette=True)
COMMENT = Key("live.comment", "semicolon", ";", "comment", "Note", "your note beside it", "act", palette=True)
PANE = Key("live.pane", "tab", "⇥", "pane", "Pane", "list or legs", "look", footer=True)
FOLLOW = Key(
    "live.follow", "F", "F", "follow", "Follow", "follow the newest", "look", footer=True, palette=True
)
COPY = Key("live.copy", "y", "y", "copy", "Copy", "copy a leg, a command …", "find", True, True)
EXPORT = Key("live.export", "x", "x", "export", "Export", "save it, or more of them", "find", True, True)
COPY_ALL = Key("live.copy_lines", "Y", "Y", "copy_lines", "Copy exports", "copy the export lines", "find")

LIVE = (
    *(
        OPEN,
        BACK,
        SETUP,
        REPLAY,
        FIX,
        REWIRE,
        UNDO,
        RETRY,
        FILTER,
        SPLIT,
        COMPARE,
        COPY,
        EXPORT,
        FOLLOW,
        PANE,
    ),
    *(EDIT, RESEND, CANCEL, HOLD),
    *(ZOOM, LEG_A, LEG_B, LEG_D, ATTEMPT_BEFORE, ATTEMPT_AFTER),
    *(MARK, COMMENT, TROUBLE_OLDER, TROUBLE_NEWER),
    *(*tabs_but(TO_LIVE), *EVERYWHERE, FACTS, HISTORY),
    *(COPY_ALL, THEME, SETTINGS, QUIT, HELP),
)
"""In the order of the footer."""
