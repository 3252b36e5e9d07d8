from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.target import Target
from tui_router.routing.chains import completed, in_words


def test_a_chain_is_told_in_its_order():
    assert in_words((Target("a", "x"), Target("b"), Target("c", "y/z"))) == "a/x, then b, then c/y/z"
    assert in_words((Target("a", "x"),)) == "a/x"


def test_a_provider_alone_takes_the_clients_name_less_its_own():
    chain = (Target("a"), Target("b"), Target("a", "own"))
    assert completed(chain, "m") == (Target("a", "m"), Target("b", "m"), Target("a", "own"))
    assert completed(chain, "claude-router/a/m") == (Target("a", "m"), Target("b", "a/m"), Target("a", "own"))


def test_what_becomes_the_same_stands_once_in_its_first_place():
    assert completed((Target("a", "m"), Target("b", "x"), Target("a")), "m") == (
        Target("a", "m"),
        Target("b", "x"),
    )


targets = st.builds(Target, st.sampled_from("ab"), st.sampled_from(["", "m", "n"]))


@given(st.lists(targets, min_size=1, max_size=8, unique=True), st.text(min_size=1, max_size=20))
def test_any_chain_stays_one_and_is_complete(chain, name):
    whole = completed(tuple(chain), name)
    assert whole
    assert all(target.model for target in whole)
    assert len(set(whole)) == len(whole)
    assert completed(whole, "another") == whole
