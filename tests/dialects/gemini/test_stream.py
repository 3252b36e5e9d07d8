from tui_router.dialects import gemini
from tui_router.wire import sse


def started(make_call):
    call = make_call(dialect="gemini", model="gemini-3.8-flash")
    return gemini.machine(call, gemini.prepare(call))


LAST = b'data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}\n\n'


def test_it_ends_when_the_body_ends(make_call):
    machine = started(make_call)
    assert machine.feed(LAST)
    assert not machine.done
    assert machine.may_end
    assert machine.close()
    assert machine.done
    assert machine.close() == []
    assert machine.feed(LAST) == []


def test_before_its_reason_it_may_not_end(make_call):
    machine = started(make_call)
    machine.feed(LAST.replace(b'"finishReason":"STOP"', b'"index":0'))
    assert not machine.may_end
    machine.close()
    assert machine.fault is not None


def test_a_blocked_prompt_may_end(make_call):
    machine = started(make_call)
    machine.feed(b'data: {"promptFeedback":{"blockReason":"OTHER"}}\n\n')
    assert machine.may_end


def test_the_estimate_stands_in_for_usage_that_was_not_told(make_call):
    machine = started(make_call)
    machine.feed(LAST)
    assert machine.close(output_estimate=7)[-2].usage.output_tokens == 7
    assert machine.usage is None


def test_an_event_without_end_is_given_up(make_call, monkeypatch):
    monkeypatch.setattr(sse, "MAX_EVENT", 1_000)
    machine = started(make_call)
    for _ in range(20):
        machine.feed(b"data: " + b"x" * 100)
    machine.close()
    assert machine.fault is not None


def test_an_error_event_is_one_whatever_it_says(make_call):
    machine = started(make_call)
    machine.feed(b"event: error\ndata: busy\n\n")
    assert machine.fault is not None
    assert machine.error_body == b"busy"
