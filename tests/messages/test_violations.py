from tui_router.messages.violations import HARMFUL, ODD, violation


def test_a_rule_has_one_grade():
    assert not HARMFUL.keys() & ODD.keys()


def test_a_violation_says_its_rule_in_words():
    harmful, odd = violation("usage"), violation("interleaved", 2)
    assert (harmful.grade, harmful.text, harmful.index) == ("harmful", HARMFUL["usage"], -1)
    assert (odd.grade, odd.text, odd.index) == ("odd", ODD["interleaved"], 2)
