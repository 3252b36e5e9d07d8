import json
import stat
from pathlib import Path

import pytest

from tui_router.cli.client_env import Changes
from tui_router.cli.client_settings import (
    Given,
    names_settings,
    overridden,
    read_settings,
    settings_file,
)


def write(path: Path, **env: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"env": env, "model": "opus", "hooks": {"a": [1]}}))
    return path


def test_the_file_nearest_to_the_work_has_the_last_word(tmp_path: Path) -> None:
    own = write(tmp_path / "home/.claude/settings.json", A="own", B="own", C=1, D=True)
    shared = write(tmp_path / "work/.claude/settings.json", B="shared")
    local = write(tmp_path / "work/.claude/settings.local.json", E="local")
    given = read_settings({"HOME": str(tmp_path / "home")}, tmp_path / "work")
    assert given.env == {"A": "own", "B": "shared", "C": "1", "D": "true", "E": "local"}
    assert given.origin == {"A": own, "B": shared, "C": own, "D": own, "E": local}


def test_a_config_folder_of_its_own(tmp_path: Path) -> None:
    write(tmp_path / "home/.claude/settings.json", A="home")
    write(tmp_path / "other/settings.json", A="other")
    env = {"HOME": str(tmp_path / "home"), "CLAUDE_CONFIG_DIR": str(tmp_path / "other")}
    assert read_settings(env, tmp_path).env == {"A": "other"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"env": []}', '{"env": {"A": {}}}', "[" * 100_000, '{"env": null}']
)
def test_a_file_nobody_can_read_sets_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".claude/settings.json"
    path.parent.mkdir()
    path.write_text(text)
    assert read_settings({"HOME": str(tmp_path)}, tmp_path / "none") == Given()
    path.write_bytes(b'{"env": {"A": "\xff"}}')
    assert read_settings({"HOME": str(tmp_path)}, tmp_path / "none") == Given()


def test_only_what_contradicts_is_said_again() -> None:
    given = Given(env={"URL": "theirs", "SAME": "ours", "KEY": "k", "EMPTY": "", "OTHER": "x"})
    change = Changes(put={"URL": "ours", "SAME": "ours", "NEW": "n"}, remove=["KEY", "EMPTY", "GONE"])
    assert overridden(given, change) == {"URL": "ours", "KEY": ""}


def test_whether_the_user_names_a_file() -> None:
    assert names_settings(["-p", "--settings", "x"])
    assert names_settings(["--settings=x"])
    assert not names_settings(["-p", "settings", "--setting-sources", "user"])


def test_the_file_is_for_us_alone_and_goes(tmp_path: Path) -> None:
    with settings_file(tmp_path, {"TOKEN": "t"}) as path:
        assert json.loads(path.read_text()) == {"env": {"TOKEN": "t"}}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_no_value_is_in_the_repr() -> None:
    assert "secret" not in repr(Given(env={"A": "secret"}, origin={"A": Path("x")}))
