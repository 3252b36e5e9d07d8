from tui_router.tui.bindings.log import LOG
from tui_router.tui.screens.log import LogScreen


def test_the_keys_are_whole(whole):
    assert whole(LOG, LogScreen)
