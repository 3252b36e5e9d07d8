"""What the command palette offers, and how a few letters find it. `screens/palette` shows it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tui_router.core.target import TIERS
from tui_router.tui.keymap import keys_of
from tui_router.tui.lines.filter_words import EXAMPLES
from tui_router.tui.widgets.tabs_bar import LIVE_TAB, TABS, Tab

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui_router.tui.app import RouterApp

RECENT = 4
QUERY_CAP = 80
_ID_CAP = 12
"""Digits of an exchange's number."""


@dataclass(frozen=True, slots=True)
class Command:
    """`key` as it is shown, where one does the same. `act` may give something to await."""

    name: str
    says: str
    act: Callable[[], Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """`letters` are the places in the name that the query matches."""

    command: Command
    letters: frozenset[int] = frozenset()


def commands(app: "RouterApp", screen: "Screen[Any]") -> list[Command]:
    """What can be done on this screen now; nothing where it has no keys of its own."""
    table = getattr(screen, "KEYS", None)
    if table is None:
        return []
    held, live = keys_of(app), app.live_screen
    listed = [
        Command(key.label, key.help, partial(screen.press, key), held.now(key).shown)  # type: ignore[attr-defined]
        for key in table
        if key.palette and screen.check_action(key.action, ())
    ]
    there = {command.name for command in listed}
    listed += [
        Command(tab.name, "screen", partial(live.go, tab))
        for tab in TABS
        if tab.name not in there and (tab is not LIVE_TAB or screen is not live)
    ]
    if live.check_action("rewire", ()):
        listed += [
            Command(f"Rewire {tier}", "choose where it goes", partial(live.rewire, tier)) for tier in TIERS
        ]
    if screen is live:
        listed.append(Command("Import exchanges", "read a bundle", live.taking.import_menu))
        listed.append(Command("Guided set-up", "from what is found to a settings file", live.action_setup))
    listed += [_filter(app, sample, means) for sample, means in EXAMPLES]
    return [*listed, *_themes(app)]


def _themes(app: "RouterApp") -> Iterator[Command]:
    for name in app.available_themes:
        yield Command(f"Theme {name}", "wear it for this run", partial(setattr, app, "theme", name))


def _filter(app: "RouterApp", words: str, means: str) -> Command:
    return Command(f"Filter {words}", means, partial(_show_only, app, words))


def _show_only(app: "RouterApp", words: str) -> None:
    _go_to(app, LIVE_TAB)
    app.live_screen.find(words)


def _go_to(app: "RouterApp", tab: Tab) -> None:
    app.live_screen.go(tab)


def typed(app: "RouterApp", query: str) -> list[Command]:
    """What a number or an expression stands for by itself."""
    query = query.strip()
    number = query.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= _ID_CAP:
        return [Command(f"Go to exchange #{number}", "in Live", partial(app.live_screen.jump, int(number)))]
    if query.startswith("~"):
        return [_filter(app, query, "in Live")]
    return []


def matching(query: str, offered: Sequence[Command]) -> list[Hit]:
    """Those with the query's letters in their name, the closest first; then those with its words in their meaning."""
    query = query.strip().lower()[:QUERY_CAP]
    weighed: list[tuple[int, int, Hit]] = []
    for place, command in enumerate(offered):
        score, letters = _match(query, command.name.lower())
        if not score and query in command.says.lower():
            score = 1
        if score:
            weighed.append((-score, place, Hit(command, letters)))
    return [hit for *_, hit in sorted(weighed, key=lambda each: each[:2])]


def _match(query: str, name: str) -> tuple[int, frozenset[int]]:
    """5 the name begins so, 4 it stands in it, 3 all words do, 2 all letters do in this order, 0 no."""
    at = name.find(query)
    if at >= 0:
        return 5 if at == 0 else 4, frozenset(range(at, at + len(query)))
    places = [(word, name.find(word)) for word in query.split()]
    if places and all(at >= 0 for _, at in places):
        return 3, frozenset(spot for word, at in places for spot in range(at, at + len(word)))
    letters = _in_order(query.replace(" ", ""), name)
    return (2, frozenset(letters)) if letters else (0, frozenset())


def _in_order(query: str, name: str) -> list[int]:
    """Where the letters stand one after the other, at the beginning of a word where one is; empty when they do not."""
    found: list[int] = []
    at = 0
    for letter in query:
        here = name.find(letter, at)
        word = name.find(f" {letter}", max(0, at - 1)) + 1
        if found and here != at and word > 0 and _rest(query[len(found) + 1 :], name, word + 1):
            here = word
        if here < 0:
            return []
        found.append(here)
        at = here + 1
    return found


def _rest(letters: str, name: str, at: int) -> bool:
    """Whether these letters still follow from there on."""
    for letter in letters:
        at = name.find(letter, at) + 1
        if not at:
            return False
    return True
