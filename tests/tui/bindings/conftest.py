"""What must hold of every screen's keys."""

import pytest

from tui_router.tui.app import RouterApp
from tui_router.tui.bindings.common import COMMANDS, FILTER_CLEAR, FILTER_DONE


@pytest.fixture
def whole():
    """`whole(table, screen)`: ids are unique, no key means two things, each has an action and a help that fits."""

    def check(table, screen):
        ids = [key.id for key in (*table, COMMANDS, FILTER_DONE, FILTER_CLEAR)]
        assert len(set(ids)) == len(ids)
        pressed = [name for key in table for name in key.keys.split(",")]
        assert len(set(pressed)) == len(pressed)
        for key in table:
            name = key.action.partition("(")[0].removeprefix("app.")
            owner = RouterApp if key.action.startswith("app.") else screen
            assert callable(getattr(owner, f"action_{name}")), key.id
            assert len(key.help) <= 32, key.id  # what a column of the help page shows
        return True

    return check
