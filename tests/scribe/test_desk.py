import json
import sqlite3

import pytest

from tui_router.journal.query import Reader
from tui_router.journal.record import ExchangeDetail, Tokens, Weighed
from tui_router.scribe import frames
from tui_router.scribe.desk import Desk
from tui_router.scribe.keeper import Keeper
from tui_router.tokens.counter import Parts, Weights


class Scales:
    """Weighs by length, without the encoding."""

    def __init__(self) -> None:
        self.loaded = 0

    def load(self) -> None:
        self.loaded += 1

    def weigh(self, body: bytes) -> Parts | None:
        if not body.startswith(b"{"):
            return None
        return Parts(Weights(1, 2, len(body)), [1], [("Read", 2)], [[len(body)]])


class Bench:
    def __init__(self, db, **options) -> None:
        self.now = 50.0
        self.said: list[frames.ToGateway] = []
        keeper = Keeper(db, keep_exchanges=50, keep_mb=100, clock=self.clock) if db else None
        self.desk = Desk(keeper, self.said.append, scales=Scales(), clock=self.clock, **options)
        self.desk.begin()

    def clock(self) -> float:
        return self.now

    def heard(self, kind):
        return [frame for frame in self.said if isinstance(frame, kind)]

    def later(self, seconds: float = 1.0) -> None:
        self.now += seconds
        self.desk.tick()


@pytest.fixture
def bench(db):
    made = Bench(db)
    yield made
    made.desk.finish()


def give(bench: Bench, one) -> None:
    bench.desk.take(frames.Opened(one.row, one.a))
    bench.desk.take(frames.Sent(one.row.id, one.b))
    bench.desk.take(frames.Closed(one.detail(), [one.c, one.d]))


def test_an_exchange_is_weighed_at_once_and_stored_in_time(bench, exchange, db):
    one = exchange(3)
    bench.desk.take(frames.Opened(one.row, one.a))
    assert bench.heard(frames.Counted) == [
        frames.Counted(id=3, system=1, tools=2, messages=len(one.a.data), total=3 + len(one.a.data))
    ]
    bench.desk.take(frames.Sent(3, one.b))
    bench.desk.take(frames.Closed(one.detail(), [one.c, one.d]))
    assert bench.heard(frames.Stored) == []
    bench.later()
    assert bench.heard(frames.Stored) == [frames.Stored([3])]
    row = Reader(db).rows()[0]
    assert row.stored
    assert row.tokens.messages == len(one.a.data)


def test_a_count_the_gateway_has_already_is_left_as_it_is(bench, exchange, db):
    one = exchange(1, tokens=Tokens(system=7, messages=9))
    give(bench, one)
    bench.later()
    assert Reader(db).rows()[0].tokens.messages == 9


def test_the_parts_stand_in_the_detail_that_is_stored(bench, exchange, db):
    one = exchange(3)
    give(bench, one)
    bench.later()
    assert Reader(db).detail(3).weighed == Weighed(
        system=[1], tools=[("Read", 2)], messages=[[len(one.a.data)]]
    )


def test_what_could_not_be_weighed_has_no_parts(bench, exchange, db):
    give(bench, exchange(3, b"[]"))
    bench.later()
    assert Reader(db).detail(3).weighed is None


def annotate(bench: Bench, id: int, **said) -> list[frames.Annotated]:
    bench.desk.take(frames.Annotate(id=id, **said))
    return bench.heard(frames.Annotated)


def test_a_row_is_annotated_wherever_it_is(bench, exchange, db):
    give(bench, exchange(1))
    bench.later()
    give(bench, exchange(2))
    assert annotate(bench, 1, marked=True, comment="look", ticket=4) == [frames.Annotated(4)]
    assert annotate(bench, 2, marked=True)[1:] == []
    bench.later()
    rows = {row.id: row for row in Reader(db).rows()}
    assert (rows[1].marked, rows[1].comment, rows[1].state) == (True, "look", "ok")
    assert (rows[2].marked, rows[2].comment) == (True, "")
    annotate(bench, 1, comment="")
    assert [(row.marked, row.comment) for row in Reader(db).rows() if row.id == 1] == [(True, "")]


def test_a_comment_is_masked_and_what_is_not_there_is_said(bench, exchange, db):
    bench.desk.take(frames.Known([b"open sesame"]))
    give(bench, exchange(1))
    bench.later()
    annotate(bench, 1, comment="it said open sesame")
    assert "sesame" not in Reader(db).rows()[0].comment
    assert annotate(bench, 7, marked=True, ticket=1) == [
        frames.Annotated(1, "the journal has no exchange #7")
    ]


def test_without_a_keeper_nothing_is_annotated():
    assert annotate(Bench(None), 1, marked=True, ticket=2) == [frames.Annotated(2, "nothing is kept")]


def test_a_leg_that_was_cut_off_is_not_weighed(bench, exchange):
    one = exchange(1)
    one.a.size += 1
    bench.desk.take(frames.Opened(one.row, one.a))
    assert bench.heard(frames.Counted) == []


def test_a_body_is_weighed_for_a_ticket_even_when_it_is_no_request(bench):
    bench.desk.take(frames.Count(9, b"{}"))
    bench.desk.take(frames.Count(10, b"nonsense"))
    assert bench.heard(frames.Counted) == [
        frames.Counted(ticket=9, system=1, tools=2, messages=2, total=5),
        frames.Counted(ticket=10),
    ]


def test_without_legs_only_rows_are_kept(db, exchange):
    bench = Bench(db, legs=False)
    give(bench, exchange(1))
    bench.later()
    bench.desk.finish()
    assert Reader(db).detail(1).row.state == "ok"
    assert Reader(db).leg(1, "a") is None


def test_without_a_keeper_it_only_weighs(exchange):
    bench = Bench(None)
    give(bench, exchange(1))
    bench.desk.take(frames.Purge(None, 4))
    bench.later()
    bench.desk.finish()
    assert len(bench.heard(frames.Counted)) == 1
    assert bench.heard(frames.Stored) == []
    assert bench.heard(frames.Purged) == [frames.Purged(0, "nothing is kept", 4)]
    assert bench.desk.wait() is None


def test_a_frame_that_makes_it_stumble_is_counted_and_the_next_one_is_kept(bench, exchange, caplog):
    odd = exchange(1)
    odd.row.client_model = object()
    give(bench, odd)
    give(bench, exchange(2))
    bench.later(5)
    assert bench.heard(frames.Health)[-1].lost == 2
    assert bench.heard(frames.Stored) == [frames.Stored([2])]
    assert "left out" in caplog.text


def test_health_is_told_when_it_changes_and_not_more_often_than_once_a_second(bench, db, exchange):
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(1, 30):
        give(bench, exchange(number))
        bench.later(0.1)
    told = bench.heard(frames.Health)
    assert told[-1].journal == "failing"
    assert 2 <= len(told) <= 5
    other.execute("ROLLBACK")
    other.close()
    bench.later(3)
    bench.later(3)
    assert bench.heard(frames.Health)[-1] == frames.Health(0, 0)
    stored = [id for said in bench.heard(frames.Stored) for id in said.ids]
    assert sorted(stored) == list(range(1, 30))
    assert bench.desk.wait() is None or bench.desk.wait() > 0


def test_the_end_stores_what_is_left(bench, exchange):
    give(bench, exchange(1))
    bench.desk.take(frames.Bye())
    assert bench.desk.over
    bench.desk.finish()
    assert bench.heard(frames.Stored) == [frames.Stored([1])]


def test_purge_tells_its_ticket(bench, exchange):
    give(bench, exchange(1))
    bench.desk.take(frames.Purge(None, 12))
    assert bench.heard(frames.Purged) == [frames.Purged(1, "", 12)]


def test_known_keys_are_masked_in_rows_and_legs(bench, exchange, db):
    bench.desk.take(frames.Known([b"open sesame"]))
    one = exchange(1, json.dumps({"m": "open sesame"}).encode(), trouble="it said open sesame")
    bench.desk.take(frames.Opened(one.row, one.a))
    bench.later()
    assert "sesame" not in repr(Reader(db).detail(1))
    assert b"sesame" not in Reader(db).leg(1, "a").data
    bench.desk.take(frames.Closed(ExchangeDetail(row=one.row), []))
    bench.later()
    assert "sesame" not in repr(Reader(db).detail(1))


def test_idle_time_is_used_to_get_ready(bench):
    bench.desk.idle()
    assert bench.desk._scales.loaded == 1
