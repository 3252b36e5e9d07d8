"""Whole answers, read from tests/recordings/responses; its README says how, and how to make them anew."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.core.faults import UpstreamFault
from tui_router.dialects import responses
from tui_router.dialects.responses.schema import read_event
from tui_router.messages.fold import Fold
from tui_router.wire.json import NotJson

recorded = sys.modules["recorded"]
RECORDINGS = recorded.Recordings("responses")
CASES = RECORDINGS.cases
said = RECORDINGS.said


def asked(playbook, case):
    return playbook.Playbook(RECORDINGS.client(case), dialect="responses", model="gpt-5.4")


def show(sealed):
    return f"<{sealed.kind} {sealed.held!r} {json.dumps(sealed.item)}>"


@pytest.mark.parametrize("case", CASES)
def test_is_heard_as_recorded(playbook, case):
    heard = asked(playbook, case)(*said(case))
    sealed = [f"  data {event.content_block.data}" for event in heard.events if is_redacted(event)]
    kept = [f"kept {id} {text}" for id, text in heard.keeps.items()]
    told = recorded.unsealed("\n".join([*heard.record, *sealed, *kept]) + "\n", show)
    assert told == RECORDINGS.expected(case, told)


def is_redacted(event):
    return hasattr(getattr(event, "content_block", None), "data")


def test_there_are_recordings():
    assert len(CASES) > 60


@pytest.mark.parametrize("case", CASES)
def test_byte_by_byte_is_heard_alike(playbook, case):
    play = asked(playbook, case)
    data = RECORDINGS.whole(playbook, case)
    whole = play.feed([data])
    single = play.feed(data[i : i + 1] for i in range(len(data)))
    assert single.record == whole.record
    assert single.keeps == whole.keeps
    assert single.machine.error_body == whole.machine.error_body


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_cut_anywhere_is_heard_alike(playbook, data):
    case = data.draw(st.sampled_from(CASES))
    play = asked(playbook, case)
    whole = RECORDINGS.whole(playbook, case)
    parts = recorded.cut(data, whole)
    assert play.feed(parts).record == play.feed([whole]).record


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_damage_never_raises(playbook, data):
    """Bytes changed, lost, doubled: the stream ends whole or with a fault, and keeps the grammar."""
    case = data.draw(st.sampled_from(CASES))
    asked(playbook, case).feed([recorded.damaged(data, RECORDINGS.whole(playbook, case))])


def ending(line):
    """The kind of the event with which an answer ends, "" for any other."""
    if isinstance(line, bytes):
        return "raw"
    if line == "[DONE]":
        return "done"
    return str(read_event(line.encode()).type).removeprefix("response.")


ENDS = {"completed", "incomplete", "failed", "cancelled", "done", "raw", "error"}


@pytest.mark.parametrize("case", CASES)
def test_cut_before_its_end_is_never_whole(playbook, case):
    lines = list(said(case))
    first = next((at for at, line in enumerate(lines) if ending(line) in ENDS), len(lines))
    play = asked(playbook, case)
    for upto in range(first):
        assert play(*lines[:upto]).fault is not None


def folded(heard):
    fold = Fold()
    for event in heard.events:
        fold.accumulate(event)
    return fold.message()


def finished(case):
    """The items of an answer as its output_item.done events have them, and its last event. No items where some are
    told in pieces alone: then the document would say less."""
    events = [json.loads(line) for line in said(case) if isinstance(line, str) and line != "[DONE]"]
    done = [event for event in events if event.get("type") == "response.output_item.done"]
    items = {event.get("output_index"): event["item"] for event in done}
    told = {event["output_index"] for event in events if "output_index" in event}
    last = next((event for event in events if event.get("type", "").removeprefix("response.") in ENDS), {})
    whole = told == set(items) and len(done) == len(items)
    return ([items[at] for at in sorted(items)] if whole else []), last


DOCUMENTS = [case for case in CASES if finished(case)[0] and "response" in finished(case)[1]]


@pytest.mark.parametrize("case", DOCUMENTS)
def test_the_finished_items_alone_say_the_same(playbook, case):
    """The document a server would have given instead of the stream, read as one and folded from the other."""
    items, last = finished(case)
    document = {**last["response"], "output": items}
    call = playbook.make_call(asked(playbook, case).request, dialect="responses", model="gpt-5.4")
    message, _, _ = responses.read_response(call, responses.prepare(call), json.dumps(document).encode())
    heard = folded(asked(playbook, case)(*said(case)))
    assert message == heard


def test_there_are_documents():
    assert len(DOCUMENTS) > 15


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_an_event_or_none(data):
    try:
        read_event(data)
    except NotJson:
        pass


NAMES = [
    *(
        "type",
        "id",
        "call_id",
        "name",
        "arguments",
        "input",
        "text",
        "content",
        "summary",
        "encrypted_content",
    ),
    *(
        "action",
        "sources",
        "url",
        "query",
        "annotations",
        "output",
        "status",
        "usage",
        "error",
        "reason",
        "title",
    ),
    *("incomplete_details", "input_tokens", "output_tokens", "refusal", "phase"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=3,
)
KINDS = ["message", "reasoning", "function_call", "custom_tool_call", "web_search_call", "x"]
ITEM = st.fixed_dictionaries({"type": st.sampled_from(KINDS)}, optional=dict.fromkeys(NAMES[1:], JSON))
EVENT = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            [
                *("response.output_item.added", "response.output_item.done", "response.output_text.delta"),
                *("response.output_text.done", "response.function_call_arguments.delta"),
                *("response.function_call_arguments.done", "response.reasoning_summary_text.delta"),
                *("response.reasoning_summary_text.done", "response.reasoning_text.delta"),
                *("response.reasoning_summary_part.added", "response.refusal.delta", "response.created"),
                *("response.custom_tool_call_input.done", "response.output_text.annotation.added"),
                *("response.completed", "response.incomplete", "response.done", "error"),
            ]
        )
    },
    optional={
        "item": ITEM,
        "delta": JSON,
        "text": JSON,
        "arguments": JSON,
        "input": JSON,
        "name": JSON,
        "annotation": JSON,
        "output_index": st.integers(-1, 3) | JSON,
        "item_id": st.sampled_from(["a", "b"]) | JSON,
        "response": st.fixed_dictionaries(
            {},
            optional={
                "output": st.lists(ITEM | JSON, max_size=3),
                "usage": JSON,
                "status": JSON,
                "error": JSON,
            },
        ),
    },
)
OFFERS = {"tools": [{"type": "web_search_20250305", "name": "web_search"}], "stop_sequences": ["ab", "a\n"]}


@settings(deadline=None, max_examples=80)
@given(events=st.lists(EVENT, max_size=12), thinking=st.booleans())
def test_any_events_keep_the_grammar(playbook, events, thinking):
    request = OFFERS | ({"thinking": {"type": "adaptive"}} if thinking else {})
    play = playbook.Playbook(request, dialect="responses")
    heard = play.feed(playbook.frame(json.dumps(event)) for event in events)
    assert heard.fault is not None or heard.machine.done


@settings(deadline=None, max_examples=80)
@given(
    body=st.fixed_dictionaries({}, optional={"output": st.lists(ITEM | JSON, max_size=4), "status": JSON})
    | JSON
)
def test_any_document_is_an_answer_or_a_fault(playbook, body):
    call = playbook.make_call(OFFERS, dialect="responses")
    try:
        message, _, _ = responses.read_response(call, responses.prepare(call), json.dumps(body).encode())
    except UpstreamFault as fault:
        said = fault.diagnosis.name
    else:
        said = message.stop_reason
    assert said
