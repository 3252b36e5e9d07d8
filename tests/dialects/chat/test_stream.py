import json

import pytest


def chunk(**delta):
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}


def finish(reason="stop", **more):
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}], **more}


USAGE = {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 2}}


def tool(text, index=0, **more):
    return chunk(tool_calls=[{"index": index, "function": {"arguments": text}, **more}])


def test_text(play):
    (
        play(
            chunk(role="assistant", content=""),
            chunk(content="Hel"),
            chunk(content="lo"),
            finish(),
            USAGE,
            "[DONE]",
        )
        >> """
        start claude-sonnet-5-5, 100 in
        0 text
          "Hel"
          "lo"
        0 stop
        end end_turn, 11 in, 2 out
    """
    )


def test_nothing_is_heard_before_the_first_content(playbook, make_call):
    from tui_router.dialects import chat

    call = make_call()
    machine = chat.machine(call, chat.prepare(call))
    for said in (
        b": processing\n\n",
        {"choices": []},
        chunk(role="assistant"),
        chunk(content=None),
        chunk(content=""),
        chunk(content="\n"),
        chunk(tool_calls=[]),
    ):
        assert machine.feed(playbook.frame(said)) == []
    assert machine.feed(playbook.frame(chunk(content="x")))


def test_ends_with_the_usage_that_follows_the_finish(playbook, make_call):
    from tui_router.dialects import chat

    call = make_call()
    machine = chat.machine(call, chat.prepare(call))
    machine.feed(playbook.frame(chunk(content="x")))
    assert not machine.may_end
    assert machine.feed(playbook.frame(finish())) == []
    assert machine.may_end
    assert not machine.done
    assert machine.feed(playbook.frame(USAGE))
    assert machine.done
    assert machine.usage.output_tokens == 2
    assert machine.feed(playbook.frame(chunk(content="late"))) == []
    assert machine.close() == []


def test_interleaved_calls_follow_each_other(play):
    (
        play(
            tool("", 0, id="toolu_a", function={"name": "Bash", "arguments": '{"co'}),
            tool("", 1, id="toolu_b", function={"name": "Read", "arguments": '{"pa'}),
            tool('mmand":1', 0),
            tool('th":2}', 1),
            chunk(content="and text"),
            tool("}", 0),
            finish("tool_calls"),
            USAGE,
        )
        >> """
        start claude-sonnet-5-5, 100 in
        0 tool Bash toolu_a
          {"co
          mmand":1
          }
        0 stop
        1 tool Read toolu_b
          {"path":2}
        1 stop
        2 text
          "and text"
        2 stop
        end tool_use, 11 in, 2 out
    """
    )


def test_a_cut_stream_is_a_fault_and_leaves_a_half_call_open(play):
    (
        play(tool("", 0, id="toolu_a", function={"name": "Bash", "arguments": '{"command":"rm'}))
        >> """
        start claude-sonnet-5-5, 100 in
        0 tool Bash toolu_a
          {"command":"rm
        fault stream_truncated 502: the upstream's stream broke off before its end
    """
    )


def test_a_cut_stream_closes_its_text(play):
    (
        play(chunk(content="Hel"))
        >> """
        start claude-sonnet-5-5, 100 in
        0 text
          "Hel"
        0 stop
        fault stream_truncated 502: the upstream's stream broke off before its end
    """
    )


def test_an_empty_stream_is_a_cut(play):
    play() >> "fault stream_truncated 502: the upstream's stream broke off before its end"


@pytest.mark.parametrize("cut", [b"dat", b"data: {", b'data: {"choices":[{"delta":{"content":"x"}}', b": hi"])
def test_a_cut_in_the_first_event_is_no_document(play, cut):
    heard = play(cut)
    assert heard.fault.diagnosis.name == "stream_truncated"
    assert heard.machine.error_body == b""


def test_the_last_event_may_lack_its_blank_line(play):
    (
        play(chunk(content="Hi"), b"data: " + json.dumps(finish("length")).encode())
        >> """
        start claude-sonnet-5-5, 100 in
        0 text
          "Hi"
        0 stop
        end max_tokens, 100 in, 1 out
    """
    )


def test_an_error_in_the_stream(play):
    heard = play(chunk(content="Hi"), {"error": {"message": "overloaded", "code": 503}, "choices": []})
    (
        heard
        >> """
        start claude-sonnet-5-5, 100 in
        0 text
          "Hi"
        0 stop
        fault upstream_server_error 502: the upstream failed while it answered: overloaded
    """
    )
    assert json.loads(heard.machine.error_body)["error"]["code"] == 503


@pytest.mark.parametrize(
    "said",
    [
        b"event: error\ndata: it broke\n\n",
        {"object": "error", "message": "it broke"},
        {"detail": "it broke"},
        {"type": "error", "error": {"message": "it broke"}},
        {"type": "response.failed", "response": {"error": {"message": "it broke"}}},
        '[{"error": {"message": "it broke"}}]',
    ],
)
def test_an_error_of_any_shape_before_content_leaves_the_status_open(play, said):
    heard = play(said)
    assert heard.events == []
    assert heard.fault is not None
    assert b"it broke" in heard.machine.error_body


def test_an_empty_error_member_is_none(play):
    (
        play({**chunk(content="Hi"), "error": None}, {**finish(), "error": {}}, "[DONE]")
        >> """
        start claude-sonnet-5-5, 100 in
        0 text
          "Hi"
        0 stop
        end end_turn, 100 in, 1 out
    """
    )


def test_a_document_instead_of_a_stream(play):
    body = {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}], "usage": USAGE["usage"]}
    (
        play(b"\n " + json.dumps(body, indent=1).encode())
        >> """
        start claude-sonnet-5-5, 11 in
        0 text
          "Hi"
        0 stop
        end end_turn, 11 in, 2 out
    """
    )


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"error":{"message":"no"}}', "upstream_server_error"),
        (b'[{"error":{"message":"no"}}]', "upstream_server_error"),
        (b'{"code":500,"msg":"404"}', "upstream_server_error"),
        (b"<html>busy</html>", "upstream_server_error"),
        (b"Internal Server Error", "upstream_server_error"),
    ],
)
def test_what_is_no_answer_is_kept_for_the_diagnosis(play, body, name):
    heard = play(body)
    assert heard.fault.diagnosis.name == name
    assert heard.machine.error_body == body


def test_a_document_that_breaks_off(play):
    heard = play(b'{"choices":[{"message":{"content":"Hi')
    assert heard.fault.diagnosis.name == "stream_truncated"


def test_events_that_say_nothing_are_skipped(play):
    heard = play(
        b"\xef\xbb\xbfretry: 3000\r\n\r\n",
        b"event: ping\r\n\r\n",
        {"type": "ping"},
        "keepalive",
        b"data:\n\n",
        b"id: 1\r\nevent: message\r\ndata: " + json.dumps(chunk(content="Hi")).encode() + b"\r\n\r\n",
        finish(),
        "[DONE]",
    )
    assert [line for line in heard.lines if line.startswith("  ")] == ['  "Hi"']
    assert [note.before for note in heard.notes if note.act == "dropped"] == ["keepalive"]


def test_broken_json_in_an_event_is_a_fault(play):
    assert play('{"choices":[{"delta":{"content":"x"}}').fault.diagnosis.name == "upstream_server_error"


def test_an_event_beyond_all_measure_is_a_fault(play):
    heard = play.feed([b"data: " + b"x" * 65_536] * 130)
    assert heard.fault.diagnosis.name == "upstream_server_error"


def test_estimates_what_the_upstream_did_not_count(playbook, make_call):
    from tui_router.dialects import chat

    call = make_call()
    machine = chat.machine(call, chat.prepare(call))
    machine.feed(playbook.frame(chunk(content="x" * 40)) + playbook.frame(finish()))
    *_, end, _stop = machine.close(output_estimate=17)
    assert (end.usage.input_tokens, end.usage.output_tokens) == (100, 17)
    assert machine.usage is None
    assert [(note.act, note.path, note.side) for note in machine.notes] == [
        ("approximated", "usage", "answer")
    ]


def test_a_document_beyond_all_measure_is_a_fault(play):
    heard = play.feed([b"{", *([b" " * 1_000_000] * 9)])
    assert heard.fault.diagnosis.name == "upstream_server_error"
