"""The table of thinking: what leg b holds for each setting of a client."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.playbook import make_call
from tui_router.core.target import Limits
from tui_router.dialects.effort_table import SETTINGS, EffortRow, effort_table
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks


def rows(dialect: Any, model: str = "some-model", **quirks: Any) -> dict[str, EffortRow]:
    provider = Provider(name="p", dialect=dialect, base_url="https://p.example/v1", quirks=Quirks(**quirks))
    return {row.asked: row for row in effort_table(provider, model)}


def test_a_target_with_efforts_gets_the_nearest_one_and_says_why() -> None:
    found = rows("chat", thinking="effort", efforts=("low", "medium", "high"))
    assert found["nothing said"] == EffortRow("nothing said", "nothing")
    assert found["budget 4,000"].sent == "reasoning_effort low"
    assert found["budget 31,999"].sent == "reasoning_effort high"
    assert found["effort max"].sent == "reasoning_effort high"
    assert "low, medium, high" in found["effort max"].why


def test_a_target_without_a_field_gets_nothing_and_says_so() -> None:
    found = rows("chat", thinking="none")
    assert {row.sent for row in found.values()} == {"nothing"}
    assert all(row.why for row in found.values() if row.asked not in ("nothing said", "disabled"))


def test_the_same_language_passes_it_on() -> None:
    found = rows("anthropic")
    assert found["budget 10,000"].sent == "thinking.type enabled, thinking.budget_tokens 10000"
    assert found["effort low"].sent == "thinking.type adaptive, output_config.effort low"
    assert {row.why for row in found.values()} == {""}


def test_what_was_learned_of_the_target_shows() -> None:
    found = rows("anthropic", thinking_type="off")
    assert "enabled" not in found["budget 10,000"].sent
    assert found["budget 10,000"].why


@pytest.mark.parametrize("dialect", ["chat", "responses", "gemini", "anthropic", "bedrock"])
def test_every_language_has_a_table_and_hides_nothing(dialect: Any) -> None:
    found = rows(dialect, model="claude-opus-5" if dialect == "bedrock" else "some-model")
    assert list(found) == [asked for asked, _ in SETTINGS]
    for row in found.values():
        assert row.sent
        assert row.sent == row.sent.strip()


@given(
    st.sampled_from(
        ["effort", "openrouter", "switch", "switch_effort", "enable_thinking", "template", "none"]
    ),
    st.lists(st.sampled_from(["none", "minimal", "low", "medium", "high", "xhigh", "max"]), unique=True),
    st.integers(1, 100_000),
)
def test_no_quirk_keeps_it_from_being_made(form: Any, efforts: list[str], most: int) -> None:
    call = make_call(quirks={"thinking": form, "efforts": tuple(efforts), "most_budget": most})
    found = effort_table(replace(call.provider, name="x"), "m", Limits(max_output_tokens=most))
    assert len(found) == len(SETTINGS)
    json.dumps([(row.asked, row.sent, row.why) for row in found])


def test_what_tells_the_settings_apart_stands_before_what_is_always_the_same() -> None:
    found = rows("responses", model="gpt-5.4")
    assert found["effort low"].sent.startswith("reasoning.effort low, ")
