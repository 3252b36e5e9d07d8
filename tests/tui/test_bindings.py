from tui_router.tui.bindings import COMMANDS, FILTER_CLEAR, FILTER_DONE, LIVE
from tui_router.tui.screens.live import LiveScreen


def test_ids_are_unique_and_no_key_means_two_things():
    ids = [key.id for key in (*LIVE, COMMANDS, FILTER_DONE, FILTER_CLEAR)]
    assert len(set(ids)) == len(ids)
    pressed = [name for key in LIVE for name in key.keys.split(",")]
    assert len(set(pressed)) == len(pressed)


def test_every_key_is_bound_and_has_an_action():
    for key in LIVE:
        name = key.action.partition("(")[0].removeprefix("app.")
        from tui_router.tui.app import RouterApp

        owner = RouterApp if key.action.startswith("app.") else LiveScreen
        assert callable(getattr(owner, f"action_{name}")), key.id
        assert key.binding().key == key.keys


def test_the_keys_of_diagnostics_are_whole_too():
    from tui_router.tui.app import RouterApp
    from tui_router.tui.bindings import DIAGNOSTICS
    from tui_router.tui.screens.diagnostics import DiagnosticsScreen

    pressed = [name for key in DIAGNOSTICS for name in key.keys.split(",")]
    assert len(set(pressed)) == len(pressed)
    for key in DIAGNOSTICS:
        name = key.action.partition("(")[0].removeprefix("app.")
        owner = RouterApp if key.action.startswith("app.") else DiagnosticsScreen
        assert callable(getattr(owner, f"action_{name}")), key.id


def test_the_keys_of_routes_and_sessions_are_whole_too():
    from tui_router.tui.app import RouterApp
    from tui_router.tui.bindings import ROUTES, SESSIONS
    from tui_router.tui.screens.routes import RoutesScreen
    from tui_router.tui.screens.sessions import SessionsScreen

    for table, screen in ((ROUTES, RoutesScreen), (SESSIONS, SessionsScreen)):
        pressed = [name for key in table for name in key.keys.split(",")]
        assert len(set(pressed)) == len(pressed)
        ids = [key.id for key in (*table, COMMANDS, FILTER_DONE, FILTER_CLEAR)]
        assert len(set(ids)) == len(ids)
        for key in table:
            name = key.action.partition("(")[0].removeprefix("app.")
            owner = RouterApp if key.action.startswith("app.") else screen
            assert callable(getattr(owner, f"action_{name}")), key.id
            assert len(key.help) <= 24, key.id  # what a column of the help page shows
