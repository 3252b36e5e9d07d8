import asyncio

from tui_router.journal import bus as module
from tui_router.journal.bus import Bus
from tui_router.journal.record import ExchangeRow, Tiers


def row(number: int) -> ExchangeRow:
    return ExchangeRow(id=number, started_at=0.0)


async def test_a_row_that_changes_often_is_seen_once_as_it_is_now() -> None:
    bus = Bus()
    viewer = bus.watch()
    live = row(1)
    for _ in range(1000):
        live.tokens.output += 1
        bus.row(live)
    batch = await viewer.take()
    assert batch is not None
    assert list(batch.rows) == [1]
    assert batch.rows[1].tokens.output == 1000


async def test_a_viewer_waits_for_the_next_change() -> None:
    bus = Bus()
    viewer = bus.watch()
    waiting = asyncio.ensure_future(viewer.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    bus.tiers(Tiers(revision=2, tiers={"opus": "a/b"}))
    batch = await waiting
    assert batch is not None
    assert batch.tiers is not None
    assert batch.tiers.revision == 2


async def test_a_viewer_far_behind_is_told_to_start_over(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_PENDING", 10)
    bus = Bus()
    viewer = bus.watch()
    for number in range(50):
        bus.row(row(number))
    batch = await viewer.take()
    assert batch is not None
    assert batch.reset
    assert not batch.rows
    bus.row(row(99))
    after = await viewer.take()
    assert after is not None
    assert list(after.rows) == [99]


async def test_viewers_do_not_disturb_each_other_and_can_leave() -> None:
    bus = Bus()
    one, two = bus.watch(), bus.watch()
    bus.leave(one)
    bus.row(row(5))
    batch = await two.take()
    assert batch is not None
    assert list(batch.rows) == [5]
    assert bus.viewers == [two]


async def test_the_end_reaches_every_viewer() -> None:
    bus = Bus()
    viewer = bus.watch()
    bus.close()
    assert await viewer.take() is None
