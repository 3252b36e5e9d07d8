import pytest


@pytest.mark.parametrize(
    ("wanted", "call", "sent", "acts"),
    [
        (99, {}, 99, ["renamed"]),
        (1, {}, 16, ["renamed", "approximated"]),
        (99, {"quirks": {"least_output": 200}}, 200, ["renamed", "approximated"]),
        (99_999, {"limits": {"max_output_tokens": 500}}, 500, ["renamed", "clamped"]),
    ],
)
def test_the_limit(ask, wanted, call, sent, acts):
    body, notes = ask({"max_tokens": wanted}, **call)
    assert body["max_output_tokens"] == sent
    assert [note.act for note in notes if note.path == "max_tokens"] == acts


def test_no_limit_stays_none(ask):
    assert "max_output_tokens" not in ask()[0]


def test_reasoning_models_take_no_sampling(ask):
    wanted = {"temperature": 0.5, "top_p": 0.9, "top_k": 3}
    assert not {"temperature", "top_p", "top_k"} & ask(wanted)[0].keys()
    body, notes = ask(wanted, model="gpt-4o")
    assert (body["temperature"], body["top_p"]) == (0.5, 0.9)
    assert [note.path for note in notes if note.act == "dropped"] == ["top_k"]
    assert ask(wanted, model="qwen3", quirks={"top_k": True})[0]["top_k"] == 3


@pytest.mark.parametrize(
    ("warm", "quirks", "sent"),
    [
        (None, {"safe_generation": True}, 0.2),
        (0.9, {"safe_generation": True}, 0.2),
        (0.1, {"safe_generation": True}, 0.1),
        (None, {"safe_generation": True, "drop": ["temperature"]}, None),
        (0.9, {}, 0.9),
    ],
)
def test_cooler_after_a_bad_call(ask, warm, quirks, sent):
    request = {} if warm is None else {"temperature": warm}
    assert ask(request, model="qwen3", quirks=quirks)[0].get("temperature") == sent


def test_stops_are_named_and_not_sent(ask):
    body, notes = ask({"stop_sequences": ["END", ""]})
    assert not {"stop", "stop_sequences"} & body.keys()
    assert [note.before for note in notes if note.path == "stop_sequences"] == ["['END']"]
