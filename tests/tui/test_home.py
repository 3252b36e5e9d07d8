"""The protocol has two sides: the commands' `HomeGateway`, and what the screen asks of it (acts/test_reviving)."""

import inspect

from tui_router.cli.home import HomeGateway
from tui_router.tui.home import Home


def test_the_commands_have_all_that_the_screen_asks():
    for name in ("why_gone", "start"):
        wanted, given = getattr(Home, name), getattr(HomeGateway, name)
        assert inspect.signature(given) == inspect.signature(wanted)
        assert inspect.iscoroutinefunction(given) == inspect.iscoroutinefunction(wanted)
