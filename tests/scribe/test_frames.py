from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture, Mark
from tui_router.scribe import frames
from tui_router.scribe.frames import BrokenFrame, GatewayDecoder, ScribeDecoder, encode

row = st.builds(
    ExchangeRow,
    id=st.integers(1, 2**53),
    started_at=st.floats(0, 2e9),
    client_model=st.text(max_size=20),
    status=st.none() | st.integers(100, 599),
)
leg = st.builds(
    LegCapture,
    leg=st.sampled_from("abcd"),
    attempt=st.integers(0, 6),
    headers=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2),
    data=st.binary(max_size=300),
    size=st.integers(0, 2**40),
    marks=st.lists(st.builds(Mark, st.integers(0, 300), st.floats(0, 9)), max_size=2),
)
to_scribe = st.one_of(
    st.builds(frames.Opened, row, leg),
    st.builds(frames.Sent, st.integers(1, 2**53), leg),
    st.builds(frames.Closed, st.builds(ExchangeDetail, row=row), st.lists(leg, max_size=3)),
    st.builds(frames.Count, st.integers(0, 2**31), st.binary(max_size=100)),
    st.builds(frames.Known, st.lists(st.binary(max_size=9), max_size=3)),
    st.builds(frames.Purge, st.none() | st.floats(0, 2e9)),
    st.just(frames.Bye()),
)
to_gateway = st.one_of(
    st.builds(frames.Ready, st.integers(0, 2**53)),
    st.builds(frames.Stored, st.lists(st.integers(1, 2**53), max_size=5)),
    st.builds(frames.Counted, id=st.integers(0, 99), ticket=st.integers(0, 99), total=st.integers(0, 10**7)),
    st.builds(frames.Purged, st.integers(0, 99), st.text(max_size=9)),
    st.builds(frames.Health, st.integers(0, 99), st.integers(0, 99), st.text(max_size=9)),
)


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


@given(st.lists(to_scribe, max_size=5), st.lists(st.integers(0), max_size=8))
def test_the_scribe_reads_the_same_frames_however_the_pipe_cuts_them(sent, cuts):
    ear = ScribeDecoder()
    stream = b"".join(encode(frame) for frame in sent)
    heard = [frame for piece in pieces(stream, cuts) for frame in ear.feed(piece)]
    assert heard == sent
    assert ear.held == 0


@given(st.lists(to_gateway, max_size=5), st.lists(st.integers(0), max_size=8))
def test_the_gateway_reads_the_same_frames_however_the_pipe_cuts_them(sent, cuts):
    ear = GatewayDecoder()
    stream = b"".join(encode(frame) for frame in sent)
    assert [frame for piece in pieces(stream, cuts) for frame in ear.feed(piece)] == sent


def test_half_a_frame_waits():
    ear = ScribeDecoder()
    stream = bytes(encode(frames.Count(7, b"x" * 50)))
    assert ear.feed(stream[:20]) == []
    assert ear.held == 20
    assert ear.feed(stream[20:]) == [frames.Count(7, b"x" * 50)]


@given(st.binary(min_size=4, max_size=200))
def test_foreign_bytes_end_in_frames_or_in_a_broken_one(noise):
    ear = ScribeDecoder()
    with suppress(BrokenFrame):
        assert all(isinstance(frame, frames.ToScribe) for frame in ear.feed(noise))
        assert ear.held <= len(noise)


def test_a_length_past_the_cap_is_refused_before_anything_is_kept():
    with pytest.raises(BrokenFrame, match="announced"):
        ScribeDecoder().feed((frames.FRAME_CAP + 1).to_bytes(4, "big"))


def test_a_frame_of_the_other_side_is_broken():
    with pytest.raises(BrokenFrame):
        ScribeDecoder().feed(bytes(encode(frames.Ready(1))))
    with pytest.raises(BrokenFrame):
        GatewayDecoder().feed(bytes(encode(frames.Bye())))
