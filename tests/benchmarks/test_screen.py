import json
import re

import pytest

from benchmarks.screen import Stall, percentile, table, told
from benchmarks.screen_feed import LARGE, LISTED, STREAMS, Feed, request


def test_the_table_marks_what_misses_its_goal():
    said = table({"first paint": [800.0], "j": [10.0, 20.0, 90.0]})
    paint, j = said.splitlines()[1:]
    assert paint.split() == ["first", "paint", "1", "800.0", "800.0", "900"]
    assert j.split() == ["j", "3", "20.0", "90.0", "50", "*"]
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_stalls_are_told_with_what_was_computing():
    stalls = [Stall(at=1.0, late=0.2, computed=0.01), Stall(at=2.0, late=0.06, computed=0.055)]
    assert told(stalls) == "worst 200 ms (55 ms computing), over 50 ms 2 times (1 computing)"
    assert told([]) == "worst 0 ms (0 ms computing), over 50 ms 0 times (0 computing)"
    assert stalls[1].after([(0.5, "j"), (2.05, "G"), (9.0, "q")]) == "G"
    assert stalls[0].after([]) == "nothing"


@pytest.mark.parametrize("size", [12_000, 400_000])
def test_the_large_request_has_its_size(size):
    body = request(size)
    assert abs(len(body) - size) < 12_000
    assert len(json.loads(body)["tools"]) == 24


async def test_the_feed_pages_back_to_the_first_exchange():
    feed = Feed()
    newest = await feed.exchanges(limit=500)
    assert [row.id for row in newest[:3]] == list(STREAMS)
    assert all(row.state == "live" for row in newest[:3])
    assert [row.id for row in await feed.exchanges(before=3)] == [2, 1]
    assert len(newest) == 500
    assert LARGE < LISTED


async def test_a_leg_can_be_read_to_its_end():
    feed = Feed()
    piece = await feed.leg(LARGE, "a")
    assert piece.complete
    assert len(piece.data) == piece.size > 390_000
    live = await feed.leg(STREAMS[0], "d")
    assert not live.complete
    assert re.match(rb"event: message_start\n", live.data)
