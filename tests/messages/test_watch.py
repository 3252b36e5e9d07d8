"""A stream on its way out is looked at, and what is wrong with it is kept with the event."""

import pytest

from tui_router.messages.codec import encode_event
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    Emitted,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    StopDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    Usage,
    Verbatim,
)
from tui_router.messages.grammar import Checker
from tui_router.messages.watch import EXCERPT, MOST_KEPT, Watch

START = MessageStart(MessageOut(id="msg_1", model="m", usage=Usage()))
END: list[Emitted] = [BlockStop(0), MessageDelta(StopDelta("end_turn"), Usage()), MessageStop()]


def say(*texts: str) -> list[Emitted]:
    return [START, BlockStart(0, TextOut("")), *(BlockDelta(0, TextDelta(text)) for text in texts), *END]


def watched(events: list[Emitted]) -> Watch:
    watch = Watch()
    for event in events:
        watch.see([event])
    watch.close()
    return watch


def test_a_proper_stream_is_without_offence() -> None:
    assert watched(say("one", "two", "three")).offences == []


def test_an_offence_names_its_event_and_quotes_it() -> None:
    events = say("one", "two")
    events.insert(4, BlockDelta(3, TextDelta("lost")))
    (offence,) = watched(events).offences
    assert (offence.rule, offence.grade, offence.leg, offence.event) == ("not_open", "harmful", "d", 5)
    assert '"lost"' in offence.excerpt


@pytest.mark.parametrize("place", range(8))
def test_the_short_way_finds_what_the_checker_finds(place: int) -> None:
    events = say("one", "two", "three")
    events.insert(place, BlockDelta(0, ThinkingDelta("hm")))
    checker = Checker()
    expected = [violation.rule for event in events for violation in checker.feed(event)]
    expected += [violation.rule for violation in checker.close()]
    assert [offence.rule for offence in watched(events).offences] == expected
    assert expected


def test_bytes_of_a_native_upstream_are_read_by_their_copy() -> None:
    events: list[Emitted] = [Verbatim(encode_event(event), event) for event in say("one", "two")]
    assert watched(events).offences == []
    assert [offence.rule for offence in watched(events[:-1]).offences] == ["no_message_stop"]


def test_a_hostile_stream_fills_no_memory() -> None:
    long = BlockDelta(7, TextDelta("x" * 10_000))
    watch = watched([START, *[long] * 500])
    assert len(watch.offences) == MOST_KEPT
    assert max(len(offence.excerpt) for offence in watch.offences) <= EXCERPT
