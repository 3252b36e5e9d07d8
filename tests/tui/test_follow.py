import asyncio

import pytest

from tui_router.control.client import ControlError
from tui_router.control.events import ExchangeChanged
from tui_router.journal.record import ExchangeRow
from tui_router.tui import follow
from tui_router.tui.follow import Follower


class Told:
    """Writes down what a screen would be told."""

    def __init__(self):
        self.rows_by_id = {}
        self.batches = []
        self.said = []
        self.pieces = []
        self.details = []

    def connected(self, status):
        self.said.append("connected")

    def gone(self, reason, pause_s):
        self.said.append(f"gone {reason}")

    def restarted(self):
        self.said.append("restarted")
        self.rows_by_id.clear()

    def rows(self, rows):
        self.batches.append(rows)
        self.rows_by_id |= {row.id: row for row in rows}

    def paged(self):
        self.said.append("paged")

    def wiring(self, tiers):
        self.said.append(f"wiring {tiers.revision}")

    def status(self, status):
        self.said.append("status")

    def detail(self, detail):
        self.details.append(detail)

    def piece(self, id, piece):
        self.pieces.append((id, piece.leg, piece.offset, piece.data))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(follow, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(follow, "LONGEST_PAUSE_S", 0.02)


@pytest.fixture
async def following(fakes):
    tasks = []

    def start(control=None):
        control = control or fakes.FakeControl()
        told = Told()
        follower = Follower(control, told)
        tasks.append(asyncio.create_task(follower.run()))
        return control, told, follower

    yield start
    for task in tasks:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.005)


async def test_the_list_the_wiring_and_what_changes(following):
    control, told, _ = following()
    await until(lambda: "connected" in told.said and control.listeners)
    assert len(told.rows_by_id) == 10
    control.new(42)
    await until(lambda: 42 in told.rows_by_id)
    await control.put_tiers(await control.tiers())
    control.tick()
    await until(lambda: "wiring 8" in told.said and "status" in told.said)


async def test_many_events_are_few_batches(following):
    control, told, _ = following()
    await until(lambda: control.listeners and told.batches)
    before = len(told.batches)
    for number in range(500):
        control.new(100 + number % 5, attempts=number)
    await until(lambda: 104 in told.rows_by_id)
    assert len(told.batches) - before <= 2
    assert told.rows_by_id[104].attempts == 499


async def test_what_happens_while_the_list_is_fetched_is_newer_than_it(following, fakes):
    control = fakes.FakeControl()
    gate = asyncio.Event()
    fetch = control.exchanges

    async def slow(**how):
        rows = [fakes.seeded()[-1]]
        await gate.wait()
        return rows if how.get("before") is None else await fetch(**how)

    control.exchanges = slow
    _, told, _ = following(control)
    await until(lambda: control.listeners)
    ended = fakes.seeded()[-1]
    ended.state = "ok"
    control.say(ExchangeChanged(row=ended))
    await asyncio.sleep(0)
    gate.set()
    await until(lambda: 41 in told.rows_by_id and told.rows_by_id[41].state == "ok")


async def test_a_gateway_that_is_gone_is_tried_again(following):
    control, told, follower = following()
    await until(lambda: control.listeners)
    control.fail(ControlError("connection refused"))
    await until(lambda: told.said.count("gone connection refused") >= 2)
    control.down = None
    follower.retry_now()
    await until(lambda: told.said.count("connected") == 2)
    assert "restarted" not in told.said


async def test_another_gateway_begins_with_an_empty_list(following):
    control, told, _ = following()
    await until(lambda: control.listeners)
    control.fail(ControlError("gone"))
    control.started_at += 5
    control.down = None
    await until(lambda: "restarted" in told.said)


async def test_a_reset_reloads(following):
    control, told, _ = following()
    await until(lambda: control.listeners)
    control._rows[99] = ExchangeRow(id=99, started_at=0.0, state="ok")
    control.reset()
    await until(lambda: 99 in told.rows_by_id)


async def test_older_pages_are_fetched_until_there_are_none(following, fakes, monkeypatch):
    monkeypatch.setattr(follow, "PAGE", 4)
    control, told, _ = following()
    await until(lambda: len(told.rows_by_id) == 10)
    assert control.asked.count("exchanges before 38") == 1


async def test_a_silent_live_exchange_is_asked_after(following, monkeypatch):
    monkeypatch.setattr(follow, "SILENT_S", 0.0)
    control, told, _ = following()
    await until(lambda: 41 in told.rows_by_id)
    control.row(39).state = "ok"
    control.row(39).times.ended = 13.0
    asked = len(control.asked)
    await until(lambda: "exchange 39" in control.asked[asked:])


async def test_legs_come_in_order_and_only_the_new_part(following):
    control, told, follower = following()
    await until(lambda: 41 in told.rows_by_id)
    follower.want(("c",))
    follower.select(told.rows_by_id[41])
    await until(lambda: told.pieces and told.details)
    control.stream(41, "c", b"more")
    await until(lambda: 41 in {row.id for row in told.batches[-1]})
    follower.select(told.rows_by_id[41])
    await until(lambda: told.pieces[-1][3] == b"more")
    assert b"".join(data for *_, data in told.pieces) == bytes(control.legs[41, "c"])
