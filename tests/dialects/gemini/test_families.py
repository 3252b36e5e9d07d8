import pytest

from tui_router.dialects.gemini import families


@pytest.mark.parametrize(
    ("model", "thinks", "json", "latest"),
    [
        ("gemini-3.8-flash", "level", True, True),
        ("google/gemini-3-pro-preview", "level", True, True),
        ("gemini-12-pro", "level", True, True),
        ("gemini-flash-latest", "level", True, True),
        ("my-tuned-model", "level", True, True),
        ("gemini-2.5-pro-preview-06-05", "budget", True, False),
        ("Gemini-2.5-Flash", "budget", True, False),
        ("gemini-2.0-flash-001", "none", False, False),
        ("gemini-1.5-pro", "none", False, False),
        ("gemma-3-27b-it", "none", False, False),
        ("gemma-4-31b", "level", True, True),
    ],
)
def test_what_a_name_says(model, thinks, json, latest):
    assert families.thinks(model) == thinks
    assert families.takes_json_schema(model) is json
    assert families.latest(model) is latest


@pytest.mark.parametrize(
    ("model", "levels"),
    [
        ("gemini-3-pro-preview", ("low", "high")),
        ("gemini-3.1-pro-preview", ("low", "medium", "high")),
        ("gemini-3-flash-preview", ("minimal", "low", "medium", "high")),
        ("gemini-3.5-flash-lite", ("minimal", "low", "medium", "high")),
        ("gemini-3.8-flash", ("low", "medium", "high")),
    ],
)
def test_levels(model, levels):
    assert families.levels(model) == levels


def test_budgets():
    assert families.budget("gemini-2.5-pro") == (128, 32_768, False)
    assert families.budget("gemini-2.5-flash") == (1, 24_576, True)
    assert families.budget("gemini-2.5-flash-lite") == (512, 24_576, True)


def test_a_version_is_not_read_into_a_longer_number():
    assert families.generation("gemini-2.5.7-x") == (99, 0)
    assert families.generation("gemini-100") == (99, 0)


@pytest.mark.parametrize(
    ("model", "strict"),
    [
        ("gemini-2.5-flash-lite", False),
        ("gemini-3-flash-preview", False),
        ("gemini-3.1-pro-preview", False),
        ("gemini-3.5-flash", False),
        ("gemini-3.5-flash-lite", True),
        ("gemini-3.6-flash", True),
        ("gemini-3.8-flash", True),
        ("gemini-flash-latest", True),
    ],
)
def test_who_draws_by_itself_and_wants_the_user_last(model, strict):
    assert families.strict(model) is strict
