from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.fact import Fact
from tui_router.diagnose.facts import CALIBRATION, DIALECT, LIMITS
from tui_router.providers.quirks import Quirks, ThinkingForm
from tui_router.tui.lines.fact_words import PHRASES, assignment, fact_words, sentences, target_words


def fact(name, value, **given):
    return Fact(
        **{"provider": "openai", "base_url": "u", "model": "gpt-4o", "name": name, "value": value, **given}
    )


def test_every_name_a_fact_can_have_has_a_phrase():
    assert set(PHRASES) == {*Quirks.__struct_fields__, *LIMITS, CALIBRATION, DIALECT}


def test_no_phrase_is_that_of_another():
    for value in (True, False, 3, "x"):
        told = [fact_words(fact(name, value)) for name in PHRASES if name not in {"drop", "thinking"}]
        assert len(set(told)) == len(told), value


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("max_output_tokens", 16_384, "takes at most 16,384 output tokens"),
        ("drop", "temperature", "refuses temperature"),
        ("tool_ids", "alnum9", "wants tool ids of nine letters and digits"),
        ("tokens_factor", 1.17, "counts 1.17 tokens for each of ours"),
        ("images", False, "takes no images"),
        ("least_budget", 0, "has no least thinking"),
        ("refused_betas", "*", "refuses every beta"),
        ("output_field", "max_completion_tokens", "calls the output limit max_completion_tokens"),
        ("thinking_type", "off", "does not think"),
        ("thinking_type", "enabled", "thinks only as enabled"),
        ("dialect", "gemini", "is asked in Gemini"),
        ("dialect", "anthropic", "is asked in Messages"),
        ("hosted", "aws", "runs on AWS"),
        ("tool_ids", "any", "wants tool ids of any form"),
        ("something_new", 3, "something_new = 3"),
    ],
)
def test_words(name, value, words):
    assert fact_words(fact(name, value)) == words


def test_every_way_to_be_told_to_think_has_words_of_its_own():
    told = [fact_words(fact("thinking", form)) for form in get_args(ThinkingForm)]
    assert len(set(told)) == len(told)
    assert "is told to think by switch_effort" not in told


@given(st.sampled_from(sorted(PHRASES)), st.one_of(st.booleans(), st.integers(), st.floats(), st.text()))
def test_any_value_is_a_short_safe_line(name, value):
    told = fact_words(fact(name, value))
    assert told
    assert "\n" not in told
    assert "\x1b" not in told
    assert len(told) < 160


def test_facts_of_one_target_name_it_once():
    facts = [
        fact("drop", "temperature"),
        fact("drop", "top_p"),
        fact("images", False, model="o3", conversation="c"),
    ]
    assert sentences(facts) == (
        "gpt-4o · openai refuses temperature, refuses top_p, o3 · openai takes no images in this conversation"
    )


def test_as_it_is_put_down():
    assert assignment(fact("max_output_tokens", 8192)) == "max_output_tokens = 8192"
    assert assignment(fact("images", False)) == "images = false"
    assert "\x1b" not in assignment(fact("drop", "\x1b[2J" + "x" * 9_000))
    assert target_words(fact("drop", "x", model="")) == "openai"
