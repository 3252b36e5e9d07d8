import os
import stat
from pathlib import Path

import pytest

from tui_router import __version__
from tui_router.cli.checks.home import check_folders, check_lock, check_token
from tui_router.settings.places import Places, find_places
from tui_router.settings.process import GatewayInfo, GatewayLock

TOKEN = "test-" + "0" * 30


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places({"TUI_ROUTER_HOME": str(tmp_path / "home")})


@pytest.fixture
def made(places: Places) -> Places:
    places.prepare()
    return places


@pytest.fixture
def mere_user(monkeypatch):
    """Root may write anywhere, so the system is asked as it would answer a user."""
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, _mode: real(path, os.F_OK) and bool(Path(path).stat().st_mode & 0o200)
    )


def test_folders_that_are_not_there_yet_are_not_made(report, places: Places) -> None:
    check_folders(report, places)
    assert {finding.state for finding in report.findings} == {"ok"}
    assert not places.state.parent.exists()


def test_sound_folders(report, made: Places) -> None:
    check_folders(report, made)
    assert {finding.state for finding in report.findings} == {"ok"}


def test_a_state_folder_that_others_may_read(report, of, made: Places) -> None:
    made.state.chmod(0o755)
    check_folders(report, made)
    found = of("state folder")[0]
    assert found.state == "warn"
    assert found.paste == [f"chmod 700 {made.state}"]
    assert stat.S_IMODE(made.state.stat().st_mode) == 0o755


def test_settings_may_be_shared(report, of, made: Places) -> None:
    made.config.chmod(0o755)
    check_folders(report, made)
    assert of("settings folder")[0].state == "ok"


def test_a_folder_that_cannot_be_written(report, of, made: Places, mere_user) -> None:
    made.state.chmod(0o500)
    check_folders(report, made)
    made.state.chmod(0o700)
    assert of("state folder")[0].state == "fail"
    assert of("state folder")[0].paste == [f"chmod u+rwx {made.state}"]


def test_a_place_where_nothing_can_be_made(report, of, places: Places, tmp_path: Path, mere_user) -> None:
    tmp_path.chmod(0o500)
    check_folders(report, places)
    tmp_path.chmod(0o700)
    assert of("state folder")[0].state == "fail"
    assert "TUI_ROUTER_HOME" in of("state folder")[0].paste[0]


def test_a_folder_of_somebody_else(report, of, made: Places, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    check_folders(report, made)
    assert of("state folder")[0].state == "fail"
    assert "belongs to another user" in of("state folder")[0].said


def test_a_file_in_the_folders_place(report, of, made: Places) -> None:
    made.data.rmdir()
    made.data.write_text("")
    check_folders(report, made)
    assert of("data folder")[0].state == "fail"
    assert of("data folder")[0].paste == [f"mv {made.data} {made.data}.old"]


def test_nobody_runs(report, only, made: Places) -> None:
    assert check_lock(report, made) is None
    assert only().state == "ok"


def test_our_gateway_runs(report, only, made: Places) -> None:
    info = GatewayInfo(pid=os.getpid(), url="http://127.0.0.1:1", version=__version__)
    with GatewayLock.acquire(made.lock, info):
        assert check_lock(report, made) == info
    assert only().state == "ok"
    assert f"pid {os.getpid()} at http://127.0.0.1:1" in only().said


def test_one_of_another_version_runs(report, only, made: Places) -> None:
    with GatewayLock.acquire(made.lock, GatewayInfo(pid=1, url="http://127.0.0.1:1", version="0.0.1")):
        check_lock(report, made)
    assert (only().check, only().state) == ("version", "warn")
    assert "0.0.1" in only().said
    assert only().paste == ["tui-router stop && tui-router"]


def test_one_that_died_left_its_lock(report, only, made: Places) -> None:
    made.lock.write_text('{"pid": 4711, "url": "http://127.0.0.1:1", "control_token": "c"}')
    assert check_lock(report, made) is None
    assert only().state == "warn"
    assert "pid 4711" in only().said
    assert only().paste == [f"tail -n 20 {made.log}"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 0}', "\x00", "[" * 100_000])
def test_a_lock_with_nothing_to_read_in_it(report, only, made: Places, text: str) -> None:
    made.lock.write_text(text)
    assert check_lock(report, made) is None
    assert only().state == "ok"


def test_a_lock_that_is_a_link(report, only, made: Places, tmp_path: Path) -> None:
    made.lock.symlink_to(tmp_path / "elsewhere")
    assert check_lock(report, made) is None
    assert only().state == "fail"
    assert only().paste == [f"rm -r {made.lock}"]


def test_no_token_is_minted_by_looking(report, only, made: Places) -> None:
    check_token(report, made, {})
    assert only().state == "ok"
    assert not made.client_token.exists()


def test_a_sound_token_is_not_shown(report, only, made: Places) -> None:
    made.client_token.write_text(TOKEN)
    check_token(report, made, {})
    assert only().state == "ok"
    assert report.secrets == [TOKEN]
    assert TOKEN not in str(report.findings)


def test_an_empty_token_file(report, only, made: Places) -> None:
    made.client_token.write_text("")
    check_token(report, made, {})
    assert only().state == "fail"
    assert only().paste == [f"rm {made.client_token}"]


def test_a_token_file_that_is_a_link(report, only, made: Places, tmp_path: Path) -> None:
    made.client_token.symlink_to(tmp_path / "nowhere")
    check_token(report, made, {})
    assert only().state == "fail"


def test_a_variable_that_cannot_be_a_token(report, only, made: Places) -> None:
    check_token(report, made, {"TUI_ROUTER_TOKEN": "two words"})
    assert only().state == "fail"
    assert only().paste == ["unset TUI_ROUTER_TOKEN"]
    assert "two words" not in str(report.findings)
