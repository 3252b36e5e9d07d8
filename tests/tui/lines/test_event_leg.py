"""A stream read event by event, in slices."""

import pytest

from tui_router.journal.record import LegSlice, Mark
from tui_router.tui.lines import event_leg
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.event_leg import EventLeg
from tui_router.tui.seen import RawLeg


def chunks(count, word="w"):
    return [
        b'data: {"choices":[{"delta":{"content":"%s%d"}}]}\n\n' % (word.encode(), n) for n in range(count)
    ]


class Wire:
    """Bytes of leg c given to both its readers."""

    def __init__(self):
        self.raw, self.answer = RawLeg(), AnswerLeg("c", "chat")
        self.kind = "text/event-stream"

    def send(self, data, at, *, attempt=1, offset=None, **more):
        offset = self.raw.next if offset is None else offset
        piece = LegSlice(leg="c", attempt=attempt, status=200, headers=[("content-type", self.kind)], data=data,
                         offset=offset, next=offset + len(data), size=offset + len(data), marks=[Mark(offset, at)], **more)  # fmt: skip
        self.raw.add(piece)
        self.answer.add(piece)


def read(leg, wire):
    leg.feed(wire.raw, wire.answer)
    while leg.behind:
        leg.feed(wire.raw, wire.answer)


def test_where_and_when_and_what():
    wire, leg = Wire(), EventLeg("chat")
    one, two = chunks(2)
    wire.send(b": hi\n\n" + one[:10], 1.0)
    wire.send(one[10:] + two, 2.5, complete=True)
    read(leg, wire)
    assert [(event.kind, event.at, event.number) for event in leg.events] == [
        ("comment", 1.0, 0), ("text", 2.5, 1), ("text", 2.5, 2)]  # fmt: skip
    assert leg.bytes_of(leg.events[1]) == one
    assert leg.tell(leg.events[2]) == ("text", "content", "w1")
    assert (leg.whole, leg.count) == (True, 2)


def test_long_legs_are_read_in_slices(monkeypatch):
    monkeypatch.setattr(event_leg, "AT_ONCE", 100)
    wire, leg = Wire(), EventLeg("chat")
    wire.send(b"".join(chunks(50)), 1.0, complete=True)
    leg.feed(wire.raw, wire.answer)
    assert leg.behind
    assert len(leg.events) < 4
    read(leg, wire)
    assert [leg.tell(event)[2] for event in leg.events] == [f"w{n}" for n in range(50)]


def test_an_endless_stream_ends_here(monkeypatch):
    monkeypatch.setattr(event_leg, "MOST_EVENTS", 10)
    wire, leg = Wire(), EventLeg("chat")
    wire.send(b"".join(chunks(50)), 1.0)
    read(leg, wire)
    assert (len(leg.events), leg.whole) == (10, True)


def test_a_later_attempt_begins_anew():
    wire, leg = Wire(), EventLeg("chat")
    wire.send(chunks(1)[0], 1.0)
    read(leg, wire)
    wire.send(chunks(1, "x")[0], 2.0, attempt=2, offset=0)
    read(leg, wire)
    assert [(leg.tell(event)[2], event.at) for event in leg.events] == [("x0", 2.0)]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_moves_nothing(bom):
    wire, leg = Wire(), EventLeg("chat")
    wire.send(bom + chunks(1)[0], 1.0, complete=True)
    read(leg, wire)
    assert leg.bytes_of(leg.events[0]) == chunks(1)[0]


def test_an_answer_that_is_no_stream_has_no_events():
    wire, leg = Wire(), EventLeg("chat")
    wire.send(b'{"error": {}}', 1.0, complete=True)
    read(leg, wire)
    assert leg.events == []


def test_packed_events_stand_in_their_text(aws):
    messages = [aws.chunk(event) for event in aws.text_answer("Hi")]
    wire, leg = Wire(), EventLeg("bedrock")
    wire.answer = AnswerLeg("c", "bedrock")
    wire.kind = "application/vnd.amazon.eventstream"
    wire.send(messages[0] + messages[1] + messages[2][:20], 1.0)
    wire.send(messages[2][20:] + b"".join(messages[3:]), 2.0, complete=True)
    read(leg, wire)
    assert [event.kind for event in leg.events] == ["start", "open", "text", "close", "stop", "done"]
    assert [event.at for event in leg.events] == [1.0, 1.0, 2.0, 2.0, 2.0, 2.0]
    assert leg.tell(leg.events[2]) == ("text", "text_delta", "Hi")
    assert leg.bytes_of(leg.events[2]).startswith(b'data: {"type": "content_block_delta"')
    assert (leg.whole, leg.count) == (True, 6)
