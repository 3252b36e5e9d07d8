"""The keys of an exchange on the whole screen."""

from dataclasses import replace

from tui_router.tui.bindings.common import (
    BACK,
    EVERYWHERE,
    FILTER_CLEAR,
    FILTER_DONE,
    HELP,
    QUIT,
    RETRY,
    SETTINGS,
    THEME,
)
from tui_router.tui.bindings.key import Key

OUTLINE = Key("exchange.outline", "tab", "⇥", "outline", "Outline", "outline or page", "look", True)
FOLD = Key("exchange.fold", "enter", "⏎", "fold", "Fold", "fold or unfold it", "look", True)
FIND = Key("exchange.find", "slash", "/", "find", "Find", "words on this page", "find", True, True)
NEXT = Key("exchange.next", "n", "n", "hit(1)", "Next", "the next place found", "find", True)
FORM = Key("exchange.form", "m", "m", "form", "Form", "read, raw, another leg", "look", True, True)
REPLAY = Key("exchange.replay", "r", "r", "replay", "Replay", "send it again", "act", True, True)
EDIT = Key("exchange.edit", "e", "e", "edit", "Edit", "change it, send it again", "act", True, True)
COMPARE = Key("exchange.compare", "c", "c", "compare", "Compare", "beside another one", "act", True, True)
COPY = Key("exchange.copy", "y", "y", "copy", "Copy", "what the cursor is on", "find", True, True)
EXPORT = Key("exchange.export", "x", "x", "export", "Export", "write it to a file", "find", True, True)
FIX = Key("exchange.fix", "A", "A", "fix", "Fix", "apply the remedy, send it again", "act", True, True)
REWIRE = Key("exchange.rewire", "R", "R", "rewire", "Rewire", "point its tier elsewhere", "act", True, True)
UNDO = Key("exchange.undo", "u", "u", "undo", "Undo", "undo the last act", "act", palette=True)
MARK = Key("exchange.mark", "M", "M", "mark", "Mark", "mark it, or not", "act", palette=True)
COMMENT = Key(
    "exchange.comment", "semicolon", ";", "comment", "Comment", "write beside it", "act", palette=True
)

PAGE = Key("exchange.page_1", "1", "1 … 8", "page(1)", "Page", "one of the pages", "look")
MORE_PAGES = tuple(
    replace(PAGE, id=f"exchange.page_{number}", keys=str(number), shown=str(number), action=f"page({number})")
    for number in range(2, 10)
)
"""Bound, and not listed one by one."""

EXCHANGE = (
    *(OUTLINE, FOLD, FIND, NEXT, FORM, REPLAY, FIX, EDIT, COMPARE, COPY, EXPORT, REWIRE),
    *(UNDO, MARK, COMMENT),
    PAGE,
    Key("exchange.before", "N", "N", "hit(-1)", "Before", "the place found before", "find"),
    Key("exchange.older", "J", "J", "step(1)", "Older", "the exchange before in the list", "look", palette=True),
    Key("exchange.newer", "K", "K", "step(-1)", "Newer", "the one after", "look", palette=True),
    Key("exchange.attempt_before", "left_square_bracket", "[", "attempt(-1)", "Attempt", "the attempt before", "look"),
    Key("exchange.attempt_after", "right_square_bracket", "]", "attempt(1)", "Attempt", "the attempt after", "look"),
    replace(RETRY, id="exchange.retry"),
    replace(BACK, id="exchange.back", help="back to Live", footer=False),
    replace(THEME, footer=False),
    *EVERYWHERE,
    SETTINGS,
    replace(QUIT, footer=False),
    HELP,
)  # fmt: skip
"""In the order of the footer."""

FINDING = (
    replace(FILTER_DONE, label="To the page", help="keep what is looked for"),
    replace(FILTER_CLEAR, label="Done"),
)
"""While words are typed."""
