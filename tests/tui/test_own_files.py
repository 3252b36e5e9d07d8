from pathlib import Path

from tui_router.tui.own_files import NOWHERE, OwnFiles, own_files


def test_an_app_that_was_given_none_has_none(make_app):
    own = OwnFiles(Path("/x/config.toml"), Path("/x/gateway.log"))
    assert own_files(make_app(own=own)) == own
    assert own_files(make_app()) == NOWHERE
    assert own_files(object()) == NOWHERE
