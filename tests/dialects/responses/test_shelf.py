from tui_router.dialects.responses.schema import Event
from tui_router.dialects.responses.shelf import FUNCTION, MESSAGE, MOST_ITEMS, REASONING, SEARCH, Shelf


def test_the_index_tells_items_apart():
    shelf = Shelf()
    one = shelf.find(Event(output_index=0), MESSAGE)
    assert shelf.find(Event(output_index=1), MESSAGE) is not one
    assert shelf.find(Event(output_index=0, item_id="x"), MESSAGE) is one


def test_without_an_index_the_id_does():
    shelf = Shelf()
    one = shelf.find(Event(item_id="a"), FUNCTION)
    two = shelf.find(Event(item_id="b"), FUNCTION)
    assert one is not two
    assert shelf.find(Event(item_id="a"), FUNCTION) is one


def test_without_either_it_goes_on_with_the_last():
    shelf = Shelf()
    one = shelf.find(Event(), MESSAGE)
    assert shelf.find(Event(), MESSAGE) is one
    assert shelf.find(Event(), REASONING) is not one


def test_one_id_under_two_indices_is_two_items():
    shelf = Shelf()
    one = shelf.find(Event(output_index=0, item_id="a"), MESSAGE)
    assert shelf.find(Event(output_index=1, item_id="a"), MESSAGE) is not one


def test_without_either_a_finished_item_is_the_one_that_began():
    shelf = Shelf()
    one = shelf.find(Event(), SEARCH, {"type": SEARCH}, begins=True)
    assert shelf.find(Event(), SEARCH, {"type": SEARCH}) is one
    assert shelf.find(Event(), SEARCH, {"type": SEARCH}, begins=True) is not one


def test_a_finished_item_with_another_id_is_another_item():
    shelf = Shelf()
    one = shelf.find(Event(), MESSAGE, {"id": "a"}, begins=True)
    assert shelf.find(Event(), MESSAGE, {"id": "b"}) is not one


def test_calls_without_either_are_told_apart_by_their_own_id():
    shelf = Shelf()
    one, two = [shelf.find(Event(), FUNCTION, {"call_id": id}, begins=True) for id in "ab"]
    assert one is not two
    assert shelf.find(Event(), FUNCTION, {"call_id": "a"}) is one
    assert shelf.find(Event(), FUNCTION, {"call_id": "b", "id": "fc"}) is two


def test_another_kind_or_call_under_one_index_is_another_item():
    shelf = Shelf()
    one = shelf.find(Event(output_index=0), MESSAGE)
    call = shelf.find(Event(output_index=0), FUNCTION, {"call_id": "a"})
    assert call is not one
    assert shelf.find(Event(output_index=0), FUNCTION, {"call_id": "b"}) is not call


def test_what_is_closed_stays_closed():
    shelf = Shelf()
    one = shelf.find(Event(output_index=0), MESSAGE, {"id": "a"})
    one.closed = True
    assert shelf.find(Event(output_index=0), MESSAGE) is one
    assert shelf.find(Event(output_index=0), MESSAGE, begins=True) is not one


def test_has_an_end():
    shelf = Shelf()
    for at in range(MOST_ITEMS):
        shelf.find(Event(output_index=at), MESSAGE)
    assert not shelf.full
    assert shelf.find(Event(output_index=MOST_ITEMS), MESSAGE) is None
    assert shelf.full
