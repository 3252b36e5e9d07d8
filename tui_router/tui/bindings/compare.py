"""The keys of Compare."""

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
    TO_COMPARE,
    tabs_but,
)
from tui_router.tui.bindings.key import Key

FIND_DONE = Key("compare.find_done", "enter", "⏎", "filter_done", "Find", "the next place", "find", True)
FIND_CLEAR = Key("compare.find_clear", "escape", "esc", "back", "Leave it", "show all", "find", True)

COMPARE = (
    Key(
        "compare.legs_after",
        "right_square_bracket",
        "[ ]",
        "legs(1)",
        "Leg",
        "other legs",
        "look",
        True,
        True,
    ),
    Key(
        "compare.legs_before", "left_square_bracket", "[", "legs(-1)", "Legs back", "the legs before", "look"
    ),
    Key("compare.next", "n", "n", "step(1)", "Next change", "the next change", "look", True, True),
    Key("compare.before", "N", "N", "step(-1)", "Last change", "the change before", "look"),
    Key("compare.words", "w", "w", "words", "Words", "words or whole lines", "look", True, True),
    Key("compare.hide", "equals_sign", "=", "hide", "Hide same", "what is equal", "look", True, True),
    Key("compare.unified", "u", "u", "unified", "One column", "one column or two", "look", True, True),
    Key("compare.swap", "s", "s", "swap", "Swap", "A and B change places", "look", True, True),
    Key("compare.replay", "r", "r", "replay", "Replay B", "send B again", "act", True, True),
    Key("compare.attempt", "t", "t", "attempt", "Attempt", "another attempt of A or B", "look", True, True),
    Key("compare.open", "enter", "⏎", "open", "Show B", "B in Live, or A", "look", False, True),
    replace(FILTER, id="compare.find", label="Find", help="a text in both"),
    Key("compare.export", "x", "x", "export", "Export", "write both to a file", "find", True, True),
    Key("compare.copy", "y", "y", "copy", "Copy", "this row, masked", "find", True, True),
    replace(RETRY, id="compare.retry"),
    replace(BACK, id="compare.back", help="back to Live"),
    *tabs_but(TO_COMPARE),
    *EVERYWHERE,
    replace(THEME, footer=False),
    SETTINGS,
    replace(QUIT, footer=False),
    HELP,
)
"""In the order of the footer."""
