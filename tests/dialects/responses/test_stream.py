import json

import pytest

from tui_router.dialects import responses


def machine_of(make_call, **call):
    call = make_call(dialect="responses", **call)
    return responses.machine(call, responses.prepare(call))


def test_nothing_is_heard_before_the_first_content(playbook, make_call, event):
    machine = machine_of(make_call)
    for said in (
        b": processing\n\n",
        event("created", response={"status": "in_progress"}),
        event("in_progress"),
        event("output_item.added", output_index=0, item={"type": "message", "id": "m"}),
        event("content_part.added", output_index=0, part={"type": "output_text", "text": ""}),
        event("output_text.delta", output_index=0, delta=""),
        event("output_text.delta", output_index=0, delta="\n"),
    ):
        assert machine.feed(playbook.frame(said)) == []
    assert machine.feed(playbook.frame(event("output_text.delta", output_index=0, delta="x")))


def test_after_the_end_nothing_is_heard(playbook, make_call, event):
    machine = machine_of(make_call)
    machine.feed(playbook.frame(event("output_text.delta", delta="x")))
    assert not machine.done
    assert machine.feed(playbook.frame(event("completed", response={"status": "completed"})))
    assert machine.done
    assert machine.feed(playbook.frame(event("output_text.delta", delta="late"))) == []
    assert machine.close() == []


def test_the_name_may_stand_in_the_event_line(hear):
    heard = hear(
        b'event: response.output_text.delta\ndata: {"delta":"Hi"}\n\n',
        b'event: response.completed\ndata: {"response":{}}\n\n',
    )
    assert '  "Hi"' in heard.lines
    assert heard.fault is None


def test_the_answer_may_stand_in_the_last_event_itself(hear, event):
    message = {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}
    heard = hear(event("incomplete", output=[message], incomplete_details={"reason": "content_filter"}))
    assert '  "Hi"' in heard.lines
    assert heard.lines[-1].startswith("end refusal")


def test_the_last_event_may_lack_its_blank_line(hear, event):
    last = b"data: " + json.dumps(event("completed", response={})).encode()
    assert hear(event("output_text.delta", delta="Hi"), last).fault is None
    assert hear(event("output_text.delta", delta="Hi"), last[:-1]).fault is not None


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ({"type": "error", "message": "no"}, b"no"),
        ({"error": {"message": "no"}}, b"no"),
        (b'event: error\ndata: {"message":"no"}\n\n', b"no"),
        (b'event: response.failed\ndata: {"response":{"error":{"message":"no"}}}\n\n', b'{"error":{"message":"no"}}'),
        (b'data: [{"error":{"message":"no"}}]\n\n', b"no"),
    ],
)  # fmt: skip
def test_an_error_keeps_the_upstream_s_words(hear, said, body):
    heard = hear(said)
    assert heard.fault.diagnosis.name == "upstream_server_error"
    assert body in heard.machine.error_body
    assert heard.events == []


def test_what_is_no_stream(hear):
    assert hear(b"<html>oops</html>").machine.error_body == b"<html>oops</html>"
    assert hear(b"data: {oops\n\n").fault.diagnosis.name == "upstream_server_error"
    assert hear().fault.diagnosis.name == "stream_truncated"
    assert hear(b"dat").fault.diagnosis.name == "stream_truncated"


def test_a_plain_word_between_events_is_noted(hear, event):
    heard = hear("hello", event("output_text.delta", delta="Hi"), event("completed", response={}))
    assert [note.before for note in heard.notes if note.path == "data"] == ["hello"]


def test_what_begins_like_a_completed_answer_must_say_so_in_its_type(hear):
    """A type without the language's prefix is another event of that name."""
    assert hear({"type": "completed", "response": {}}).fault.diagnosis.name == "stream_truncated"
