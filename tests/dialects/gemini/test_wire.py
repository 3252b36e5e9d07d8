import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.gemini.wire import read_list, read_reply
from tui_router.wire.json import NotJson

SAID = {"candidates": [{"content": {"parts": [{"text": "a"}]}, "finishReason": "STOP"}]}


def words(reply):
    return [
        part.text
        for candidate in reply.candidates or ()
        if candidate.content is not None
        for part in candidate.content.parts or ()
    ]


@pytest.mark.parametrize("value", [SAID, {"response": SAID}, {"response": SAID, "candidates": None}])
def test_plain_and_wrapped(value):
    data = json.dumps(value).encode()
    assert words(read_reply(data)) == ["a"]
    assert [words(reply) for reply in read_list(b"[" + data + b"]")] == [["a"]]


def test_an_error_beside_the_wrapping_is_not_lost():
    data = json.dumps({"response": SAID, "error": {"code": 500}}).encode()
    assert read_reply(data).error == {"code": 500}
    assert read_list(b"[" + data + b"]")[0].error == {"code": 500}


def test_what_the_typed_decoder_refuses_is_read_by_hand():
    reply = read_reply(
        b'{"candidates":[5,{"index":"x","content":{"parts":[{"text":5},{"text":"a","thought":"yes"},'
        b'{"functionCall":{"name":7,"args":{"n":NaN}}},{"functionCall":[]}]},"finishReason":9}],"usageMetadata":3}'
    )
    assert words(reply) == [None, "a", None, None]
    assert reply.candidates is not None
    parts = reply.candidates[0].content.parts
    assert parts[1].thought is True
    assert parts[2].function_call.name is None
    assert bytes(parts[2].function_call.args) == b'{"n":null}'
    assert parts[3].function_call is None
    assert reply.candidates[0].finish_reason is None


@pytest.mark.parametrize("data", [b"", b"[]", b"5", b"{", b"nothing", b"[" * 100_000])
def test_what_is_no_response(data):
    with pytest.raises(NotJson):
        read_reply(data)


@pytest.mark.parametrize("data", [b"{}", b"", b"[{]"])
def test_what_is_no_list(data):
    with pytest.raises(NotJson):
        read_list(data)


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["candidates", "content", "parts", "functionCall", "args", "text", "response", "error", "usageMetadata"]
    ), inner, max_size=4), max_leaves=20).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_nothing_else_leaves_the_reader(data):
    for reader in (read_reply, read_list):
        try:
            reader(data)
        except NotJson:
            pass
