"""A leg that comes in pieces, out of order, of another attempt."""

import pytest

from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegSlice
from tui_router.tui.seen import Before, RawLeg, Seen


@pytest.fixture
def seen():
    return Seen(ExchangeDetail(row=ExchangeRow(id=38, started_at=0.0, dialect="chat", attempts=2)))


def piece(leg, data, offset=0, *, attempt=0, **more):
    return LegSlice(leg=leg, attempt=attempt, data=data, offset=offset, next=offset + len(data), **more)


def test_pieces_are_taken_in_order_and_nothing_twice(seen):
    assert seen.add(piece("a", b'{"model":'))
    assert not seen.add(piece("a", b'{"model":'))
    assert not seen.add(piece("a", b"later", 99))
    assert seen.add(piece("a", b'"x"}', 9, complete=True))
    assert bytes(seen.raw["a"].data) == b'{"model":"x"}'
    assert seen.a.tree is not None
    assert seen.a.tree.string("model") == "x"
    assert seen.revision == 2


def test_a_later_attempt_begins_the_leg_anew_and_an_earlier_one_is_passed_by(seen):
    seen.add(piece("b", b"first", attempt=1))
    assert seen.add(piece("b", b"second", attempt=2))
    assert bytes(seen.raw["b"].data) == b"second"
    assert not seen.add(piece("b", b"!", 6, attempt=1))


def test_looking_at_an_attempt_forgets_the_other_ones_bytes(seen):
    seen.add(piece("b", b"second", attempt=2))
    seen.add(piece("a", b"{}"))
    seen.look_at(1)
    assert (seen.raw["b"].next, seen.raw["a"].next) == (0, 2)
    assert not seen.add(piece("b", b"second", attempt=2))
    assert seen.add(piece("b", b"first", attempt=1))


def test_the_head_stays_when_a_later_piece_has_none():
    leg = RawLeg()
    leg.add(piece("c", b"x", status=200, start="https://up/v1", headers=[("a", "b")]))
    leg.add(piece("c", b"y", 1))
    assert (leg.status, leg.start, leg.headers, bytes(leg.data)) == (
        200,
        "https://up/v1",
        [("a", "b")],
        b"xy",
    )


def test_what_stands_beside_it_comes_bit_by_bit(seen):
    before = Before(seen.row)
    seen.know(before=before)
    seen.know(models=[])
    assert seen.before is before
    assert seen.models == {}


def test_a_dialect_that_is_known_late_is_read_from_the_start(seen):
    seen.took(ExchangeDetail(row=ExchangeRow(id=38, started_at=0.0, dialect="anthropic")))
    assert seen.c.dialect == "anthropic"
    seen.add(piece("c", b"data: {}\n\n", status=200))
    seen.took(ExchangeDetail(row=ExchangeRow(id=38, started_at=0.0, dialect="chat")))
    assert seen.c.dialect == "anthropic"


def test_what_the_session_cost_stays_known(seen):
    assert seen.session_cost is None
    seen.know(session_cost=1.84)
    seen.know(models=[])
    assert seen.session_cost == 1.84


def test_each_attempt_is_read_in_its_own_language():
    attempts = [
        AttemptRow(number=1, url="https://a/v1/chat/completions"),
        AttemptRow(number=2, url="https://a/v1/responses"),
    ]
    row = ExchangeRow(id=38, started_at=0.0, dialect="responses", attempts=2)
    seen = Seen(ExchangeDetail(row=row, attempts=attempts))
    stream = [("content-type", "text/event-stream")]
    seen.add(
        piece(
            "c", b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n', attempt=1, status=200, headers=stream
        )
    )
    assert (seen.c.dialect, seen.c.entries[-1].name) == ("chat", "content")
    seen.add(piece("c", b'data: {"type":"response.created"}\n\n', attempt=2, status=200, headers=stream))
    assert (seen.c.dialect, seen.c.entries[-1].slot) == ("responses", ("start", 0))
    seen.look_at(1)
    assert seen.c.dialect == "chat"
