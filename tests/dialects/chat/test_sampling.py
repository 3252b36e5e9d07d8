import pytest
from msgspec.structs import replace

from tui_router.dialects.chat.sampling import add_output_limit, add_sampling
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.sampling import COOL


def told(call, model="some-model"):
    body, ledger = {}, Ledger()
    add_output_limit(call, model, body, ledger)
    add_sampling(call, model, body, ledger)
    return body, [(note.act, note.path) for note in ledger.notes()]


def test_a_limit_is_raised_to_what_the_target_takes(make_call):
    body, notes = told(make_call({"max_tokens": 1}, quirks={"least_output": 16}))
    assert (body, notes) == ({"max_tokens": 16}, [("approximated", "max_tokens")])


def test_a_limit_leaves_room_for_the_prompt(make_call):
    limits = {"context_window": 40_000, "window_from": "fact"}
    call = replace(make_call({"max_tokens": 32_000}, limits=limits), estimate=10_000)
    body, notes = told(call)
    assert body["max_tokens"] == 40_000 - 10_000 - 256 - 500
    assert notes == [("clamped", "max_tokens")]


@pytest.mark.parametrize(
    ("given", "model", "quirks", "sent", "act"),
    [
        (None, "m", {}, COOL, "added"),
        (1.0, "m", {}, COOL, "clamped"),
        (0.1, "m", {}, 0.1, None),
        (0, "m", {}, 0, None),
        (None, "m", {"drop": ("body.temperature",)}, None, None),
        (None, "o3", {}, None, None),
        (1.0, "o3", {}, None, "dropped"),
    ],
)
def test_asks_again_cooler(make_call, given, model, quirks, sent, act):
    request = {} if given is None else {"temperature": given}
    body, notes = told(make_call(request, quirks={"safe_generation": True, **quirks}), model)
    assert body.get("temperature") == sent
    assert notes == ([(act, "temperature")] if act else [])


def test_only_as_many_stops_as_the_target_takes(make_call):
    body, notes = told(make_call({"stop_sequences": ["a", "", "b"]}, quirks={"max_stop": 1}))
    assert (body, notes) == ({"stop": ["a"]}, [("approximated", "stop_sequences")])


@pytest.mark.parametrize(
    ("model", "quirks", "sent", "cuts"),
    [
        ("m", {}, ["a", "b"], []),
        ("m", {"max_stop": 1}, ["a"], ["b"]),
        ("m", {"max_stop": 0}, None, ["a", "b"]),
        ("m", {"drop": ("stop",)}, None, ["a", "b"]),
        ("o3", {}, None, ["a", "b"]),
    ],
)
def test_at_the_other_stops_the_answer_is_cut_here(make_call, model, quirks, sent, cuts):
    body: dict[str, object] = {}
    call = make_call({"stop_sequences": ["a", "", "b"]}, quirks=quirks)
    assert add_sampling(call, model, body, Ledger()) == cuts
    assert body.get("stop") == sent
