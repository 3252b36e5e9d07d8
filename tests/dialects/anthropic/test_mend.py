import itertools
import json

import pytest

from tui_router.dialects.anthropic.mend import MOST_NOTES, Mender
from tui_router.dialects.names import NameMap
from tui_router.messages.codec import decode_request, encode_events
from tui_router.messages.grammar import Checker
from tui_router.messages.reading import read_event
from tui_router.wire.sse import SseReader

REQUEST = decode_request(
    json.dumps(
        {
            "model": "a",
            "messages": [
                {"role": "user", "content": "go"},
                {
                    "role": "assistant",
                    "content": [{"type": "tool_use", "id": "call_0", "name": "a", "input": {}}],
                },
            ],
        }
    ).encode()
)


@pytest.fixture
def mended():
    """Feed events, get what goes out, as bytes."""
    count = itertools.count(1)
    checker = Checker()
    mender = Mender(REQUEST, "m", 5, lambda prefix: f"{prefix}new{next(count)}", checker)

    def feed(*events):
        out = []
        for event in events:
            data = json.dumps(event).encode()
            raw = b"event: %b\ndata: %b\n\n" % (event["type"].encode(), data)
            came = SseReader().feed(raw)[0]
            reading = read_event(data)
            out += mender.mend(came, reading, checker.read(came.event, data, reading))
        return encode_events(out).decode()

    feed.mender = mender
    return feed


def start(index, **block):
    return {
        "type": "content_block_start",
        "index": index,
        "content_block": {"type": "text", "text": "", **block},
    }


def stop(index):
    return {"type": "content_block_stop", "index": index}


def test_an_unknown_member_survives_a_mended_event(mended):
    out = mended(
        {
            "type": "message_start",
            "message": {"id": "x", "content": [], "usage": None, "container": {"id": 1}},
        }
    )
    assert '"container":{"id": 1}' in out
    assert '"usage":{"input_tokens":5,"output_tokens":0}' in out


def test_numbers_stay_straight_until_one_is_wrong(mended):
    mended({"type": "message_start", "message": {}}, start(0), stop(0))
    assert mended.mender.straight
    assert '"index":1' in mended(start(4))
    assert not mended.mender.straight


def test_a_tool_whose_start_has_the_input_says_it_once(mended):
    mended(
        {"type": "message_start", "message": {}}, start(0, type="tool_use", id="t", name="a", input={"x": 1})
    )
    fed = mended(
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "input_json_delta", "partial_json": "{}"},
        }
    )
    assert fed.count("event:") == 1
    assert mended(stop(0)).count("event:") == 1


def test_notes_have_an_end(mended):
    mended({"type": "message_start", "message": {}})
    for index in range(200):
        mended(stop(index + 10))
    assert len(mended.mender.notes) == MOST_NOTES


def test_the_same_fault_is_noted_once(mended):
    mended({"type": "message_start", "message": {}}, *[stop(3)] * 5)
    assert [note.reason for note in mended.mender.notes if "stop" in note.reason] == [
        "a stop of a block that is not open"
    ]


def test_a_tool_gets_its_name_back_and_nothing_else_changes():
    names = NameMap(["mcp.x"])
    checker = Checker()
    mender = Mender(REQUEST, "m", 5, lambda prefix: prefix, checker, names)
    out = b""
    for event in (
        {
            "type": "message_start",
            "message": {"content": [], "usage": {"input_tokens": 1, "output_tokens": 1}},
        },
        start(0, type="tool_use", id="t", name=names.out("mcp.x"), input={}, x=1.50),
    ):
        data = json.dumps(event).encode()
        came = SseReader().feed(b"event: %b\ndata: %b\n\n" % (event["type"].encode(), data))[0]
        reading = read_event(data)
        items = mender.mend(came, reading, checker.read(came.event, data, reading))
        out = encode_events(items)
    assert items[0].event.content_block.name == "mcp.x"
    assert json.loads(out.split(b"data: ")[1])["content_block"] == {
        "type": "tool_use", "text": "", "id": "t", "name": "mcp.x", "input": {}, "x": 1.5,
    }  # fmt: skip
