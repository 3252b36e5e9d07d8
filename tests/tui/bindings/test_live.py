from tui_router.tui.bindings.live import LIVE
from tui_router.tui.screens.live import LiveScreen


def test_the_keys_are_whole(whole):
    assert whole(LIVE, LiveScreen)
