import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import LegName, LegSlice, Mark
from tui_router.tui.lines.answer_leg import BODY_CAP, AnswerLeg

SSE = [("content-type", "text/event-stream")]


def piece(leg: LegName, data: bytes, offset: int = 0, **more: object) -> LegSlice:
    given = {
        "status": 200,
        "headers": SSE,
        "attempt": 1 if leg == "c" else 0,
        "size": offset + len(data),
    } | more
    return LegSlice(leg=leg, data=data, offset=offset, next=offset + len(data), **given)


def seen(leg: AnswerLeg) -> list[tuple[object, ...]]:
    return [(e.slot, e.name, e.detail, e.count, e.text, e.at, e.until) for e in leg.entries]


@pytest.mark.parametrize("name", ["c", "d"])
@given(data=st.data())
def test_any_cut_of_the_bytes_gives_the_same_rows(bodies, name, data):
    frames = bodies.chat_chunks() if name == "c" else bodies.message_events()
    wire = b"".join(frames)
    marks = []
    at = 0
    for index, frame in enumerate(frames):
        marks.append(Mark(at, 0.5 + index / 50))
        at += len(frame)
    whole = AnswerLeg(name, "chat")
    whole.add(piece(name, wire, marks=marks, complete=True))
    cut = AnswerLeg(name, "chat")
    start = 0
    ends = sorted(data.draw(st.sets(st.integers(1, len(wire) - 1), max_size=8)))
    for end in [*ends, len(wire)]:
        there = [mark for mark in marks if start <= mark.offset < end]
        cut.add(piece(name, wire[start:end], start, marks=there, complete=end == len(wire)))
        start = end
    assert seen(cut) == seen(whole)
    assert cut.events == whole.events


def test_a_slice_that_is_not_next_is_ignored(bodies):
    leg = AnswerLeg("c", "chat")
    first, second, third = (bodies.chat_chunks()[n] for n in range(3))
    assert leg.add(piece("c", first))
    before = seen(leg)
    assert not leg.add(piece("c", first))
    assert not leg.add(piece("c", third, len(first) + len(second)))
    assert seen(leg) == before
    assert leg.next == len(first)


def test_times_come_from_the_marks():
    leg = AnswerLeg("c", "chat")
    leg.add(piece("c", b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n', marks=[Mark(0, 0.61)]))
    at = leg.next
    leg.add(piece("c", b'data: {"choices":[{"delta":{"content":"b"}}]}\n\n', at, marks=[Mark(at, 0.93)]))
    assert [(e.at, e.until) for e in leg.entries if e.name == "content"] == [(0.61, 0.93)]


def test_an_error_body_is_shown_as_json_or_in_its_words():
    leg = AnswerLeg("c", "chat")
    leg.add(
        piece(
            "c",
            b'{"error":{"message":"no"}}',
            status=400,
            headers=[("Content-Type", "application/json")],
            complete=True,
        )
    )
    assert [(e.name, e.sort) for e in leg.entries] == [("400", "event"), ("body", "json")]
    assert leg.entries[1].text.splitlines()[1] == '  "error": {'
    leg = AnswerLeg("c", "chat")
    leg.add(piece("c", b"<html>502 Bad Gateway</html>", status=502, headers=[], complete=True))
    assert [(e.name, e.sort) for e in leg.entries] == [("502", "event"), ("body", "quote")]


def test_a_json_body_under_a_stream_header_is_a_body():
    leg = AnswerLeg("c", "chat")
    leg.add(piece("c", b' {"error":"x"}', complete=True))
    assert not leg.streams


def test_a_body_grows_in_place_and_is_cut_at_its_cap():
    leg = AnswerLeg("c", "chat")
    for number in range(5):
        leg.add(
            piece(
                "c",
                b"x" * (BODY_CAP // 4),
                number * (BODY_CAP // 4),
                headers=[("content-type", "text/plain")],
            )
        )
    assert len(leg.entries) == 2
    assert leg.entries[1].chars == BODY_CAP


def test_a_later_attempt_begins_the_leg_anew(bodies):
    leg = AnswerLeg("c", "chat")
    leg.add(piece("c", b'{"error":"x"}', status=400, headers=[], complete=True))
    leg.add(piece("c", b"".join(bodies.chat_chunks()), attempt=2, complete=True))
    assert leg.status == 200
    assert leg.streams
    assert leg.entries[0].name == "200"


def test_a_byte_order_mark_and_crlf_are_no_matter():
    leg = AnswerLeg("d", "")
    leg.add(
        piece("d", b'\xef\xbb\xbfevent: message_stop\r\ndata: {"type":"message_stop"}\r\n\r\n', complete=True)
    )
    assert [e.name for e in leg.entries] == ["message_stop"]


@given(
    st.lists(st.binary(max_size=60), max_size=6),
    st.sampled_from(["chat", "responses", "anthropic", "gemini"]),
)
def test_hostile_bytes_never_raise(chunks, dialect):
    leg = AnswerLeg("c", dialect)
    at = 0
    for chunk in chunks:
        data = b"data: " + chunk + b"\n\n"
        leg.add(piece("c", data, at))
        at += len(data)
    assert leg.next == at
    assert all("\x1b" not in e.name + e.detail for e in leg.entries)


AWS = [("content-type", "application/vnd.amazon.eventstream")]


@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_packed_events_are_read_as_what_is_in_them(aws, step):
    wire = b"".join(aws.chunk(event) for event in aws.text_answer("Hi"))
    leg = AnswerLeg("c", "bedrock")
    for start in range(0, len(wire), step):
        cut = wire[start : start + step]
        leg.add(piece("c", cut, start, headers=AWS, size=len(wire), complete=start + step >= len(wire)))
    assert leg.packed
    assert leg.streams
    assert leg.events == 6
    assert [(entry.slot, entry.text) for entry in leg.entries[1:]] == [
        (("start", 0), ""),
        (("text", 0), "Hi"),
        (("stop", 0), ""),
        (("done", 0), ""),
    ]


def test_a_packed_stream_that_breaks_off_says_so(aws):
    leg = AnswerLeg("c", "bedrock")
    leg.add(piece("c", aws.chunk({"type": "ping"})[:-3], headers=AWS, complete=True))
    assert leg.entries[-1].sort == "error"


@pytest.mark.parametrize(
    ("dialect", "data", "slots"),
    [
        ("bedrock", b'data: {"type":"message_stop"}\n\n', ["done"]),
        ("responses", b'data: {"type":"response.created"}\n\n', ["start"]),
        ("gemini", b'data: {"candidates":[{"finishReason":"STOP"}]}\n\n', ["stop"]),
        ("", b'data: {"candidates":[{"finishReason":"STOP"}]}\n\n', ["stop"]),
        ("gemini", b'[{"candidates":[]}]', ["body"]),
    ],
)
def test_every_language_has_its_reader(dialect, data, slots):
    leg = AnswerLeg("c", dialect)
    leg.add(piece("c", data, complete=True))
    assert [entry.slot[0] for entry in leg.entries[1:]] == slots
