"""What stands in tests/recordings/bedrock is played by `test_recordings`; here is what depends on bytes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.messages.reading import frame_data, frame_name


def test_each_message_becomes_the_event_that_is_in_it(aws, cloud_call) -> None:
    heard = aws.hear(cloud_call(), [b"".join(map(aws.chunk, aws.text_answer()))])
    frames = heard.raw.decode().split("\n\n")[:-1]
    assert [frame_name(frame.encode()) for frame in frames] == [event["type"] for event in aws.text_answer()]
    assert [json.loads(frame_data(frame.encode())) for frame in frames] == aws.text_answer()
    assert heard.machine.usage.input_tokens == 9
    assert heard.fault is None


def test_line_ends_between_tokens_do_not_cut_an_event(aws, cloud_call) -> None:
    spread = [json.dumps(event, indent=1).replace("\n", "\r\n").encode() for event in aws.text_answer()]
    heard = aws.hear(cloud_call(), map(aws.chunk, spread))
    assert heard.fault is None
    assert len(heard.events) == 6


@pytest.mark.parametrize("upto", range(5))
def test_a_stream_that_breaks_off_is_never_whole(aws, cloud_call, upto) -> None:
    whole = [aws.chunk(event) for event in aws.text_answer()]
    assert aws.hear(cloud_call(), whole[:upto]).fault is not None
    assert aws.hear(cloud_call(), [*whole[:upto], whole[upto][:-3]]).fault is not None


def test_a_message_cut_before_anything_came_is_told_as_cut(aws, cloud_call) -> None:
    heard = aws.hear(cloud_call(), [aws.chunk({"type": "ping"})[:20]])
    assert heard.fault.diagnosis.name == "stream_truncated"


def test_a_wrong_checksum_ends_it_with_what_came_before(aws, cloud_call) -> None:
    whole = [aws.chunk(event) for event in aws.text_answer()]
    damaged = bytearray(whole[3])
    damaged[20] ^= 1
    heard = aws.hear(cloud_call(), [*whole[:3], bytes(damaged), *whole[4:]])
    assert len(heard.events) == 3
    assert "garbled" in heard.fault.diagnosis.message


@pytest.mark.parametrize(
    "payload",
    [b"", b"{}", b'{"bytes":7}', b'{"bytes":"%%%"}', b'{"bytes":""}', b"[]", b'{"bytes":"\xc3\xa9"}'],
)
def test_a_chunk_with_nothing_in_it_ends_it(aws, cloud_call, payload) -> None:
    heard = aws.hear(cloud_call(), [aws.packed({":event-type": "chunk", ":message-type": "event"}, payload)])
    assert "garbled" in heard.fault.diagnosis.message


def test_kinds_of_events_that_are_new_are_passed_over(aws, cloud_call) -> None:
    new = aws.packed({":event-type": "metering", ":message-type": "event"}, b"{}")
    assert aws.hear(cloud_call(), [new, *map(aws.chunk, aws.text_answer()), new]).fault is None


def test_server_sent_events_are_read_where_they_come_instead(aws, cloud_call) -> None:
    lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in aws.text_answer()]
    for hosted in ("aws", "google"):
        heard = aws.hear(cloud_call(hosted=hosted), lines)
        assert heard.fault is None
        assert heard.raw == b"".join(lines)


def test_a_whole_body_where_a_stream_was_asked(aws, cloud_call) -> None:
    message = aws.text_answer()[0]["message"] | {
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
    }
    assert aws.hear(cloud_call(), [json.dumps(message).encode()]).fault is None


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_damage_never_raises(aws, make_call, data) -> None:
    whole = bytearray(b"".join(map(aws.chunk, aws.text_answer())))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        if data.draw(st.booleans()):
            whole[at] = data.draw(st.integers(0, 255))
        else:
            del whole[at : at + data.draw(st.integers(1, 20))]
    call = make_call(dialect="bedrock", quirks={"hosted": "aws"})
    aws.hear(call, [bytes(whole[:50]), bytes(whole[50:])])
