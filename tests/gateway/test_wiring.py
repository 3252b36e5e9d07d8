import pytest

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.gateway.wiring import StaleError, Wiring
from tui_router.journal.record import Tiers
from tui_router.providers.provider import Model, Price, Provider
from tui_router.routing.asked import named
from tui_router.routing.rewire import effective_tiers
from tui_router.routing.table import Table, build, resolve


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


def test_models_come_with_every_price_that_is_known() -> None:
    priced = Model(price=Price(3, 15, 0.3, 3.75))
    provider = Provider(name="p", dialect="chat", base_url="http://x/v1", models={"m": priced, "n": Model()})
    known, bare = Wiring(build(providers={"p": provider}, tiers={"default": [Target("p", "m")]})).models()
    assert (known.price_in, known.price_out, known.price_cache_read, known.price_cache_write) == (
        3,
        15,
        0.3,
        3.75,
    )
    assert bare.price_in is bare.price_cache_read is bare.price_cache_write is None


LOCAL = Provider(name="local", dialect="chat", base_url="http://127.0.0.1:8000/v1")
OPENAI = Provider(name="openai", dialect="chat", base_url="http://127.0.0.1:8001/v1")


def made(**tiers: Target) -> Table:
    chosen = {tier: [target] for tier, target in tiers.items()}
    return build(providers={"local": LOCAL, "openai": OPENAI}, tiers=chosen, revision=4)


@pytest.fixture
def table() -> Table:
    """Two tiers of their own and a default."""
    return made(
        haiku=Target("local", "qwen3-8b"), sonnet=Target("openai", "gpt-5.4"), default=Target("openai")
    )


def put(table: Table, given: dict[str, str | list[str]]) -> Table:
    wiring = Wiring(table)
    wiring.put_tiers(Tiers(revision=table.revision, tiers=given))
    return wiring.table


def test_a_rewire_counts_up_and_leaves_the_old_table_as_it_was(table: Table) -> None:
    new = put(table, {"haiku": "openai/new"})
    assert new.revision == table.revision + 1
    assert str(resolve(new, named("haiku")).target) == "openai/new"
    assert str(resolve(table, named("haiku")).target) == "local/qwen3-8b"
    assert new.wired


def test_writing_back_what_was_shown_nails_nothing_down(table: Table) -> None:
    back = put(table, effective_tiers(table))
    assert back.tiers == table.tiers
    assert effective_tiers(put(back, {"default": "local/x"}))["opus"] == "local/x"


def test_what_is_put_is_what_is_got(table: Table) -> None:
    given: dict[str, str | list[str]] = {
        "haiku": "openai/a",
        "sonnet": "local/b",
        "opus": "openai/c",
        "fable": "openai/d",
        "default": "openai/d",
    }
    assert effective_tiers(put(table, given)) == given


def test_a_chain_is_put_and_got_as_a_list_and_a_chain_of_one_as_plain_text() -> None:
    given: dict[str, str | list[str]] = {
        "haiku": ["openai/a", "local"],
        "opus": ["local/b"],
        "default": "openai/d",
    }
    new = put(made(default=Target("openai")), given)
    assert effective_tiers(new) == {
        "haiku": ["openai/a", "local"], "sonnet": "openai/d", "opus": "local/b", "fable": "openai/d", "default": "openai/d",
    }  # fmt: skip
    assert resolve(new, named("haiku")).fallbacks == (Target("local", "haiku"),)


def test_an_unwired_tier_follows_a_chain_of_the_default_too() -> None:
    chain = (Target("openai", "d"), Target("local", "e"))
    names = [str(target) for target in chain]
    new = put(made(default=Target("openai")), {"default": names})
    assert effective_tiers(new)["opus"] == ["openai/d", "local/e"]
    back = put(new, effective_tiers(new))
    assert back.tiers == {"default": chain}
    own = put(new, {"default": names, "opus": names[::-1]})
    assert own.tiers["opus"] == chain[::-1]
