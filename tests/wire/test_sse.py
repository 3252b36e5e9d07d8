import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.wire.sse import Frame, SseReader, read_frame


def read(*parts, **options):
    reader = SseReader(**options)
    frames = [frame for part in parts for frame in reader.feed(part)]
    return frames + reader.close(), reader


def heard(*parts):
    return [(frame.event, frame.data) for frame in read(*parts)[0] if frame.data is not None]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (b"data: a\n\n", [("", b"a")]),
        (b"data:a\n\n", [("", b"a")]),
        (b"data:  a\n\n", [("", b" a")]),
        (b"data\n\n", [("", b"")]),
        (b"data: a\ndata: b\n\n", [("", b"a\nb")]),
        (b"data:\ndata:\n\n", [("", b"\n")]),
        (b"event: x\ndata: a\n\n", [("x", b"a")]),
        (b"event: x\n\ndata: a\n\n", [("", b"a")]),
        (b": c\ndata: a\n\n", [("", b"a")]),
        (b"id: 1\nretry: 2\nother: 3\ndata: a\n\n", [("", b"a")]),
        (b"data: a: b\n\n", [("", b"a: b")]),
        (b" data: a\n\n", []),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [("", b"a"), ("", b"b")]),
        (b"data: a\r\rdata: b\r\r", [("", b"a"), ("", b"b")]),
        (b"data: a\r\n\ndata: b\n\r\ndata: c\r\r\n", [("", b"a"), ("", b"b"), ("", b"c")]),
        (b"\n\n\n\ndata: a\n\n\n\ndata: b\n\n", [("", b"a"), ("", b"b")]),
        (b"\xef\xbb\xbfdata: a\n\n", [("", b"a")]),
        (b"data: \xe4\xbd\xa0\n\n", [("", b"\xe4\xbd\xa0")]),
        (b"data: a\n", []),
        (b"", []),
    ],
)
def test_reads_as_the_standard_says(wire, expected):
    assert heard(wire) == expected
    assert heard(*(wire[i : i + 1] for i in range(len(wire)))) == expected


def test_a_comment_keeps_its_bytes():
    frames, _ = read(b": hi\n\ndata: a\n\n")
    assert frames == [Frame("", None, b": hi\n\n"), Frame("", b"a", b"data: a\n\n")]


def test_what_was_cut_is_no_frame():
    frames, reader = read(b"data: a\n\ndata: b\n")
    assert [frame.data for frame in frames] == [b"a"]
    assert reader.rest == b"data: b\n"
    assert read_frame(reader.rest).data == b"b"


def test_a_last_cr_counts_when_nothing_follows():
    reader = SseReader()
    assert reader.feed(b"data: a\r\n\r") == []
    assert [frame.data for frame in reader.close()] == [b"a"]
    assert reader.rest == b""


def test_takes_nothing_after_its_close():
    reader = SseReader()
    reader.close()
    assert reader.feed(b"data: a\n\n") == []
    assert reader.close() == []


@pytest.mark.parametrize("size", [1, 7, 64])
def test_one_event_has_a_limit(size):
    wire = b"data: a\n\ndata: " + b"x" * 100
    frames, reader = read(*(wire[i : i + size] for i in range(0, len(wire), size)), max_event=64)
    assert [frame.data for frame in frames] == [b"a"]
    assert reader.overflow
    assert reader.rest == b""


def test_the_limit_is_of_one_event_not_of_all():
    frames, reader = read(b"data: 12345\n\n" * 100, max_event=16)
    assert len(frames) == 100
    assert not reader.overflow


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r", b"\n\r\n"])
def test_a_whole_event_beyond_the_limit_is_refused_too(end):
    frames, reader = read(b"data: 1" + end + b"data: " + b"x" * 64 + end + b"data: 2" + end, max_event=32)
    assert [frame.data for frame in frames] == [b"1"]
    assert reader.overflow


def test_many_lines_of_data_do_not_pile_up():
    import tracemalloc

    wire = b"data:x\n" * 500_000 + b"\n"
    tracemalloc.start()
    frames, _ = read(wire)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(frames[0].data) == 999_999
    assert peak < 6 * len(wire)


LINES = st.lists(
    st.sampled_from(
        [
            b"data: a",
            b"data:b",
            b"data",
            b"data: \xf0\x9f\x99\x82",
            b"event: x",
            b"event",
            b": c",
            b":",
            b"id: 1",
            b"",
            b"",
            b"x",
        ]
    ),
    max_size=12,
)
ENDS = st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=12, max_size=12)


@given(lines=LINES, ends=ENDS, bom=st.booleans(), data=st.data())
def test_any_cut_gives_the_same_frames(lines, ends, bom, data):
    text = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    wire = (b"\xef\xbb\xbf" if bom else b"") + text
    cuts = sorted(data.draw(st.sets(st.integers(0, len(wire)), max_size=6)) | {0, len(wire)})
    frames, reader = read(*(wire[a:b] for a, b in itertools.pairwise(cuts)))
    whole, _ = read(wire)
    assert frames == whole
    assert b"".join(frame.raw for frame in frames) + reader.rest == text


def by_the_book(text):
    """The standard's own steps, line by line."""
    out, data, event = [], [], ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line in lines[:-1]:
        if not line:
            if data:
                out.append((event, "\n".join(data)))
            data, event = [], ""
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                data.append(value)
            elif name == "event":
                event = value
    return out


@given(lines=LINES, ends=ENDS)
def test_reads_what_the_standard_s_steps_read(lines, ends):
    text = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    assert [(event, data.decode()) for event, data in heard(text)] == by_the_book(text.decode())


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_bytes_raise(parts):
    frames, reader = read(*parts)
    assert len(b"".join(frame.raw for frame in frames) + reader.rest) <= len(b"".join(parts))
