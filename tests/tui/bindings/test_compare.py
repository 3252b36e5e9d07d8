from tui_router.tui.bindings.compare import COMPARE
from tui_router.tui.screens.compare import CompareScreen


def test_the_keys_are_whole(whole):
    assert whole(COMPARE, CompareScreen)
