from itertools import count, pairwise
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.filter import compile_filter
from tui_router.journal.record import ExchangeRow
from tui_router.tui import row_book
from tui_router.tui.row_book import RowBook


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


def test_rows_of_a_session_are_found_whatever_the_order_of_arrival(monkeypatch):
    monkeypatch.setattr(row_book, "KEPT", 4)
    book = RowBook()
    book.put([row(9, session="s"), row(8, session="t"), row(7, session="s")])
    book.put([row(3, session="s"), row(10)])
    book.put([row(10, session="s"), row(9, session="s", state="ok")])
    assert [each.id for each in book.of_session("s")] == [10, 9, 7]  # 3 was one too many
    assert [each.id for each in book.of_session("t")] == [8]
    assert list(book.of_session("")) == list(book.of_session("new")) == []
    book.put([row(11), row(12)])
    assert [each.id for each in book.of_session("s")] == [10, 9]
    book.clear()
    assert list(book.of_session("s")) == []


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


def test_a_filter_may_ask_for_more_than_words():
    book = RowBook()
    book.put([row(1, tier="sonnet", status=400), row(2, tier="sonnet"), row(3, status=404)])
    book.filter("~t sonnet | ~c 4xx & !~id 3")
    assert [book.at(n).id for n in range(len(book))] == [2, 1]
    assert book.words == "~t sonnet | ~c 4xx & !~id 3"


def test_what_was_found_lets_rows_in_and_out():
    book = RowBook()
    book.put(row(id) for id in range(6))
    found = compile_filter("~b foo")
    book.filter(found)
    assert len(book) == 0
    found.bodies[0].found |= {2, 4, 9}
    assert book.recheck([4, 2, 9])
    assert [book.at(n).id for n in range(len(book))] == [4, 2]
    assert not book.recheck([4, 9])
    denied = compile_filter("!~b foo")
    book.filter(denied)
    assert len(book) == 6
    denied.bodies[0].found.add(3)
    assert book.recheck([3])
    assert [book.at(n).id for n in range(len(book))] == [5, 4, 2, 1, 0]
    book.filter("")
    assert not book.recheck([3])


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(row_book, "KEPT", 5)
    book = RowBook()
    book.filter("ok")
    book.put(row(id, state="ok") for id in range(9))
    assert (book.known, len(book), book.oldest) == (5, 5, 4)
    assert book.get(0) is None


def test_rows_that_come_while_a_filter_is_under_way_are_seen(monkeypatch):
    monkeypatch.setattr(row_book, "SLICE", 3)
    monkeypatch.setattr(row_book, "SLICE_S", -1.0)
    monkeypatch.setattr(row_book, "KEPT", 14)
    book = RowBook()
    book.put(row(id, tier="opus") for id in range(10, 20))
    looked = []
    for number, far in enumerate(book.filtering("opus")):
        looked.append(far)
        book.put(
            [
                row(30 + number, tier="opus"),
                row(number, tier="opus"),
                row(12, tier="haiku" if number else "opus"),
            ]
        )
    assert looked[:2] == [3, 6]
    assert len(book) == book.known == 14
    assert all(book.at(n) for n in range(len(book)))
    assert book.position(2) is None or book.get(2)


def test_older_pages_that_come_meanwhile_are_filtered_too(monkeypatch):
    monkeypatch.setattr(row_book, "SLICE", 3)
    monkeypatch.setattr(row_book, "SLICE_S", -1.0)
    book = RowBook()
    book.put(row(id, tier="haiku") for id in range(10, 20))
    steps = book.filtering("~t opus")
    next(steps)
    assert book.put([row(1, tier="opus"), row(2, tier="haiku"), row(10, tier="opus")]) == ([1, 2], [10])
    assert list(steps)
    assert [book.at(n).id for n in range(len(book))] == [10, 1]


def test_a_slice_is_short(monkeypatch):
    book = RowBook()
    book.put(row(id, tier="opus", model="gpt") for id in range(20_000))
    clock = iter(count(0.0, row_book.SLICE_S * 0.3))  # each look at it says that so much has passed
    monkeypatch.setattr(row_book, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    looked = list(book.filtering("opus"))
    steps = [after - before for before, after in pairwise([0, *looked, 20_000])]
    assert max(steps) == 4 * row_book.SLICE
    assert len(looked) > 15
    assert len(book) == 20_000


@given(st.lists(st.integers(0, 60), max_size=60))
def test_a_book_is_the_sorted_set_of_what_it_took(ids):
    book = RowBook()
    for id in ids:
        book.put([row(id)])
    assert [book.at(n).id for n in range(len(book))] == sorted(set(ids), reverse=True)


def test_pages_of_older_rows_and_new_ones_between_stand_in_order(fakes):
    book = RowBook()
    row = fakes.seeded()[0]

    def put(*ids):
        return book.put([fakes.msgspec.structs.replace(row, id=id) for id in ids])[0]

    assert put(30, 29, 28) == [30, 29, 28]
    assert put(22, 25, 24) == [22, 25, 24]
    assert put(31, 27, 23, 27) == [31, 27, 23]
    assert [row.id for row in book.newest()] == [31, 30, 29, 28, 27, 25, 24, 23, 22]
    assert [book.position(id) for id in (31, 25, 22)] == [0, 5, 8]
