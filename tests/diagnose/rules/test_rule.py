import re

import pytest

from tui_router.diagnose.envelope import Evidence
from tui_router.diagnose.rules import RULES
from tui_router.diagnose.rules.rule import Rule, compiled


def evidence(text="", status=400, codes=()):
    return Evidence(status=status, texts=[text], text=text, codes=set(codes))


RULE = Rule(
    "x",
    (r"no wings", r"no \w+ at all"),
    codes=("wingless",),
    statuses=(400, 500),
    unless=(r"a bird",),
    figures=(r"(?P<limit>[\d,]+) wings",),
)


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (evidence("it has No Wings"), True),
        (evidence("no legs at all"), True),
        (evidence("", codes=["wingless"]), True),
        (evidence("no wings", status=404), False),
        (evidence("", status=404, codes=["wingless"]), False),
        (evidence("a bird has no wings"), False),
        (evidence("wings"), False),
    ],
)
def test_words_or_codes_within_the_statuses(given, fits):
    assert RULE.fits(given) is fits


def test_figures_are_numbers():
    assert RULE.read(evidence("at most 12,000 wings")) == {"limit": 12000}
    assert RULE.read(evidence("no wings")) == {}


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_every_pattern_of_every_rule_is_sound(rule):
    assert rule.words or rule.codes
    assert all(code == code.lower() for code in rule.codes)
    for pattern in (*rule.words, *rule.unless, *rule.figures):
        assert isinstance(compiled(pattern), re.Pattern)
    for pattern in rule.figures:
        assert compiled(pattern).groupindex
