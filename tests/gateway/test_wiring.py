import pytest

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.gateway.wiring import StaleError, Wiring
from tui_router.journal.record import Tiers
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import named
from tui_router.routing.table import build


@pytest.fixture
def wiring() -> Wiring:
    provider = Provider(
        name="p",
        dialect="chat",
        base_url="http://x/v1",
        models={"m": Model(context_window=1000), "n": Model()},
    )
    return Wiring(
        build(providers={"p": provider}, tiers={"opus": [Target("p", "m")], "default": [Target("p", "n")]})
    )


def test_a_change_swaps_the_table_and_tells(wiring: Wiring) -> None:
    told: list[Tiers] = []
    wiring.on_change = told.append
    before = wiring.table
    after = wiring.put_tiers(Tiers(revision=1, tiers={"opus": "p/n"}))
    assert (after.revision, after.tiers["opus"], after.tiers["default"]) == (2, "p/n", "p/n")
    assert told == [after]
    assert before.tiers["opus"] == (Target("p", "m"),)


def test_an_old_revision_changes_nothing(wiring: Wiring) -> None:
    wiring.put_tiers(Tiers(revision=1, tiers={"opus": "p/n"}))
    with pytest.raises(StaleError):
        wiring.put_tiers(Tiers(revision=1, tiers={"opus": "p/m"}))
    assert wiring.tiers().tiers["opus"] == "p/n"


def test_a_chain_goes_in_and_out_as_a_list(wiring: Wiring) -> None:
    after = wiring.put_tiers(Tiers(revision=1, tiers={"opus": ["p/n", "p/m"], "default": ["p/m"]}))
    assert after.tiers["opus"] == ["p/n", "p/m"]
    assert after.tiers["haiku"] == after.tiers["default"] == "p/m"
    assert wiring.resolve(named("claude-opus-5")).fallbacks == (Target("p", "m"),)


def test_a_remembered_answer_goes_with_its_chain(wiring: Wiring) -> None:
    wiring.put_tiers(Tiers(revision=1, tiers={"opus": ["p/n", "p/m"]}))
    first = wiring.resolve(named("opus"))
    wiring.put_tiers(Tiers(revision=2, tiers={"opus": "p/n"}))
    assert first.fallbacks == (Target("p", "m"),)
    assert wiring.resolve(named("opus")).fallbacks == ()


def test_a_replay_to_a_target_and_a_launch_have_no_other_road(wiring: Wiring) -> None:
    wiring.put_tiers(Tiers(revision=1, tiers={"opus": ["p/n", "p/m"]}))
    wiring.put_launch("l", {"opus": "p/n"}, None)
    assert wiring.resolve(named("opus"), force=Target("p", "n")).fallbacks == ()
    assert wiring.resolve(named("opus"), launch="l").fallbacks == ()


def test_what_stands_anywhere_in_a_chain_is_a_wired_model(wiring: Wiring) -> None:
    wiring.put_tiers(Tiers(revision=1, tiers={"opus": ["p/n", "p/fallback"], "default": "p/n"}))
    assert [model.target for model in wiring.models()] == ["p/n", "p/fallback", "p/m"]


def test_a_forced_target_is_taken_as_it_is(wiring: Wiring) -> None:
    route = wiring.resolve(named("claude-opus-5"), force=Target("p", "anything"))
    assert (route.target, route.tier) == (Target("p", "anything"), "opus")


def test_an_unknown_provider_is_named(wiring: Wiring) -> None:
    with pytest.raises(ClientFault, match="no provider q"):
        wiring.known("q/x")


def test_a_launch_does_not_change_the_revision(wiring: Wiring) -> None:
    wiring.put_launch("l", {"opus": "p/n"}, "p/m")
    assert wiring.table.revision == 1
    assert wiring.resolve(named("claude-opus-5"), launch="l").target == Target("p", "n")
    assert wiring.resolve(named("claude-opus-5", "subagent"), launch="l").target == Target("p", "m")
    assert wiring.resolve(named("claude-opus-5")).target == Target("p", "m")


def test_models_are_each_listed_once_the_wired_ones_first(wiring: Wiring) -> None:
    models = wiring.models()
    assert [model.target for model in models] == ["p/n", "p/m"]
    assert models[1].context_window == 1000
