import json

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.message_rows import MessageRows
from tui_router.wire.sse import Frame

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "index",
                    "content_block",
                    "delta",
                    "type",
                    "text",
                    "partial_json",
                    "usage",
                    "message",
                    "error",
                    "name",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
kinds = st.sampled_from(
    [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
        "ping",
        "error",
        "odd",
    ]
)


def feed(*events: dict[str, object]) -> MessageRows:
    rows = MessageRows()
    for at, event in enumerate(events):
        data = json.dumps(event).encode()
        rows.frame(Frame(str(event.get("type")), data, data), at / 10)
    return rows


def start(index: int, **block: object) -> dict[str, object]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: int, **what: object) -> dict[str, object]:
    return {"type": "content_block_delta", "index": index, "delta": what}


def test_a_stream_is_its_blocks():
    rows = feed(
        {"type": "message_start", "message": {"usage": {"input_tokens": 100, "cache_read_input_tokens": 20}}},
        {"type": "ping"},
        {"type": "ping"},
        start(0, type="thinking", thinking=""),
        delta(0, type="thinking_delta", thinking="Hm"),
        delta(0, type="signature_delta", signature="x"),
        {"type": "content_block_stop", "index": 0},
        start(1, type="tool_use", id="t", name="Read"),
        delta(1, type="input_json_delta", partial_json='{"a"'),
        delta(1, type="input_json_delta", partial_json=":1}"),
        {"type": "content_block_stop", "index": 1},
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 412}},
        {"type": "message_stop"},
    )
    assert [(entry.name, entry.detail, entry.count, entry.text) for entry in rows.entries] == [
        ("message_start", "in 120", 1, ""),
        ("ping", "", 2, ""),
        ("0 thinking", "", 3, "Hm"),
        ("1 tool_use", "Read", 1, ""),
        ("input_json_delta", "", 2, '{"a":1}'),
        ("message_delta", "stop tool_use  out 412", 1, ""),
        ("message_stop", "", 1, ""),
    ]
    assert rows.entries[2].until == 0.6


def test_blocks_that_are_open_at_once_keep_their_own_text():
    rows = feed(
        start(0, type="text"),
        start(1, type="text"),
        delta(0, type="text_delta", text="a"),
        delta(1, type="text_delta", text="b"),
    )
    assert [entry.text for entry in rows.entries] == ["a", "b"]


def test_a_delta_without_its_block_is_named():
    assert feed(delta(7, type="text_delta", text="x")).entries[0].name == "text_delta without a block"


def test_an_error_is_quoted():
    rows = feed({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}})
    assert (rows.entries[0].sort, rows.entries[0].text) == ("error", "busy")


@given(
    st.lists(
        st.tuples(
            kinds,
            st.dictionaries(
                st.sampled_from(["index", "content_block", "delta", "message", "usage", "error"]),
                values,
                max_size=4,
            ),
        ),
        max_size=6,
    )
)
def test_hostile_events_never_raise(events):
    rows = feed(*({**more, "type": kind} for kind, more in events))
    for entry in rows.entries:
        assert "\x1b" not in entry.name + entry.detail
        assert isinstance(entry.text, str)
