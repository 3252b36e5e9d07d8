import pytest

from tui_router.dialects.gemini.thinking import add_thinking, wants_words
from tui_router.dialects.ledger import Ledger


def thought(make_call, asked, model="gemini-3.8-flash", **more):
    config, ledger = {}, Ledger()
    add_thinking(make_call(asked, dialect="gemini", model=model, **more), model, config, ledger)
    return config.get("thinkingConfig"), [note.act for note in ledger.notes()]


def effort(word):
    return {"output_config": {"effort": word}}


def test_nothing_asked_nothing_said(make_call):
    assert thought(make_call, {}) == (None, [])


@pytest.mark.parametrize(
    ("word", "level", "act"),
    [("low", "LOW", "renamed"), ("medium", "MEDIUM", "renamed"), ("xhigh", "HIGH", "clamped"),
     ("nonsense", "MEDIUM", "clamped")],
)  # fmt: skip
def test_an_effort_is_a_level(make_call, word, level, act):
    assert thought(make_call, effort(word)) == ({"thinkingLevel": level}, [act])


def test_what_the_target_taught_counts(make_call):
    asked = effort("high")
    assert thought(make_call, asked, quirks={"efforts": ("none", "low")}) == (
        {"thinkingLevel": "LOW"},
        ["clamped"],
    )


@pytest.mark.parametrize(
    ("word", "budget"),
    [("low", 1_024), ("medium", 8_192), ("high", 24_576), ("max", 32_768), ("odd", 32_768)],
)
def test_an_effort_is_a_budget_before_the_third_generation(make_call, word, budget):
    assert thought(make_call, effort(word), "gemini-2.5-pro") == (
        {"thinkingBudget": budget},
        ["approximated"],
    )


def test_bounds_that_the_target_taught_count(make_call):
    asked = {"thinking": {"type": "enabled", "budget_tokens": 20_000}}
    said, acts = thought(make_call, asked, "gemini-2.5-pro", quirks={"most_budget": 10_000})
    assert said == {"thinkingBudget": 10_000, "includeThoughts": True}
    assert acts == ["clamped"]


def test_a_model_known_not_to_think_is_not_asked_to(make_call):
    asked = {"thinking": {"type": "adaptive"}}
    assert thought(make_call, asked, known={"thinking": False}) == (None, ["dropped"])


@pytest.mark.parametrize(
    ("asked", "wants"),
    [
        ({}, False),
        ({"thinking": {"type": "disabled"}}, False),
        ({"thinking": {"type": "adaptive"}}, True),
        ({"thinking": {"type": "adaptive", "display": "omitted"}}, False),
    ],
)
def test_whether_the_client_reads_it(make_call, asked, wants):
    assert wants_words(make_call(asked)) is wants
