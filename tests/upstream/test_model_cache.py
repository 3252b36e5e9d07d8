"""The lists that survive a restart: for the same address only, whole at every moment, and never a reason to fail."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tui_router.providers.provider import Model, Price, Provider
from tui_router.upstream import model_cache
from tui_router.upstream.model_cache import LARGEST, ModelCache

KEY = "env:" + "SECRET_NAME"
OPENAI = Provider(
    name="openai", dialect="chat", base_url="https://a.example/v1", key=KEY, headers={"x-token": "sk-test"}
)
LOCAL = Provider(name="local", dialect="chat", base_url="http://127.0.0.1:8000/v1")
BOTH = {"openai": OPENAI, "local": LOCAL}

FULL = Model(
    context_window=400_000,
    max_output_tokens=128_000,
    price=Price(1.25, 10, 0.125),
    images=True,
    thinking=True,
    tools=False,
    display_name="GPT",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "models.json"


def put(path: Path, *models: str, **about: object) -> None:
    body = {"base_url": OPENAI.base_url, "listed_at": 5, "models": {name: {} for name in models}, **about}
    path.write_text(json.dumps({"version": 1, "providers": {"openai": body}}))


def test_what_is_stored_is_loaded(path: Path) -> None:
    assert ModelCache(path).load(BOTH) == ({}, {})
    ModelCache(path).store(BOTH, {"openai": {"gpt": FULL, "b": Model()}, "local": {"q": Model()}}, 5.5)
    listed, at = ModelCache(path).load(BOTH)
    assert listed == {"openai": {"gpt": FULL, "b": Model()}, "local": {"q": Model()}}
    assert list(listed["openai"]) == ["gpt", "b"]
    assert at == {"openai": 5.5, "local": 5.5}


def test_the_file_is_the_owners_alone_readable_and_without_keys(path: Path) -> None:
    old = os.umask(0)
    try:
        ModelCache(path).store(BOTH, {"openai": {"gpt": FULL}}, 5)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["models.json"]
    written = path.read_text()
    assert '\n  "openai": {\n' in written
    assert json.loads(written)["version"] == 1
    for word in ("SECRET", "x-token", "sk-test", "key"):
        assert word not in written


def test_who_did_not_answer_keeps_the_old_list_with_its_old_time(path: Path) -> None:
    cache = ModelCache(path)
    cache.store(BOTH, {"openai": {"old": Model()}, "local": {"q": Model()}}, 1)
    cache.store(BOTH, {"openai": {"new": Model()}, "local": {}}, 2)
    assert cache.load(BOTH) == (
        {"openai": {"new": Model()}, "local": {"q": Model()}},
        {"openai": 2.0, "local": 1.0},
    )


def test_a_list_is_for_the_address_that_told_it(path: Path) -> None:
    cache = ModelCache(path)
    cache.store(BOTH, {"openai": {"m": Model()}, "local": {"q": Model()}}, 1)
    moved = {"openai": replace(OPENAI, base_url="https://b.example/v1"), "local": LOCAL}
    assert cache.load(moved)[0] == {"local": {"q": Model()}}
    assert cache.load({"local": LOCAL})[0] == {"local": {"q": Model()}}
    cache.store(moved, {}, 2)
    assert cache.load(BOTH)[0] == {"local": {"q": Model()}}


def test_a_list_of_nobody_is_not_kept(path: Path) -> None:
    ModelCache(path).store({"local": LOCAL}, {"openai": {"m": Model()}}, 1)
    assert ModelCache(path).load(BOTH) == ({}, {})


BROKEN = [
    b"", b"\xff\xfe", b"null", b"[]", b"{}", b'{"version": 1', b"[" * 100_000, b'{"version": "1"}',
    b'{"version": 2, "providers": {"openai": {"base_url": "https://a.example/v1", "listed_at": 1, "models": {"m": {}}}}}',
    b'{"version": 1, "providers": {"openai": {"base_url": "https://a.example/v1", "models": {"m": {}}}}}',
    b'{"version": 1, "providers": {"openai": {"base_url": "https://a.example/v1", "listed_at": 1, "models": {"m": {"x": 1}}}}}',
    b'{"version": 1, "providers": {"openai": {"base_url": "https://a.example/v1", "listed_at": -1, "models": {"m": {}}}}}',
    b'{"version": 1, "providers": {"openai": {"base_url": "https://a.example/v1", "listed_at": 1, "models": {"m\xff": {}}}}}',
]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_or_foreign_file_is_empty_and_is_written_over(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    cache = ModelCache(path)
    assert cache.load(BOTH) == ({}, {})
    cache.store(BOTH, {"local": {"q": Model()}}, 3)
    assert cache.load(BOTH) == ({"local": {"q": Model()}}, {"local": 3.0})


def test_a_file_that_is_too_large_is_not_read(path: Path) -> None:
    put(path, "m")
    assert ModelCache(path).load(BOTH)[0]
    path.write_bytes(path.read_bytes() + b" " * LARGEST)
    assert ModelCache(path).load(BOTH) == ({}, {})


def test_a_link_a_pipe_and_a_folder_are_not_read(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    put(elsewhere, "m")
    path.symlink_to(elsewhere)
    assert ModelCache(path).load(BOTH) == ({}, {})
    path.unlink()
    os.mkfifo(path)
    assert ModelCache(path).load(BOTH) == ({}, {})
    path.unlink()
    path.mkdir()
    assert ModelCache(path).load(BOTH) == ({}, {})
    with pytest.raises(OSError, match="directory"):
        ModelCache(path).store(BOTH, {"local": {"q": Model()}}, 3)


def test_what_somebody_wrote_into_the_file_keeps_to_the_bounds_of_a_list(path: Path) -> None:
    bad = {"context_window": -5, "max_output_tokens": 10**30, "price": {"input": -1, "output": 2}}
    models = {"m": {**bad, "display_name": "a\x1b[31m", "tools": True}, "e\x1b[2J": {}, " x": {}}
    put(path, models=models)
    assert ModelCache(path).load(BOTH)[0] == {"openai": {"m": Model(tools=True)}}
    put(path, *(f"m{number}" for number in range(2100)))
    assert len(ModelCache(path).load(BOTH)[0]["openai"]) == 2000


def test_lists_too_long_to_keep_cost_the_longest_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_cache, "LARGEST", 2000)
    cache = ModelCache(path)
    cache.store(BOTH, {"openai": {f"m{n}": Model() for n in range(500)}, "local": {"q": Model()}}, 1)
    assert cache.load(BOTH)[0] == {"local": {"q": Model()}}
    assert path.stat().st_size <= 2000


def test_a_write_that_fails_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ModelCache(path)
    cache.store(BOTH, {"openai": {"old": Model()}}, 1)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        cache.store(BOTH, {"openai": {"new": Model()}}, 2)
    assert cache.load(BOTH)[0] == {"openai": {"old": Model()}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(
                    ["version", "providers", "openai", "base_url", "listed_at", "models", "price", "input"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_file_raises(path: Path, value: object) -> None:
    path.write_text(json.dumps(value))
    listed, at = ModelCache(path).load(BOTH)
    assert set(listed) == set(at)
