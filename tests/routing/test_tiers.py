import pytest

from tui_router.routing.tiers import plain_name, tier_of


@pytest.mark.parametrize(
    ("model", "tier"),
    [
        ("claude-haiku-4-5-20251001", "haiku"),
        ("claude-sonnet-5-5", "sonnet"),
        ("claude-3-5-sonnet-latest", "sonnet"),
        ("claude-opus-5-5", "opus"),
        ("opusplan", "opus"),
        ("CLAUDE-FABLE-5-2", "fable"),
        ("claude-mythos-5", "default"),
        ("gpt-5.4", "default"),
        ("", "default"),
        ("sonnet-over-opus", "sonnet"),
        ("opus-over-sonnet", "opus"),
        ("anthropic.claude-opus-9-v1:0", "opus"),
    ],
)
def test_the_tier_is_found_by_the_word_in_the_name(model, tier):
    assert tier_of(model) == tier


@pytest.mark.parametrize(
    ("model", "plain"),
    [
        ("claude-opus-5[1m]", "claude-opus-5"),
        ("x[1M]", "x"),
        ("x [1m] ", "x"),
        ("x[1m][1m]", "x"),
        ("x[2m]", "x[2m]"),
        ("[1m]", ""),
    ],
)
def test_the_mark_of_the_long_window_is_taken_off(model, plain):
    assert plain_name(model) == plain
