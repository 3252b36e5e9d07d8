"""What every diagnosis brings, and what a refusal teaches."""

from typing import Any

import pytest

from tui_router.diagnose.course import PASSING
from tui_router.diagnose.facts import trouble
from tui_router.diagnose.remedies import Learn, lasting_for, lessons, repairs
from tui_router.diagnose.taxonomy import TAXONOMY

MENDED_ELSEWHERE = {"stream_violation"}
"""Mended event by event."""

FIGURES = {
    "max_tokens_too_large": {"limit": 8192},
    "max_tokens_too_small": {"minimum": 64_000},
    "max_tokens_plus_input_overflow": {"window": 64_000, "input": 20_000},
    "credits_limit_max_tokens": {"limit": 4_000},
    "unsupported_parameter": {"param": "seed"},
    "unknown_field": {"field": "context_management"},
}


@pytest.mark.parametrize("name", [name for name, row in TAXONOMY.items() if row.auto])
def test_what_mends_itself_has_a_repair_or_passes(refused: Any, make_call: Any, name: str) -> None:
    if name in MENDED_ELSEWHERE:
        pytest.skip("mended elsewhere")
    found = repairs(refused(name, **FIGURES.get(name, {})), make_call())
    assert found or name in PASSING
    for repair in found:
        assert repair.words
        assert repair.learn or repair.refresh_key
        for learn in repair.learn:
            assert trouble(learn.name, learn.value) == ""


@pytest.mark.parametrize("name", [name for name, row in TAXONOMY.items() if not row.auto])
def test_what_a_person_must_mend_has_none(refused: Any, make_call: Any, name: str) -> None:
    assert repairs(refused(name), make_call()) == ()


def test_an_overflow_teaches_the_window_and_how_we_count(refused: Any, make_call: Any) -> None:
    quote = "prompt is too long: 210118 tokens > 200000 maximum"
    overflow = refused("context_overflow", quote, input=210_118, window=200_000)
    learned = lessons(overflow, make_call(estimate=180_000))
    assert learned == (Learn("context_window", 200_000), Learn("tokens_factor", 1.17))


def test_a_window_too_small_for_any_prompt_is_not_believed(refused: Any, make_call: Any) -> None:
    overflow = refused("context_overflow", "prompt is too long: 5000 tokens > 8 maximum", window=8)
    assert lessons(overflow, make_call()) == ()
    assert lasting_for(overflow) == ()


def test_figures_of_our_own_teach_nothing(refused: Any, make_call: Any) -> None:
    overflow = refused("context_overflow", "the prompt is too long", input=210_118, window=200_000)
    assert lessons(overflow, make_call(estimate=180_000)) == ()
    assert lessons(refused("rate_limited"), make_call()) == ()


def test_what_lasts_is_known_from_the_figures_alone(refused: Any) -> None:
    assert lasting_for(refused("max_tokens_too_large", limit=8192)) == (Learn("max_output_tokens", 8192),)
    assert lasting_for(refused("max_tokens_plus_input_overflow", window=64_000, input=9_000)) == (
        Learn("context_window", 64_000),
    )
    assert lasting_for(refused("thinking_signature_invalid")) == ()
    assert lasting_for(refused("model_tool_call_failed")) == ()
    assert lasting_for(refused("rate_limited")) == ()
