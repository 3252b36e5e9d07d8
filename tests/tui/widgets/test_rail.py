import pytest

from tui_router.journal.record import ExchangeRow, Times
from tui_router.tui.row_book import RowBook
from tui_router.tui.widgets.rail import BUCKETS, sparkline, sum_up


def row(id, age, **fields):
    return ExchangeRow(
        id=id,
        started_at=1000.0 - age,
        **{"state": "ok", "tier": "sonnet", "times": Times(ended=2.0), **fields},
    )


def test_ten_minutes_are_summed_by_tier_and_session():
    book = RowBook()
    book.put([row(1, 700.0), row(2, 500.0, session="a"), row(3, 5.0, state="failed", session="a", client="cli"),
              row(4, 1.0, state="local", kind="count", session="b"), row(5, 0.0, state="live", tier="opus")])  # fmt: skip
    sums = sum_up(book, 1000.0)
    sonnet = sums.tiers["sonnet"]
    assert (sonnet.count, sonnet.failed, sum(sonnet.buckets)) == (2, 1, 2)
    assert sonnet.buckets[-1] == 1
    assert dict(sums.sessions) == {"a": 2, "b": 1}
    assert sums.tiers["opus"].took == []
    assert "haiku" not in sums.tiers


def test_rows_from_the_future_are_no_trouble():
    book = RowBook()
    book.put([row(1, -50.0)])
    assert sum_up(book, 1000.0).tiers["sonnet"].buckets[-1] == 1


def test_sparklines():
    assert sparkline([0, 1, 2], "▁▄█") == "▁▄█"
    assert sparkline([0] * BUCKETS, "▁█") == "▁" * BUCKETS
    assert sparkline([], "▁█") == ""


def test_what_a_session_cost_is_summed():
    book = RowBook()
    book.put(
        [row(1, 5.0, session="a", cost=0.1), row(2, 4.0, session="a", cost=0.2), row(3, 3.0, session="b")]
    )
    assert sum_up(book, 1000.0).costs == {"a": pytest.approx(0.3)}


async def test_what_was_learned_is_read_and_told(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control._rows[40].cost = 0.29
    async with run(control, size=(200, 60)) as (pilot, _):
        await until(pilot, lambda: "LAST 10 MINUTES" in "\n".join(text_of(pilot.app)))
        text = "\n".join(text_of(pilot.app))
        assert "LEARNED" not in text
        assert "$0.29" in text
        assert next(line for line in text.splitlines() if "▂ haiku   ▁" in line).rstrip().endswith("✓")
        control.facts_known = list(fakes.FACTS)
        control.tick()
        await until(pilot, lambda: "gpt-4o  takes at most 16,384" in "\n".join(text_of(pilot.app)))
        text = "\n".join(text_of(pilot.app))
        assert "LEARNED" in text
        assert "qwen3-8b  has a window" not in text  # that stands in the catalog


async def test_it_stands_beside_a_wide_list_only(run, text_of):
    async with run(size=(200, 60)) as (pilot, _):
        await pilot.pause(1.1)
        assert "LAST 10 MINUTES" in "\n".join(text_of(pilot.app))
    async with run(size=(180, 60)) as (pilot, _):
        assert "LAST 10 MINUTES" not in "\n".join(text_of(pilot.app))
