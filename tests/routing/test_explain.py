from tui_router.core.target import Target
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import named
from tui_router.routing.changes import Changes
from tui_router.routing.explain import explain, wiring_lines
from tui_router.routing.rules import Rule, When
from tui_router.routing.table import build, resolve


def test_a_decision_is_one_line(table):
    asked = named("claude-haiku-5-5", "title")
    line = explain(asked, resolve(table, asked), table.routes)
    assert line == (
        "claude-haiku-5-5 (title) → local/qwen3-8b: tier haiku is wired to local/qwen3-8b"
        "; not route 1 (model is cc-*), 2 (tier is fable)"
    )
    hostile = "opus\n\x1b[31m" * 200
    assert explain(named(hostile), resolve(table, named("haiku")), table.routes).isprintable()


def test_what_a_rule_changes_is_told_and_many_passed_rules_are_counted(local):
    passed = tuple(
        Rule(number=n, when=When(input_tokens_over=n * 1000), to=(Target("local", "x"),)) for n in range(1, 9)
    )
    rules = (*passed, Rule(number=9, changes=Changes(drop=("top_k",), clamp={"max_tokens": (1, 8192)})))
    table = build(providers={"local": local}, tiers={"opus": (Target("local", "m"),)}, routes=rules)
    assert explain(named("opus"), resolve(table, named("opus")), table.routes).endswith(
        "not route 1 (input over 1,000), 2 (input over 2,000), 3 (input over 3,000), 4 (input over 4,000), "
        "5 (input over 5,000), 6 (input over 6,000) and 2 more; "
        "route 9 without top_k, max_tokens at least 1 and at most 8,192"
    )


def test_a_wiring_of_the_settings_is_told_tier_by_tier(table):
    assert wiring_lines(table) == [
        "haiku → local/qwen3-8b (from the settings)",
        "sonnet → openai/gpt-5.4 (from the settings)",
        "opus → openai (not wired, takes default)",
        "fable → openai (not wired, takes default)",
        "default → openai, the client's own model name (from the settings)",
    ]


def test_a_chain_is_told_in_its_order(local, openai):
    chain = (Target("openai", "gpt-5.4"), Target("local", "qwen3-8b"))
    table = build(
        providers={"local": local, "openai": openai},
        tiers={"opus": chain, "default": (Target("openai"), Target("local"))},
    )
    lines = wiring_lines(table)
    assert lines[2] == "opus → openai/gpt-5.4, then local/qwen3-8b (from the settings)"
    assert lines[3] == "fable → openai, then local (not wired, takes default)"
    assert lines[4] == "default → openai, then local (from the settings)"
    assert explain(named("opus"), resolve(table, named("opus"))) == (
        "opus (main) → openai/gpt-5.4: tier opus is wired to openai/gpt-5.4, then local/qwen3-8b"
    )


def test_a_proposed_wiring_says_why():
    keyed = build(providers={"openai": preset("openai").provider("openai", found_by="environment")}, tiers={})
    assert wiring_lines(keyed)[0] == "haiku → openai/gpt-6.1-terra (proposed, its key is set)"
    here = Provider(
        name="l", dialect="chat", base_url="http://127.0.0.1", found_by="discovery", models={"m": Model()}
    )
    assert wiring_lines(build(providers={"l": here}, tiers={}))[0] == "haiku → l/m (proposed, it runs here)"


def test_what_is_missing_is_said():
    assert wiring_lines(build(providers={}, tiers={})) == [
        "no provider found: set OPENAI_API_KEY or another key, or start a local server"
    ]
    silent = Provider(name="l", dialect="chat", base_url="http://127.0.0.1")
    assert wiring_lines(build(providers={"l": silent}, tiers={})) == [
        "no tier is wired: no provider has told its models yet"
    ]
    partly = build(providers={"l": silent}, tiers={"haiku": (Target("l", "m"),)})
    assert wiring_lines(partly)[1] == "sonnet is not wired"
