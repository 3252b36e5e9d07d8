import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.dialects.anthropic import stream
from tui_router.dialects.anthropic.request import prepare
from tui_router.dialects.anthropic.stream import Machine
from tui_router.messages.codec import encode_events
from tui_router.messages.events import BlockDelta, BlockStart, Verbatim
from tui_router.messages.grammar import check
from tui_router.messages.reading import read_event
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

REQUEST = {"model": "claude-sonnet-5-5", "stream": True, "messages": [{"role": "user", "content": "hello"}]}


def frames(*events: dict) -> bytes:
    return b"".join(
        b"event: %b\ndata: %b\n\n" % (event["type"].encode(), json.dumps(event).encode()) for event in events
    )


START = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "usage": {"input_tokens": 3, "output_tokens": 1},
    },
}
TEXT = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
HI = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}}
STOP = {"type": "content_block_stop", "index": 0}
END = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}}
LAST = {"type": "message_stop"}


@pytest.fixture
def machine(call):
    made = call(REQUEST)
    return lambda: Machine(made, prepare(made))


def run(machine, chunks):
    return [item for data in chunks for item in machine.feed(data)] + machine.close()


def test_a_recording_gives_its_events(recorded, call, shown):
    made = call(recorded.request)
    machine = Machine(made, prepare(made))
    items = run(machine, recorded.chunks)
    assert shown(items, machine, b"".join(recorded.chunks)) == recorded.events


def test_a_recording_without_notes_passes_byte_for_byte(recorded, call):
    made = call(recorded.request)
    machine = Machine(made, prepare(made))
    items = run(machine, recorded.chunks)
    if machine.done and not machine.notes:
        assert encode_events(items) == b"".join(recorded.chunks)
        assert all(isinstance(item, Verbatim) for item in items)


def test_what_goes_out_breaks_no_client(recorded, call):
    made = call(recorded.request)
    machine = Machine(made, prepare(made))
    items = run(machine, recorded.chunks)
    if machine.done:
        assert [found for found in check(items) if found.grade == "harmful"] == []


def result(make, chunks):
    machine = make()
    out = encode_events(run(machine, chunks))
    return (
        out,
        machine.notes,
        machine.offences,
        machine.usage,
        machine.done,
        machine.fault and machine.fault.diagnosis,
    )


PLACE = st.integers(0, 1_000_000)
DAMAGE = st.tuples(
    PLACE,
    st.integers(0, 40),
    st.binary(max_size=6) | st.sampled_from([b"null", b'""', b"{}", b"-1", b"\n\n", b"1e999"]),
)


@settings(max_examples=150, deadline=None)
@given(PLACE, st.lists(PLACE, max_size=12))
def test_any_cut_gives_the_same(recordings, call, which, places):
    chosen = recordings[which % len(recordings)]
    body = b"".join(chosen.chunks)
    cuts = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]

    def make():
        made = call(chosen.request)
        return Machine(made, prepare(made))

    assert result(make, [body[a:b] for a, b in pairwise(cuts)]) == result(make, [body])


@settings(max_examples=200, deadline=None)
@given(PLACE, st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_stream_never_raises_and_what_ends_well_is_whole(recordings, call, which, damages):
    chosen = recordings[which % len(recordings)]
    body = bytearray(b"".join(chosen.chunks))
    for place, width, new in damages:
        at = place % (len(body) + 1)
        body[at : at + width] = new
    made = call(chosen.request)
    machine = Machine(made, prepare(made))
    items = run(machine, [bytes(body)])
    assert machine.done != (machine.fault is not None)
    if machine.done:
        assert [found for found in check(items) if found.grade == "harmful"] == []


INDEX = st.integers(0, 3)
BLOCK = st.sampled_from(
    [
        {"type": "text", "text": ""},
        {"type": "thinking", "thinking": ""},
        {"type": "tool_use", "id": "toolu_1", "name": "a", "input": {}},
        {"type": "tool_use", "id": "", "name": "a", "input": {"x": 1}},
        {"type": "tool_use", "id": None},
        {"type": "redacted_thinking", "data": "x"},
        {"type": "new_kind", "x": 1},
        None,
    ]
)
DELTA = st.sampled_from(
    [
        {"type": "text_delta", "text": "t"},
        {"type": "thinking_delta", "thinking": "t"},
        {"type": "signature_delta", "signature": "s"},
        {"type": "input_json_delta", "partial_json": "{}"},
        {"type": "new_delta"},
        {"type": "text_delta", "text": None},
        None,
    ]
)
USAGE = st.sampled_from(
    [{"output_tokens": 1}, None, {}, {"output_tokens": None}, {"completion_tokens": 3}, "x"]
)
EVENT = st.one_of(
    st.just(START),
    st.builds(lambda u: {**START, "message": {**START["message"], "usage": u}}, USAGE),
    st.builds(lambda i, b: {"type": "content_block_start", "index": i, "content_block": b}, INDEX, BLOCK),
    st.builds(lambda i, d: {"type": "content_block_delta", "index": i, "delta": d}, INDEX, DELTA),
    st.builds(lambda i: {"type": "content_block_stop", "index": i}, INDEX | st.none()),
    st.builds(
        lambda s, u: {"type": "message_delta", "delta": {"stop_reason": s}, "usage": u},
        st.sampled_from(["end_turn", None, "length", "odd"]),
        USAGE,
    ),
    st.sampled_from([{"type": "ping"}, {"type": "new_event"}]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(EVENT, max_size=14))
def test_any_events_in_any_order_come_out_whole(call, events):
    made = call(REQUEST)
    machine = Machine(made, prepare(made))
    items = run(machine, [frames(*events, LAST)])
    assert machine.done
    assert [found for found in check(items) if found.grade == "harmful"] == []


def test_nothing_goes_out_before_content(machine):
    made = machine()
    assert made.feed(b": waiting\n\n" + frames(START, {"type": "ping"}, TEXT)) == []
    items = made.feed(frames(HI))
    assert encode_events(items) == b": waiting\n\n" + frames(START, {"type": "ping"}, TEXT, HI)


def test_a_tool_that_starts_is_content(machine):
    tool = {**TEXT, "content_block": {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}}}
    assert len(machine().feed(frames(START, tool))) == 2


def test_an_empty_delta_is_not_content(machine):
    assert machine().feed(frames(START, TEXT, {**HI, "delta": {"type": "text_delta", "text": ""}})) == []


def test_an_answer_without_content_goes_out_at_its_end(machine):
    made = machine()
    assert encode_events(run(made, [frames(START, END, LAST)])) == frames(START, END, LAST)
    assert made.done


def test_pings_without_end_do_not_fill_the_memory(machine, monkeypatch):
    monkeypatch.setattr(stream, "MOST_HELD", 1000)
    made = machine()
    ping = frames({"type": "ping"})
    out = b"".join(encode_events(made.feed(ping)) for _ in range(100))
    assert out == ping * 100


def test_a_body_without_end_is_given_up(machine, monkeypatch):
    monkeypatch.setattr(stream, "MOST_BODY", 1000)
    made = machine()
    for _ in range(20):
        made.feed(b'{"a":"' + b"x" * 100)
    assert made.fault is not None
    assert made.feed(b"more") == []


def test_an_event_without_end_is_given_up(machine):
    made = machine()
    made.feed(b"data: ")
    for _ in range(9):
        made.feed(b"x" * 1024 * 1024)
    assert made.fault is not None


def test_what_comes_after_the_end_is_ignored(machine):
    made = machine()
    items = made.feed(frames(START, TEXT, HI, STOP, END, LAST, HI, LAST))
    assert encode_events(items) == frames(START, TEXT, HI, STOP, END, LAST)
    assert made.feed(frames(HI)) == []
    assert made.close() == []


def test_the_last_event_may_lack_its_blank_line(machine):
    made = machine()
    body = frames(START, TEXT, HI, STOP, END, LAST)
    assert encode_events(run(made, [body[:-1]])) == body
    assert made.done
    assert made.notes == []


def test_an_event_that_was_cut_is_no_event(machine):
    made = machine()
    items = run(made, [frames(START, TEXT, HI) + frames(HI)[:-20]])
    assert encode_events(items) == frames(START, TEXT, HI)
    assert made.fault.diagnosis.name == "stream_truncated"


def test_the_upstreams_error_is_kept_as_it_came(machine):
    made = machine()
    error = b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
    assert run(made, [frames(START) + b"event: error\ndata: " + error + b"\n\n"]) == []
    assert made.error_body == error


def test_a_page_instead_of_a_stream_is_kept_for_the_diagnosis(machine):
    made = machine()
    assert run(made, [b"\n<html><body>Bad gateway</body></html>"]) == []
    assert made.error_body == b"\n<html><body>Bad gateway</body></html>"


def test_the_parsed_copy_stands_beside_the_bytes(machine):
    items = machine().feed(frames(START, TEXT, HI))
    assert [type(item.event) for item in items[1:]] == [BlockStart, BlockDelta]
    assert items[2].event == read_event(json.dumps(HI).encode()).event


def test_usage_of_the_end_overrides_that_of_the_start(machine):
    made = machine()
    run(
        made,
        [
            frames(
                START,
                TEXT,
                HI,
                STOP,
                {**END, "usage": {"input_tokens": 9, "output_tokens": 2, "cache_read_input_tokens": 4}},
                LAST,
            )
        ],
    )
    assert (made.usage.input_tokens, made.usage.output_tokens, made.usage.prompt) == (9, 2, 13)


def test_without_a_count_one_delta_is_one_token(machine):
    items = run(machine(), [frames(START, TEXT, HI, HI, HI, STOP, {**END, "usage": None}, LAST)])
    assert json.loads(items[-2].raw.split(b"data: ")[1])["usage"] == {"input_tokens": 3, "output_tokens": 3}


def test_a_tool_that_went_under_another_name_comes_back_under_its_own(call):
    provider = Provider(
        name="n", dialect="anthropic", base_url="http://h", quirks=Quirks(plain_tool_names=True)
    )
    made = call({**REQUEST, "tools": [{"name": "mcp.x", "input_schema": {}}]}, provider=provider)
    prepared = prepare(made)
    [went] = [tool["name"] for tool in json.loads(prepared.body)["tools"]]
    tool = {"type": "tool_use", "id": "toolu_1", "name": went, "input": {}, "caller": {"type": "direct"}}
    start = {**TEXT, "content_block": tool}
    more = {**HI, "delta": {"type": "input_json_delta", "partial_json": '{"name": "' + went + '"}'}}
    machine = Machine(made, prepared)
    out = encode_events(run(machine, [frames(START, start, more, STOP, END, LAST)]))
    assert frames(START) + b"event: content_block_start" in out
    assert b'"name":"mcp.x"' in out
    assert out.endswith(frames(more, STOP, END, LAST))
    assert b'"caller":{"type": "direct"}' in out
    [note] = machine.notes
    assert (note.act, note.path, note.before, note.after) == ("renamed", "content[0]", went, "mcp.x")


def test_a_name_that_never_changed_passes_untouched(call):
    provider = Provider(
        name="n", dialect="anthropic", base_url="http://h", quirks=Quirks(plain_tool_names=True)
    )
    made = call({**REQUEST, "tools": [{"name": "mcp.x", "input_schema": {}}]}, provider=provider)
    body = frames(
        START,
        {**TEXT, "content_block": {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}}},
        {**HI, "delta": {"type": "input_json_delta", "partial_json": "{}"}},
        STOP,
        END,
        LAST,
    )
    assert encode_events(run(Machine(made, prepare(made)), [body])) == body


def test_a_message_instead_of_a_stream_has_the_clients_names_too(call):
    provider = Provider(
        name="n", dialect="anthropic", base_url="http://h", quirks=Quirks(plain_tool_names=True)
    )
    made = call({**REQUEST, "tools": [{"name": "mcp.x", "input_schema": {}}]}, provider=provider)
    prepared = prepare(made)
    went = prepared.memo.out("mcp.x")
    tool = {"type": "tool_use", "id": "toolu_1", "name": went, "input": {}}
    body = {**START["message"], "content": [tool], "stop_reason": "tool_use"}
    out = encode_events(run(Machine(made, prepared), [json.dumps(body).encode()]))
    assert b'"name":"mcp.x"' in out
    assert went.encode() not in out


HALF = rb"""event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a%b"}}

"""


@pytest.mark.parametrize(("first", "second"), [(rb"\ud83d", rb"\ude00"), (rb"\uD83D", b"")])
def test_half_a_pair_in_a_delta_goes_on_to_the_client_that_joins_the_halves(machine, first, second):
    made = machine()
    sent = frames(START, TEXT) + HALF % first + HALF % second + frames(STOP, END, LAST)
    items = run(made, [sent])
    assert encode_events(items) == sent
    assert made.notes == []
    assert {odd.rule for odd in made.offences} == {"half_pair"}
    deltas = [item.event.delta.text for item in items if isinstance(item.event, BlockDelta)]
    assert deltas[0] == "a\ufffd"


def test_bytes_that_are_no_text_become_text(machine):
    made = machine()
    items = run(made, [frames(START, TEXT) + HALF % b"\xff" + frames(HI, STOP, END, LAST)])
    out = encode_events(items)
    assert '"text":"a\ufffd"' in out.decode()
    assert [(note.act, note.reason) for note in made.notes] == [
        ("repaired", "bytes that are no UTF-8 became U+FFFD")
    ]
    assert [item.event.delta.text for item in items if isinstance(item.event, BlockDelta)] == [
        "a\ufffd",
        "hi",
    ]


@pytest.mark.parametrize(
    ("block", "fresh", "deltas"),
    [
        (
            {"type": "text", "text": "Hello", "x": 1},
            {"type": "text", "text": "", "x": 1},
            [{"type": "text_delta", "text": "Hello"}],
        ),
        (
            {"type": "text", "text": "Hello", "citations": []},
            {"type": "text", "text": "", "citations": []},
            [{"type": "text_delta", "text": "Hello"}],
        ),
        (
            {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
            {"type": "thinking", "thinking": "", "signature": ""},
            [
                {"type": "thinking_delta", "thinking": "hm"},
                {"type": "signature_delta", "signature": "c2ln"},
            ],
        ),
    ],
)
def test_words_in_the_start_of_a_block_are_told_as_deltas(machine, block, fresh, deltas):
    """Claude Code takes the words of a block from its deltas and forgets those of its start."""
    made = machine()
    begun = made.feed(frames(START, {**TEXT, "content_block": block}))
    assert begun, "words are content"
    out = encode_events([*begun, *made.feed(frames(STOP, END, LAST))]).decode()
    told = [json.loads(line.removeprefix("data: ")) for line in out.splitlines() if line.startswith("data: ")]
    assert told[1]["content_block"] == fresh
    assert [event["delta"] for event in told if event["type"] == "content_block_delta"] == deltas
    assert [note.act for note in made.notes] == ["moved"]
    assert "text_in_start" in {odd.rule for odd in made.offences}


@pytest.mark.parametrize("citations", [[], None])
def test_an_empty_block_with_room_for_citations_is_not_content(machine, citations):
    block = {"type": "text", "text": "", "citations": citations}
    assert machine().feed(frames(START, {**TEXT, "content_block": block})) == []


def test_a_whole_answer_with_half_a_pair_is_read(machine, call):
    body = rb'{"type":"message","content":[{"type":"text","text":"a\ud83d"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}'
    made = machine()
    assert made.feed(body) == []
    out = encode_events(made.close()).decode()
    assert made.fault is None
    assert '"text":"a\ufffd"' in out
