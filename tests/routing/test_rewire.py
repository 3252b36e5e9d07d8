import msgspec
import pytest

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import named
from tui_router.routing.rewire import effective_tiers, parse_tiers, with_launch, with_listed
from tui_router.routing.table import Launch, build, resolve


def test_every_tier_that_has_a_target_is_named(table):
    assert effective_tiers(table) == {
        "haiku": "local/qwen3-8b", "sonnet": "openai/gpt-5.4", "opus": "openai", "fable": "openai", "default": "openai",
    }  # fmt: skip
    assert effective_tiers(build(providers={}, tiers={})) == {}


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
