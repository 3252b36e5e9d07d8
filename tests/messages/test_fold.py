import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.messages.codec import encode_event, encode_message, frame
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    Ping,
    RedactedOut,
    StopDelta,
    TextOut,
    ThinkingOut,
    ToolUseOut,
    Usage,
    Verbatim,
)
from tui_router.messages.fold import Fold
from tui_router.messages.grammar import check
from tui_router.messages.reading import frame_data, read_event, read_message
from tui_router.messages.unfold import unfold


def folded(items):
    fold = Fold()
    for item in items:
        fold.accumulate(item)
    return fold.message(), fold.notes


def verbatim(event):
    raw = encode_event(event)
    return Verbatim(raw, read_event(frame_data(raw)).event)


def plain(message):
    return json.loads(encode_message(message))


BLOCK = st.one_of(
    st.builds(TextOut, st.text(max_size=10)),
    st.builds(ThinkingOut, st.text(max_size=10), st.text(max_size=5)),
    st.builds(RedactedOut, st.text(max_size=5)),
    st.builds(
        lambda name, value: ToolUseOut(name, "Bash", Raw(json.dumps(value).encode())),
        st.text(max_size=5),
        st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=3),
    ),
)
MESSAGE = st.builds(
    MessageOut,
    id=st.just("msg_1"),
    model=st.just("m"),
    content=st.lists(BLOCK, max_size=5),
    stop_reason=st.sampled_from([None, "end_turn", "tool_use", "stop_sequence"]),
    stop_sequence=st.sampled_from([None, "END"]),
    usage=st.builds(
        Usage,
        input_tokens=st.integers(0, 99),
        output_tokens=st.integers(0, 99),
        cache_read_input_tokens=st.integers(0, 9),
    ),
)


@given(MESSAGE)
def test_fold_undoes_unfold(message):
    assert plain(folded(unfold(message))[0]) == plain(message)


@given(MESSAGE)
def test_bytes_with_a_parsed_copy_fold_alike(message):
    assert plain(folded(verbatim(event) for event in unfold(message))[0]) == plain(message)


START = MessageStart(MessageOut(id="msg_1", model="m", usage=Usage(input_tokens=9)))


def tool(*pieces):
    return [
        START,
        BlockStart(0, ToolUseOut("toolu_1", "Bash")),
        *[BlockDelta(0, InputJsonDelta(piece)) for piece in pieces],
        BlockStop(0),
    ]


def test_a_number_keeps_its_spelling():
    message, _ = folded(tool('{"a":', "1.50}"))
    assert bytes(message.content[0].input) == b'{"a":1.50}'


def test_input_that_is_no_object_becomes_one_with_a_note():
    for pieces in (('{"a":', '"b'), ("[1]",), ("nonsense",)):
        message, notes = folded(tool(*pieces))
        text = "".join(pieces)
        assert json.loads(bytes(message.content[0].input)) == {
            "__unparsedToolInput": {"raw": text, "len": len(text)}
        }
        assert [(note.act, note.path, note.side) for note in notes] == [
            ("approximated", "content[0].input", "answer")
        ]


def test_no_input_is_an_empty_object():
    assert bytes(folded(tool())[0].content[0].input) == b"{}"
    assert bytes(folded(tool(""))[0].content[0].input) == b"{}"


def test_taking_the_message_twice_notes_once():
    fold = Fold()
    for item in tool("x"):
        fold.accumulate(item)
    assert plain(fold.message()) == plain(fold.message())
    assert len(fold.notes) == 1


def test_usage_at_the_end_overrides_where_it_says_something():
    message, _ = folded([START, MessageDelta(StopDelta("end_turn"), Usage(output_tokens=5)), MessageStop()])
    assert (message.usage.input_tokens, message.usage.output_tokens) == (9, 5)


def test_a_server_tool_is_kept_with_its_input():
    block = OtherOut(
        "server_tool_use", Raw(b'{"type":"server_tool_use","id":"s","name":"web_search","input":{}}')
    )
    message, _ = folded(
        [START, BlockStart(0, block), BlockDelta(0, InputJsonDelta('{"query":"x"}')), BlockStop(0)]
    )
    assert plain(message)["content"] == [
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "x"}}
    ]


def test_a_delta_that_a_block_cannot_hold_is_noted():
    citation = Verbatim(
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta"}}\n\n'
    )
    message, notes = folded([START, BlockStart(0, TextOut("hi")), citation, citation, BlockStop(0)])
    assert message.content == [TextOut("hi")]
    assert [note.act for note in notes] == ["dropped"]


def test_what_is_no_part_of_a_message_is_passed_over():
    message, notes = folded(
        [
            Ping(),
            Verbatim(b": x\n\n"),
            START,
            BlockDelta(4, InputJsonDelta("x")),
            Verbatim(b"data: [DONE]\n\n"),
        ]
    )
    assert message.content == []
    assert notes == []


def wire(kind, **members):
    raw = frame(kind, json.dumps({"type": kind, **members}).encode())
    return Verbatim(raw, read_event(frame_data(raw)).event)


WHOLE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [
        {
            "type": "text",
            "text": "hi",
            "citations": [{"type": "page_location", "cited_text": "x"}, {"type": "char_location"}],
        },
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [{"url": "u"}]},
        {"type": "compaction", "content": "all of it", "encrypted_content": "e"},
    ],
    "stop_reason": "future_reason",
    "stop_sequence": None,
    "container": {"id": "c", "expires_at": "t"},
    "context_management": {"applied_edits": []},
    "stop_details": {"type": "refusal", "category": "cyber"},
    "safeguard_results": [{"type": "dangerous_tool_use"}],
    "usage": {
        "input_tokens": 9,
        "output_tokens": 5,
        "cache_read_input_tokens": 1,
        "cache_creation_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 1},
        "server_tool_use": {"web_search_requests": 1},
        "service_tier": "standard",
        "speed": "fast",
    },
}


def test_what_no_struct_holds_survives_a_message_that_becomes_a_stream_and_a_message_again():
    message = read_message({key: Raw(json.dumps(value).encode()) for key, value in WHOLE.items()})
    assert plain(message) == WHOLE
    events = list(unfold(message))
    assert [found for found in check(events) if found.grade == "harmful"] == []
    again, notes = folded(events)
    assert plain(again) == WHOLE
    assert notes == []


def test_what_anthropic_streams_beside_the_words_is_in_the_message():
    shown, done = (
        dict(WHOLE, content=[], stop_reason=None),
        {"stop_reason": "compaction", "stop_sequence": None},
    )
    for late in ("container", "context_management", "stop_details", "safeguard_results"):
        shown[late] = None
    events = [
        wire("message_start", message=shown),
        wire("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        wire("content_block_delta", index=0, delta={"type": "text_delta", "text": "hi"}),
        *[
            wire("content_block_delta", index=0, delta={"type": "citations_delta", "citation": each})
            for each in WHOLE["content"][0]["citations"]
        ],
        wire("content_block_stop", index=0),
        wire("content_block_start", index=1, content_block={"type": "compaction", "content": None}),
        wire(
            "content_block_delta",
            index=1,
            delta={"type": "compaction_delta", "content": "all of it", "encrypted_content": "e"},
        ),
        wire("content_block_stop", index=1),
        wire(
            "message_delta",
            delta={**done, **{key: WHOLE[key] for key in ("container", "stop_details", "safeguard_results")}},
            context_management=WHOLE["context_management"],
            usage=WHOLE["usage"],
        ),
        wire("message_stop"),
    ]
    message, notes = folded(events)
    content = [WHOLE["content"][0], WHOLE["content"][3]]
    assert plain(message) == {**WHOLE, "content": content, "stop_reason": "compaction"}
    assert notes == []
