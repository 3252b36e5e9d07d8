"""What the settings screen lists: how the inspector looks, every key of every screen, and what the gateway was given."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tui_router.tui.bindings.book import TABLES
from tui_router.tui.bindings.common import COMMANDS, TABS
from tui_router.tui.bindings.key import Key
from tui_router.tui.keymap import Keymap

Sort = Literal["look", "key", "read"]
Signs = Literal["unicode", "ascii"]
Motion = Literal["full", "reduced"]
Shown = tuple[str, str, str]
"""Dotted key, value, origin."""

EVERYWHERE = "on every screen"
LOOKS: dict[str, str] = {"theme": "colours", "signs": "unicode or ascii", "motion": "full or reduced"}


@dataclass(frozen=True, slots=True)
class Item:
    """`id` is the key in the file without its table. `where` heads the group it stands in."""

    sort: Sort
    id: str
    where: str
    name: str
    value: str
    says: str = ""
    origin: str = ""
    changed: bool = False

    def has(self, words: Sequence[str]) -> bool:
        told = f"{self.where} {self.id} {self.name} {self.value} {self.says}".casefold()
        return all(word in told for word in words)


@dataclass(frozen=True, slots=True)
class Looks:
    """As the inspector looks now."""

    theme: str
    signs: Signs = "unicode"
    motion: Motion = "full"


def items(looks: Looks, keys: Keymap, rows: Iterable[Shown]) -> list[Item]:
    """`rows` are the settings in force with their origins."""
    told = {key: (value, origin) for key, value, origin in rows}
    return [*_looks(looks, told), *_read(told), *_keys(keys, told)]


def _looks(looks: Looks, told: dict[str, tuple[str, str]]) -> Iterator[Item]:
    for name, says in LOOKS.items():
        value = getattr(looks, name)
        written, origin = told.get(f"ui.{name}", ("", "default"))
        default = name == "theme" and not written
        if written != value and not default:
            origin = "this run"
        yield Item("look", name, "LOOK", name, value, says, origin)


def _keys(keys: Keymap, told: dict[str, tuple[str, str]]) -> Iterator[Item]:
    shared = [*TABS, COMMANDS]
    for table in TABLES.values():
        shared += [key for key in table if key.id.startswith("app.") and all(k.id != key.id for k in shared)]
    yield from (_key(key, keys, EVERYWHERE, told) for key in shared)
    for screen, table in TABLES.items():
        own = (key for key in table if not key.id.startswith("app."))
        yield from (_key(key, keys, screen, told) for key in own)


def _key(key: Key, keys: Keymap, where: str, told: dict[str, tuple[str, str]]) -> Item:
    now = keys.now(key)
    changed = now.keys != key.keys
    origin = told.get(f'keys."{key.id}"', ("", ""))[1] if changed else ""
    was = f"was {_first(key)}" if changed else ""
    return Item("key", key.id, f"KEYS  {where}", key.label, now.shown, key.help, origin or was, changed)


def _first(key: Key) -> str:
    return key.shown.split(" ")[0]


def _read(told: dict[str, tuple[str, str]]) -> Iterator[Item]:
    for head in ("journal.", "server."):
        for key, (value, origin) in told.items():
            if key.startswith(head):
                where = "JOURNAL" if head == "journal." else "GATEWAY"
                yield Item("read", key, where, key.removeprefix(head), value, "", origin)
