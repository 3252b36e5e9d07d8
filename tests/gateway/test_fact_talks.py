"""Facts of one conversation: kept while it goes on, bounded whatever a client calls its sessions."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.fact import Fact
from tui_router.gateway.fact_talks import MOST, MOST_FACTS, UNUSED_S, Talks

TARGET = ("p", "u", "m")


def fact(value: str = "thinking", conversation: str = "c", **more: Any) -> Fact:
    return Fact(
        **{
            "provider": "p",
            "base_url": "u",
            "model": "m",
            "name": "refused_blocks",
            "value": value,
            "conversation": conversation,
            **more,
        }
    )


def test_a_conversation_knows_its_own_of_each_target() -> None:
    talks = Talks()
    talks.keep(fact(), 0)
    talks.keep(fact("image", model="n"), 0)
    talks.keep(fact("image", "d"), 0)
    assert talks.of("c", TARGET, 1) == (fact(),)
    assert talks.of("c", ("p", "u", "n"), 1) == (fact("image", model="n"),)
    assert talks.of("d", TARGET, 1) == (fact("image", "d"),)
    assert talks.of("e", TARGET, 1) == ()
    assert len(talks) == 2
    assert len(list(talks)) == 3


def test_what_is_said_again_replaces_and_what_is_removed_is_gone() -> None:
    talks = Talks()
    talks.keep(fact(), 0)
    newer = fact(exchange=2)
    talks.keep(newer, 0)
    assert talks.held(fact()) == newer
    talks.remove(fact())
    assert talks.held(fact()) is None
    assert len(talks) == 0


def test_a_fact_may_end_before_its_conversation() -> None:
    talks = Talks()
    talks.keep(fact(until=10.0), 0)
    assert talks.of("c", TARGET, 9)
    assert talks.of("c", TARGET, 10) == ()


def test_use_keeps_it_alive_and_silence_ends_it() -> None:
    talks = Talks()
    talks.keep(fact(), 0)
    talks.keep(fact(conversation="d"), 0)
    assert talks.of("c", TARGET, UNUSED_S)
    assert talks.of("c", TARGET, 2 * UNUSED_S)
    assert len(talks) == 1
    assert talks.of("c", TARGET, 3 * UNUSED_S + 1) == ()
    assert len(talks) == 0


@given(st.lists(st.tuples(st.integers(0, 3 * MOST), st.integers(0, 2 * MOST_FACTS)), max_size=200))
def test_it_never_grows_past_its_bounds_and_keeps_the_last_word(said: list[tuple[int, int]]) -> None:
    talks = Talks()
    for now, (conversation, value) in enumerate(said * 5):
        last = fact(f"b{value}", f"c{conversation}")
        talks.keep(last, now)
        assert talks.held(last) == last
    assert len(talks) <= MOST
    assert len(list(talks)) <= MOST * MOST_FACTS


def test_one_conversation_lets_its_first_facts_go() -> None:
    talks = Talks()
    for number in range(MOST_FACTS + 3):
        talks.keep(fact(f"b{number}"), 0)
    assert [told.value for told in talks] == [f"b{number}" for number in range(3, MOST_FACTS + 3)]


def test_the_one_unused_for_longest_goes_first() -> None:
    talks = Talks()
    for number in range(MOST):
        talks.keep(fact(conversation=f"c{number}"), number)
    talks.of("c0", TARGET, MOST)
    talks.keep(fact(conversation="new"), MOST + 1)
    assert talks.of("c0", TARGET, MOST + 2)
    assert talks.of("c1", TARGET, MOST + 2) == ()
    assert len(talks) == MOST
