import tomllib
from typing import get_args

from tui_router.core.target import Dialect
from tui_router.sandbox.demo import PROVIDERS, ROUTES, TIERS, demo_config
from tui_router.sandbox.doors import door
from tui_router.sandbox.scenario import scenarios
from tui_router.sandbox.story import story
from tui_router.sandbox.turns import Session, body, first_message

_ROADS = {
    "chat": lambda base, model: f"{base}/chat/completions",
    "responses": lambda base, model: f"{base}/responses",
    "anthropic": lambda base, model: f"{base}/v1/messages",
    "gemini": lambda base, model: f"{base}/models/{model}:generateContent",
    "bedrock": lambda base, model: f"{base}/model/{model}/invoke",
}


def test_the_config_names_scenarios_that_exist() -> None:
    config = tomllib.loads(demo_config("http://127.0.0.1:4321/"))
    provider = config["providers"]["sandbox"]
    assert provider["base_url"] == "http://127.0.0.1:4321/v1"
    assert provider["dialect"] == "chat"
    named = {*provider["models"], *(t.rpartition("/")[2] for t in config["tiers"].values())}
    named |= {route["to"].removeprefix("sandbox/") for route in config["routes"]}
    assert named <= set(scenarios())
    assert set(config["tiers"]) == {"haiku", "sonnet", "opus", "fable", "default"}


def test_the_tiers_speak_every_language_that_there_is() -> None:
    config = tomllib.loads(demo_config("http://x"))
    providers = [target.partition("/")[0] for target in config["tiers"].values()]
    assert sorted(config["providers"][name]["dialect"] for name in providers) == sorted(get_args(Dialect))


def test_each_provider_is_asked_where_the_sandbox_speaks_its_language() -> None:
    for target in TIERS.values():
        provider, _, name = target.partition("/")
        dialect, path = PROVIDERS[provider]
        found = door(_ROADS[dialect](path, name))
        assert found is not None
        assert found.language == {"bedrock": "anthropic"}.get(dialect, dialect)
        assert found.language in scenarios()[name].speaks


def test_a_model_whose_refusal_is_to_be_learned_declares_no_limit() -> None:
    models = tomllib.loads(demo_config("http://x"))["providers"]["sandbox"]["models"]
    for name, scenario in scenarios().items():
        if scenario.refuse and scenario.refuse.when:
            assert name not in models


def test_every_tier_clamps_what_the_client_asks_for() -> None:
    for target in TIERS.values():
        assert (scenarios()[target.rpartition("/")[2]].max_output_tokens or 128000) < 128000


def test_the_story_meets_every_tier_and_every_route_in_its_opening() -> None:
    asked = {line.model for line in story().opening}
    for tier in ("haiku", "sonnet", "opus", "fable"):
        assert any(tier in model for model in asked)
    assert set(ROUTES) <= asked
    assert any("claude" not in model and "/" not in model for model in asked)


def test_the_opening_soon_asks_for_more_than_somebody_takes_and_gets_it_when_asked_again() -> None:
    """What the screen shows as a repair: a limit that the configuration does not know, met early on."""
    asks = next(line for line in story().opening if line.model == "sandbox/max-tokens-large")
    assert asks.at < 3
    wanted = body(story(), asks, Session(0), first_message(story(), asks))["max_tokens"]
    scenario = scenarios()["max-tokens-large"]
    assert scenario.mends
    assert scenario.refuse
    (limit,) = [condition.over_output for condition in scenario.refuse.when]
    assert (wanted, limit) == (32000, 16384)
