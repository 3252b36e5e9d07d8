import os
import stat

import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.places import find_places


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_lies_under_the_home_that_was_set(tmp_path):
    places = find_places({"TUI_ROUTER_HOME": str(tmp_path / "h")})
    for path in (
        places.config_file, places.themes, places.log, places.lock, places.client_token, places.control_token, places.database,
        places.facts, places.models,
    ):  # fmt: skip
        assert path.is_relative_to(tmp_path / "h")
    assert (
        len(
            {
                places.log,
                places.lock,
                places.client_token,
                places.control_token,
                places.database,
                places.facts,
                places.models,
            }
        )
        == 7
    )
    assert places.facts.parent == places.models.parent == places.state


def test_without_it_the_users_own_folders_are_taken():
    places = find_places({})
    assert all(folder.name == "tui-router" for folder in (places.config, places.state, places.data))
    assert all(folder.is_absolute() for folder in (places.config, places.state, places.data))


def test_nothing_is_made_before_it_is_asked_for(home, tmp_path):
    find_places(home)
    assert list(tmp_path.iterdir()) == []


def test_folders_are_made_for_the_owner_alone_whatever_the_umask(home):
    places = find_places(home)
    old = os.umask(0)
    try:
        places.prepare()
    finally:
        os.umask(old)
    assert [mode(f) for f in (places.config, places.state, places.data, places.state.parent)] == [0o700] * 4
    places.prepare()


def test_state_that_others_could_enter_is_closed_and_a_shared_config_is_left(home):
    places = find_places(home)
    places.prepare()
    for folder in (places.config, places.state, places.data):
        folder.chmod(0o755)
    places.prepare()
    assert [mode(f) for f in (places.config, places.state, places.data)] == [0o755, 0o700, 0o700]


def test_a_folder_of_another_user_is_refused(home, monkeypatch):
    places = find_places(home)
    places.prepare()
    monkeypatch.setattr(os, "geteuid", lambda: places.state.stat().st_uid + 1)
    with pytest.raises(ConfigFault, match="another user"):
        places.prepare()


def test_a_file_in_the_way_is_told(home, tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigFault, match="cannot be made"):
        find_places(home).prepare()
