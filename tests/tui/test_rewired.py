from tui_router.control.wiring import Wires
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.rewired import Rewired, may_turn_back, rewired_words, tiers_of, undone_words

AFTER = Wires(revision=8, effective={"sonnet": ["p/new", "p/old"], "opus": "p/big"})


def done(**fields):
    given = {"tier": "sonnet", "before": ["p/old"], "after": ["p/new", "p/old"], "number": 7, "wires": AFTER}
    return Rewired(**{**given, **fields})


def test_what_was_done_and_undone_in_words():
    assert rewired_words(done(), UNICODE) == "sonnet now goes to new · p +1"
    assert rewired_words(done(session="a1f3c2"), UNICODE) == "sonnet now goes to new · p +1 for session a1f3"
    assert rewired_words(done(after=["p/old"]), UNICODE) == "sonnet goes to old · p as it is set now"
    assert rewired_words(done(rule=2), UNICODE) == "Rule 2 is changed"
    assert rewired_words(done(rule=0), UNICODE) == "A new rule is in force"
    assert undone_words(done(), UNICODE) == "sonnet goes to old · p again"
    assert undone_words(done(before=[]), UNICODE) == "sonnet is not wired again"
    assert undone_words(done(rule=2), UNICODE) == "The rules are as they were"


def test_a_tier_alone_is_turned_back_only_while_it_goes_where_it_was_sent():
    assert may_turn_back(done(), AFTER)
    assert not may_turn_back(done(), Wires(revision=9, effective={"sonnet": "p/else"}))
    assert not may_turn_back(done(alone=False), AFTER)
    assert not may_turn_back(done(rule=1), AFTER)
    own = Wires(revision=9, effective={"sonnet": "p/old"}, sessions={"s": {"sonnet": ["p/new", "p/old"]}})
    assert may_turn_back(done(session="s"), own)
    assert not may_turn_back(done(), own)


def test_the_bars_show_every_tier_that_has_a_target():
    tiers = tiers_of(AFTER)
    assert tiers.revision == 8
    assert tiers.chain("sonnet") == ["p/new", "p/old"]
