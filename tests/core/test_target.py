import pytest

from tui_router.core.target import TIERS, Limits, Target


@pytest.mark.parametrize(
    ("text", "provider", "model"),
    [
        ("openai/gpt-5.4", "openai", "gpt-5.4"),
        ("vllm/Qwen/Qwen3-8B", "vllm", "Qwen/Qwen3-8B"),
        ("local", "local", ""),
        ("local/", "local", ""),
        ("", "", ""),
    ],
)
def test_the_first_slash_splits(text, provider, model):
    target = Target.parse(text)
    assert (target.provider, target.model) == (provider, model)
    assert str(target) == text.rstrip("/")


def test_targets_can_be_sorted_and_be_keys():
    assert sorted({Target("b"), Target("a", "y"), Target("a", "x"), Target("b")}) == [
        Target("a", "x"),
        Target("a", "y"),
        Target("b"),
    ]


def test_the_default_tier_comes_last():
    assert TIERS[-1] == "default"


def test_limits_are_unknown_unless_said():
    assert (Limits().context_window, Limits().max_output_tokens) == (None, None)
