"""Every page keeps what a page promises, whatever it was given."""

import pytest

from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.pages.book import PAGES
from tui_router.tui.seen import Seen


@pytest.mark.parametrize("make", PAGES, ids=lambda page: page.title)
def test_a_page_of_nothing_says_something_and_never_raises(make):
    page = make()
    page.take(Seen(ExchangeDetail(row=ExchangeRow(id=1, started_at=0.0))), UNICODE)
    page.resize(40, 40)
    rows = [page.row(index) for index in range(len(page))]
    assert rows
    assert all(row is not None for row in rows)
    for index in range(len(page)):
        page.foot(index), page.copy(index), page.anchor(index), page.toggle(index)
    assert page.find("nowhere to be found", 0, 1) is None
    assert page.seek(("no such place",)) is None
