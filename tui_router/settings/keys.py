"""`[keys]`: an action's id → the key that shall do it. Only the form is checked here: which actions there are is
the inspector's to know, and `config check` asks it.
"""

import re

from tui_router.settings.section import Section

MOST = 300
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def read_keys(section: Section) -> dict[str, str]:
    found: dict[str, str] = {}
    if len(section.table) > MOST:
        section.complain("", f"has more than {MOST} keys")
        return found
    for id in section.table:
        if not _ID.fullmatch(id):
            section.complain(
                id, 'is no action: the whole name stands in quotes, as in "live.replay" = "ctrl+r"'
            )
            continue
        key = section.take(id, str, "")
        if key and len(key) <= 80 and key.isprintable():
            found[id] = key
        elif isinstance(section.table[id], str):
            section.complain(id, 'must be a key, such as "r", "ctrl+r" or "f5"; several stand behind commas')
    return found
