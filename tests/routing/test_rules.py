import pytest

from tui_router.core.target import Target
from tui_router.routing.rules import Rule

TO = (Target("x", "y"),)


@pytest.mark.parametrize(
    ("pattern", "model", "fits"),
    [
        ("cc-gpt55", "cc-gpt55", True),
        ("cc-gpt55", "cc-gpt5", False),
        ("claude-*", "claude-opus-5", True),
        ("claude-*", "x-claude-opus", False),
        ("*opus*", "claude-opus-5", True),
        ("gpt-?", "gpt-5", True),
        ("m[1]", "m[1]", True),
        ("GPT-*", "gpt-5", False),
        ("*" * 60 + "b", "a" * 5000, False),
    ],
)
def test_a_model_is_exact_or_a_glob(pattern, model, fits):
    assert Rule(number=1, model=pattern, to=TO).fits(model, "default") is fits


def test_all_conditions_must_hold():
    rule = Rule(number=1, model="claude-*", tier="opus", to=TO)
    assert rule.fits("claude-opus-5", "opus")
    assert not rule.fits("claude-sonnet-5", "sonnet")
    assert not rule.fits("opus", "opus")
    assert rule.conditions() == "model claude-*, tier opus"
