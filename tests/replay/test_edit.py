import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.faults import ClientFault
from tui_router.replay.edit import MOST_NOTES, differences, edited, lay

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["model", "max_tokens", "messages", "a", "ä", 'q"', ""])
objects = st.dictionaries(keys, values, max_size=6)


def without_nulls(before: dict, patch: dict) -> dict:
    laid = {**before, **patch}
    return {key: value for key, value in laid.items() if key not in patch or value is not None}


@given(before=objects, patch=objects, indent=st.sampled_from([None, 2]), ascii=st.booleans())
def test_any_patch_over_any_object(before, patch, indent, ascii) -> None:
    body = json.dumps(before, indent=indent, ensure_ascii=ascii).encode()
    laid = json.loads(lay(body, patch))
    assert laid == without_nulls(before, patch)
    # What was there keeps its order; what is new stands behind it.
    kept = [key for key in before if key in laid]
    assert list(laid)[: len(kept)] == kept


@given(
    pairs=st.lists(st.tuples(keys, values), min_size=1, max_size=8),
    patch=st.dictionaries(keys, values, min_size=1, max_size=4),
)
def test_a_member_that_stands_there_twice(pairs, patch) -> None:
    body = "{" + " , ".join(f"{json.dumps(key)} :{json.dumps(value)}" for key, value in pairs) + "}"
    seen: list[tuple[str, object]] = []
    json.loads(lay(body.encode(), patch), object_pairs_hook=lambda found: seen.append(found) or found)
    names = [key for key, _ in seen[-1]]
    for key, value in patch.items():
        assert names.count(key) == (0 if value is None else 1)
    untouched = [pair for pair in pairs if pair[0] not in patch]
    assert [key for key, _ in seen[-1] if key not in patch] == [key for key, _ in untouched]


def test_other_bytes_stay_as_they_came() -> None:
    body = b'{ "model" : "a\\u0062", "big":123456789012345678901234567890 ,\n "t":1.50,"x":null}\n'
    assert lay(body, {"t": 0.2}) == body.replace(b"1.50", b"0.2")
    assert lay(body, {"x": None}) == body.replace(b',"x":null', b"")
    assert lay(body, {"model": None}) == body.replace(b'"model" : "a\\u0062", ', b"")
    assert lay(body, {"new": [1]}) == body.replace(b'"x":null', b'"x":null,"new":[1]')
    assert lay(b" {} ", {"a": "é"}) == ' {"a":"é"} '.encode()
    assert lay(b'{"a":1}', {"a": None, "b": 2}) == b'{"b":2}'
    assert lay(body, {"nothing": None}) == body


def test_half_a_surrogate_pair_does_not_keep_a_request_from_being_changed() -> None:
    laid = lay(b'{"a":"\\ud83d","b":1}', {"b": 2})
    assert json.loads(laid) == {"a": "�", "b": 2}


@given(st.binary(max_size=60))
def test_what_is_no_object_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(ClientFault, match="JSON object"):
        lay(b"[" + body, {"a": 1})
    try:
        laid = lay(body, {"a": 1})
    except ClientFault:
        laid = b'{"a":1}'
    assert json.loads(laid)["a"] == 1


@pytest.mark.parametrize(
    ("patch", "instead", "words"),
    [
        ({"a": 1}, b"{}", "not both"),
        ({}, b"[1]", "JSON object"),
        ({}, b'{"a":' * 100_000, "JSON object"),
        ({}, b'{"a":"' + b"x" * 100 + b'"}', "too large"),
        ({"a": "x" * 100}, b"", "too large"),
        ({"a": float("nan")}, b"", "a: no JSON"),
    ],
)
def test_a_change_that_cannot_be_made_says_why(patch: dict, instead: bytes, words: str) -> None:
    with pytest.raises(ClientFault, match=words):
        edited(b'{"model":"m"}', patch, instead, cap=64 if words == "too large" else 1 << 30)


def test_patch_body_or_neither() -> None:
    assert edited(b'{"a":1}', {"a": 2}, b"", cap=99) == b'{"a":2}'
    assert edited(b'{"a":1}', {}, b'{ "b":1 }', cap=99) == b'{ "b":1 }'
    assert edited(b"whatever", {}, b"", cap=99) == b"whatever"


def test_what_was_changed_is_told_by_member() -> None:
    notes = differences(b'{"a":1,"b":2,"same":[1]}', b'{"b":3,"same":[1],"c":"x"}', "changed by hand")
    assert [(note.act, note.path, note.to, note.before, note.after) for note in notes] == [
        ("dropped", "a", "", "1", ""),
        ("approximated", "b", "b", "2", "3"),
        ("added", "", "c", "", '"x"'),
    ]
    assert {note.reason for note in notes} == {"changed by hand"}
    assert differences(b"{", b"{}", "") == ()
    long = differences(b"{}", json.dumps({str(n): "y" * 500 for n in range(99)}).encode(), "")
    assert len(long) == MOST_NOTES
    assert max(len(note.after) for note in long) == 80
