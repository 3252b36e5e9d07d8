import json

import pytest
from msgspec import Raw

from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    ErrorBody,
    ErrorEvent,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    Ping,
    SignatureDelta,
    StopDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
    Usage,
    Verbatim,
)
from tui_router.messages.grammar import Checker, check, fits

START = MessageStart(MessageOut(id="msg_1", model="m"))
END = MessageDelta(StopDelta("end_turn"), Usage())
LAST = MessageStop()


def text(index=0, words="hi"):
    return [BlockStart(index, TextOut()), BlockDelta(index, TextDelta(words)), BlockStop(index)]


def tool(index=0, id="toolu_1", input="{}"):
    return [
        BlockStart(index, ToolUseOut(id, "Bash")),
        BlockDelta(index, InputJsonDelta(input)),
        BlockStop(index),
    ]


def thinking(index=0):
    return [
        BlockStart(index, ThinkingOut()),
        BlockDelta(index, ThinkingDelta("hm")),
        BlockDelta(index, SignatureDelta("")),
        BlockStop(index),
    ]


def rules(*events):
    return [(found.grade, found.rule) for found in check(list(events))]


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        text(),
        [*thinking(), *text(1), *tool(2), *tool(3, "toolu_2")],
        [Ping(), *text(), Ping()],
        [BlockStart(0, OtherOut("web_search_tool_result", Raw(b"{}"))), BlockStop(0)],
    ],
)
def test_a_sound_stream_has_nothing_wrong(blocks):
    assert rules(START, *blocks, END, LAST) == []


def test_an_error_ends_a_stream():
    assert rules(START, *text(), ErrorEvent(ErrorBody("api_error", "no"))) == []
    assert rules(ErrorEvent(ErrorBody("api_error", "no"))) == []


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([*text(), END, LAST], ["no_start"]),
        ([START, START, END, LAST], ["second_start"]),
        ([START, *text(1), END, LAST], ["index_gap"]),
        ([START, *text(), *text(), END, LAST], ["index_again"]),
        ([START, *tool(id=""), END, LAST], ["tool_id_empty"]),
        ([START, *tool(), *tool(1), END, LAST], ["tool_id_again"]),
        (
            [START, BlockStart(0, ToolUseOut("toolu_1", "a", Raw(b'{"x":1}'))), BlockStop(0), END, LAST],
            ["input_in_start"],
        ),
        ([START, BlockDelta(0, TextDelta("a")), END, LAST], ["not_open"]),
        ([START, *text(), BlockStop(0), END, LAST], ["not_open"]),
        ([START, *text(), BlockDelta(0, TextDelta("a")), END, LAST], ["not_open"]),
        (
            [START, BlockStart(0, TextOut()), BlockDelta(0, ThinkingDelta("a")), BlockStop(0), END, LAST],
            ["wrong_delta"],
        ),
        (
            [
                START,
                BlockStart(0, ToolUseOut("toolu_1", "a")),
                BlockDelta(0, InputJsonDelta("{}")),
                END,
                LAST,
            ],
            ["no_stop"],
        ),
        ([START, *text(), LAST], ["no_message_delta"]),
        ([START, *text(), END], ["no_message_stop"]),
        ([START, *text()], ["no_message_delta", "no_message_stop"]),
        ([START, *text()[:2]], ["no_stop", "no_message_delta", "no_message_stop"]),
        ([], ["no_message_delta", "no_message_stop"]),
        ([START, END, LAST, BlockStop(0)], ["after_stop"]),
    ],
)
def test_what_breaks_a_client_is_harmful(events, wanted):
    assert rules(*events) == [("harmful", rule) for rule in wanted]


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([START, text()[0], *text(1), BlockStop(0), END, LAST], ["interleaved"]),
        (
            [START, thinking()[0], *text(1), BlockDelta(0, SignatureDelta("")), BlockStop(0), END, LAST],
            ["interleaved", "late_signature"],
        ),
        ([START, BlockStart(0, ToolUseOut("toolu_1", "a")), BlockStop(0), END, LAST], ["no_input_delta"]),
        ([START, *text(words=""), END, LAST], ["empty_delta"]),
        ([START, *tool(input=""), END, LAST], ["empty_delta", "no_input_delta"]),
        ([START, END, END, LAST], ["second_delta"]),
        ([START, END, *text(), LAST], ["after_delta", "after_delta"]),
    ],
)
def test_what_hurts_nobody_is_odd(events, wanted):
    assert rules(*events) == [("odd", rule) for rule in wanted]


def wire(value, name=None):
    return Verbatim(
        b"event: %b\ndata: %b\n\n" % ((name or value["type"]).encode(), json.dumps(value).encode())
    )


MESSAGE = {"id": "msg_1", "content": [], "usage": {"input_tokens": 1, "output_tokens": 1}}


def wire_start(**changes):
    return wire({"type": "message_start", "message": {**MESSAGE, **changes}})


def wire_tool(**block):
    return wire(
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "tool_use", "id": "toolu_1", "name": "a", "input": {}, **block},
        }
    )


def wire_end(usage, stop="end_turn"):
    return wire({"type": "message_delta", "delta": {"stop_reason": stop}, "usage": usage})


GOOD_END = wire_end({"output_tokens": 1})


@pytest.mark.parametrize(
    ("items", "wanted"),
    [
        ([wire_start(), GOOD_END], []),
        ([wire_start(usage=None), GOOD_END], [("harmful", "usage")]),
        ([wire_start(usage={"input_tokens": 1}), GOOD_END], [("harmful", "usage")]),
        ([wire_start(content=None), GOOD_END], [("harmful", "no_content_list")]),
        ([wire_start(id="chatcmpl-1"), GOOD_END], [("odd", "foreign_id")]),
        ([wire_start(), wire_end(None)], [("harmful", "usage")]),
        ([wire_start(), wire_end({"output_tokens": None})], [("harmful", "usage")]),
        ([wire_start(), wire_end({"output_tokens": 1}, "length")], [("harmful", "stop_word")]),
        ([wire_start(), wire_end({"output_tokens": 1}, "new_reason")], [("odd", "unknown_stop")]),
        ([wire_start(), wire({"type": "vendor_event"}), GOOD_END], [("odd", "unknown_event")]),
        ([wire_start(), Verbatim(b"data: [DONE]\n\n"), GOOD_END], [("odd", "done_marker")]),
        ([wire_start(), Verbatim(b": a comment\n\n"), GOOD_END], []),
        ([wire_start(), Verbatim(b'data: {"type":"ping"}\n\n'), GOOD_END], [("harmful", "event_line")]),
        ([wire_start(), wire({"type": "ping"}, "message_stop"), GOOD_END], [("harmful", "event_line")]),
        (
            [wire_start(), Verbatim(b"event: message_delta\ndata: {broken\n\n"), GOOD_END],
            [("harmful", "unreadable")],
        ),
        (
            [wire_start(), wire({"type": "content_block_start", "index": 0}), GOOD_END],
            [("harmful", "unreadable")],
        ),
        (
            [
                wire_start(),
                wire({"type": "content_block_delta", "index": 0, "delta": {"type": "new"}}),
                GOOD_END,
            ],
            [("harmful", "not_open")],
        ),
    ],
)
def test_the_wire_is_checked_beyond_what_types_hold(items, wanted):
    assert rules(*items, LAST) == wanted


def test_a_tool_of_the_wire():
    feed = [
        wire(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "input_json_delta", "partial_json": "{}"},
            }
        ),
        BlockStop(0),
        GOOD_END,
        LAST,
    ]
    assert rules(wire_start(), wire_tool(), *feed) == []
    assert rules(wire_start(), wire_tool(id="call_1"), *feed) == [("odd", "foreign_id")]
    start = json.loads(wire_tool().raw.split(b"data: ")[1])
    del start["content_block"]["input"]
    assert rules(wire_start(), wire(start), *feed) == [("odd", "no_input")]


def test_the_first_delta_of_a_tool_may_be_empty_on_the_wire():
    empty = wire(
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": ""}}
    )
    assert rules(wire_start(), wire_tool(), empty, *tool()[1:], GOOD_END, LAST) == []


@pytest.mark.parametrize("delta", ["citations_delta", "new_delta"])
def test_deltas_without_a_struct_need_an_open_block(delta):
    event = wire({"type": "content_block_delta", "index": 0, "delta": {"type": delta}})
    found = rules(START, text()[0], event, BlockStop(0), END, LAST)
    assert found == ([] if delta == "citations_delta" else [("odd", "unknown_delta")])


def test_each_call_says_what_is_wrong_with_its_event():
    checker = Checker()
    assert checker.feed(START) == []
    (found,) = checker.feed(BlockStop(3))
    assert (found.index, found.text) == (3, "an event for a block that is not open")


def test_a_block_of_an_unknown_kind_takes_any_delta():
    assert fits("new_kind", TextDelta("a"))
    assert fits("server_tool_use", InputJsonDelta("a"))
    assert not fits("server_tool_use", TextDelta("a"))
    assert not fits("redacted_thinking", ThinkingDelta("a"))
