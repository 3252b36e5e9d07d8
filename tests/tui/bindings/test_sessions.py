from tui_router.tui.bindings.sessions import SESSIONS
from tui_router.tui.screens.sessions import SessionsScreen


def test_the_keys_are_whole(whole):
    assert whole(SESSIONS, SessionsScreen)
