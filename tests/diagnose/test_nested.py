import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.diagnose.nested import documents

INNER = {"error": {"message": 'it\'s a "word"', "code": 400, "param": None, "ok": True}}


def found(text):
    return [value for _, _, value in documents(text)]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(INNER),
        f"OpenAIException - {json.dumps(INNER)}",
        f"Error from provider(x: 400): {json.dumps(INNER)}Error: at nt (/usr/lib/x.js:1:2)",
        f"Error code: 400 - {INNER!r}",
        f"b'{json.dumps(INNER)}'. Received Model Group=x",
        json.dumps(json.dumps(INNER))[1:-1],
    ],
)
def test_a_document_is_found_in_whatever_notation(text):
    assert found(text) == [INNER]


def test_pairs_of_python_are_lists():
    assert found("{'loc': ('body', 2), 'msg': 'x'}") == [{"loc": ["body", 2], "msg": "x"}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"error":{"message":"the model\'s ma', {"error": {"message": "the model's ma"}}),
        ('{"error":{"message":"x","co', {"error": {"message": "x", "co": None}}),
        ('{"error":{"message":"x","code":', {"error": {"message": "x", "code": None}}),
        ('{"error":{"message":"x",', {"error": {"message": "x"}}),
        ('[{"error":{"message":"x"}},{"err', [{"error": {"message": "x"}}, {"err": None}]),
    ],
)
def test_what_was_cut_off_is_read_as_far_as_it_goes(text, value):
    assert found(text) == [value]


def test_several_are_found_one_after_another_with_their_places():
    text = 'one {"a":1} two {"b":2} three'
    assert [(text[start:end], value) for start, end, value in documents(text)] == [
        ('{"a":1}', {"a": 1}),
        ('{"b":2}', {"b": 2}),
    ]


@pytest.mark.parametrize("text", ["", "range [1, 8192]", "{", "}{", "{}", "a {b} c", "[x]", "f(1, 2)"])
def test_brackets_alone_are_no_document(text):
    assert found(text) == []


@pytest.mark.parametrize("piece", ['{"', "{'a':", "[{", '{"a":"', '{\\"', "b'", "{'x", '["', "{'\\"])
def test_endless_beginnings_come_to_an_end(piece):
    assert len(found(piece * 20_000)) <= 24


@given(st.text(alphabet="{}[]()\"'\\:,ab1 ", max_size=120))
@settings(max_examples=300)
def test_nothing_raises(text):
    for start, end, value in documents(text):
        assert 0 <= start < end <= len(text)
        assert isinstance(value, dict | list)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3).filter(bool) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.text(alphabet="abc: ", max_size=8),
)
@settings(max_examples=200)
def test_what_was_put_in_comes_out(value, words):
    document = {"error": value}
    assert found(words + json.dumps(document) + words) == [document]
