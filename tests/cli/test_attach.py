import select
import signal
import socket

import pytest
from click.testing import CliRunner

from tui_router.cli import attach as room
from tui_router.settings.places import Places
from tui_router.settings.secrets import client_token, control_token


def test_it_needs_the_control_token(run) -> None:
    done = run("attach", "http://127.0.0.1:1")
    assert done.returncode == 2
    assert "TUI_ROUTER_CONTROL_TOKEN" in done.stderr


def test_nobody_there(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = run("attach", f"http://127.0.0.1:{port}", more={"TUI_ROUTER_CONTROL_TOKEN": "x"})
    assert done.returncode == 2
    assert f"No gateway answers at http://127.0.0.1:{port}" in done.stderr


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1"])
def test_an_address_that_is_none(run, url: str) -> None:
    done = run("attach", url, more={"TUI_ROUTER_CONTROL_TOKEN": "x"})
    assert done.returncode == 2
    assert "no address" in done.stderr


def test_a_wrong_token(run, gateway: str) -> None:
    done = run("attach", gateway, more={"TUI_ROUTER_CONTROL_TOKEN": "wrong"})
    assert done.returncode == 2
    assert "control token" in done.stderr


def test_lines_of_a_gateway_that_is_not_of_this_home(
    begin, gateway: str, wired: Places, env: dict[str, str], ask, tmp_path
) -> None:
    more = {
        "TUI_ROUTER_CONTROL_TOKEN": control_token(wired, env).reveal(),
        "TUI_ROUTER_HOME": str(tmp_path / "other"),
    }
    child = begin("attach", gateway, more=more)
    while not select.select([child.stdout], [], [], 0.1)[0]:
        assert ask(gateway, client_token(wired, env).reveal(), "claude-haiku-5-5") == 200
    assert "text-fast@sandbox" in child.stdout.readline()
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate()
    assert out.splitlines()[-1].split()[1].startswith("exchange")
    assert (child.returncode, err) == (0, "")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("leaving", ["leave", "stop"])
def test_the_screen_and_what_becomes_of_the_gateway(
    own_env: dict[str, str], places: Places, monkeypatch: pytest.MonkeyPatch, leaving: str
) -> None:
    asked: list[str] = []

    async def knock(url: str, _token: str) -> None:
        asked.append(f"knock {url}")

    async def stop(url: str, _token: str) -> None:
        asked.append(f"stop {url}")

    monkeypatch.setenv("TUI_ROUTER_CONTROL_TOKEN", "x")
    monkeypatch.setattr(room, "_knock", knock)
    monkeypatch.setattr(room, "_stop", stop)
    monkeypatch.setattr(room, "wants_screen", lambda plain: True)
    monkeypatch.setattr("tui_router.cli.screen.show_screen", lambda *_, **__: (leaving, 3))
    done = CliRunner().invoke(room.attach, ["http://box:1"])
    assert done.exit_code == 3
    assert asked == ["knock http://box:1", *(["stop http://box:1"] if leaving == "stop" else [])]
