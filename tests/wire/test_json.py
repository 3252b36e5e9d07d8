import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.wire.json import NotJson, ObjectScan, as_object, read, read_any

decoder = msgspec.json.Decoder(dict[str, int])


def test_reads():
    assert read(b'{"a":1}', decoder) == {"a": 1}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":"\xff"}',
        b'{"a":NaN}',
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"1" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_has_one_failure(data):
    with pytest.raises(NotJson):
        read(data, decoder)


def test_another_shape_is_told_apart():
    with pytest.raises(NotJson) as caught:
        read(b'{"a":"x"}', decoder)
    assert caught.value.shape


def test_reads_what_the_strict_decoder_refuses():
    assert read_any(b'{"a":NaN,"b":12345678901234567890123,"c":"\xff"}')["b"] == 12345678901234567890123


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b"1" * 5_000, b"nope"])
def test_refuses_the_rest_in_the_same_way(data):
    with pytest.raises(NotJson):
        read_any(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(
    value=st.dictionaries(st.text(max_size=4), VALUES, max_size=3), after=st.text(max_size=5), data=st.data()
)
def test_finds_the_end_of_an_object_however_it_is_cut(value, after, data):
    text = json.dumps(value, ensure_ascii=data.draw(st.booleans()))
    whole = text + after
    cut = data.draw(st.integers(0, len(whole)))
    scan = ObjectScan()
    taken = scan.feed(whole[:cut]) + scan.feed(whole[cut:])
    assert scan.complete
    assert taken == len(text)


@pytest.mark.parametrize(
    ("text", "inside"),
    [('{"a', True), ('{"a"', False), ('{"a\\"', True), ('{"a\\\\"', False), ('{"a":[', False)],
)
def test_knows_whether_it_is_in_a_string(text, inside):
    scan = ObjectScan()
    for char in text:
        scan.feed(char)
    assert scan.in_string is inside
    assert not scan.complete


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"null", b'"{}"', b"[" * 100_000])
def test_what_is_no_object_is_empty(data):
    assert as_object(data) == {}


def test_an_object_is_read_as_strangers_write_it():
    assert as_object(b'{"a":NaN,"b":"\\ud83d"}')["b"] == "\ufffd"
