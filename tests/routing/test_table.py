"""Where a request goes, and that nothing a client sends can break the answer to that."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.faults import ClientFault
from tui_router.core.target import Limits, Target
from tui_router.providers.presets import presets
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import Tag, named
from tui_router.routing.changes import Changes
from tui_router.routing.rules import Rule, When
from tui_router.routing.table import Launch, Table, build, chosen, fallback, propose, resolve, route_to


@pytest.mark.parametrize(
    ("model", "target", "reason"),
    [
        ("cc-anything", "openai/gpt-5.4-mini", "route 1: model is cc-*"),
        ("claude-fable-5-2", "local/claude-fable-5-2", "route 2: tier is fable"),
        ("claude-router/qwen", "local/qwen3-8b", "alias claude-router/qwen"),
        ("openai/gpt-5.4-mini", "openai/gpt-5.4-mini", "named by the client"),
        ("local/Qwen/Qwen3-8B", "local/Qwen/Qwen3-8B", "named by the client"),
        ("claude-router/openai/gpt-5.4", "openai/gpt-5.4", "named by the client"),
        ("claude-haiku-5-5", "local/qwen3-8b", "tier haiku is wired to local/qwen3-8b"),
        ("claude-sonnet-5-5[1m]", "openai/gpt-5.4", "tier sonnet is wired to openai/gpt-5.4"),
        ("claude-opus-5-5", "openai/claude-opus-5-5", "no wiring for opus, default is wired as openai"),
        ("claude-mythos-5", "openai/claude-mythos-5", "tier default is wired to openai"),
        ("unheard/of", "openai/unheard/of", "tier default is wired to openai"),
        ("openai/", "openai/openai/", "tier default is wired to openai"),
        ("openai", "openai/openai", "tier default is wired to openai"),
    ],
)
def test_the_first_that_fits_decides(table, model, target, reason):
    route = resolve(table, named(model))
    assert str(route.target) == target
    assert route.reason == reason
    assert route.provider is table.providers[route.target.provider]


def test_limits_come_with_the_route(table):
    assert resolve(table, named("haiku")).limits == Limits(32768, 8192, "config", "config")
    assert resolve(table, named("sonnet")).limits.window_from == "catalog"
    listed = msgspec.structs.replace(table, listed={"openai": {"gpt-5.4": Model(context_window=9)}})
    assert resolve(listed, named("sonnet")).limits == Limits(9, 9, "list", "list")


def test_a_provider_alone_keeps_the_clients_model_name_less_its_own_name(local):
    table = build(providers={"local": local}, tiers={"default": (Target("local"),)})
    assert resolve(table, named("foo")).target == Target("local", "foo")
    assert resolve(table, named("claude-router/local/foo")).target == Target("local", "foo")


def test_nothing_fits_is_a_404_that_lists_names(local):
    table = build(providers={"local": local}, tiers={"haiku": (Target("local", "qwen3-8b"),)})
    with pytest.raises(ClientFault) as caught:
        resolve(table, named("claude-opus-5"))
    diagnosis = caught.value.diagnosis
    assert (diagnosis.status, diagnosis.type, diagnosis.name) == (404, "not_found_error", "model_not_found")
    assert "local/qwen3-8b" in diagnosis.message
    assert not diagnosis.heals


def test_a_target_whose_provider_is_gone_is_the_clients_404_too(table):
    broken = msgspec.structs.replace(table, providers={})
    with pytest.raises(ClientFault, match="no provider openai"):
        resolve(broken, named("sonnet"))


class TestLaunch:
    @pytest.fixture
    def launched(self, table):
        launch = Launch(tiers={"sonnet": (Target("local", "own"),)}, subagent=Target("openai", "sub"))
        wide = Launch(tiers={"default": (Target("local", "all"),)})
        return msgspec.structs.replace(table, launches={"one": launch, "wide": wide})

    def test_its_tiers_lie_over_the_others(self, launched):
        assert str(resolve(launched, named("sonnet"), launch="one").target) == "local/own"
        assert str(resolve(launched, named("haiku"), launch="one").target) == "local/qwen3-8b"
        assert str(resolve(launched, named("sonnet")).target) == "openai/gpt-5.4"

    def test_its_default_takes_every_tier_it_does_not_wire(self, launched):
        assert str(resolve(launched, named("haiku"), launch="wide").target) == "local/all"

    def test_its_subagents_go_their_own_way_but_rules_go_first(self, launched):
        assert str(resolve(launched, named("sonnet", "subagent"), launch="one").target) == "openai/sub"
        assert str(resolve(launched, named("local/x", "subagent"), launch="one").target) == "openai/sub"
        assert str(resolve(launched, named("cc-x", "subagent"), launch="one").target) == "openai/gpt-5.4-mini"

    def test_one_that_is_not_known_is_told(self, launched):
        route = resolve(launched, named("sonnet"), launch="gone")
        assert str(route.target) == "openai/gpt-5.4"
        assert route.reason.endswith("the launch it names is not known here")


class TestProposal:
    """A wiring for those who gave none."""

    def test_the_first_provider_that_has_something_takes_the_tier(self, openai):
        empty = Provider(name="empty", dialect="chat", base_url="http://127.0.0.1")
        tiers = propose({"empty": empty, "openai": openai}, {})
        assert tiers["haiku"] == (Target("openai", "gpt-6.1-terra"),)
        assert tiers["opus"] == (Target("openai", "gpt-6.1-sol"),)

    def test_a_provider_without_proposals_gives_its_first_model_that_talks(self, openai):
        empty = Provider(name="empty", dialect="chat", base_url="http://127.0.0.1")
        listed = {"empty": {"nomic-embed-text": Model(), "llama": Model()}}
        assert set(propose({"empty": empty, "openai": openai}, listed).values()) == {
            (Target("empty", "llama"),)
        }

    def test_another_host_behind_the_variables_of_a_preset_is_taken_at_its_own_word(self, openai):
        vllm = msgspec.structs.replace(openai, base_url="http://127.0.0.1:8000/v1")
        assert propose({"openai": vllm}, {})["haiku"] == (Target("openai", "gpt-6.1-terra"),)
        there = {"Qwen/Qwen4-Coder": Model()}
        assert set(propose({"openai": vllm}, {"openai": there}).values()) == {
            (Target("openai", "Qwen/Qwen4-Coder"),)
        }
        relay = {"other": Model(), "gpt-6.1-sol": Model(), "gpt-6.1-terra": Model()}
        assert propose({"openai": vllm}, {"openai": relay}) == propose({"openai": openai}, {})
        assert propose({"openai": openai}, {"openai": there}) == propose({"openai": openai}, {})

    def test_anthropic_keeps_every_name(self):
        table = build(providers={"anthropic": presets()["anthropic"].provider("anthropic")}, tiers={})
        route = resolve(table, named("claude-sonnet-5-5[1m]"))
        assert route.target == Target("anthropic", "claude-sonnet-5-5")
        assert "proposed" in route.reason
        assert not table.wired

    def test_without_providers_there_is_nothing(self):
        assert build(providers={}, tiers={}).tiers == {}


class TestChain:
    """The first target is the usual one; the rest come with the route, complete."""

    @pytest.fixture
    def chained(self, local, openai):
        big, small = Target("openai", "gpt-5.4"), Target("local", "qwen3-8b")
        return build(
            providers={"local": local, "openai": openai},
            tiers={"opus": (big, small), "default": (Target("openai"), Target("local"), big)},
            routes=(Rule(number=1, when=When(model=("cc-*",)), to=(small, big)),),
            aliases={"mine": (big,)},
        )

    @pytest.mark.parametrize(
        ("model", "chain", "reason"),
        [
            ("claude-opus-5", ["openai/gpt-5.4", "local/qwen3-8b"], "tier opus is wired to openai/gpt-5.4, then local/qwen3-8b"),
            ("cc-a", ["local/qwen3-8b", "openai/gpt-5.4"], "route 1: model is cc-*, to local/qwen3-8b, then openai/gpt-5.4"),
            ("haiku[1m]", ["openai/haiku", "local/haiku", "openai/gpt-5.4"], "no wiring for haiku, default is wired as openai, then local, then openai/gpt-5.4"),
            ("gpt-5.4", ["openai/gpt-5.4", "local/gpt-5.4"], "tier default is wired to openai, then local, then openai/gpt-5.4"),
            ("mine", ["openai/gpt-5.4"], "alias mine"),
            ("local/opus", ["local/opus"], "named by the client"),
        ],
    )  # fmt: skip
    def test_a_route_brings_the_rest_of_its_chain_each_target_once(self, chained, model, chain, reason):
        route = resolve(chained, named(model))
        assert [str(target) for target in (route.target, *route.fallbacks)] == chain
        assert route.reason == reason

    def test_a_fallback_is_a_route_with_its_own_provider_and_limits_and_the_same_tier(self, chained, local):
        first = resolve(chained, named("claude-opus-5[1m]"))
        route = fallback(chained, first.fallbacks[0], "claude-opus-5[1m]", "openai has no credit left")
        assert (route.provider, route.tier, route.limits) == (
            local,
            "opus",
            Limits(32768, 8192, "config", "config"),
        )
        assert (route.reason, route.fallbacks) == ("openai has no credit left", ())

    def test_a_launch_and_a_replay_have_no_other_road(self, chained):
        launch = Launch(tiers={"opus": (Target("local", "own"),)}, subagent=Target("openai", "sub"))
        launched = msgspec.structs.replace(chained, launches={"one": launch})
        assert resolve(launched, named("opus"), launch="one").fallbacks == ()
        assert resolve(launched, named("opus", "subagent"), launch="one").fallbacks == ()
        assert route_to(chained, Target("openai", "gpt-5.4"), "opus", "chosen").fallbacks == ()

    def test_a_fallback_to_a_provider_that_is_gone_is_a_fault(self, chained):
        with pytest.raises(ClientFault, match="no provider gone"):
            fallback(chained, Target("gone", "x"), "opus", "because")


def test_a_hand_chosen_target_does_not_ask_the_table(table):
    route = route_to(table, Target("local", "other"), "claude-haiku-5", "chosen for this replay")
    assert (str(route.target), route.tier, route.reason) == ("local/other", "haiku", "chosen for this replay")
    with pytest.raises(ClientFault):
        route_to(table, Target("nobody", "x"), "haiku", "chosen")


def test_a_table_is_a_snapshot(table):
    with pytest.raises(AttributeError):
        table.revision = 9


names = st.text(max_size=40) | st.sampled_from(
    ["claude-opus-5", "openai/x", "claude-router/", "claude-router/a/b", "[1m]", "/", "a/", "/b", "\x1b[31m", "haiku" * 5000]
)  # fmt: skip
targets = st.builds(Target, st.sampled_from(["a", "b", "gone", ""]), st.text(max_size=6))
chains = st.lists(targets, min_size=1, max_size=4, unique=True).map(tuple)
tiers = st.dictionaries(st.sampled_from(["haiku", "sonnet", "opus", "fable", "default"]), chains, max_size=5)
tables = st.builds(
    Table,
    revision=st.integers(0, 9),
    providers=st.sampled_from(
        [
            {},
            {n: Provider(name=n, dialect="chat", base_url="http://127.0.0.1") for n in "ab"},
            {"a": presets()["openai"].provider("a")},
        ]
    ),
    tiers=tiers,
    wired=st.booleans(),
    routes=st.lists(
        st.builds(
            Rule,
            number=st.integers(1, 5),
            to=chains | st.just(()),
            when=st.builds(When, model=names.map(lambda name: (name,)), tag=st.booleans()),
        ),
        max_size=2,
    ).map(tuple),
    aliases=st.dictionaries(names, chains, max_size=2),
    sessions=st.dictionaries(st.sampled_from(["s"]), tiers, max_size=1),
    launches=st.dictionaries(
        st.sampled_from(["one"]), st.builds(Launch, tiers=tiers, subagent=st.none() | targets)
    ),
    listed=st.sampled_from([{}, {"a": {"m": Model(context_window=5, max_output_tokens=50)}}]),
)


@given(tables, names, st.sampled_from(["main", "subagent", "other"]), st.sampled_from(["", "one", "two"]))
def test_any_request_finds_a_whole_route_or_a_clients_fault(table, model, kind, launch):
    route, fault = None, None
    try:
        route = resolve(table, named(model, kind), launch=launch)
    except ClientFault as found:
        fault = found.diagnosis
    if fault is not None:
        assert fault.status == 404
        assert fault.message.isprintable()
    else:
        assert route.provider is table.providers[route.target.provider]
        assert route.target.model or not model
        assert route.reason
        whole = (route.target, *route.fallbacks)
        assert len(set(whole)) == len(whole)
        assert all(target.model or not model for target in whole)
        for target in route.fallbacks:
            if target.provider in table.providers:
                again = fallback(table, target, model, "the first one failed")
                assert (again.target, again.tier, again.fallbacks) == (target, route.tier, ())


class TestRules:
    """Rules are asked in order; those without a target change the request and go on."""

    def table(self, local, openai, *routes, **more):
        return build(
            providers={"local": local, "openai": openai},
            tiers={"default": (Target("openai", "gpt-5.4"),)},
            routes=routes,
            **more,
        )

    def test_what_was_asked_before_is_told(self, local, openai):
        table = self.table(
            local,
            openai,
            Rule(number=1, when=When(kind=("subagent",)), to=(Target("local", "a"),)),
            Rule(number=2, when=When(thinking=True, tier=("opus",)), to=(Target("local", "b"),)),
            Rule(number=3, when=When(tier=("opus",)), to=(Target("local", "c"),)),
        )
        route = resolve(table, named("opus"))
        assert (str(route.target), route.rule) == ("local/c", 3)
        assert route.passed == ((1, "kind"), (2, "thinking"))
        unruled = resolve(table, named("haiku"))
        assert (str(unruled.target), unruled.rule) == ("openai/gpt-5.4", 0)
        assert [number for number, _ in unruled.passed] == [1, 2, 3]

    def test_a_rule_without_a_target_changes_and_goes_on(self, local, openai):
        clamp, drop = Changes(clamp={"max_tokens": (None, 100)}), Changes(drop=("top_k",))
        table = self.table(
            local,
            openai,
            Rule(number=1, changes=clamp),
            Rule(number=2, when=When(tier=("haiku",)), to=(Target("local", "a"),), changes=drop),
        )
        assert resolve(table, named("haiku")).changes == ((1, clamp), (2, drop))
        assert resolve(table, named("opus")).changes == ((1, clamp),)

    def test_a_target_chosen_by_hand_keeps_what_rules_change_and_not_where_they_send(self, local, openai):
        clamp, drop = Changes(clamp={"max_tokens": (None, 100)}), Changes(drop=("top_k",))
        table = self.table(
            local,
            openai,
            Rule(number=1, changes=clamp),
            Rule(number=2, when=When(kind=("title",)), changes=drop),
            Rule(number=3, when=When(tier=("opus",)), to=(Target("openai", "x"),), changes=drop),
        )
        route = chosen(table, Target("local", "a"), named("opus"), "by hand")
        assert (str(route.target), route.reason, route.rule) == ("local/a", "by hand", 0)
        assert route.changes == ((1, clamp),)

    def test_a_tag_names_the_target_when_it_is_known(self, local, openai):
        table = self.table(
            local,
            openai,
            Rule(number=1, when=When(tag=True)),
            aliases={"fast": (Target("local", "qwen3-8b"),)},
        )

        def goes(name):
            asked = msgspec.structs.replace(named("opus"), tag=Tag(name, f"<x>{name}</x>") if name else None)
            route = resolve(table, asked)
            return str(route.target), route.rule

        assert goes("local/big") == ("local/big", 1)
        assert goes("fast") == ("local/qwen3-8b", 1)
        assert goes("nobody/big") == ("openai/gpt-5.4", 0)
        assert goes("") == ("openai/gpt-5.4", 0)

    def test_a_session_has_tiers_of_its_own(self, local, openai):
        own = {"opus": (Target("local", "mine"),)}
        table = msgspec.structs.replace(
            self.table(local, openai, Rule(number=1, when=When(kind=("title",)), to=(Target("local", "t"),))),
            sessions={"s1": own},
            launches={"l": Launch(tiers={"opus": (Target("openai", "of-launch"),)})},
        )

        def goes(model, kind="main", session="s1", launch="l"):
            asked = msgspec.structs.replace(named(model, kind), session=session)
            return str(resolve(table, asked, launch=launch).target)

        assert goes("opus") == "local/mine"
        assert goes("opus", session="s2") == "openai/of-launch"
        assert goes("haiku", launch="") == "openai/gpt-5.4"
        assert goes("opus", "title") == "local/t"
