import msgspec
import pytest

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import named
from tui_router.routing.rewire import effective_tiers, parse_tiers, with_launch, with_listed, with_tiers
from tui_router.routing.table import Launch, build, resolve


def test_every_tier_that_has_a_target_is_named(table):
    assert effective_tiers(table) == {
        "haiku": "local/qwen3-8b", "sonnet": "openai/gpt-5.4", "opus": "openai", "fable": "openai", "default": "openai",
    }  # fmt: skip
    assert effective_tiers(build(providers={}, tiers={})) == {}


def test_a_rewire_counts_up_and_leaves_the_old_table_as_it_was(table):
    new = with_tiers(table, {**table.tiers, "haiku": (Target("openai", "new"),)})
    assert new.revision == table.revision + 1
    assert str(resolve(new, named("haiku")).target) == "openai/new"
    assert str(resolve(table, named("haiku")).target) == "local/qwen3-8b"
    assert new.wired


def test_writing_back_what_was_shown_nails_nothing_down(table):
    shown = parse_tiers(effective_tiers(table), table.providers)
    back = with_tiers(table, shown)
    assert back.tiers == table.tiers
    moved = with_tiers(back, {**back.tiers, "default": (Target("local", "x"),)})
    assert effective_tiers(moved)["opus"] == "local/x"


def test_what_is_put_is_what_is_got(table):
    given = {
        "haiku": "openai/a",
        "sonnet": "local/b",
        "opus": "openai/c",
        "fable": "openai/d",
        "default": "openai/d",
    }
    assert effective_tiers(with_tiers(table, parse_tiers(given, table.providers))) == given


def test_a_chain_is_put_and_got_as_a_list_and_a_chain_of_one_as_plain_text(table):
    given = {"haiku": ["openai/a", "local"], "opus": ["local/b"], "default": "openai/d"}
    new = with_tiers(table, parse_tiers(given, table.providers))
    assert effective_tiers(new) == {
        "haiku": ["openai/a", "local"], "sonnet": "openai/d", "opus": "local/b", "fable": "openai/d", "default": "openai/d",
    }  # fmt: skip
    assert resolve(new, named("haiku")).fallbacks == (Target("local", "haiku"),)


def test_an_unwired_tier_follows_a_chain_of_the_default_too(table):
    chain = (Target("openai", "d"), Target("local", "e"))
    new = with_tiers(table, {"default": chain})
    assert effective_tiers(new)["opus"] == ["openai/d", "local/e"]
    back = with_tiers(new, parse_tiers(effective_tiers(new), new.providers))
    assert back.tiers == {"default": chain}
    own = with_tiers(new, {"default": chain, "opus": chain[::-1]})
    assert own.tiers["opus"] == chain[::-1]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"huge": "openai/x"}, "no tier huge"),
        ({"haiku": "nobody/x"}, "no provider nobody"),
        ({"haiku": ""}, "no provider"),
        ({"haiku": "openai/"}, "names no model"),
        ({"\x1b[31m" * 100: "openai/x"}, "no tier"),
        ({"haiku": "openai/\x1b[31m"}, "no model's name"),
        ({"haiku": "openai/" + "x" * 400}, "no model's name"),
        ({"haiku": []}, "tiers.haiku: a chain has 1 to 8 targets, this one has 0"),
        ({"haiku": [f"openai/{n}" for n in range(9)]}, "this one has 9"),
        ({"haiku": ["openai/a", "nobody/x"]}, r"tiers.haiku\[2\]: no provider nobody"),
        ({"haiku": ["openai/a", "openai/"]}, r"tiers.haiku\[2\]: openai/ names no model"),
        ({"haiku": ["openai/\x1b[31m", "openai"]}, r"tiers.haiku\[1\]: .* no model's name"),
        ({"haiku": ["openai/a", "local/b", "openai/a"]}, "openai/a stands in the chain twice"),
    ],
)
def test_a_wiring_that_cannot_be_is_refused_with_its_tier(table, given, words):
    with pytest.raises(ClientFault, match=words) as caught:
        parse_tiers(given, table.providers)
    assert caught.value.diagnosis.message.isprintable()


def test_a_list_that_arrives_changes_a_proposed_wiring_and_counts_up():
    llama = Provider(name="llama", dialect="chat", base_url="http://127.0.0.1:1/v1", found_by="discovery")
    table = build(providers={}, tiers={})
    new = with_listed(table, {"llama": {"m": Model(context_window=5)}}, {"llama": llama})
    assert new.revision == table.revision + 1
    assert str(resolve(new, named("claude-opus-5")).target) == "llama/m"
    assert resolve(new, named("claude-opus-5")).limits.window_from == "list"


def test_a_list_that_changes_no_tier_keeps_the_revision(table):
    new = with_listed(table, {"openai": {"gpt-9": Model()}})
    assert new.revision == table.revision
    assert new.tiers == table.tiers
    assert "gpt-9" in new.listed["openai"]


def test_a_found_server_does_not_push_a_configured_one_away(table, local):
    other = msgspec.structs.replace(local, base_url="http://127.0.0.1:9/v1")
    assert with_listed(table, {}, {"local": other}).providers["local"] is local


def test_a_launch_is_added_beside_the_others(table):
    one = with_launch(table, "one", Launch(tiers={"haiku": (Target("openai", "x"),)}))
    two = with_launch(one, "two", Launch())
    assert set(two.launches) == {"one", "two"}
    assert two.revision == table.revision
    assert table.launches == {}
