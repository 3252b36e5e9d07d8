from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.sheet import Entry, said
from tui_router.tui.pages.sheet_page import SheetPage
from tui_router.tui.seen import Seen


class Two(SheetPage):
    built = 0

    def build(self, seen):
        self.built += 1
        self.put(
            [said(Span("open me"), key="k", kids=lambda: [Entry(), Entry()]), said(Span(str(self.width)))]
        )


def seen(id):
    return Seen(ExchangeDetail(row=ExchangeRow(id=id, started_at=0.0)))


def test_it_is_built_for_what_it_takes_and_for_another_width_only():
    page = Two()
    page.resize(40, 0)
    assert page.built == 0
    page.take(seen(1), UNICODE)
    page.resize(40, 0)
    assert page.built == 1
    page.resize(50, 0)
    assert page.built == 2


def test_what_was_unfolded_stays_so_until_another_exchange_is_looked_at():
    page = Two()
    page.take(seen(1), UNICODE)
    assert page.toggle(0)
    assert len(page) == 4
    page.take(seen(1), UNICODE)
    assert len(page) == 4
    page.take(seen(2), UNICODE)
    assert len(page) == 2
