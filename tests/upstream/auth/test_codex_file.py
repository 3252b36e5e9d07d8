import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.secret import Secret
from tui_router.upstream.auth import codex_file
from tui_router.upstream.auth.codex_file import (
    LARGEST,
    LoginTrouble,
    auth_path,
    open_to_others,
    read_login,
    save_tokens,
    unwritable,
)

ENDS = 1_795_000_000.0


@pytest.fixture
def path(tmp_path, stand_in):
    return stand_in.write(tmp_path / "codex" / "auth.json", ENDS)


def change(path, **members):
    path.write_text(json.dumps({**json.loads(path.read_text()), **members}))


def test_the_file_is_where_codex_keeps_it(tmp_path) -> None:
    assert auth_path({"CODEX_HOME": str(tmp_path)}) == tmp_path / "auth.json"
    assert auth_path({"HOME": str(tmp_path), "CODEX_HOME": " "}) == tmp_path / ".codex" / "auth.json"


def test_a_login_is_read(path, stand_in) -> None:
    login = read_login(path)
    assert login.access.reveal() == stand_in.token(ENDS, "access1")
    assert login.refresh is not None
    assert login.refresh.reveal() == stand_in.refresh_token(1)
    assert login[2:] == (stand_in.ACCOUNT, "plus", ENDS, False, False)


def test_nothing_of_it_can_be_printed_by_accident(path, stand_in) -> None:
    shown = repr(read_login(path)) + str(read_login(path))
    assert stand_in.refresh_token(1) not in shown
    assert "access1" not in shown


def test_the_account_is_in_the_tokens_too(path, stand_in) -> None:
    tokens = json.loads(path.read_text())["tokens"]
    change(path, tokens={**tokens, "account_id": None})
    assert read_login(path).account == stand_in.ACCOUNT


def test_a_token_without_an_end_holds_eight_days(path, stand_in) -> None:
    tokens = json.loads(path.read_text())["tokens"]
    change(path, tokens={**tokens, "access_token": "opaque"}, last_refresh="2026-11-01T00:00:00Z")
    assert read_login(path).ends_at == 1_793_491_200 + 8 * 86400
    change(path, last_refresh=[1])
    assert read_login(path).ends_at is None


def test_tokens_of_another_program_are_not_renewed(path) -> None:
    change(path, auth_mode="chatgptAuthTokens")
    assert read_login(path).refresh is None


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"tokens": None, "OPENAI_API_KEY": "sk-test-" + "0" * 20}, 'preset = "openai"'),
        ({"auth_mode": "apikey", "OPENAI_API_KEY": "sk-test-" + "0" * 20}, 'preset = "openai"'),
        ({"tokens": {"access_token": 7}}, "holds no login"),
        ({"tokens": ["access_token"]}, "holds no login"),
        ({"tokens": None}, "holds no login"),
        ({"auth_mode": "agentIdentity"}, "another kind (agentIdentity)"),
        ({"auth_mode": "\x1b[2J"}, "another kind (unknown)"),
        ({"auth_mode": {"a": 1}}, "another kind"),
        ({"tokens": {"access_token": "a\r\nx-evil: 1"}}, "cannot be sent"),
        ({"tokens": {"access_token": "a", "refresh_token": "b c"}}, "cannot be sent"),
    ],
)
def test_what_is_no_chatgpt_login_says_what_to_do(path, members, says) -> None:
    change(path, **members)
    with pytest.raises(LoginTrouble) as trouble:
        read_login(path)
    assert says in str(trouble.value)
    assert "codex login" in str(trouble.value)
    assert "0" * 20 not in str(trouble.value)


def test_no_file_names_the_keyring_too(tmp_path) -> None:
    with pytest.raises(
        LoginTrouble, match=r"no Codex login at .*run `codex login`.*cli_auth_credentials_store"
    ):
        read_login(tmp_path / "auth.json")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b"[1]", "holds no login"),
        (b"[" * 50_000, "not JSON"),
        (b" " * (LARGEST + 1), "cannot be read"),
        (b"\xff\xfe\x00", "not JSON"),
    ],
)
def test_a_hostile_file_is_refused(path, content, says) -> None:
    path.write_bytes(content)
    with pytest.raises(LoginTrouble, match=says):
        read_login(path)


def test_links_folders_and_pipes_are_not_read(path, tmp_path) -> None:
    link, folder, pipe = tmp_path / "l.json", tmp_path / "d.json", tmp_path / "p.json"
    link.symlink_to(path)
    folder.mkdir()
    os.mkfifo(pipe)
    with pytest.raises(LoginTrouble, match="it is a link"):
        read_login(link)
    for odd in (folder, pipe):
        with pytest.raises(LoginTrouble, match="cannot be read"):
            read_login(odd)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_way(tmp_path_factory, data) -> None:
    path = tmp_path_factory.mktemp("codex") / "auth.json"
    path.write_bytes(data)
    with pytest.raises(LoginTrouble):
        read_login(path)


def test_renewed_tokens_are_merged_and_the_rest_stays(path, stand_in) -> None:
    change(path, agent_identity="keep", huge=10**300, odd={"NaN": [None, "é"]})
    before = json.loads(path.read_text())
    save_tokens(
        path,
        {"access_token": "new-a", "refresh_token": "new-r"},
        0.0,
        instead_of=Secret(stand_in.refresh_token(1)),
    )
    after = json.loads(path.read_text())
    assert after["tokens"] == {**before["tokens"], "access_token": "new-a", "refresh_token": "new-r"}
    assert after["last_refresh"] == "1970-01-01T00:00:00Z"
    assert {**after, "tokens": 0, "last_refresh": 0} == {**before, "tokens": 0, "last_refresh": 0}
    assert list(after) == list(before)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400])
def test_the_rights_stay(path, stand_in, mode) -> None:
    path.chmod(mode)
    save_tokens(path, {"access_token": "new-a"}, 0.0, instead_of=Secret(stand_in.refresh_token(1)))
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert [entry.name for entry in path.parent.iterdir()] == ["auth.json"]


def test_a_newer_login_is_not_written_over(path, stand_in) -> None:
    stand_in.write(path, ENDS, number=9)
    save_tokens(path, {"access_token": "new-a"}, 0.0, instead_of=Secret(stand_in.refresh_token(1)))
    assert json.loads(path.read_text())["tokens"]["refresh_token"] == stand_in.refresh_token(9)


def test_a_write_that_fails_leaves_the_old_file(path, stand_in, monkeypatch) -> None:
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(codex_file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_tokens(path, {"access_token": "new-a"}, 0.0, instead_of=Secret(stand_in.refresh_token(1)))
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["auth.json"]


def test_whether_renewed_tokens_could_be_kept(path, monkeypatch) -> None:
    assert unwritable(path) == ""
    monkeypatch.setattr(codex_file.os, "access", lambda *_: False)
    assert unwritable(path) == f"{path.parent} cannot be written"
    monkeypatch.undo()
    monkeypatch.setattr(codex_file.os, "geteuid", lambda: path.stat().st_uid + 1)
    assert unwritable(path) == f"{path} belongs to another user"
    assert "cannot be looked at" in unwritable(path.parent / "none.json")


def test_who_else_can_read_it(path) -> None:
    assert not open_to_others(path)
    path.chmod(0o644)
    assert open_to_others(path)
    assert read_login(path).exposed
