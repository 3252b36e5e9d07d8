import tomllib

import pytest

from tui_router.control.wiring import RuleState, Wires
from tui_router.tui.rewire_draft import (
    Draft,
    Endpoint,
    NotReadable,
    chain_of,
    complaints,
    endpoint_of,
    endpoint_patch,
    holds_secret,
    key_trouble,
    patch_of,
    read_when,
    tokens,
    when_text,
)

PASTED = "sk-" + "test-" + "0123456789" * 3


@pytest.fixture
def wires(fakes):
    return Wires(
        revision=3,
        effective={"sonnet": ["p/one", "p/two"], "opus": "p/big"},
        sessions={"a1f3": {"sonnet": "q/own"}},
        rules=list(fakes.RULES),
        providers={
            "p": {"preset": "openai", "key": "env:P_KEY", "models": {"one": {"context_window": 32_768}}}
        },
    )


def test_only_the_tier_that_changed_is_in_the_patch(wires):
    assert patch_of(Draft(chain=("p/one", "p/two")), wires) == {}
    assert patch_of(Draft(chain=()), wires) == {}
    assert patch_of(Draft(chain=("p/three",)), wires) == {"tiers": {"sonnet": "p/three"}}
    assert patch_of(Draft(chain=("p/two", "p/one")), wires) == {"tiers": {"sonnet": ["p/two", "p/one"]}}


def test_a_session_may_have_a_chain_of_its_own(wires):
    assert chain_of(wires, Draft(session="a1f3")) == ("q/own",)
    assert chain_of(wires, Draft(session="b2")) == ("p/one", "p/two")
    assert chain_of(wires, Draft(tier="haiku")) == ()
    assert patch_of(Draft(session="a1f3", chain=("q/own",)), wires) == {}


def test_a_changed_rule_keeps_its_place_and_what_the_form_does_not_show(wires):
    draft = Draft(rule=2, when='kind = "subagent", thinking = false', chain=("p/one",))
    routes = patch_of(draft, wires)["routes"]
    assert [table.get("to") for table in routes] == ["openai/gpt-5.4", "p/one", None]
    assert routes[1] == {
        "when": {"kind": "subagent", "thinking": False}, "to": "p/one", "set": {"temperature": 0.2},
    }  # fmt: skip
    same = Draft(rule=1, when=when_text(wires.rules[0].table["when"]), chain=("openai/gpt-5.4",))
    assert patch_of(same, wires) == {}


def test_a_new_rule_stands_last_and_one_without_a_target_has_no_to(wires):
    routes = patch_of(Draft(rule=0, when='tier = "opus"', chain=("p/one",)), wires)["routes"]
    assert routes[3] == {"when": {"tier": "opus"}, "to": "p/one"}
    assert patch_of(Draft(rule=0, when="tag = true"), wires)["routes"][3] == {"when": {"tag": True}}
    assert patch_of(Draft(rule=0), wires) == {}


@pytest.mark.parametrize("text", ["kind", "a = 1 }\nb = { c = 1", "= 1", "a = " + "[" * 400, '"'])
def test_conditions_that_cannot_be_read_are_said(text):
    with pytest.raises(NotReadable, match="not readable"):
        read_when(text)


def test_conditions_are_written_as_they_are_read():
    when = {
        "kind": ["main", "subagent"], "thinking": False, "input_tokens_over": 60_000,
        "header": {"x-app": 'a"b\\c\x1b'}, "has_tool": "mcp__*", "odd key": 0.5,
    }  # fmt: skip
    text = when_text(when)
    assert text.startswith('kind = ["main", "subagent"], thinking = false, input_tokens_over = 60000, ')
    assert read_when(text) == when
    assert when_text("broken") == ""
    assert tomllib.loads(f"when = {{ {when_text({})} }}") == {"when": {}}


@pytest.mark.parametrize(
    ("text", "number"), [("32,768", 32_768), (" 8192 ", 8_192), ("1_000", 1_000), ("", None)]
)
def test_tokens(text, number):
    assert tokens(text) == number


@pytest.mark.parametrize("text", ["32k", "-1", "0", "9" * 11, "2000000000", "１２", "1.5"])
def test_what_is_no_number_of_tokens(text):
    with pytest.raises(NotReadable, match="number of tokens"):
        tokens(text)


def test_what_a_provider_is_set_to(wires):
    assert endpoint_of(wires, "p/one", "chat") == Endpoint("chat", "env:P_KEY", "32,768", "")
    assert endpoint_of(wires, "q/x", "anthropic", "env:Q") == Endpoint("anthropic", "env:Q")
    odd = Wires(revision=1, providers={"p": {"models": "no table", "key": 7, "dialect": ["x"]}})
    assert endpoint_of(odd, "p/one") == Endpoint()


def test_what_is_new_of_a_provider_is_patched_and_what_is_emptied_is_removed():
    before = Endpoint("chat", "env:P_KEY", "32,768", "")
    assert endpoint_patch("p/one", before, before) == {}
    assert endpoint_patch("p/one", before, Endpoint("anthropic", "env:OTHER", "", "8,192")) == {
        "providers": {
            "p": {
                "dialect": "anthropic", "key": "env:OTHER",
                "models": {"one": {"context_window": None, "max_output_tokens": 8_192}},
            }
        }
    }  # fmt: skip
    assert endpoint_patch("p/one", before, Endpoint("chat", "", "32768", "")) == {
        "providers": {"p": {"key": None}}
    }


@pytest.mark.parametrize(
    "text", [PASTED, f"env:{PASTED}", f"Bearer {PASTED}", "0123456789abcdef" * 2, "env:sk_live_x"]
)
def test_a_pasted_key_never_gets_into_a_patch(text):
    assert holds_secret(text)
    assert "key itself" in key_trouble(text)
    with pytest.raises(NotReadable) as refused:
        endpoint_patch("p/one", Endpoint(), Endpoint(key=text))
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "e",
        "env:",
        "env:OPENAI_API_KEY",
        "env:A_VERY_LONG_NAME_OF_A_VARIABLE_FOR_TASK",
        "file:/home/me/task-key",
    ],
)
def test_a_reference_and_its_beginnings_are_no_secret(text):
    assert not holds_secret(text)


def test_a_reference_is_checked_as_the_settings_do():
    assert key_trouble("env:OPENAI_API_KEY") == ""
    assert "environment variable" in key_trouble("env:")
    assert "full path" in key_trouble("file:key")


def test_complaints_go_to_their_fields():
    text = """tiers.sonnet: no provider "opnai" is configured (there are: openai); did you mean openai/gpt-5.4?
tiers.sonnet[2]: stands in this chain already
routes[3].when.knd: no such key; did you mean kind?
config.toml:7: providers.p.models."qwen3:8b".context_window: must be a number of tokens
providers.p.key: does not name an environment variable after env:
providers.p.dialect: must be one of chat
providers.p.base_url: is no address
something else: broken"""
    found = complaints(text)
    assert found["model"].startswith("no provider")
    assert "did you mean" in found["model"]
    assert found["chain"] == "stands in this chain already"
    assert found["when"] == "no such key; did you mean kind?"
    assert found["window"] == "must be a number of tokens"
    assert found["key"].startswith("does not name")
    assert found["speaks"] == "must be one of chat"
    assert found["provider"] == "is no address"
    assert found[""] == "something else: broken"
    assert complaints("routes[1]: needs a condition") == {"when": "needs a condition"}
    assert complaints("") == {}


def test_a_rule_without_a_number_of_its_own_is_not_taken_for_another():
    wires = Wires(revision=1, rules=[RuleState(number=4, when="always", table={"drop": ["top_k"]})])
    assert patch_of(Draft(rule=4, when="", chain=("p/x",)), wires) == {
        "routes": [{"to": "p/x", "drop": ["top_k"]}]
    }
