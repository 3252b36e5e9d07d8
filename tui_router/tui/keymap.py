"""Keys as the person set them: `[keys]` of the settings laid over the tables of `bindings`.

A change that cannot hold (no such action, no such key, two actions of one screen on one key) is told and left out;
the others hold.
"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from tui_router.tui.bindings.book import TABLES, every_key
from tui_router.tui.bindings.common import COMMANDS
from tui_router.tui.bindings.key import Key
from tui_router.tui.bindings.names import named, shown

_MOVES = {"up", "down", "j", "k", "g", "G", "home", "end", "pageup", "pagedown", "ctrl+d", "ctrl+u"}
TAKEN = {
    **dict.fromkeys(_MOVES, "every list moves with it"),
    **dict.fromkeys(("ctrl+q", "ctrl+c"), "it always leaves the inspector"),
}
"""Keys that nothing else can be put on, and why."""


class Keymap:
    """`problems` has a sentence for every change that does not hold."""

    def __init__(self, wanted: Mapping[str, str] | None = None) -> None:
        self.problems: list[str] = []
        self.changed: dict[str, str] = {}
        """Id → keys as Textual spells them."""
        known = every_key()
        for id, words in (wanted or {}).items():
            keys = self._read(id, words, known)
            if keys and keys != known[id].keys:
                self.changed[id] = keys
        for id in list(self.changed):
            clash = self.clash(id, self.changed[id])
            if clash is not None:
                self.problems.append(
                    f"keys: {id} = {shown(self.changed[id])} is {clash.label} ({clash.id}) on the same screen"
                )
                del self.changed[id]

    def swapped(self, id: str, keys: str) -> "Keymap":
        """The same with `id` on these keys, and what did those on the keys `id` has now."""
        other = self.clash(id, keys)
        mine = self.changed.get(id) or every_key()[id].keys
        swap = {other.id: mine} if other is not None else {}
        return Keymap({**self.changed, **swap, id: keys})

    def _read(self, id: str, words: str, known: Mapping[str, Key]) -> str:
        if id not in known:
            near = get_close_matches(id, known, n=1)
            hint = f"; did you mean {near[0]}" if near else ""
            self.problems.append(f"keys: there is no {id[:60]}{hint}")
            return ""
        parts = [words] if words in {",", "ctrl+,"} else [part for part in words.split(",") if part.strip()]
        names = [named(part) for part in parts]
        taken = next((name for name in names if name in TAKEN), "")
        if taken:
            self.problems.append(f"keys: {id} cannot be {shown(taken)}: {TAKEN[taken]}")
            return ""
        if not names or not all(names):
            self.problems.append(f"keys: {id} = {words[:40]!r} is not a key")
            return ""
        return ",".join(names)

    def now(self, key: Key) -> Key:
        """The key as it is pressed and shown now."""
        keys = self.changed.get(key.id)
        return key if keys is None else replace(key, keys=keys, shown=shown(keys))

    def renamed(self, screen: str) -> dict[str, str]:
        """What hints of a screen show, where that has been changed: the default key → the one that does it now."""
        keys = [(key.shown, self.now(key).shown) for key in (*TABLES[screen], COMMANDS)]
        return {shown: now for shown, now in keys if shown != now}

    def clash(self, id: str, keys: str) -> Key | None:
        """The action that one of these keys already does on a screen where `id` stands too."""
        wanted = set(keys.split(","))
        for table in TABLES.values():
            if not any(key.id == id for key in (*table, COMMANDS)):
                continue
            for other in (*table, COMMANDS):
                if other.id != id and wanted & set(self.now(other).keys.split(",")):
                    return other
        return None

    def with_key(self, id: str, words: str) -> "Keymap":
        """The same with one more change; an empty one goes back to the default."""
        kept = {other: keys for other, keys in self.changed.items() if other != id}
        return Keymap({**kept, id: words} if words else kept)

    def without(self, id: str) -> "Keymap":
        """This one on its default again; an action that had been given that key goes back to its own."""
        return Keymap(self.with_key(id, "").changed)


DEFAULT_KEYS = Keymap()


def keys_of(app: Any) -> Keymap:
    """The keys of an app; the defaults for one that has none of its own."""
    found = getattr(app, "keys", None)
    return found if isinstance(found, Keymap) else DEFAULT_KEYS
