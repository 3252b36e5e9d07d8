import re

import pytest

from tui_router.providers.catalog import look_up, rows
from tui_router.providers.presets import presets


@pytest.mark.parametrize("row", rows(), ids=[f"{row.provider}/{row.id}" for row in rows()])
def test_a_row_is_sourced_dated_and_possible(row):
    assert row.provider in presets()
    assert "https://" in row.source
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.checked)
    assert row.context_window is not None
    assert 4096 <= row.context_window <= 10_000_000
    assert row.max_output_tokens is None or 1024 <= row.max_output_tokens <= row.context_window
    if row.price is not None:
        assert 0 < row.price.input < row.price.output < 1000


def test_no_model_stands_twice():
    keys = [(row.provider, row.id) for row in rows()]
    assert len(keys) == len(set(keys))


def test_a_model_proposed_for_a_tier_has_known_limits_or_a_list_that_tells_them():
    for name, shipped in presets().items():
        for model in shipped.tiers.values():
            if model and name != "openrouter" and name != "groq":
                assert look_up(name, model), (name, model)


def test_a_dated_snapshot_is_its_family():
    assert look_up("openai", "gpt-5.4-2026-03-05") == look_up("openai", "gpt-5.4")
    assert look_up("anthropic", "claude-haiku-4-5-20251001") == look_up("anthropic", "claude-haiku-4-5")
    assert look_up("openai", "gpt-5.4-turbo") is None


def test_another_endpoints_row_counts_only_for_a_relay():
    assert look_up("", "gpt-5.4") is None
    assert look_up("groq", "gpt-5.4") is None
    assert look_up("", "gpt-5.4", anywhere=True).context_window == 1_050_000
