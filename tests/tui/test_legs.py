import asyncio

import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.journal.record import LegSlice, Mark
from tui_router.tui import legs
from tui_router.tui.legs import LAST_ASKS, LegReader, cut


class Sink:
    def __init__(self):
        self.details = []
        self.pieces = []

    def detail(self, detail):
        self.details.append(detail.row.id)

    def piece(self, id, piece):
        self.pieces.append((id, piece))


@pytest.fixture
async def reading(fakes, monkeypatch):
    monkeypatch.setattr(legs, "ROUND_S", 0.001)
    tasks = []

    def start(control=None):
        control = control or fakes.FakeControl()
        sink = Sink()
        reader = LegReader(lambda: control, sink)
        tasks.append(asyncio.create_task(reader.run()))
        return control, sink, reader

    yield start
    for task in tasks:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.002)


async def idle(control):
    """Wait until nothing more is asked."""
    for _ in range(100):
        before = len(control.asked)
        await asyncio.sleep(0.02)
        if len(control.asked) == before:
            return
    raise AssertionError("it never stops asking")


async def test_an_ended_exchange_is_read_once(reading):
    control, sink, reader = reading()
    reader.want(("a", "b", "c", "d"))
    reader.select(control.row(34))
    await idle(control)
    assert [piece.leg for _, piece in sink.pieces] == ["a", "b", "c", "d"]
    assert sink.details == [34]
    reader.select(control.row(34))
    await idle(control)
    assert len(sink.pieces) == 4


async def test_a_large_leg_comes_in_pieces(reading):
    control, sink, reader = reading()
    control.legs[34, "a"] = bytearray(b"x" * (2 * 1024 * 1024 + 5))
    control.row(34).sizes.a = len(control.legs[34, "a"])
    reader.want(("a",))
    reader.select(control.row(34))
    await idle(control)
    assert [piece.offset for _, piece in sink.pieces] == [0, 1024 * 1024, 2 * 1024 * 1024]


async def test_an_answer_comes_in_parts_that_are_quick_to_read(reading, monkeypatch):
    monkeypatch.setattr(legs, "PIECE", 100)
    control, sink, reader = reading()
    wire = bytes(range(250))
    control.legs[34, "d"] = bytearray(wire)
    control.row(34).sizes.d = len(wire)
    reader.want(("d",))
    reader.select(control.row(34))
    await idle(control)
    assert [piece.offset for _, piece in sink.pieces] == [0, 100, 200]
    assert b"".join(piece.data for _, piece in sink.pieces) == wire


async def test_parts_of_what_is_no_longer_selected_are_dropped(reading, monkeypatch):
    monkeypatch.setattr(legs, "PIECE", 100)
    control, sink, reader = reading()
    control.legs[34, "d"] = bytearray(b"x" * 250)
    control.row(34).sizes.d = 250
    reader.want(("d",))
    reader.select(control.row(34))

    def take_and_leave(number, piece):
        sink.pieces.append((number, piece))
        reader.select(None)

    sink.piece = take_and_leave
    await idle(control)
    assert [piece.offset for _, piece in sink.pieces] == [0]


def test_an_answer_is_cut_and_put_together_again_the_same(monkeypatch):
    monkeypatch.setattr(legs, "PIECE", 10)
    data = bytes(range(25))
    whole = LegSlice(
        leg="d", data=data, offset=5, next=30, size=30, complete=True, marks=[Mark(offset=5, at=1.0)]
    )
    parts = list(cut(whole))
    assert [(part.offset, part.next, part.complete) for part in parts] == [
        (5, 15, False),
        (15, 25, False),
        (25, 30, True),
    ]
    assert b"".join(part.data for part in parts) == data
    assert [len(part.marks) for part in parts] == [1, 0, 0]
    assert next(iter(cut(LegSlice(leg="a", data=data)))).data == data
    assert len(list(cut(LegSlice(leg="d", complete=True)))) == 1


async def test_nothing_is_asked_of_an_attempt_that_was_not_made(reading):
    control, sink, reader = reading()
    reader.want(("b", "c"))
    reader.select(control.row(36))
    await idle(control)
    assert sink.pieces == []
    assert control.asked == ["exchange 36"]


async def test_a_second_attempt_is_read_from_its_beginning(reading):
    control, sink, reader = reading()
    row = control.row(41)
    reader.want(("b",))
    reader.select(row)
    await until(lambda: sink.pieces)
    row.attempts = 2
    reader.select(row)
    await until(lambda: len(sink.pieces) == 2)
    assert [(piece.attempt, piece.offset) for _, piece in sink.pieces] == [(1, 0), (2, 0)]


async def test_pieces_of_what_is_no_longer_selected_are_dropped(reading):
    control, sink, reader = reading()
    gate = asyncio.Event()
    fetch = control.leg

    async def slow(id, leg, **how):
        if id == 41:
            await gate.wait()
        return await fetch(id, leg, **how)

    control.leg = slow
    reader.want(("a",))
    reader.select(control.row(41))
    await until(lambda: sink.details == [41])
    reader.select(control.row(34))
    gate.set()
    await until(lambda: sink.pieces)
    assert {id for id, _ in sink.pieces} == {34}


async def test_a_leg_that_was_not_captured_is_not_asked_for_again(reading):
    control, _, reader = reading()
    del control.legs[34, "a"]
    reader.want(("a",))
    for _ in range(3):
        reader.select(control.row(34))
        await idle(control)
    assert control.asked.count("leg 34 a 0") == 1


async def test_a_leg_that_never_completes_is_left_alone(reading):
    control, sink, reader = reading()
    fetch = control.leg

    async def endless(id, leg, **how):
        piece = await fetch(id, leg, **how)
        piece.complete = False
        return piece

    control.leg = endless
    reader.want(("d",))
    reader.select(control.row(34))
    await idle(control)
    assert len(sink.pieces) == 1 + LAST_ASKS


async def test_a_gateway_that_is_gone_ends_only_the_round(reading):
    control, sink, reader = reading()
    control.down = ControlError("gone")
    reader.want(("a",))
    reader.select(control.row(34))
    await idle(control)
    control.down = None
    reader.select(control.row(34))
    await until(lambda: sink.pieces)


async def test_the_detail_is_read_anew_once_the_exchange_is_stored(reading):
    control, sink, reader = reading()
    row = control.row(34)
    reader.select(row)
    await idle(control)
    reader.select(msgspec.structs.replace(row, stored=True))
    await idle(control)
    assert sink.details == [34, 34]
