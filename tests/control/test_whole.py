"""All of an exchange comes over in pieces."""

import pytest

from tui_router.control.client import ControlError
from tui_router.control.whole import read_leg, read_whole
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegSlice, Mark

PIECE = 10


class Control:
    """Hands out a few bytes at a time, as a gateway does with a MiB."""

    def __init__(self, legs: dict[tuple[str, int], bytes], attempts: int = 2) -> None:
        self.legs = legs
        self.attempts = attempts
        self.asked: list[tuple[str, int, int]] = []

    async def exchange(self, id: int) -> ExchangeDetail:
        row = ExchangeRow(id=id, started_at=1.0, attempts=self.attempts)
        return ExchangeDetail(row=row, attempts=[AttemptRow(number=n + 1) for n in range(self.attempts)])

    async def leg(self, id: int, leg: str, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        self.asked.append((leg, attempt, offset))
        data = self.legs.get((leg, attempt))
        if data is None:
            raise ControlError("that leg was not captured", 404)
        piece = data[offset : offset + PIECE]
        return LegSlice(leg=leg, attempt=attempt, status=200 if leg in "cd" else None, start="POST x" if not offset else "",
                        headers=[("n", "v")] if not offset else [], offset=offset, next=offset + len(piece), size=len(data),
                        complete=True, data=piece, marks=[Mark(offset, 0.1)])  # fmt: skip


async def test_every_leg_of_every_attempt_in_order():
    legs = {
        ("a", 0): b"a" * 25,
        ("d", 0): b"d" * 5,
        ("b", 1): b"1",
        ("c", 1): b"",
        ("b", 2): b"2",
        ("c", 2): b"c" * 20,
    }
    read = await read_whole(Control(legs), 7)
    assert [(leg.leg, leg.attempt) for leg in read.legs] == [
        ("a", 0), ("b", 1), ("c", 1), ("b", 2), ("c", 2), ("d", 0)]  # fmt: skip
    assert {(leg.leg, leg.attempt): leg.data for leg in read.legs} == legs
    first = read.legs[0]
    assert (first.size, first.start, first.headers) == (25, "POST x", [("n", "v")])
    assert [mark.offset for mark in first.marks] == [0, 10, 20]
    assert read.row.id == 7


async def test_what_was_not_kept_is_left_out():
    read = await read_whole(Control({("a", 0): b"x"}), 7)
    assert [leg.leg for leg in read.legs] == ["a"]


async def test_there_is_an_end_to_it():
    read = await read_whole(
        Control({("a", 0): b"a" * 30, ("d", 0): b"d" * 30, ("c", 2): b"c" * 30}), 7, cap=35
    )
    assert [(leg.leg, len(leg.data), leg.size) for leg in read.legs] == [
        ("a", 30, 30),
        ("c", 0, 30),
        ("d", 5, 30),
    ]


async def test_an_exchange_whose_attempts_are_not_told_yet():
    control = Control({("b", 3): b"x"}, attempts=0)

    async def exchange(id: int) -> ExchangeDetail:
        return ExchangeDetail(row=ExchangeRow(id=id, started_at=1.0, attempts=3))

    control.exchange = exchange
    assert [leg.attempt for leg in (await read_whole(control, 1)).legs] == [3]


async def test_other_failures_are_told():
    class Down(Control):
        async def leg(self, id, leg, *, attempt=0, offset=0):
            raise ControlError("gone")

    with pytest.raises(ControlError, match="gone"):
        await read_leg(Down({}), 1, "a")
