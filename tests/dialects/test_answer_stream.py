"""What all translated languages do with bytes, whatever their events are."""

import json

import pytest

from tui_router.dialects import answer_stream
from tui_router.dialects.find import dialect_of

CHUNK = {
    "choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1},
}
RESPONSE = {
    "status": "completed",
    "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}],
}
REPLY = {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}  # fmt: skip

SAID = {
    "chat": (CHUNK, {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}),
    "responses": ({"type": "response.completed", "response": RESPONSE}, {"object": "response", **RESPONSE}),
    "gemini": (REPLY, REPLY),
}
"""By language: the one event of a short stream, and the same as a document."""


def lines(data):
    return b"data: " + json.dumps(data).encode() + b"\n\n"


@pytest.fixture(params=SAID)
def language(request):
    return request.param


@pytest.fixture
def event(language):
    return lines(SAID[language][0])


@pytest.fixture
def machine(language, make_call):
    dialect, call = dialect_of(language), make_call(dialect=language)
    return dialect.machine(call, dialect.prepare(call))


def told(machine, *reads):
    events = [event for data in reads for event in machine.feed(data)]
    return [type(event).__name__ for event in [*events, *machine.close()]]


WHOLE = ["MessageStart", "BlockStart", "BlockDelta", "BlockStop", "MessageDelta", "MessageStop"]


def test_it_makes_no_difference_where_bytes_are_cut(machine, event):
    assert told(machine, *[bytes([byte]) for byte in event]) == WHOLE
    assert machine.done


def test_a_mark_of_the_encoding_and_blanks_may_come_first(machine, event):
    assert told(machine, b"\xef\xbb\xbf", b"\r\n", event) == WHOLE


def test_a_document_in_place_of_a_stream_becomes_events(language, machine):
    document = json.dumps(SAID[language][1]).encode()
    assert told(machine, b" \n", document[:9], document[9:]) == WHOLE


def test_the_last_event_may_lack_its_blank_line(machine, event):
    assert told(machine, event.rstrip()) == WHOLE


def test_a_last_event_that_is_cut_does_not_count(machine, event):
    assert told(machine, event.rstrip()[:-1]) == []
    assert machine.fault.diagnosis.name == "stream_truncated"


@pytest.mark.parametrize("cut", [b"", b"dat", b"event: x", b"\xef\xbb\xbf", b": ping\n\n"])
def test_a_stream_that_never_began_is_a_cut(machine, cut):
    assert told(machine, cut) == []
    assert machine.fault.diagnosis.name == "stream_truncated"
    assert machine.error_body == b""


@pytest.mark.parametrize("page", [b"<html>busy</html>", b"Internal Server Error"])
def test_a_page_is_kept_for_the_diagnosis(machine, page):
    assert told(machine, page) == []
    assert machine.error_body == page


@pytest.mark.parametrize(
    "said",
    [
        b'data: {"error":{"message":"no"}}\n\n',
        b'data: [{"error":{"message":"no"}}]\n\n',
        b"event: error\ndata: no\n\n",
    ],
)
def test_an_error_of_the_upstream_s_own(machine, event, said):
    assert told(machine, said, event) == []
    assert machine.fault.diagnosis.name == "upstream_server_error"
    assert b"no" in machine.error_body


def test_a_word_between_events_is_noted(machine, event):
    assert told(machine, b"data: hello\n\n", b"data:  \n\n", event) == WHOLE
    assert [note.before for note in machine.notes if note.path == "data"] == ["hello"]


def test_an_event_may_be_indented(machine, event):
    assert told(machine, event.replace(b"data: ", b"data:   ")) == WHOLE


def test_broken_json_is_a_fault(machine):
    told(machine, b'data: {"a": nothing}\n\n')
    assert machine.fault.diagnosis.name == "upstream_server_error"


def test_what_never_ends_is_given_up(machine, monkeypatch):
    monkeypatch.setattr(answer_stream, "MAX_EVENT", 1_000)
    told(machine, b"{", *[b" " * 100] * 20)
    assert machine.fault.diagnosis.name == "upstream_server_error"


def test_an_event_that_never_ends_is_given_up(machine):
    told(machine, *[b"data: " + b"x" * 1_000_000] * 9)
    assert machine.fault.diagnosis.name == "upstream_server_error"


def test_after_a_fault_nothing_is_heard(machine, event):
    machine.feed(b"event: error\ndata: no\n\n")
    assert told(machine, event) == []
