import re
from typing import get_type_hints

import msgspec
import pytest
from msgspec.structs import replace

from tui_router.providers.catalog import facts_of, look_up, rows
from tui_router.providers.presets import presets
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

RELAY = Provider(name="relay", dialect="chat", base_url="https://relay.example/v1")


@pytest.mark.parametrize("row", rows(), ids=[f"{row.provider}/{row.id}" for row in rows()])
def test_a_row_is_sourced_dated_and_possible(row):
    assert row.provider in presets() or row.quirks
    assert "https://" in row.source
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.checked)
    assert row.context_window is not None
    assert 4096 <= row.context_window <= 10_000_000
    assert row.max_output_tokens is None or 1024 <= row.max_output_tokens <= row.context_window
    if row.price is not None:
        assert 0 < row.price.input < row.price.output < 1000


@pytest.mark.parametrize("row", [row for row in rows() if row.quirks], ids=lambda row: row.id)
def test_what_a_model_needs_is_sourced_and_could_stand_in_the_settings(row):
    assert row.quirks_source.startswith("https://")
    asked = msgspec.convert(row.quirks, Quirks)
    kinds = get_type_hints(Quirks)
    for name, told in row.quirks.items():
        assert getattr(asked, name) != getattr(Quirks(), name), f"{name} is what every server takes"
        assert isinstance(told, list) == (kinds[name] == tuple[str, ...])


def test_what_a_model_needs_is_told_as_facts_of_the_provider():
    relay = facts_of(RELAY, "kimi-k2.6")
    assert [(fact.name, fact.value) for fact in relay] == [
        ("replay_reasoning", "reasoning_content"),
        ("drop", "temperature"),
        ("drop", "top_p"),
        ("thinking", "switch"),
    ]
    assert {(fact.provider, fact.base_url, fact.model, fact.origin) for fact in relay} == {
        ("relay", "https://relay.example/v1", "kimi-k2.6", "catalog")
    }
    assert relay[0].evidence.startswith("https://platform.kimi.ai/")
    assert relay[0].learned_at == 1_795_132_800.0  # 2026-11-20 in UTC
    assert facts_of(RELAY, "gpt-5.4") == facts_of(RELAY, "nobody-knows") == ()


def test_what_the_preset_says_already_is_no_fact():
    deepseek = presets()["deepseek"].provider("deepseek")
    assert facts_of(deepseek, "deepseek-v4-pro") == ()
    gemini = presets()["gemini-openai"].provider("gemini")
    assert [(fact.name, fact.value) for fact in facts_of(gemini, "gemini-3.8-flash")] == [
        ("thought_signatures", True)
    ]


def test_a_quirk_from_the_settings_stands():
    own = replace(RELAY, quirks=Quirks(replay_reasoning="reasoning"))
    assert {fact.name for fact in facts_of(own, "deepseek-v4-pro")} == set()
    assert {fact.name for fact in facts_of(own, "kimi-k2.6")} == {"drop", "thinking"}
    half = replace(RELAY, quirks=Quirks(drop=("top_p",)))
    assert {fact.name for fact in facts_of(half, "kimi-k2.6")} == {"replay_reasoning", "thinking"}


@pytest.mark.parametrize(
    ("name", "model", "always"),
    [
        ("zai", "glm-5.3", True),
        ("zai", "glm-5.3-flash", True),
        ("zai", "glm-4.7", False),
        ("moonshot", "kimi-k3", True),
        ("moonshot", "kimi-k3.1-pro", True),
        ("moonshot", "kimi-k2.6", False),
        ("xai", "grok-4.7", True),
        ("xai", "grok-4.3", False),
    ],
)
def test_knows_who_cannot_be_told_not_to_think(name, model, always):
    told = {fact.name: fact.value for fact in facts_of(presets()[name].provider(name), model)}
    assert told.get("always_thinks", False) is always


def test_a_local_server_is_no_relay():
    local = replace(RELAY, base_url="http://127.0.0.1:8000/v1")
    assert facts_of(local, "kimi-k2.6") == ()


def test_no_model_stands_twice():
    keys = [(row.provider, row.id) for row in rows()]
    assert len(keys) == len(set(keys))


LISTED = {"openrouter", "groq", "moonshot", "mistral", "xai", "fireworks", "together"}
"""Whose own lists tell the windows."""


def test_a_model_proposed_for_a_tier_has_known_limits_or_a_list_that_tells_them():
    for name, shipped in presets().items():
        for model in shipped.tiers.values():
            if model and name not in LISTED:
                assert look_up(name, model), (name, model)


def test_a_dated_snapshot_is_its_family():
    assert look_up("openai", "gpt-5.4-2026-03-05") == look_up("openai", "gpt-5.4")
    assert look_up("anthropic", "claude-haiku-4-5-20251001") == look_up("anthropic", "claude-haiku-4-5")
    assert look_up("openai", "gpt-5.4-turbo") is None


def test_another_endpoints_row_counts_only_for_a_relay():
    assert look_up("", "gpt-5.4") is None
    assert look_up("groq", "gpt-5.4") is None
    assert look_up("", "gpt-5.4", anywhere=True).context_window == 1_050_000


def test_an_endpoint_that_narrows_a_model_tells_nothing_of_it_elsewhere():
    assert look_up("codex", "gpt-6.1-sol").context_window == 272_000
    assert look_up("", "gpt-6.1-sol", anywhere=True).context_window == 1_050_000
    assert look_up("", "gpt-6-astra", anywhere=True) is None


def test_a_preset_that_serves_anothers_models_has_its_rows():
    assert look_up("openai-chat", "gpt-5.4-2026-03-05") == look_up("openai", "gpt-5.4") is not None
    assert look_up("gemini-openai", "gpt-5.4") is None
