import re
import signal
import socket

import pytest

from tui_router.settings.places import Places
from tui_router.settings.process import read_lock
from tui_router.settings.secrets import client_token


def test_one_line_to_wait_for_and_one_for_each_exchange(
    begin, wired: Places, env: dict[str, str], ask
) -> None:
    child = begin("serve")
    first = child.stdout.readline()
    assert re.fullmatch(r"tui-router listening on http://127\.0\.0\.1:\d+\n", first)
    token = client_token(wired, env).reveal()
    assert ask(first.split()[-1], token, "claude-haiku-5-5") == 200
    line = child.stderr.readline()
    assert re.match(
        r"\d\d:\d\d:\d\d \w+ +claude-haiku-5-5 → sandbox/text-fast 200 \d+\+\d+ tokens \d+ ms", line
    )
    child.terminate()
    out, err = child.communicate()
    assert (child.returncode, out, err) == (0, "", "")


def test_quiet_says_nothing_of_exchanges(begin, wired: Places, env: dict[str, str], ask) -> None:
    child = begin("serve", "--quiet")
    url = child.stdout.readline().split()[-1]
    assert ask(url, client_token(wired, env).reveal(), "claude-haiku-5-5") == 200
    child.send_signal(signal.SIGINT)
    assert child.communicate() == ("", "")
    assert child.returncode == 0


def test_a_second_one_names_who_runs(begin, run, wired: Places) -> None:
    first = begin("serve")
    url = first.stdout.readline().split()[-1]
    second = run("serve")
    assert second.returncode == 2
    assert second.stdout == ""
    assert f"pid {first.pid} at {url}" in second.stderr
    first.terminate()
    first.wait()


def test_after_a_kill_the_next_one_starts(begin, wired: Places) -> None:
    first = begin("serve")
    first.stdout.readline()
    first.kill()
    first.wait()
    assert read_lock(wired.lock) is None
    assert begin("serve").stdout.readline().startswith("tui-router listening on")


def test_a_taken_port(run, places: Places) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert read_lock(places.lock) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_others_are_let_in_only_with_a_token_chosen_for_them(run, host: str) -> None:
    done = run("serve", "--host", host, "--port", "0")
    assert done.returncode == 2
    assert "TUI_ROUTER_TOKEN" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [("[server]\nprot = 1\n", "config.toml:2"), ("[server\n", "config.toml:1"), ("\x00", "config.toml")],
)
def test_settings_that_cannot_be_used(run, places: Places, text: str, words: str) -> None:
    places.config_file.write_text(text)
    done = run("serve", "--port", "0")
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_settings_file_that_is_not_there(run, tmp_path) -> None:
    done = run("serve", "--config", str(tmp_path / "none.toml"))
    assert done.returncode == 2
    assert "does not exist" in done.stderr
