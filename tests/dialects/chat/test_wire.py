import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.chat.wire import read_arguments, read_chunk
from tui_router.wire.json import NotJson


def delta(**delta):
    return read_chunk(json.dumps({"choices": [{"delta": delta}]}).encode()).choices[0].delta


def test_reads_a_plain_chunk():
    chunk = read_chunk(
        b'{"id":"x","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}],"usage":null}'
    )
    assert chunk.choices[0].delta.content == "a"
    assert chunk.usage is None


@pytest.mark.parametrize(
    ("content", "text", "thought"),
    [
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab", None),
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "t"}]}, "b"], "b", "t"),
        ([{"type": "refusal", "refusal": "no"}], "no", None),
        ([5, None, {"type": "text"}], "", None),
        (5, "5", None),
        (True, None, None),
    ],
)
def test_reads_content_of_any_shape(content, text, thought):
    read = delta(content=content)
    assert (read.content, read.reasoning_content) == (text, thought)


def test_reads_calls_of_any_shape():
    read = delta(tool_calls={"index": "1", "id": 7, "function": {"name": "A", "arguments": {"a": 1}}})
    call = read.tool_calls[0]
    assert (call.index, call.id, call.function.name) == (1, "7", "A")
    assert read_arguments(call.function.arguments) == ('{"a": 1}', True)
    assert delta(tool_calls=["x", {"index": 1.0, "function": "x"}]).tool_calls[0].index == 1


def test_reads_members_of_the_wrong_type_as_absent():
    chunk = read_chunk(
        b'{"choices":[null,{"index":"x","delta":5,"finish_reason":{},"stop_reason":[]}],"usage":"?"}'
    )
    assert (chunk.choices[0].delta, chunk.choices[0].finish_reason) == (None, None)
    assert read_chunk(b'{"choices":"none"}').choices is None


def test_reads_what_the_strict_decoder_refuses():
    assert (
        read_chunk(b'{"choices":[{"delta":{"content":"a"},"logprobs":{"x":NaN}}]}').choices[0].delta.content
        == "a"
    )
    assert read_chunk(b'{"choices":[{"delta":{"content":"\\ud83d"}}]}').choices[0].delta.content == "\ufffd"
    assert read_chunk(b'{"choices":[{"delta":{"content":"\xff"}}]}').choices[0].delta.content == "\ufffd"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"5", b"nope", b'{"choices":' + b"[" * 100_000])
def test_what_is_no_chunk_is_not_json(data):
    with pytest.raises(NotJson):
        read_chunk(data)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ("", False)),
        (b"null", ("", False)),
        (b'"{\\"a\\""', ('{"a"', False)),
        (b'{"a":1.50}', ('{"a":1.50}', True)),
        (b"[1]", ("[1]", True)),
        (b'"\xff"', ('"\ufffd"', False)),
    ],
)
def test_reads_arguments(raw, expected):
    assert read_arguments(Raw(raw)) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "message",
                    "content",
                    "tool_calls",
                    "function",
                    "arguments",
                    "text",
                    "index",
                    "usage",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["choices", "usage", "error"]), JSON, max_size=3))
def test_any_object_is_read(value):
    assert read_chunk(json.dumps(value).encode()) is not None
