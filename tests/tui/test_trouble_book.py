import pytest
from msgspec.structs import replace

from tui_router.journal.record import ExchangeDetail
from tui_router.tui.trouble_book import TroubleBook, key_of


@pytest.fixture
def book(fakes):
    book = TroubleBook()
    book.load(fakes.troubles(), list(fakes.FACTS))
    return book


def test_what_needs_a_person_is_counted_before_and_after_it_was_asked_for(fakes):
    book = TroubleBook()
    rows = fakes.seeded()
    for row in rows:
        book.saw(row)
        book.saw(row)
    assert book.needs_you == 1
    book.load(fakes.troubles())
    assert book.needs_you == 2
    for row in rows:
        book.saw(row)  # the one that the groups know already
    assert book.needs_you == 2
    book.clear()
    assert (book.needs_you, book.groups, book.loaded) == (0, [], False)


def test_groups_stand_under_their_headings_in_the_chosen_order(book):
    def titles():
        return [group.title.partition(":")[0] for group in book.listed()["mended"]]

    assert titles() == ["max_tokens too large", "rate limited", "parameter refused", "tool name refused"]
    book.sort = "seen"
    assert titles()[0] == "parameter refused"
    book.sort = "name"
    assert titles() == sorted(titles())


def test_a_filter_takes_all_its_words_in_any_case(book):
    found = book.listed("GPT-4o dropped")
    assert [group.name for group in found["lost"]] == ["dropped", "dropped"]
    assert found["failed"] == found["mended"] == []
    assert [group.model for group in book.listed("#38")["failed"]] == ["deepseek-chat"]
    assert not any(book.listed("xyzzy").values())


def test_losses_of_one_kind_are_kept_apart(book):
    keys = [key_of(group) for group in book.groups]
    assert len(set(keys)) == len(keys)


def test_what_a_group_taught_is_of_its_diagnosis_and_target(book):
    mended = book.listed()["mended"]
    assert [fact.value for fact in book.taught(mended[0])] == [16_384]
    assert [fact.value for fact in book.taught(mended[2])] == ["temperature"]
    assert book.taught(mended[1]) == []


def test_the_offer_for_an_exchange_is_that_of_its_group(book, fakes):
    rows = {row.id: row for row in fakes.seeded()}
    offer = book.offer_of(ExchangeDetail(row=rows[38]))
    assert offer is not None
    assert offer.words == "clamp max_tokens to 8,192"
    assert book.offer_of(ExchangeDetail(row=rows[37])) is None
    assert book.offer_of(None) is None


def test_what_was_imported_failed_elsewhere_and_needs_nobody(fakes):
    book = TroubleBook()
    row = fakes.seeded()[6]
    book.saw(replace(row, imported=True))
    assert (row.state, book.needs_you) == ("failed", 0)
    book.saw(row)
    assert book.needs_you == 1


def test_what_is_ignored_is_listed_only_when_it_is_asked_for(book):
    group = book.groups[0]
    assert book.needs_you == 2
    assert book.ignore(group)
    assert group not in book.listed()["failed"]
    assert book.needs_you == 1
    assert book.listed("ignored")["failed"] == [group]
    assert not any(book.listed("ignored gpt-4o").values())
    assert book.listed("Ignored deepseek")["failed"] == [group]
    assert not book.ignore(group)
    assert group in book.listed()["failed"]
    assert book.needs_you == 2


def test_what_is_known_of_the_same_thing_now(book, fakes):
    fact = fakes.FACTS[0]
    assert book.before(replace(fact, value=8_192)) is fact
    assert book.before(replace(fact, model="other")) is None
    assert book.before(replace(fakes.FACTS[1], value="top_p")) is None  # of a list each value is a thing
