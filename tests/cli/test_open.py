import signal

import pytest

from tui_router.cli import open as room
from tui_router.cli.open import configured_looks, wants_screen
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, GatewayLock, read_lock


def test_without_a_terminal_there_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for stdin, stdout, plain, screen in (
        (True, True, False, True),
        (True, True, True, False),
        (True, False, False, False),
        (False, True, False, False),
    ):
        monkeypatch.setattr("sys.stdin.isatty", lambda given=stdin: given)
        monkeypatch.setattr("sys.stdout.isatty", lambda given=stdout: given)
        assert wants_screen(plain) is screen


def test_lines_until_a_signal_and_a_gateway_that_stays(begin, run, wired: Places) -> None:
    child = begin()
    first = child.stdout.readline()
    url = first.split()[-1]
    assert first == f"tui-router listening on {url}\n"
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate()
    assert (out, child.returncode) == ("0 exchanges\n", 0)
    assert err == f"The gateway keeps running at {url}. `tui-router stop` ends it.\n"
    held = read_lock(wired.lock)
    assert held is not None
    assert held.url == url

    contradiction = run("--port", "1")
    assert contradiction.returncode == 2
    assert f"pid {held.pid} at {url}" in contradiction.stderr


def test_without_a_wiring_it_says_how_to_get_one(begin, run, places: Places) -> None:
    places.config_file.write_text(
        "[server]\nport = 0\n\n[providers.p]\ndialect = 'chat'\nbase_url = 'http://127.0.0.1:9/v1'\n"
    )
    child = begin()
    assert child.stdout.readline().startswith("tui-router listening on ")
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate()
    assert err.splitlines()[0] == room.NOWHERE


def test_a_gateway_that_cannot_start_is_explained(run, places: Places) -> None:
    places.config_file.write_text("[server]\nprot = 1\n")
    done = run("--plain")
    assert done.returncode == 2
    assert "config.toml:2" in done.stderr


def test_another_version_is_offered_a_restart(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    info = GatewayInfo(pid=1, url="http://127.0.0.1:9", version="0.0.1")
    ended: list[GatewayInfo] = []
    monkeypatch.setattr(room, "end_gateway", lambda _places, which: ended.append(which))

    assert room._replaced(places, info, "It is old.", ask=False) is info
    assert capsys.readouterr().err == "It is old. `tui-router stop` ends it.\n"
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert room._replaced(places, info, "It is old.", ask=True) is info
    assert ended == []
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert room._replaced(places, info, "It is old.", ask=True) is None
    assert ended == [info]


def test_the_theme_of_the_settings(own_env: dict[str, str], places: Places) -> None:
    assert configured_looks("")[0].theme == ""
    places.config_file.write_text('[ui]\ntheme = "paper"\n')
    assert configured_looks("")[0].theme == "paper"
    assert configured_looks(str(places.config_file))[0].theme == "paper"
    places.config_file.write_text("[ui\n")
    assert configured_looks("")[0].theme == ""


@pytest.mark.parametrize(("leaving", "runs"), [("leave", True), (None, True), ("stop", False)])
def test_what_becomes_of_the_gateway_is_the_users_word(
    own_env: dict[str, str],
    wired: Places,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    leaving: str | None,
    runs: bool,
) -> None:
    seen: dict[str, object] = {}

    def show(client: object, places: Places, **more: object) -> tuple[str | None, int]:
        seen.update(more, url=client.url)  # type: ignore[attr-defined]
        return leaving, 0

    monkeypatch.setattr(room, "wants_screen", lambda plain: True)
    monkeypatch.setattr("tui_router.cli.screen.show_screen", show)
    try:
        assert room.open_inspector(config=None, port=None, theme="ember", ascii=True, plain=False) == 0
        held = read_lock(wired.lock)
        assert (held is not None) is runs
        hint = str(seen["connect_hint"]).splitlines()
        assert hint[0] == "tui-router connect claude"
        assert hint[1] == f"export ANTHROPIC_BASE_URL={seen['url']}"
        assert hint[2].startswith("export ANTHROPIC_AUTH_TOKEN=")
        assert (seen["theme"], seen["ascii"]) == ("ember", True)
        assert ("keeps running" in capsys.readouterr().out) is runs
    finally:
        info = read_lock(wired.lock)
        if info is not None:
            room.end_gateway(wired, info)


def test_the_demo_is_played_on_request_and_then_it_is_said_how_to_come_back(
    own_env: dict[str, str],
    wired: Places,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    played: list[dict[str, object]] = []

    def play(**how: object) -> int:
        played.append(how)
        return 3

    monkeypatch.setattr(room, "wants_screen", lambda plain: True)
    monkeypatch.setattr(
        "tui_router.cli.screen.show_screen", lambda *_, **more: ("demo" if more["demo"] else None, 0)
    )
    monkeypatch.setattr("tui_router.cli.demo.run_demo", play)
    try:
        assert room.open_inspector(config=None, port=None, theme="ember", ascii=True, plain=False) == 3
        assert played == [{"port": 0, "theme": "ember", "ascii": True, "plain": False}]
        said = capsys.readouterr().out
        assert said.startswith(
            "That was the demo. `tui-router` opens your own gateway again.\nThe gateway keeps"
        )
        assert read_lock(wired.lock) is not None
    finally:
        info = read_lock(wired.lock)
        if info is not None:
            room.end_gateway(wired, info)


def test_a_gateway_that_ended_meanwhile_is_not_said_to_run(
    own_env: dict[str, str],
    wired: Places,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def show(_client: object, places: Places, **more: object) -> tuple[str | None, int]:
        room.end_gateway(places, more["home"].info)  # type: ignore[attr-defined]
        return "leave", 0

    monkeypatch.setattr(room, "wants_screen", lambda plain: True)
    monkeypatch.setattr("tui_router.cli.screen.show_screen", show)
    assert room.open_inspector(config=None, port=None, theme=None, ascii=True, plain=False) == 0
    assert capsys.readouterr().out == "No gateway runs. `tui-router` starts one.\n"


def test_it_attaches_to_what_runs(places: Places) -> None:
    """Nothing is started beside a gateway that holds the lock."""
    info = GatewayInfo(pid=1, url="http://127.0.0.1:9", version="x")
    with GatewayLock.acquire(places.lock, info):
        assert room.running(places) == info
