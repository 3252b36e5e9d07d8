"""Every key and every sign, to be searched by a word or by pressing the key."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.tui import cells
from tui_router.tui.bindings.common import COMMANDS, MOVES
from tui_router.tui.bindings.key import Group, Key
from tui_router.tui.bindings.live import LIVE
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import LOUD, look_of, state_look
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import Word, Words

Entry = tuple[str, str, str]
"""Key as shown, short word, meaning."""

_GROUPS: tuple[tuple[Group, str], ...] = (("look", "LOOK"), ("act", "ACT"), ("find", "FIND AND TAKE"))
_STATES = ("live", "ok", "failed", "repaired", "local", "cancelled")
_ACTS = ("renamed", "added", "clamped", "approximated", "dropped")
_TIERS = ("haiku", "sonnet", "opus", "fable")


Keys = Sequence[Key]
_PAIRED = ("live.leg_", "live.attempt_")


def entries(group: Group, table: Keys = LIVE) -> list[Entry]:
    moves = [(key, says, says) for key, says in MOVES] if group == "look" else []
    keys = [key for key in (*table, COMMANDS) if key.group == group and not key.id.startswith(_PAIRED)]
    legs: list[Entry] = []
    if group == "look" and table is LIVE:
        legs = [("a b c d", "legs", "one leg"), ("[ ]", "attempts", "the attempt before, after")]
    return [*moves, *((key.shown, key.label.lower(), key.help) for key in keys), *legs]


def columns(width: int, glyphs: Glyphs, table: Keys = LIVE) -> list[list[Word]]:
    """The keys side by side; short words where there is little room."""
    wide = width // len(_GROUPS)
    short = wide < 30
    tables = [entries(group, table) for group, _ in _GROUPS]
    lines: list[list[Word]] = [[(f"{title:<{wide}}", "ink-soft") for _, title in _GROUPS]]
    keyed = 9
    for number in range(max(map(len, tables))):
        words: list[Word] = []
        for listed in tables:
            if number >= len(listed):
                words.append((" " * wide, "ink"))
                continue
            key, label, says = listed[number]
            said = cells.clip(label if short else says, wide - keyed - 1, glyphs.ellipsis)
            words += [(f"{_shown(key, glyphs):<{keyed}}", "accent", "b"), (f"{said:<{wide - keyed}}", "ink")]
        lines.append(words)
    return lines


def found(text: str, glyphs: Glyphs, table: Keys = LIVE) -> list[list[Word]]:
    """Entries that have this key or these words, the key first."""
    everything = [entry for group, _ in _GROUPS for entry in entries(group, table)]
    exact = [entry for entry in everything if text in entry[0].split()]
    words = text.casefold().split()
    near = [e for e in everything if e not in exact and all(w in f"{e[1]} {e[2]}".casefold() for w in words)]
    lines: list[list[Word]] = [
        [(f"{_shown(key, glyphs):<9}", "accent", "b"), (says, "ink")] for key, _, says in (*exact, *near)
    ]
    return lines or [[("No key does that here.", "ink-soft")]]


def _shown(key: str, glyphs: Glyphs) -> str:
    return key.replace("⏎", glyphs.enter).replace("⇥", glyphs.tab)


def signs(glyphs: Glyphs) -> list[list[Word]]:
    states: list[Word] = []
    for state in _STATES:
        glyph, role, word, word_role = state_look(state, glyphs, 3)
        bold = "b" if word in LOUD else ""
        states += [(f"{glyph} ", role, bold), (f"{word}  ", word_role, bold)]
    states += [(f"{glyphs.replay} ", "state-replay", "b"), ("replay", "state-replay", "b")]
    acts: list[Word] = []
    for act in _ACTS:
        role = "state-warn" if act in {"clamped", "approximated", "dropped"} else "ink-soft"
        acts += [(f"{glyphs.acts[act]} ", "state-ok" if act == "added" else role), (f"{act}  ", "ink")]
    tiers: list[Word] = [(f"{glyphs.tiers[tier]} {tier}  ", f"tier-{tier}") for tier in _TIERS]
    tiers += [(f"{glyphs.estimate} ", "ink-soft"), ("counted here", "ink-soft")]
    return [[("SIGNS", "ink-soft")], states, acts, tiers]


class HelpScreen(Dialog[None]):
    def __init__(self, here: str = "Live", table: Keys = LIVE) -> None:
        super().__init__()
        self._here = here
        self._table = table

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[("Keys", "ink", "b"), (f"   here: {self._here}", "ink-soft"), *ESC_CLOSE]])
            yield Words([[]], id="help-air")
            yield Input(placeholder="type a word, or press a key to see what it does", id="help-search")
            yield Words([[]])
            yield Words(id="help-keys")
            yield Words([[]])
            yield Words(id="help-signs")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        _, glyphs = look_of(self.app)
        self.query_one("#help-signs", Words).say(signs(glyphs))
        self._show("")

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, text: str) -> None:
        _, glyphs = look_of(self.app)
        width = 70 if self.narrow else 102
        everything = columns(width, glyphs, self._table)
        lines = found(text, glyphs, self._table)[: len(everything)] if text.strip() else everything
        lines += [[] for _ in range(len(everything) - len(lines))]
        self.query_one("#help-keys", Words).say(lines)

    def on_key(self, event: events.Key) -> None:
        """A key that writes nothing shows its own meaning."""
        key = _pressed(event.key, self._table)
        if key is not None:
            event.stop()
            event.prevent_default()
            self.query_one(Input).value = ""
            self._show(key.shown)


def _pressed(name: str, table: Keys) -> Key | None:
    if name in {"escape", "slash", "question_mark"} or len(name) == 1:
        return None
    return next((key for key in (*table, COMMANDS) if name in key.keys.split(",")), None)
