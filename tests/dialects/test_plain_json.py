import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.plain_json import dump, plain_arguments
from tui_router.wire.json import NotJson


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        (b'{ "a" : 1 }', b'{"a":1}'),
        (b'{"a":1,"a":2}', b'{"a":2}'),
        (b'{"a":NaN,"b":[-Infinity]}', b'{"a":null,"b":[null]}'),
        (b'{"a":123456789012345678901234567890}', b'{"a":123456789012345678901234567890}'),
        (b'{"a":"\\ud83d"}', '{"a":"\ufffd"}'.encode()),
        (b'{"a":"\\u00fc"}', '{"a":"ü"}'.encode()),
        (b"[1]", b'{"input":[1]}'),
        (b'"x"', b'{"input":"x"}'),
        (b"", b"{}"),
        (b"null", b"{}"),
        (b'""', b"{}"),
        (b"{a", b'{"_raw":"{a"}'),
        (b"[" * 100_000, b'{"_raw":"' + b"[" * 100_000 + b'"}'),
    ],
)
def test_arguments_are_one_plain_object(given_, written):
    assert plain_arguments(given_) == written


def test_what_cannot_be_written_is_one_fault():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotJson):
        dump(deep)
    with pytest.raises(NotJson):
        dump({"a": object()})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(VALUES)
def test_what_is_written_is_json_that_says_the_same(value):
    def strict(word: str) -> None:
        raise AssertionError(word)

    back = json.loads(dump(value), parse_constant=strict)
    same = json.loads(json.dumps(value), parse_constant=lambda _: None)
    assert back == same or math.isnan(value)


@given(st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_become_an_object(data):
    once = plain_arguments(data)
    assert isinstance(json.loads(once), dict)
    assert plain_arguments(once) == once
