import pytest

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.streaming import ask_to_stream, json_headers, note_stream, upstream_streams
from tui_router.providers.quirks import Quirks


@pytest.mark.parametrize(
    ("quirks", "streams"),
    [
        (Quirks(), True),
        (Quirks(no_stream=True), False),
        (Quirks(must_stream=True), True),
        (Quirks(must_stream=True, no_stream=True), True),
    ],
)
def test_whoever_can_stream_does(quirks, streams):
    assert upstream_streams(quirks) is streams


@pytest.mark.parametrize(
    ("wanted", "streams", "told"),
    [
        (True, True, []),
        (False, False, []),
        (False, True, [("added", "stream", "", "true")]),
        (True, False, [("approximated", "", "true", "false")]),
    ],
)
def test_what_differs_from_the_client_s_wish_is_noted(make_call, wanted, streams, told):
    request, body, ledger = make_call({"stream": wanted}).request, {}, Ledger()
    ask_to_stream(request, body, ledger, streams=streams)
    assert body == {"stream": streams}
    assert [(note.act, note.to, note.before, note.after) for note in ledger.notes()] == [
        (act, to, before, after) for act, to, before, after in told
    ]


def test_a_stream_may_be_asked_for_elsewhere(make_call):
    ledger = Ledger()
    note_stream(make_call({"stream": False}).request, ledger, streams=True, to="path", after="stream")
    assert [(note.to, note.after) for note in ledger.notes()] == [("path", "stream")]


def test_the_answer_is_asked_for_in_its_form():
    assert json_headers(streams=True)["accept"] == "text/event-stream"
    assert json_headers(streams=False)["accept"] == "application/json"
