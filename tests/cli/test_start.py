import os
from pathlib import Path

import pytest

from tui_router import __version__
from tui_router.cli.start import (
    Wish,
    agree,
    begin,
    client_token,
    find_or_start,
    listening,
    other_version,
    prepared_places,
    running,
)
from tui_router.cli.stop import end_gateway
from tui_router.cli.trouble import Trouble
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, GatewayLock, read_lock

INFO = GatewayInfo(pid=4711, url="http://127.0.0.1:8787", version=__version__, config="/etc/a.toml")
FOUND = GatewayInfo(pid=4711, url="http://127.0.0.1:8787", version=__version__)


@pytest.mark.parametrize(
    ("info", "wish"),
    [
        (INFO, Wish()),
        (INFO, Wish(port=8787)),
        (INFO, Wish(port=0)),
        (INFO, Wish(config=Path("/etc/../etc/a.toml"))),
        (FOUND, Wish(port=8787)),
    ],
)
def test_flags_that_fit_the_running_gateway(info: GatewayInfo, wish: Wish) -> None:
    agree(info, wish)


@pytest.mark.parametrize(
    ("info", "wish", "words"),
    [
        (INFO, Wish(port=9000), "not on port 9000"),
        (INFO, Wish(config=Path("/etc/b.toml")), "runs with /etc/a.toml, not with /etc/b.toml"),
        (FOUND, Wish(config=Path("/etc/b.toml")), "without a settings file"),
    ],
)
def test_flags_that_contradict_it_name_its_holder(info: GatewayInfo, wish: Wish, words: str) -> None:
    with pytest.raises(Trouble) as refused:
        agree(info, wish)
    assert "pid 4711 at http://127.0.0.1:8787" in refused.value.message
    assert words in refused.value.message


def test_another_version() -> None:
    assert other_version(INFO) == ""
    said = other_version(GatewayInfo(pid=1, url="http://x", version="0.0.1"))
    assert "version 0.0.1" in said
    assert __version__ in said


def test_the_places_of_a_home_that_cannot_be_one(own_env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(Trouble):
        prepared_places()


def test_nobody_runs_and_somebody_runs(places: Places) -> None:
    assert running(places) is None
    with GatewayLock.acquire(places.lock, INFO):
        assert running(places) == INFO


def test_a_lock_that_cannot_be_trusted(places: Places, tmp_path: Path) -> None:
    places.lock.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Trouble, match="link"):
        running(places)


def test_the_token_of_a_gateway_is_the_one_in_force(own_env: dict[str, str], places: Places) -> None:
    assert client_token(places, GatewayInfo(client_token="in force")) == "in force"
    minted = client_token(places, GatewayInfo())
    assert len(minted) >= 32
    assert client_token(places, GatewayInfo()) == minted


def test_a_gateway_is_started_once_and_then_found(own_env: dict[str, str], wired: Places) -> None:
    info, started = find_or_start(wired, Wish())
    try:
        assert started
        assert info.version == __version__
        assert info.config == str(wired.config_file)
        assert os.getpgid(info.pid) != os.getpgid(0)
        assert find_or_start(wired, Wish(config=wired.config_file)) == (info, False)
        with pytest.raises(Trouble, match="not on port 1"):
            find_or_start(wired, Wish(port=1))
    finally:
        end_gateway(wired, info)
    assert read_lock(wired.lock) is None


def test_a_start_that_fails_says_why(own_env: dict[str, str], places: Places) -> None:
    places.config_file.write_text("[server]\nprot = 1\n")
    starting = begin(places, Wish())
    with pytest.raises(Trouble) as failed:
        listening(starting)
    assert "config.toml:2" in failed.value.message
    assert str(places.log) in failed.value.message
    assert read_lock(places.lock) is None
