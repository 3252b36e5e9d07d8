import json

import pytest

from tui_router.core.secret import Secret
from tui_router.upstream.auth import codex_store
from tui_router.upstream.auth.codex_file import LoginTrouble
from tui_router.upstream.auth.codex_store import Store, seal

ENDS = 1_795_000_000.0
FRESH = {"access_token": "new-access", "refresh_token": "new-refresh"}


@pytest.fixture
def path(tmp_path, stand_in):
    return stand_in.write(tmp_path / "auth.json", ENDS)


@pytest.fixture
def told():
    return []


@pytest.fixture
def store(path, told):
    return Store(path, lambda secret: told.append(secret.reveal()), lambda: 0.0)


def full(*_, **__):
    raise OSError(28, "No space left on device")


def kept(path):
    return json.loads(path.read_text())["tokens"]


async def test_what_is_kept_is_written_at_the_next_read(store, path, stand_in) -> None:
    store.keep(Secret(stand_in.refresh_token(1)), FRESH)
    assert store.unsaved
    assert (await store.read()).access.reveal() == kept(path)["access_token"] == "new-access"
    assert not store.unsaved


async def test_what_cannot_be_written_is_used_from_memory(store, path, stand_in, monkeypatch) -> None:
    monkeypatch.setattr(codex_store, "save_tokens", full)
    store.keep(Secret(stand_in.refresh_token(1)), FRESH)
    login = await store.read()
    assert (login.access.reveal(), login.refresh.reveal()) == ("new-access", "new-refresh")
    assert login.account == stand_in.ACCOUNT
    assert store.unsaved
    assert kept(path)["refresh_token"] == stand_in.refresh_token(1)


async def test_a_newer_login_is_taken_in_its_place(store, path, stand_in) -> None:
    store.keep(Secret(stand_in.refresh_token(1)), FRESH)
    stand_in.write(path, ENDS, number=4)
    assert (await store.read()).refresh.reveal() == stand_in.refresh_token(4)
    assert not store.unsaved


async def test_a_login_that_was_removed_is_gone(store, path, stand_in) -> None:
    store.keep(Secret(stand_in.refresh_token(1)), FRESH)
    path.unlink()
    with pytest.raises(LoginTrouble, match="no Codex login"):
        await store.read()


async def test_each_token_is_told_once(store, told, stand_in) -> None:
    await store.read()
    await store.read()
    assert sorted(told) == sorted(
        [stand_in.token(ENDS, "access1"), stand_in.refresh_token(1), stand_in.ACCOUNT]
    )
    store.keep(Secret(stand_in.refresh_token(1)), FRESH)
    assert told[3:] == ["new-access", "new-refresh"]


def test_a_seal_tells_tokens_apart_and_shows_none() -> None:
    assert seal(Secret("one")) != seal(Secret("two"))
    assert "one" not in seal(Secret("one"))
