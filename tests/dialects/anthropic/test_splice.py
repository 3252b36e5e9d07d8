import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.anthropic.splice import NotJson, Span, apply, cuts, elements, members

SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6) | st.just("model"), inner, max_size=4)
    ),
    max_leaves=12,
)
SPACE = st.text(alphabet=" \t\r\n", max_size=3)


@st.composite
def objects(draw):
    """The text of an object in any spelling, and its members in order, one name perhaps twice."""
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(["model", "max_tokens", 'a"b', "ü", ""]), VALUE), max_size=6)
    )
    text = draw(SPACE) + "{" + draw(SPACE)
    for i, (key, value) in enumerate(pairs):
        name = json.dumps(key, ensure_ascii=draw(st.booleans()))
        if draw(st.booleans()):
            name = name.replace("m", "\\u006d")
        shown = json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
        text += (
            ("," if i else "") + draw(SPACE) + name + draw(SPACE) + ":" + draw(SPACE) + shown + draw(SPACE)
        )
    return (text + "}" + draw(SPACE)).encode("utf-8", "surrogatepass"), pairs


@given(objects())
def test_every_member_is_found_where_it_stands(made):
    text, pairs = made
    found = members(text)
    assert [member.key for member in found] == [key for key, _ in pairs]
    for member, (_, value) in zip(found, pairs, strict=True):
        assert json.loads(text[slice(*member.value)]) == value
        assert member.whole.end == member.value.end
        assert json.loads(b"{" + text[slice(*member.whole)] + b"}") == {member.key: value}


@given(objects(), VALUE)
def test_a_replaced_value_leaves_every_other_byte(made, new):
    text, pairs = made
    found = members(text)
    if not found:
        return
    span = found[-1].value
    changed = apply(text, [(span, json.dumps(new).encode())])
    assert changed.startswith(text[: span.start])
    assert changed.endswith(text[span.end :])
    assert json.loads(changed, object_pairs_hook=list)[-1] == (
        pairs[-1][0],
        json.loads(json.dumps(new), object_pairs_hook=list),
    )


@given(st.lists(VALUE, max_size=6), st.sets(st.integers(0, 5)), st.sampled_from([None, 0, 2]))
def test_dropped_elements_go_with_their_comma(values, drop, indent):
    text = json.dumps(values, indent=indent).encode()
    spans = elements(text, Span(0, len(text)))
    assert [json.loads(text[slice(*span)]) for span in spans] == values
    drop = {i for i in drop if i < len(values)}
    left = apply(text, [(cut, b"") for cut in cuts(spans, drop)])
    assert json.loads(left) == [value for i, value in enumerate(values) if i not in drop]


def test_a_name_given_twice_is_found_twice():
    text = b'{"model":12,"model":1,"x":{"model":3}}'
    assert [text[slice(*member.value)] for member in members(text)] == [b"12", b"1", b'{"model":3}']


def test_a_nested_object_can_be_walked_in_its_place():
    text = b'{"a": {"b": [1, 2]}}'
    inner = members(text, members(text)[0].value)
    assert [text[slice(*span)] for span in elements(text, inner[0].value)] == [b"1", b"2"]


@pytest.mark.parametrize("text", [b"", b"[", b"[1]", b'{"a":', b'{"a":1', b"nonsense"])
def test_what_is_no_object_is_said(text):
    with pytest.raises(NotJson):
        members(text)


def test_what_is_no_list_is_said():
    with pytest.raises(NotJson):
        elements(b"{}", Span(0, 2))
