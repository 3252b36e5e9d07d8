"""Every key and every sign, to be searched by a word or by pressing the key."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from tui_router.tui import cells
from tui_router.tui.bindings.common import COMMANDS, MOVES, SETTINGS
from tui_router.tui.bindings.key import Group, Key
from tui_router.tui.bindings.live import LIVE, OPEN
from tui_router.tui.bindings.names import named
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.glyphs import Glyphs, to_ascii
from tui_router.tui.ink import LOUD, look_of, state_look
from tui_router.tui.keymap import keys_of
from tui_router.tui.lines.filter_words import EXAMPLES, OPERATOR_WORDS
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import Word, Words

Entry = tuple[str, str, str]
"""Key as shown, short word, meaning."""

_GROUPS: tuple[tuple[Group, str], ...] = (("look", "LOOK"), ("act", "ACT"), ("find", "FIND AND TAKE"))
_STATES = ("live", "ok", "failed", "repaired", "local", "cancelled")
_ACTS = ("renamed", "added", "clamped", "approximated", "dropped")
_TIERS = ("haiku", "sonnet", "opus", "fable")


Keys = Sequence[Key]
HERE: Keys = (*LIVE, COMMANDS)
_SAMPLE = 20
"""Cells for an example of a filter."""
_OPERATOR = 11
_PAIRED = ("live.leg_", "live.attempt_", "live.trouble_", "exchange.page_")
_SHARED = (
    (("live.leg_a", "live.leg_b", "live.leg_d"), "legs", "a leg; in the legs also c"),
    (("live.attempt_before", "live.attempt_after"), "attempts", "the attempt before, after"),
    (("live.trouble_older", "live.trouble_newer"), "trouble", "older trouble, newer trouble"),
    (("exchange.page_1", "exchange.page_2"), "pages", "a page; so with every figure"),
)


def entries(group: Group, table: Keys = HERE) -> list[Entry]:
    """`table`: the keys as they are now. Those that do nearly the same share a line."""
    moves = [(key, says, says) for key, says in MOVES] if group == "look" else []
    keys = [key for key in table if key.group == group and not key.id.startswith(_PAIRED)]
    shared: list[Entry] = []
    if group == "look":
        by_id = {key.id: key.shown for key in table}
        for ids, label, says in _SHARED:
            if shown := " ".join(by_id[id] for id in ids if id in by_id):
                shared.append((shown, label, says))
    return [*moves, *((key.shown, key.label.lower(), key.help) for key in keys), *shared]


def columns(width: int, glyphs: Glyphs, table: Keys = HERE) -> list[list[Word]]:
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
            says = label if short else says
            said = cells.clip(to_ascii(says) if glyphs.ascii else says, wide - keyed - 1, glyphs.ellipsis)
            words += [(f"{_shown(key, glyphs):<{keyed}}", "accent", "b"), (f"{said:<{wide - keyed}}", "ink")]
        lines.append(words)
    if any(key.id == OPEN.id for key in table):
        lines += _filters(width, glyphs.ellipsis)
    return lines


def _filters(width: int, ellipsis: str) -> list[list[Word]]:
    """What a filter can say."""
    lines: list[list[Word]] = [[], [("FILTER   ", "ink-soft"), ("~ lists it all", "ink-soft")]]
    wide = max(_SAMPLE, *(cell_len(sample) + 2 for sample, _ in EXAMPLES))
    for sample, means in EXAMPLES:
        said = cells.clip(means, max(1, width - wide), ellipsis)
        lines.append([(f"{sample:<{wide}}", "accent"), (said, "ink")])
    return lines


def operators(text: str, width: int) -> list[list[Word]]:
    """The filter's operators whose names begin so, side by side."""
    wide = width // len(_GROUPS)
    listed = [pair for pair in OPERATOR_WORDS if pair[0].startswith(text.casefold())]
    rows = -(-len(listed) // len(_GROUPS))
    lines: list[list[Word]] = [[] for _ in range(rows)]
    for number, (sample, means) in enumerate(listed):
        room = max(1, wide - max(_OPERATOR, len(sample)) - 2)
        lines[number % rows] += [
            (f"{sample:<{_OPERATOR}}", "accent", "b"),
            (f" {means[: room - 1]:<{room}} ", "ink"),
        ]
    return lines


def found(text: str, glyphs: Glyphs, table: Keys = HERE) -> list[list[Word]]:
    """Entries that have this key or these words, the key first."""
    everything = [entry for group, _ in _GROUPS for entry in entries(group, table)]
    name = named(text)
    exact = [entry for entry in everything if text in entry[0].split()]
    exact += [
        (key.shown, key.label.lower(), key.help)
        for key in table
        if name and name in key.keys.split(",") and text not in key.shown.split()
    ]
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
    """The keys of the screen it opens over, as they are now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "roll(1)", show=False),
        Binding("up", "roll(-1)", show=False),
        Binding("pagedown", "roll(8)", show=False),
        Binding("pageup", "roll(-8)", show=False),
    ]

    def __init__(self, here: str = "Live", table: Keys = HERE) -> None:
        super().__init__()
        self._here = here
        self._table: Keys = [*(key for key in table if key is not COMMANDS), COMMANDS]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[("Keys", "ink", "b"), (f"   here: {self._here}", "ink-soft"), *ESC_CLOSE]])
            yield Words([[]], id="help-air")
            yield Input(placeholder="type a word, or press a key to see what it does", id="help-search")
            yield Words([[]])
            with VerticalScroll(id="help-body", can_focus=False):
                yield Words(id="help-keys")
                yield Words([[]])
                yield Words(id="help-signs")
                yield Words([[], [*self._settings_hint()]])

    def _settings_hint(self) -> list[Word]:
        key = keys_of(self.app).now(SETTINGS).shown
        return [("Every key can be changed in Settings: ", "ink-soft"), (key, "accent", "b")]

    def on_resize(self, event: events.Resize) -> None:
        """As high as its lines, or as the screen."""
        lines = sum(len(words.lines) for words in self.query(Words)) + 1
        narrow = event.size.width < BREAKPOINTS[1] or event.size.height < 30
        self.query_one("#dialog").styles.height = min(event.size.height, lines + (0 if narrow else 2))

    def action_roll(self, by: int) -> None:
        self.query_one("#help-body").scroll_relative(y=by, animate=False)

    def on_mount(self) -> None:
        held = keys_of(self.app)
        self._table = tuple(held.now(key) for key in self._table)
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
        lines = everything
        if text.strip():
            told = operators(text.strip(), width) if text.strip().startswith("~") else []
            lines = (told or found(text, glyphs, self._table))[: len(everything)]
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


_ROLL = frozenset({"up", "down", "pageup", "pagedown"})


def _pressed(name: str, table: Keys) -> Key | None:
    if name in _ROLL or name in {"escape", "slash", "question_mark"} or len(name) == 1:
        return None
    return next((key for key in table if name in key.keys.split(",")), None)
