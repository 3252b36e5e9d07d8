import pytest

from tui_router.diagnose.rules.rule import either
from tui_router.diagnose.rules.vocabulary import INVALID, MISSING, REFUSED, TOO_MUCH, UNSUPPORTED


@pytest.mark.parametrize(
    ("words", "patterns"),
    [
        ("x is not supported here", UNSUPPORTED),
        ("the model doesn't accept x", UNSUPPORTED),
        ("x: extra inputs are not permitted", UNSUPPORTED),
        ("不支持 x", UNSUPPORTED),
        ("x is required", MISSING),
        ("x must be provided", MISSING),
        ("缺少 x", MISSING),
        ("invalid x", INVALID),
        ("x should match y", INVALID),
        ("x 参数非法", INVALID),
        ("x is too large", TOO_MUCH),
        ("x must be less than or equal to 5", TOO_MUCH),
        ("x 超过上限", TOO_MUCH),
    ],
)
def test_ways_to_refuse(words, patterns):
    assert either(patterns).search(words)
    assert patterns is TOO_MUCH or either(REFUSED).search(words)


@pytest.mark.parametrize("patterns", [UNSUPPORTED, MISSING, INVALID, TOO_MUCH])
@pytest.mark.parametrize(
    "words", ["the model answered", "x is fine", "please try again", "noted and notable", ""]
)
def test_what_refuses_nothing(words, patterns):
    assert not either(patterns).search(words)
