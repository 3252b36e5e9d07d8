import pytest

from tui_router.gateway import state


async def test_ids_are_never_given_twice(road) -> None:
    ids = [road.gateway.new_id("msg_") for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(name.startswith("msg_") and len(name) > 20 for name in ids)


async def test_a_key_is_looked_up_again_after_a_while(road, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = road.gateway
    first = gateway.secret("env:SANDBOX_API_KEY")
    assert first is not None
    monkeypatch.setenv("SANDBOX_API_KEY", "sk-another-key-that-is-not-real-00000000")
    assert gateway.secret("env:SANDBOX_API_KEY") is first
    monkeypatch.setattr(state, "KEY_KEPT_S", 0.0)
    gateway._keys.clear()
    rotated = gateway.secret("env:SANDBOX_API_KEY")
    assert rotated is not None
    assert rotated.reveal().startswith("sk-another")
    assert {first.reveal().encode(), rotated.reveal().encode()} <= set(gateway.known_keys)


async def test_no_reference_is_no_key(road) -> None:
    assert road.gateway.secret("") is None
    assert road.gateway.secret("env:NOT_SET_ANYWHERE") is None


async def test_sessions_count_while_they_are_fresh(road, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = road.gateway
    for session in ("a", "b", "a", ""):
        gateway.seen(session)
    assert gateway.sessions() == 2
    monkeypatch.setattr(state, "SESSION_SEEN_S", -1)
    assert gateway.sessions() == 0


async def test_latency_is_a_moving_average(road) -> None:
    gateway = road.gateway
    gateway.answered("p", 0.1)
    assert gateway.latency["p"] == pytest.approx(100)
    gateway.answered("p", 0.2)
    assert gateway.latency["p"] == pytest.approx(130)
