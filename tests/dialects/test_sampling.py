import pytest

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.sampling import COOL, add_drawing, cool


def drawn(call, model="m", refused=False):
    body, ledger = {}, Ledger()
    add_drawing(call, model, body, ledger, lambda _names, _member: refused)
    return body, [(note.act, note.path) for note in ledger.notes()]


def test_what_is_spelled_alike_goes_as_it_is(make_call):
    asked = {"temperature": 0.5, "top_p": 0.9, "top_k": 4}
    assert drawn(make_call(asked, quirks={"top_k": True})) == (asked, [])
    left = [("dropped", "temperature"), ("dropped", "top_p"), ("dropped", "top_k")]
    assert drawn(make_call(asked), "gpt-5.4") == ({}, left)


def test_a_target_that_refuses_a_temperature_is_not_made_cooler(make_call):
    call = make_call(quirks={"safe_generation": True})
    assert drawn(call) == ({"temperature": COOL}, [("added", "temperature")])
    assert drawn(call, refused=True) == ({}, [])


@pytest.mark.parametrize(("warm", "acts"), [(None, ["added"]), (1.0, ["clamped"]), (COOL, []), (0, [])])
def test_cooler(warm, acts):
    members, ledger = {} if warm is None else {"temperature": warm}, Ledger()
    cool(members, ledger)
    assert members["temperature"] == (COOL if acts else warm)
    assert [note.act for note in ledger.notes()] == acts
