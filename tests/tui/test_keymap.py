import pytest

from tui_router.tui.bindings.common import HELP
from tui_router.tui.bindings.live import REPLAY, REWIRE
from tui_router.tui.keymap import DEFAULT_KEYS, Keymap, keys_of


def test_a_change_holds_and_is_shown():
    keys = Keymap({"live.replay": "ctrl+r", "app.help": "f1,?"})
    assert keys.problems == []
    assert (keys.now(REPLAY).keys, keys.now(REPLAY).shown) == ("ctrl+r", "^r")
    assert keys.now(HELP).keys == "f1,question_mark"
    assert keys.now(REWIRE) is REWIRE


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"live.reply": "x"}, "there is no live.reply; did you mean live.replay"),
        ({"live.replay": "nonsense"}, "is not a key"),
        ({"live.replay": ""}, "is not a key"),
        ({"live.replay": "R"}, "live.replay = R is Rewire (live.rewire)"),
        ({"\x1b[31m" * 40: "x"}, "there is no"),
    ],
)
def test_a_change_that_cannot_hold_is_told_and_left_out(wanted, says):
    keys = Keymap({**wanted, "live.follow": "ctrl+f"})
    assert len(keys.problems) == 1
    assert says in keys.problems[0]
    assert keys.changed == {"live.follow": "ctrl+f"}


def test_two_keys_can_change_places():
    keys = Keymap({"live.replay": "R", "live.rewire": "r"})
    assert keys.problems == []
    assert (keys.now(REPLAY).shown, keys.now(REWIRE).shown) == ("R", "r")


def test_one_more_change_and_back():
    keys = DEFAULT_KEYS.with_key("live.replay", "ctrl+r")
    assert keys.changed == {"live.replay": "ctrl+r"}
    assert keys.with_key("live.replay", "").changed == {}


def test_of_two_that_changed_places_one_going_back_takes_the_other_along():
    keys = Keymap({"live.replay": "R", "live.rewire": "r"}).without("live.replay")
    assert (keys.changed, keys.problems) == ({}, [])


def test_an_app_without_keys_has_the_defaults():
    class Bare: ...

    assert keys_of(Bare()) is DEFAULT_KEYS
    bare = Bare()
    bare.keys = Keymap({"live.replay": "ctrl+r"})
    assert keys_of(bare) is bare.keys


def test_hints_know_what_a_default_key_has_become():
    keys = Keymap({"live.fix": "f5", "routes.test": "f6"})
    assert keys.renamed("Live") == {"A": "f5"}
    assert keys.renamed("Routes") == {"t": "f6"}
    assert DEFAULT_KEYS.renamed("Live") == {}


@pytest.mark.parametrize("key", ["j", "ctrl+q", "down", "^u"])
def test_what_moves_or_leaves_is_taken(key):
    keys = Keymap({"live.replay": key})
    assert keys.changed == {}
    assert "live.replay cannot be" in keys.problems[0]


def test_a_swap_gives_the_other_the_key_that_is_free():
    keys = DEFAULT_KEYS.swapped("live.replay", "R")
    assert keys.changed == {"live.replay": "R", "live.rewire": "r"}
    assert keys.swapped("live.replay", "f5").changed == {"live.replay": "f5", "live.rewire": "r"}
