import re

import pytest

from tui_router.diagnose.envelope import Evidence, peel
from tui_router.diagnose.rules import RULES
from tui_router.diagnose.rules.rule import Rule, compiled, either, spelled


def evidence(text="", status=400, codes=()):
    found = peel(status, {}, text.encode())
    found.codes.update(codes)
    return found


RULE = Rule(
    name="x",
    words=(r"no wings", r"no \w+ at all"),
    codes=("wingless",),
    statuses=(400, 500),
    unless=(r"a bird",),
    figures=(r"(?P<limit>[\d,]+) wings",),
    many=(r"called (?P<ids>\w+)",),
)
PAIR = Rule(name="y", about=("wings?", "feathers"), says=("missing", "gone"))


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
        (evidence("no wings", status=None), True),
        (evidence("no wings", status=200), True),
        (evidence("status 500: no wings", status=404), True),
        (Evidence(), False),
    ],
)
def test_words_or_codes_within_the_statuses(given, fits):
    assert RULE.fits(given) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Its Wings are gone", True),
        ("missing: feathers", True),
        ("It has wings. They are not missing.", False),
        ("it is gone", False),
        ("wings", False),
    ],
)
def test_what_it_speaks_of_and_what_it_says_stand_in_one_sentence(text, fits):
    assert PAIR.fits(evidence(text)) is fits


def test_figures_are_numbers_and_lists():
    text = "at most 12,000 wings, called Left and called Right"
    assert RULE.read(evidence(text)) == {"limit": 12000, "ids": ["Left", "Right"]}
    assert RULE.read(evidence("no wings")) == {}


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_every_pattern_of_every_rule_is_sound(rule):
    assert rule.words or rule.codes or rule.about
    assert bool(rule.about) == bool(rule.says)
    assert all(code == code.lower() for code in rule.codes)
    for pattern in (*rule.words, *rule.unless, *rule.about, *rule.says):
        assert isinstance(compiled(pattern), re.Pattern)
        assert not re.search(r"[A-Z]", re.sub(r"\\[A-Z]", "", pattern)), "it is held against lower case"
        assert not compiled(pattern).search("")
    for parts in (rule.about, rule.says):
        assert not parts or either(parts).groups == 0 or not either(parts).groupindex
    for pattern in (*rule.figures, *rule.many):
        assert spelled(pattern).groupindex


def test_no_quantifier_of_a_pattern_was_lost_in_an_f_string():
    """`{1,20}` in an f-string is the tuple (1, 20)."""
    for rule in RULES:
        for pattern in (*rule.words, *rule.unless, *rule.about, *rule.says, *rule.figures, *rule.many):
            assert not re.search(r"\(\d+, \d+\)", pattern), pattern
