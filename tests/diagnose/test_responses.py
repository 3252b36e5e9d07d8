import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.diagnose.finding import shown
from tui_router.diagnose.responses import read_document, read_events
from tui_router.diagnose.told import Broken

CALL = '{"command":"ls -la"}'
REASONING = {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hmm"}]}
MESSAGE = {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "Hello"}]}
FUNCTION = {"type": "function_call", "id": "fc", "call_id": "c1", "name": "Bash", "arguments": CALL}
USAGE = {"input_tokens": 11, "output_tokens": 2, "input_tokens_details": {"cached_tokens": 4}}


def stream(*events):
    return "".join(f"event: {one.get('type', '')}\ndata: {json.dumps(one)}\n\n" for one in events).encode()


def read(*events):
    return read_events(stream(*events), 100)


def document(**members):
    return read_document(json.dumps({"object": "response", **members}).encode(), 100)


def event(kind, **members):
    return {"type": f"response.{kind}", **members}


def end(kind="completed", **response):
    return event(kind, response={"object": "response", "status": kind, **response})


PIECES = [
    event("created", response={"status": "in_progress", "output": []}),
    event("output_item.added", output_index=0, item={"type": "reasoning", "id": "rs", "summary": []}),
    event("reasoning_summary_part.added", output_index=0, item_id="rs", part={}),
    event("reasoning_summary_text.delta", output_index=0, item_id="rs", delta="h"),
    event("reasoning_summary_text.delta", output_index=0, item_id="rs", delta="mm"),
    event("output_item.added", output_index=1, item={"type": "message", "id": "m", "content": []}),
    event("output_text.delta", output_index=1, item_id="m", delta="Hel"),
    event("output_text.delta", output_index=1, item_id="m", delta="lo"),
    event("output_item.added", output_index=2, item={**FUNCTION, "arguments": ""}),
    event("function_call_arguments.delta", output_index=2, item_id="fc", delta=CALL[:8]),
    event("function_call_arguments.delta", output_index=2, item_id="fc", delta=CALL[8:]),
]
TEXTS = [
    event("reasoning_summary_text.done", output_index=0, item_id="rs", text="hmm"),
    event("output_text.done", output_index=1, item_id="m", text="Hello"),
    event("function_call_arguments.done", output_index=2, item_id="fc", name="Bash", arguments=CALL),
]
ITEMS = [
    event("output_item.done", output_index=n, item=item)
    for n, item in enumerate((REASONING, MESSAGE, FUNCTION))
]


@pytest.mark.parametrize(
    ("events", "output"),
    [
        (PIECES, []),
        (TEXTS, []),
        (ITEMS, []),
        ([], [REASONING, MESSAGE, FUNCTION]),
        ([*PIECES, *TEXTS, *ITEMS], [REASONING, MESSAGE, FUNCTION]),
        ([*PIECES, *TEXTS], []),
        ([*PIECES, *ITEMS], []),
        ([*PIECES, event("output_item.done", output_index=1, item={"type": "message", "content": []})], []),
        ([*PIECES, event("output_item.done", output_index=2, item={**FUNCTION, "arguments": ""})], []),
    ],
    ids=[
        "pieces",
        "texts",
        "items",
        "last event",
        "all",
        "two",
        "items too",
        "an empty message",
        "an empty call",
    ],
)
def test_each_way_of_telling_is_enough_and_none_is_heard_twice(events, output):
    answer = shown(read(*events, end(output=output, usage=USAGE)), 100)
    assert (answer.text, answer.thinking, answer.stop_reason) == ("Hello", "hmm", "tool_use")
    assert [(call.name, json.loads(bytes(call.input))) for call in answer.tool_calls] == [
        ("Bash", {"command": "ls -la"})
    ]
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 2)


def test_pieces_are_told_apart_by_item_where_there_is_no_index():
    bare = [{name: value for name, value in one.items() if name != "output_index"} for one in TEXTS]
    answer = shown(read(*bare, end()), 0)
    assert (answer.text, answer.thinking, len(answer.tool_calls)) == ("Hello", "hmm", 1)


def test_summaries_stand_apart():
    parts = [
        event("reasoning_summary_part.added", output_index=0),
        event("reasoning_summary_text.delta", output_index=0, delta="one"),
        event("reasoning_summary_part.added", output_index=0),
        event("reasoning_summary_text.delta", output_index=0, delta="two"),
    ]
    assert shown(read(*parts, end()), 0).thinking == "one\n\ntwo"


def test_the_parts_of_a_text_belong_together():
    parts = [event("output_text.done", output_index=0, text=text) for text in ("Hel", "lo")]
    assert shown(read(*parts, end()), 0).text == "Hello"


def test_a_call_alone_is_heard_once():
    answer = shown(read(*PIECES[8:], end(output=[FUNCTION])), 0)
    assert [call.name for call in answer.tool_calls] == ["Bash"]


def test_a_document():
    answer = shown(document(status="completed", output=[REASONING, MESSAGE, FUNCTION], usage=USAGE), 100)
    assert (answer.text, answer.thinking, answer.stop_reason) == ("Hello", "hmm", "tool_use")
    assert answer.usage.output_tokens == 2
    assert shown(read_document(json.dumps(end(output=[MESSAGE])).encode(), 0), 0).text == "Hello"


def test_other_forms_of_the_same():
    custom = {"type": "custom_tool_call", "name": "patch", "input": "a\nb"}
    odd = {"type": "function_call", "name": "Bash", "arguments": {"command": "ls"}}
    refusal = {"type": "message", "content": [{"type": "refusal", "refusal": "No."}]}
    answer = shown(document(output=[refusal, custom, odd, {"type": "web_search_call"}, 7]), 0)
    assert answer.text == "No."
    assert [json.loads(bytes(call.input)) for call in answer.tool_calls] == [
        {"input": "a\nb"},
        {"command": "ls"},
    ]


@pytest.mark.parametrize(
    ("why", "reason"),
    [("max_output_tokens", "max_tokens"), ("content_filter", "refusal"), (None, "max_tokens")],
)
def test_an_incomplete_answer_says_why(why, reason):
    details = {"reason": why} if why else None
    assert read(*PIECES[:8], end("incomplete", incomplete_details=details)).stop_reason == reason
    assert document(status="incomplete", output=[MESSAGE], incomplete_details=details).stop_reason == reason


def test_an_answer_that_a_filter_kept_back():
    told = document(status="incomplete", output=[], incomplete_details={"reason": "content_filter"})
    assert isinstance(told, Broken)
    assert (told.name, told.category) == ("content_filtered", "content_filter")


def test_a_failure_is_handed_on_in_its_words():
    failed = end("failed", error={"code": "context_length_exceeded", "message": "too long"})
    told = read(*PIECES, failed)
    assert isinstance(told, Broken)
    assert json.loads(told.body) == failed
    assert json.loads(read({"type": "error", "code": "x", "message": "no"}).body)["message"] == "no"
    assert isinstance(document(status="failed", error={"message": "no"}), Broken)


@pytest.mark.parametrize(
    "told",
    [
        read(*PIECES, *ITEMS),
        read_events(b"", 0),
        read_events(stream(*PIECES, end())[:-30], 0),
        document(status="in_progress", output=[]),
        read(*PIECES, end("cancelled")),
        read_document(b'{"object":"response","output":[', 0),
        read_document(b"[]", 0),
    ],
)
def test_what_has_no_end_was_cut(told):
    assert isinstance(told, Broken)
    assert (told.name, told.body) == ("stream_truncated", b"")


def test_nothing_after_the_end_counts():
    told = read(
        end(output=[MESSAGE]), event("output_text.delta", output_index=1, delta="more"), {"type": "error"}
    )
    assert shown(told, 0).text == "Hello"


ALL = [*PIECES, *TEXTS, *ITEMS, end(), end("failed"), {"type": "error"}]
MEMBERS = ["type", "output_index", "item", "delta", "response", "item_id"]
STRANGE = [
    None,
    [],
    7,
    "x",
    {"type": "function_call"},
    {"output": [None, {"type": "message", "content": [7]}]},
]


@given(
    st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from(MEMBERS), st.sampled_from(STRANGE)), max_size=8)
)
def test_no_events_break_it(changed):
    events = [{**one, member: value} for one, member, value in changed]
    read_events("".join(f"data: {json.dumps(one)}\n\n" for one in events).encode(), 0)
    for one in events:
        read_document(json.dumps(one).encode(), 0)
