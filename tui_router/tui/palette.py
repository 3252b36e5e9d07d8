"""What the command palette offers: the keys that act now, every tier to rewire, every theme."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui_router.core.target import TIERS
from tui_router.tui.bindings.live import LIVE
from tui_router.tui.screens.aside import Aside
from tui_router.tui.screens.live import LiveScreen

Command = tuple[str, str, Callable[[], Any]]


class RouterCommands(Provider):
    def _commands(self) -> Iterator[Command]:
        screen = self.screen
        if not isinstance(screen, LiveScreen | Aside):
            return
        for key in LIVE if isinstance(screen, LiveScreen) else screen.KEYS:
            if key.palette and screen.check_action(key.action, ()):
                yield key.label, f"{key.help}   {key.shown}", partial(screen.press, key)
        if isinstance(screen, LiveScreen) and screen.check_action("rewire", ()):
            for tier in TIERS:
                yield f"Rewire {tier}", "choose where it goes", partial(screen.action_rewire, tier)
            yield "Guided set-up", "from what is found to a settings file", screen.action_setup
        for name in self.app.available_themes:
            yield f"Theme {name}", "wear it for this run", partial(setattr, self.app, "theme", name)

    async def discover(self) -> Hits:
        for name, says, act in self._commands():
            yield DiscoveryHit(name, act, help=says)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, says, act in self._commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), act, help=says)
