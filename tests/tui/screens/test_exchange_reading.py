import asyncio

import pytest

from tui_router.control.client import ControlError
from tui_router.journal.record import ExchangeRow
from tui_router.tui.screens import exchange_reading
from tui_router.tui.screens.exchange_reading import ExchangeReading, before_of, session_cost, turn_of


def row(id, **fields):
    return ExchangeRow(id=id, started_at=0.0, **{"session": "s", "kind": "main", **fields})


ROWS = [
    row(9),
    row(8, kind="title"),
    row(7, agent="a"),
    row(5, cost=0.25),
    row(4, cost=0.5),
    row(3, path="/v1/other"),
]


def test_the_request_before_is_of_the_same_kind_in_the_same_session_and_agent():
    assert before_of(ROWS[0], ROWS).id == 5
    assert before_of(ROWS[3], ROWS).id == 4
    assert before_of(ROWS[4], ROWS) is None
    assert before_of(row(20, session=""), []) is None


def test_turns_and_cost_of_the_session():
    assert turn_of(ROWS[0], ROWS) == 4
    assert turn_of(ROWS[4], ROWS) == 2
    assert turn_of(row(20, session=""), []) == 0
    assert session_cost(ROWS) == 0.75
    assert session_cost(ROWS[:3]) is None


def test_no_more_than_so_many_rows_are_looked_at(monkeypatch):
    monkeypatch.setattr(exchange_reading, "LOOKED_BACK", 3)
    assert before_of(ROWS[0], ROWS) is None


@pytest.fixture
def reading_of(fakes):
    def make(control, id):
        heard = []
        reading = ExchangeReading(control, control.row(id), lambda: heard.append(1))
        return reading, heard

    return make


async def settled(condition):
    for _ in range(3_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


async def test_detail_and_legs_are_read_and_told(reading_of, fakes):
    control = fakes.FakeControl()
    reading, heard = reading_of(control, 37)
    reading.want(("a", "d"))
    running = asyncio.create_task(reading.run())
    await settled(
        lambda: (
            reading.seen.raw["a"].complete and reading.seen.raw["d"].complete and reading.seen.detail.attempts
        )
    )
    running.cancel()
    assert reading.seen.a.tree is not None
    assert bytes(reading.seen.raw["d"].data) == bytes(control.legs[37, "d"])
    assert reading.seen.raw["b"].next == 0
    assert heard


async def test_what_streams_is_read_on_and_another_exchange_begins_anew(reading_of, fakes):
    control = fakes.FakeControl()
    reading, _ = reading_of(control, 41)
    reading.want(("d",))
    running = asyncio.create_task(reading.run())
    await settled(lambda: reading.seen.raw["d"].next == len(control.legs[41, "d"]))
    control.stream(41, "d", fakes.text_event("more"))
    reading.newer(control.row(41))
    await settled(lambda: bytes(reading.seen.raw["d"].data).endswith(fakes.text_event("more")))
    reading.open(control.row(37))
    assert reading.seen.raw["d"].next == 0
    await settled(lambda: reading.seen.raw["d"].complete)
    running.cancel()
    assert bytes(reading.seen.raw["d"].data) == bytes(control.legs[37, "d"])


async def test_rows_of_others_are_not_taken(reading_of, fakes):
    control = fakes.FakeControl()
    reading, heard = reading_of(control, 41)
    reading.newer(control.row(40))
    assert (reading.seen.row.id, heard) == (41, [])


async def test_what_stands_beside_it_is_read_once(reading_of, fakes):
    control = fakes.FakeControl()
    control.legs[33, "a"] = bytearray(b"{1}")
    control.legs[33, "b"] = bytearray(b"{2}")
    reading, heard = reading_of(control, 41)
    rows = sorted(fakes.seeded(), key=lambda row: -row.id)
    of_session = [row for row in rows if row.session == control.row(41).session]
    assert before_of(control.row(41), of_session).id == 37
    await reading.read_beside([row for row in rows if row.id in (33, 41)])
    assert (reading.seen.before.row.id, reading.seen.before.a, reading.seen.before.b) == (33, b"{1}", b"{2}")
    assert reading.seen.models
    assert reading.seen.tiers is not None
    assert not reading.seen.no_before
    asked = len(control.asked)
    await reading.read_beside(rows)
    assert len(control.asked) == asked
    assert heard


async def test_a_first_request_and_one_that_was_not_kept(reading_of, fakes):
    control = fakes.FakeControl()
    reading, _ = reading_of(control, 41)
    await reading.read_beside([])
    assert reading.seen.no_before
    control.legs.pop((33, "a"), None)
    reading.open(control.row(41))
    await reading.read_beside([control.row(33)])
    assert (reading.seen.before.a, reading.seen.no_before) == (b"", True)


async def test_a_gateway_that_is_gone_is_asked_again_another_time(reading_of, fakes):
    control = fakes.FakeControl()
    reading, _ = reading_of(control, 41)
    control.down = ControlError("gone")
    await reading.read_beside([])
    assert not reading.seen.no_before
    control.down = None
    await reading.read_beside([])
    assert reading.seen.no_before
