from tui_router.tui.bindings.exchange import MORE_PAGES
from tui_router.tui.lines.outline_rows import ANSWER, NOTES, REQUEST, TIMING
from tui_router.tui.pages.book import PAGES
from tui_router.tui.screens.exchange_view import FOLLOWED, WIDE


def test_the_order_of_the_tabs_and_a_digit_for_each():
    titles = [page.title for page in PAGES]
    assert titles == ["Answer", "Request", "Events", "Notes", "Timing", "Headers", "Turn", "Tokens"]
    assert len(PAGES) <= 1 + len(MORE_PAGES)


def test_the_tabs_fit_a_screen_of_80_cells():
    assert sum(len(f" 1 {page.short} ") for page in PAGES) <= 78


def test_the_pages_that_others_name_are_there():
    titles = {page.title for page in PAGES}
    assert {ANSWER, REQUEST, NOTES, TIMING} | FOLLOWED | WIDE <= titles
