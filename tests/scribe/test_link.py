"""The gateway's side against a real scribe, and against ones that are dead, stopped or no scribe at all."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys

from tui_router.journal.query import Reader, last_id
from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.scribe import outlet


async def test_what_passed_is_stored_counted_and_read_back(watch, exchange, db):
    watched = watch()
    assert await watched.link.start() == 0
    one = exchange(1)
    one.pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1})

    reader = Reader(db)
    (row,) = reader.rows()
    assert (row.id, row.state, row.stored) == (1, "ok", True)
    assert row.tokens.messages == watched.counted[1].messages > 0
    for leg in one.legs:
        piece = reader.leg(1, leg.leg)
        assert (piece.data, piece.start, piece.headers, piece.complete) == (
            leg.data,
            leg.start,
            leg.headers,
            True,
        )
    assert reader.detail(1).attempts[0].status == 200
    assert watched.link.state == "ok"
    assert watched.link.lost == 0


async def test_what_comes_before_the_scribe_runs_is_not_lost(watch, exchange):
    watched = watch()
    exchange(1).pass_through(watched.link)
    await watched.link.start()
    await watched.until(lambda: watched.stored == {1})
    assert watched.link.lost == 0


async def test_a_life_too_short_for_the_scribe_to_start_is_stored_all_the_same(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.link.close(20)
    assert watched.stored == {1}


async def test_closing_writes_what_is_under_way(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    for number in range(1, 40):
        exchange(number).pass_through(watched.link)
    await watched.link.close()
    assert watched.stored == set(range(1, 40))
    assert [row.id for row in Reader(db).rows()] == list(range(39, 0, -1))
    assert last_id(db) == 39


async def test_a_scribe_killed_in_traffic_is_replaced_and_every_ended_row_arrives(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    first = watched.link.pid
    for number in range(1, 60):
        exchange(number).pass_through(watched.link)
        if number == 30:
            await watched.until(lambda: 1 in watched.stored)
            os.kill(first, signal.SIGKILL)
    before = set(watched.stored)
    await watched.until(lambda: watched.link.restarts == 1 and watched.link.pid not in (None, first))
    await watched.until(lambda: watched.stored == set(range(1, 60)))
    reader = Reader(db)
    for number in before:
        assert reader.leg(number, "d").data == exchange(number).d.data
    assert {row.state for row in reader.rows()} == {"ok"}
    without_legs = [number for number in range(1, 60) if reader.leg(number, "a") is None]
    assert len(without_legs) <= watched.link.lost <= 59 - len(before)


async def test_an_exchange_under_way_when_the_scribe_dies_is_sent_whole_at_its_end(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    one = exchange(1)
    watched.link.opened(one.row, one.a)
    watched.link.sent(1, one.b)
    await watched.until(lambda: 1 in watched.counted)
    os.kill(watched.link.pid, signal.SIGKILL)
    await watched.until(lambda: watched.link.restarts == 1)
    watched.link.closed(one.detail(), one.legs)
    await watched.until(lambda: watched.stored == {1})
    assert [Reader(db).leg(1, name).data for name in "abcd"] == [leg.data for leg in one.legs]
    assert watched.link.lost == 0


async def test_a_leg_that_only_the_dead_scribe_had_is_counted_as_lost(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    one = exchange(1)
    watched.link.opened(one.row, one.a)
    await watched.until(lambda: 1 in watched.counted)
    os.kill(watched.link.pid, signal.SIGKILL)
    await watched.until(lambda: watched.link.restarts == 1)
    watched.link.closed(one.detail(), [one.c, one.d])
    await watched.until(lambda: watched.stored == {1})
    assert watched.link.lost == 1


async def test_a_stopped_scribe_costs_legs_first_then_rows_and_never_blocks(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    body = b'{"messages":[{"role":"user","content":"' + b"x" * 200_000 + b'"}]}'
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1})
    os.kill(watched.link.pid, signal.SIGSTOP)
    try:
        for number in range(2, 400):
            exchange(number, body).pass_through(watched.link)
        assert watched.link._out.waiting <= outlet.PIPE_CAP + outlet.ROW_ROOM + 4096
        assert watched.link.state == "slow"
        assert watched.link.lost > 300
        assert await watched.link.count(b"{}", timeout=0.01) is None
    finally:
        os.kill(watched.link.pid, signal.SIGCONT)
    await watched.until(lambda: watched.stored == set(range(1, 400)))
    assert watched.link.state == "ok"
    reader = Reader(db)
    assert reader.leg(2, "a").data == body
    assert reader.leg(399, "d") is None
    assert reader.detail(399).row.state == "ok"


async def test_nothing_raises_when_the_scribe_cannot_be_started(watch, exchange, tmp_path):
    watched = watch([str(tmp_path / "no-such-program")])
    await watched.link.start()
    await watched.until(lambda: watched.link.restarts >= 2)
    exchange(1).pass_through(watched.link)
    assert watched.link.state == "down"
    assert "cannot be started" in watched.link.problem
    assert await watched.link.count(b"{}") is None
    assert (await watched.link.purge()).problem


async def test_a_scribe_that_ends_at_once_is_tried_again(watch, exchange):
    watched = watch([sys.executable, "-c", "raise SystemExit(3)"])
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.link.restarts >= 3)
    assert watched.link.state in ("down", "ok")
    assert "ended" in watched.link.problem


async def test_a_child_that_talks_nonsense_is_ended(watch):
    watched = watch([sys.executable, "-c", "print('x' * 100, flush=True); import sys; sys.stdin.read()"])
    await watched.link.start()
    await watched.until(lambda: watched.link.restarts >= 1)


async def test_what_cannot_be_encoded_costs_a_capture_and_no_exception(watch, exchange):
    watched = watch()
    await watched.link.start()
    await watched.up()
    odd = exchange(1)
    odd.row.client_model = "half a pair: \ud83d"
    odd.pass_through(watched.link)
    exchange(2).pass_through(watched.link)
    await watched.until(lambda: 2 in watched.stored)
    assert watched.link.lost == 1


async def test_a_listener_that_fails_does_not_close_the_pipe(watch, exchange):
    watched = watch()
    watched.link._on_counted = lambda counted: 1 / 0
    await watched.link.start()
    for number in (1, 2):
        exchange(number).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1, 2})
    assert watched.link.restarts == 0


async def test_meta_keeps_rows_without_legs_and_still_counts(watch, exchange, db):
    watched = watch(capture="meta")
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1})
    reader = Reader(db)
    assert reader.detail(1).row.tokens.messages == watched.counted[1].messages > 0
    assert [reader.leg(1, name) for name in "abcd"] == [None] * 4
    assert watched.link.lost == 0


async def test_off_keeps_nothing_and_still_counts(watch, exchange, db):
    watched = watch(capture="off")
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: 1 in watched.counted)
    assert watched.link.state == "off"
    await watched.link.close()
    assert not db.exists()
    assert watched.link.lost == 0


async def test_a_body_is_counted_on_request(watch):
    watched = watch()
    await watched.link.start()
    body = json.dumps(
        {"system": "be kind", "messages": [{"role": "user", "content": "hello world"}]}
    ).encode()
    counted = await watched.link.count(body, timeout=10)
    assert (counted.system, counted.tools, counted.messages) == (2, 0, 6)
    assert counted.total == 8
    assert await watched.link.count(b"no request", timeout=10) is None


async def test_a_burst_of_counts_is_answered_each_with_its_own(watch):
    watched = watch()
    await watched.link.start()
    bodies = [
        json.dumps({"messages": [{"role": "user", "content": "word " * n}]}).encode() for n in range(1, 25)
    ]
    totals = [c.total for c in await asyncio.gather(*(watched.link.count(b, timeout=10) for b in bodies))]
    assert totals == sorted(totals)
    assert len(set(totals)) == 24


async def test_purge_through_the_link_removes_what_began_before(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    for number in range(1, 6):
        exchange(number).pass_through(watched.link)
    await watched.until(lambda: len(watched.stored) == 5)
    purged = await watched.link.purge(before=1003.5)
    assert (purged.removed, purged.problem) == (3, "")
    assert [row.id for row in Reader(db).rows()] == [5, 4]


async def test_a_known_key_is_masked_whatever_it_looks_like(watch, exchange, db):
    watched = watch()
    watched.link.know([b"correct horse battery"])
    await watched.link.start()
    exchange(1, b'{"messages":[{"role":"user","content":"it is correct horse battery"}]}').pass_through(
        watched.link
    )
    await watched.until(lambda: watched.stored == {1})
    assert b"horse" not in Reader(db).leg(1, "a").data


async def test_a_newer_journal_turns_captures_off_and_is_left_alone(watch, exchange, db):
    db.parent.mkdir()
    with sqlite3.connect(db) as made:
        made.execute("CREATE TABLE theirs (x)")
        made.execute("PRAGMA user_version = 99")
    made.close()
    watched = watch()
    await watched.link.start()
    await watched.until(lambda: watched.link.state == "off")
    assert "newer" in watched.link.problem
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: 1 in watched.counted)
    await watched.link.close()
    left = sqlite3.connect(db)
    assert left.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    left.close()


async def test_ids_go_on_from_the_last_one(watch, exchange, db):
    first = watch()
    await first.link.start()
    exchange(41).pass_through(first.link)
    await first.until(lambda: first.stored == {41})
    await first.link.close()
    second = watch()
    assert await second.link.start() == 41


async def test_rows_of_an_untouched_detail_survive_a_full_pipe(watch):
    """A row that found no room at all is sent once there is some."""
    watched = watch()
    await watched.link.start()
    await watched.up()
    detail = ExchangeDetail(row=ExchangeRow(id=5, started_at=1.0, state="failed"))
    watched.link._held.ended(detail, given=False)
    watched.link._send_rows()
    await watched.until(lambda: watched.stored == {5})


def test_the_gateway_imports_neither_the_tokenizer_nor_the_writer():
    code = "import sys, tui_router.scribe.link; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "tui_router.journal.query" in loaded
    assert {"tiktoken", "tui_router.journal.store", "tui_router.scribe.desk"}.isdisjoint(loaded)


async def test_purge_before_the_scribe_runs_waits_for_it(watch, exchange):
    watched = watch()
    await watched.link.start()
    purged = await watched.link.purge()
    assert purged.problem == ""


async def test_an_annotation_is_written_when_it_is_answered(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1})
    assert await watched.link.annotate(1, True, "look") == ""
    (row,) = Reader(db).rows()
    assert (row.marked, row.comment) == (True, "look")
    assert await watched.link.annotate(2, True, None) == "the journal has no exchange #2"


async def test_an_exchange_annotated_while_it_ran_is_stored_so(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    await watched.up()
    one = exchange(1)
    watched.link.opened(one.row, one.a)
    watched.link.annotated(1, True, None)
    reader = Reader(db)
    await watched.until(lambda: any(row.marked for row in reader.rows()))
    assert reader.rows()[0].state == "waiting"  # as it is found after a gateway that was killed
    one.row.marked = True
    watched.link.closed(one.detail(), one.legs)
    await watched.until(lambda: watched.stored == {1})
    assert reader.rows()[0].marked


async def test_where_nothing_is_kept_nothing_is_annotated(watch):
    watched = watch(capture="off")
    await watched.link.start()
    await watched.up()
    watched.link.annotated(1, True, None)
    assert await watched.link.annotate(1, True, None) == "nothing is kept"
