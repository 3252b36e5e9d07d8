import tomllib

import pytest

from tui_router.tui.own_settings import OwnSettingsFault, read_settings, write_settings


def told(path):
    return {key: (value, origin) for key, value, origin in read_settings(path)}


def test_values_come_with_their_origin(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[journal]\ncapture = "meta"\n\n[keys]\n"live.replay" = "ctrl+r"\n')
    found = told(file)
    assert found["journal.capture"] == ("meta", "config.toml:2")
    assert found["server.port"] == ("8787", "default")
    assert found['keys."live.replay"'] == ("ctrl+r", "config.toml:5")


@pytest.mark.parametrize("name", ["missing.toml", None])
def test_without_a_file_the_defaults_hold(tmp_path, name):
    assert told(tmp_path / name if name else None)["ui.signs"] == ("unicode", "default")


def test_looks_and_keys_go_into_the_text_and_comments_stay(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(
        '# mine\n[ui]\ntheme = "paper"  # light\n\n[keys]\n"live.fix" = "f5"  # far away\n"live.undo" = "f6"\n'
    )
    write_settings(file, {"ui": {"motion": "reduced"}, "keys": {"live.replay": "ctrl+r", "live.undo": None}})
    text = file.read_text()
    assert "# mine" in text
    assert "# light" in text
    assert "# far away" in text
    assert tomllib.loads(text) == {
        "ui": {"theme": "paper", "motion": "reduced"},
        "keys": {"live.fix": "f5", "live.replay": "ctrl+r"},
    }


def test_a_file_that_is_not_there_is_made(tmp_path):
    file = tmp_path / "deep" / "config.toml"
    write_settings(file, {"keys": {"live.replay": "?"}})
    assert tomllib.loads(file.read_text()) == {"keys": {"live.replay": "?"}}


def test_what_cannot_be_read_or_written_is_told(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[ui\n")
    with pytest.raises(OwnSettingsFault, match=r"config\.toml"):
        read_settings(file)
    with pytest.raises(OwnSettingsFault, match=r"config\.toml"):
        write_settings(file, {"ui": {"motion": "full"}})
    assert file.read_text() == "[ui\n"
    with pytest.raises(OwnSettingsFault):
        read_settings(tmp_path)
