import asyncio

import pytest

from tui_router.gateway import late_writer
from tui_router.gateway.late_writer import LateWriter


class Disk:
    def __init__(self):
        self.changes, self.writes, self.full = 0, [], False
        self.wrote = asyncio.Event()

    async def write(self):
        self.writes.append(self.changes)
        self.wrote.set()
        if not self.full:
            self.changes = 0
        return not self.full

    def behind(self):
        return self.changes > 0


@pytest.fixture
def disk():
    return Disk()


def change(disk, writer, times=1):
    for _ in range(times):
        disk.changes += 1
        writer.soon()


async def test_many_changes_are_one_write(disk, monkeypatch):
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 0.01)
    writer = LateWriter(disk.write, disk.behind)
    change(disk, writer, 5)
    assert disk.writes == []
    await asyncio.wait_for(disk.wrote.wait(), 30)
    await writer.close()
    assert disk.writes == [5]


async def test_an_end_does_not_wait(disk, monkeypatch):
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 3600)
    writer = LateWriter(disk.write, disk.behind)
    change(disk, writer)
    await asyncio.wait_for(writer.close(), 30)
    assert disk.writes == [1]
    await writer.close()
    assert disk.writes == [1]


async def test_what_failed_is_tried_again_at_the_next_change_and_at_the_end(disk, monkeypatch):
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 0)
    writer = LateWriter(disk.write, disk.behind)
    disk.full = True
    change(disk, writer)
    await asyncio.wait_for(disk.wrote.wait(), 30)
    await writer._task
    assert disk.writes == [1]
    change(disk, writer)
    await writer._task
    assert disk.writes == [1, 2]
    disk.full = False
    await writer.close()
    assert disk.writes == [1, 2, 2]
    assert not disk.behind()


def test_without_a_loop_the_end_writes(disk):
    writer = LateWriter(disk.write, disk.behind)
    change(disk, writer, 2)
    asyncio.run(writer.close())
    assert disk.writes == [2]
