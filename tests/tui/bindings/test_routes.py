from tui_router.tui.bindings.routes import ROUTES
from tui_router.tui.screens.routes import RoutesScreen


def test_the_keys_are_whole(whole):
    assert whole(ROUTES, RoutesScreen)
