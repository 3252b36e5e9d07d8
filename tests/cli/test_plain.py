import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator

import pytest

from tui_router.cli.plain import PlainView, catch_up, follow, newest, show_plain, until_signalled
from tui_router.control.client import ControlError
from tui_router.control.events import ControlEvent, ExchangeChanged, Reset, TiersChanged
from tui_router.journal.filter import compile_filter
from tui_router.journal.record import ExchangeRow, Tiers


def row(number: int, state: str = "ok") -> ExchangeRow:
    return ExchangeRow(id=number, started_at=float(number), state=state, provider="p", model=f"m{number}")  # type: ignore[arg-type]


class Gateway:
    """A control client made of a list and the events to come. An event may change the list first."""

    def __init__(self, rows: list[ExchangeRow], events: list[ControlEvent | Exception]) -> None:
        self.rows = rows
        self.coming = events
        self.closed = False

    async def exchanges(self, *, before: int | None = None, limit: int = 500) -> list[ExchangeRow]:
        found = sorted(self.rows, key=lambda row: -row.id)
        return [row for row in found if before is None or row.id < before][:limit]

    async def events(self) -> AsyncIterator[ControlEvent]:
        for event in self.coming:
            if isinstance(event, Exception):
                raise event
            if isinstance(event, ExchangeChanged):
                self.rows = [row for row in self.rows if row.id != event.row.id] + [event.row]
            yield event

    async def aclose(self) -> None:
        self.closed = True


def models(out: io.StringIO) -> list[str]:
    return [line.split()[3].partition("@")[0] for line in out.getvalue().splitlines()]


HELLO = TiersChanged(Tiers(revision=1, tiers={}))


async def test_every_exchange_that_ends_is_one_line() -> None:
    out = io.StringIO()
    gateway = Gateway(
        [],
        [
            HELLO,
            ExchangeChanged(row(1, "waiting")),
            ExchangeChanged(row(2, "live")),
            ExchangeChanged(row(2, "failed")),
            ExchangeChanged(row(1)),
            ExchangeChanged(row(1)),
        ],
    )
    view = PlainView(out=out)
    await follow(gateway, view)  # type: ignore[arg-type]
    view.close()
    assert models(out)[:2] == ["m2", "m1"]
    assert out.getvalue().splitlines()[2:] == ["2 exchanges  1 failed"]


async def test_what_ended_before_the_stream_was_open_is_not_missed() -> None:
    out = io.StringIO()
    view = PlainView(since=3, out=out)
    await follow(Gateway([row(n) for n in range(1, 7)], [HELLO]), view)  # type: ignore[arg-type]
    assert models(out) == ["m4", "m5", "m6"]


async def test_after_a_reset_the_list_is_read_again() -> None:
    out = io.StringIO()
    gateway = Gateway([row(1)], [HELLO, Reset()])
    view = PlainView(out=out)
    events = gateway.events

    async def with_a_gap() -> AsyncIterator[ControlEvent]:
        async for event in events():
            if isinstance(event, Reset):
                gateway.rows = [row(n) for n in range(1, 1202)]
            yield event

    gateway.events = with_a_gap  # type: ignore[method-assign]
    await follow(gateway, view)  # type: ignore[arg-type]
    assert models(out) == [f"m{n}" for n in range(1, 1202)]


async def test_catching_up_leaves_live_ones_for_later() -> None:
    out = io.StringIO()
    view = PlainView(out=out)
    gateway = Gateway([row(1), row(2, "live")], [])
    await catch_up(gateway, view)  # type: ignore[arg-type]
    gateway.rows[1] = row(2)
    await catch_up(gateway, view)  # type: ignore[arg-type]
    assert models(out) == ["m1", "m2"]


async def test_the_newest() -> None:
    assert await newest(Gateway([row(1), row(9)], [])) == 9  # type: ignore[arg-type]
    assert await newest(Gateway([], [])) == 0  # type: ignore[arg-type]


def test_shown_until_the_gateway_ends(capsys: pytest.CaptureFixture[str]) -> None:
    gateway = Gateway([row(1)], [HELLO, ExchangeChanged(row(2))])
    assert show_plain(gateway) == 0  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()
    assert "m2@p" in lines[0]
    assert lines[1:] == ["1 exchange"]
    assert gateway.closed


def test_a_connection_that_breaks_is_said_and_the_totals_still_come(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gateway = Gateway([], [HELLO, ControlError("The gateway at x is gone.")])
    assert show_plain(gateway) == 1  # type: ignore[arg-type]
    shown = capsys.readouterr()
    assert shown.out == "0 exchanges\n"
    assert shown.err == "The gateway at x is gone.\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_work_in_order(number: signal.Signals) -> None:
    ended: list[str] = []

    async def work() -> int:
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")
        return 1

    assert until_signalled(work) is None
    assert ended == ["cleaned up"]


def test_work_that_ends_by_itself_gives_its_result() -> None:
    async def work() -> int:
        return 5

    assert until_signalled(work) == 5


async def test_a_filter_leaves_others_out_of_lines_and_totals() -> None:
    out = io.StringIO()
    view = PlainView(out=out, only=compile_filter("~e"))
    gateway = Gateway([], [HELLO, ExchangeChanged(row(1)), ExchangeChanged(row(2, "failed"))])
    await follow(gateway, view)  # type: ignore[arg-type]
    view.close()
    assert models(out)[:1] == ["m2"]
    assert out.getvalue().splitlines()[1:] == ["1 exchange  1 failed"]
