from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import ExchangeRow
from tui_router.tui import row_book
from tui_router.tui.row_book import RowBook, matcher


def row(id, **fields):
    return ExchangeRow(id=id, started_at=0.0, **fields)


def test_newest_first_whatever_the_order_of_arrival():
    book = RowBook()
    assert book.put([row(3), row(1)]) == ([3, 1], [])
    assert book.put([row(2), row(3, state="ok")]) == ([2], [3])
    assert [book.at(n).id for n in range(len(book))] == [3, 2, 1]
    assert book.at(0).state == "ok"
    assert book.at(3) is None
    assert book.oldest == 1


def test_all_rows_can_be_read_whatever_the_filter():
    book = RowBook()
    book.put([row(1, agent="a0123"), row(3), row(2)])
    book.filter("A0123")
    assert len(book) == 1
    assert [each.id for each in book.newest()] == [3, 2, 1]


def test_positions_are_found_by_id():
    book = RowBook()
    book.put(row(id) for id in (1, 5, 9))
    assert [book.position(id) for id in (9, 5, 1, 4)] == [0, 1, 2, None]
    assert [book.nearest(id) for id in (9, 7, 4, 0)] == [0, 1, 2, 2]


def test_words_filter_and_a_row_in_view_stays():
    book = RowBook()
    book.put(
        [row(1, tier="sonnet", state="failed", trouble="max_tokens over"), row(2, tier="opus", state="live")]
    )
    book.filter("SONNET max")
    assert [book.at(n).id for n in range(len(book))] == [1]
    assert book.put([row(3, tier="sonnet", trouble="max"), row(4, tier="opus")]) == ([3], [])
    assert book.put([row(3, tier="opus")]) == ([], [3])
    assert book.known == 4
    book.filter(" ")
    assert len(book) == 4


def test_words_that_people_try():
    replay = row(38, state="waiting", replay_of=31, status=400)
    for words in ("#38", "live", "waiting", "replay", "400"):
        assert matcher(words)(replay), words
    assert not matcher("#3 nothing")(replay)


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(row_book, "KEPT", 5)
    book = RowBook()
    book.filter("ok")
    book.put(row(id, state="ok") for id in range(9))
    assert (book.known, len(book), book.oldest) == (5, 5, 4)
    assert book.get(0) is None


def test_rows_that_come_while_a_filter_is_under_way_are_seen(monkeypatch):
    monkeypatch.setattr(row_book, "SLICE", 3)
    monkeypatch.setattr(row_book, "KEPT", 12)
    book = RowBook()
    book.put(row(id, tier="opus") for id in range(10))
    for number, _ in enumerate(book.filtering("opus")):
        book.put([row(20 + number, tier="opus")])
    assert len(book) == book.known == 12
    assert all(book.at(n) for n in range(len(book)))


@given(st.lists(st.integers(0, 60), max_size=60))
def test_a_book_is_the_sorted_set_of_what_it_took(ids):
    book = RowBook()
    for id in ids:
        book.put([row(id)])
    assert [book.at(n).id for n in range(len(book))] == sorted(set(ids), reverse=True)
