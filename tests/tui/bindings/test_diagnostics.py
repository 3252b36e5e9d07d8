from tui_router.tui.bindings.diagnostics import DIAGNOSTICS
from tui_router.tui.screens.diagnostics import DiagnosticsScreen


def test_the_keys_are_whole(whole):
    assert whole(DIAGNOSTICS, DiagnosticsScreen)
