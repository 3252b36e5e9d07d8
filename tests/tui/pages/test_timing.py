"""The Timing page: bars to scale, places, figures."""

import pytest

from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, Times, Tokens
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain
from tui_router.tui.pages.timing import TimingPage
from tui_router.tui.seen import Seen


@pytest.fixture
def page() -> TimingPage:
    row = ExchangeRow(
        id=3, started_at=0.0, state="ok", attempts=1, tier="opus", tokens=Tokens(output=80),
        times=Times(read=0.5, sent=1.0, headers=2.0, first=5.0, ended=10.0),
    )  # fmt: skip
    attempt = AttemptRow(
        number=1, provider="up", model="m", status=200, times=Times(sent=1.0, headers=2.0), outcome="ok"
    )
    page = TimingPage()
    page.take(Seen(ExchangeDetail(row=row, attempts=[attempt])), UNICODE)
    page.resize(88, 88)
    return page


def said(page) -> list[str]:
    return [
        plain(page.row(index).left.lead).rstrip() if page.row(index).left else ""
        for index in range(len(page))
    ]


def test_bars_are_to_scale(page):
    lines = said(page)
    assert lines[0].split() == ["TIME", "0", "2.50", "s", "5.00", "s", "7.50", "s", "10.0", "s"]
    answer = next(line for line in lines if "answer" in line)
    assert answer.count("━") == 20
    assert answer.index("━") == 20 + 20
    assert next(line for line in lines if "connect" in line).count("╌") == 4


def test_places_lead_there(page):
    index = page.seek(("attempt", 1))
    assert "attempt 1  m · up" in said(page)[index]
    assert page.anchor(page.seek(("phase", 2))) == ("phase", 2)
    assert page.seek(("phase", 99)) is None
    assert page.anchor(0) == ()


def test_the_foot_says_from_when_to_when(page):
    index = next(n for n, line in enumerate(said(page)) if "answer" in line)
    assert plain(page.foot(index)[0]) == "answer  +5.00 to +10.0  50% of the whole"
    assert page.foot(0) == []


def test_figures_find_and_copy(page):
    assert "10.0 s" in said(page)[page.find("total", 0, 1)]
    assert page.find("nowhere", 0, 1) is None
    what, text = page.copy(0)
    assert what == "the chart"
    assert text.splitlines()[0].startswith("TIME")
    assert not page.toggle(1)
    assert page.turn() == ""


def test_a_narrow_one_still_draws(page):
    page.resize(30, 30)
    assert any("━" in line for line in said(page))


def test_before_anything_is_known():
    page = TimingPage()
    page.take(Seen(ExchangeDetail(row=ExchangeRow(id=1, started_at=0.0))), UNICODE)
    assert said(page)[0].startswith("TIME")
