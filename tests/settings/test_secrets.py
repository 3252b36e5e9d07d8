"""Keys and tokens: found, kept to the owner, never shown, never read from or written through a planted link."""

import os
import stat
import sys
import threading
import types

import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.places import find_places
from tui_router.settings.secrets import client_token, control_token, missing, resolve


@pytest.fixture
def places(home):
    found = find_places(home)
    found.prepare()
    return found


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_variable_gives_its_value_without_the_line_end():
    assert resolve("env:K", {"K": " abc\n"}).reveal() == "abc"
    assert resolve("env:K", {}) is None
    assert resolve("env:K", {"K": "  "}) is None
    assert resolve("", {"": "x"}) is None


def test_a_key_file_may_be_a_link_as_containers_mount_them(tmp_path):
    (tmp_path / "real").write_text("abc\n")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert resolve(f"file:{tmp_path}/link", {}).reveal() == "abc"
    assert resolve(f"file:{tmp_path}/none", {}) is None


@pytest.mark.parametrize(
    "raw", [b"two words", b"a\x00b", b"line\nline", "ł".encode(), b"\xff", b"x" * 20_000]
)
def test_what_cannot_be_a_key_is_refused_and_not_repeated(tmp_path, raw):
    (tmp_path / "key").write_bytes(raw)
    with pytest.raises(ConfigFault) as caught:
        resolve(f"file:{tmp_path}/key", {})
    assert raw.decode("latin-1")[:9] not in str(caught.value)


def test_a_folder_or_a_pipe_is_no_key(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ConfigFault):
            resolve(f"file:{name}", {})


def test_a_keyring_is_asked_when_it_is_there(monkeypatch):
    class KeyringError(Exception):
        pass

    fake = types.ModuleType("keyring")
    fake.get_password = lambda service, name: "abc" if (service, name) == ("s", "n/m") else None
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = KeyringError
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert resolve("keyring:s/n/m", {}).reveal() == "abc"
    assert resolve("keyring:s/other", {}) is None

    def locked(*_):
        raise KeyringError("secret detail")

    fake.get_password = locked
    with pytest.raises(ConfigFault, match="keyring cannot be read") as caught:
        resolve("keyring:s/n", {})
    assert "secret detail" not in str(caught.value)


def test_without_the_keyring_extra_a_person_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigFault, match=r"tui-router\[keyring\]"):
        resolve("keyring:s/n", {})


def test_what_is_missing_has_a_sentence():
    assert missing("env:K") == "K is not set"
    assert missing("file:/k") == "/k does not exist"
    assert "keyring" in missing("keyring:s/n")


def test_tokens_are_minted_once_and_kept_to_the_owner(places, home):
    old = os.umask(0)
    try:
        first = client_token(places, home).reveal()
        other = control_token(places, home).reveal()
    finally:
        os.umask(old)
    assert len(first) >= 43
    assert first != other
    assert client_token(places, home).reveal() == first
    assert mode(places.client_token) == mode(places.control_token) == 0o600
    assert sorted(p.name for p in places.state.iterdir()) == ["client-token", "control-token"]


def test_a_variable_goes_before_the_file(places, home):
    assert client_token(places, {**home, "TUI_ROUTER_TOKEN": "abc"}).reveal() == "abc"
    assert control_token(places, {**home, "TUI_ROUTER_CONTROL_TOKEN": "def"}).reveal() == "def"
    assert list(places.state.iterdir()) == []


def test_a_token_that_others_could_read_is_closed(places, home):
    first = client_token(places, home).reveal()
    places.client_token.chmod(0o644)
    assert client_token(places, home).reveal() == first
    assert mode(places.client_token) == 0o600


@pytest.mark.parametrize("kind", ["to a file", "to nothing", "to a folder"])
def test_a_planted_link_is_neither_read_nor_written(places, home, tmp_path, kind):
    victim = tmp_path / "victim"
    if kind == "to a file":
        victim.write_text("attackers-own-token")
    elif kind == "to a folder":
        victim.mkdir()
    places.client_token.symlink_to(victim)
    with pytest.raises(ConfigFault, match="cannot be trusted"):
        client_token(places, home)
    if kind == "to a file":
        assert victim.read_text() == "attackers-own-token"
    elif kind == "to nothing":
        assert not victim.exists()


def test_an_empty_token_file_is_told(places, home):
    places.client_token.write_text("\n")
    with pytest.raises(ConfigFault, match="is empty"):
        client_token(places, home)


def test_another_users_token_file_is_refused(places, home, monkeypatch):
    client_token(places, home)
    monkeypatch.setattr(os, "geteuid", lambda: places.state.stat().st_uid + 1)
    with pytest.raises(ConfigFault, match="another user"):
        client_token(places, home)


def test_many_starts_at_once_agree_on_one_token(places, home):
    found, barrier = [], threading.Barrier(8)

    def start():
        barrier.wait()
        found.append(client_token(places, home).reveal())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [p.name for p in places.state.iterdir()] == ["client-token"]


def test_a_secret_does_not_show(places, home):
    token = client_token(places, home)
    assert token.reveal() not in f"{token} {token!r}"
