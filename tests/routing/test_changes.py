import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.routing.changes import Changes, apply, without_text

BODY = {
    "model": "m",
    "max_tokens": 32000,
    "temperature": 1.0,
    "thinking": {"type": "enabled", "budget_tokens": 31999},
    "messages": [{"role": "user", "content": "hi"}],
}


def done(change, body=None):
    raw = json.dumps(BODY if body is None else body).encode()
    fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    out, notes = apply(fields, [(2, change)])
    return json.loads(out), [(note.act, note.path, note.to, note.before, note.after) for note in notes]


def test_drop_takes_a_member_away_wherever_it_lies():
    out, notes = done(Changes(drop=("temperature", "thinking.budget_tokens", "top_k", "max_tokens.x")))
    assert out == {
        "model": "m",
        "max_tokens": 32000,
        "thinking": {"type": "enabled"},
        "messages": BODY["messages"],
    }
    assert notes == [
        ("dropped", "temperature", "", "1.0", ""),
        ("dropped", "thinking.budget_tokens", "", "31999", ""),
    ]


def test_set_puts_a_value_and_makes_the_way_to_it():
    out, notes = done(Changes(set={"temperature": 0.2, "output_config.effort": "low", "max_tokens": 32000}))
    assert (out["temperature"], out["output_config"], out["max_tokens"]) == (0.2, {"effort": "low"}, 32000)
    assert notes == [
        ("approximated", "temperature", "temperature", "1.0", "0.2"),
        ("added", "", "output_config.effort", "", "low"),
    ]


@pytest.mark.parametrize(
    ("bounds", "had", "has"),
    [
        ((None, 8192), 32000, 8192),
        ((None, 8192), 100, 100),
        ((1024, 8192), 100, 1024),
        ((1024, None), 32000, 32000),
        ((None, 8192.0), 32000, 8192),
        ((None, 0.5), 1.0, 0.5),
        ((None, 5), "32000", "32000"),
        ((None, 5), True, True),
        ((None, 5), None, None),
    ],
)
def test_clamp_keeps_a_number_between_its_bounds(bounds, had, has):
    out, notes = done(Changes(clamp={"max_tokens": bounds}), {"max_tokens": had})
    assert out == {"max_tokens": has}
    assert type(out["max_tokens"]) is type(has)
    assert bool(notes) is (had != has)


def test_clamp_makes_nothing_out_of_nothing():
    assert done(Changes(clamp={"max_tokens": (1, 5), "a.b": (1, 5)}), {"model": "m"}) == ({"model": "m"}, [])


def test_reasons_name_the_rule():
    fields = {"top_k": msgspec.Raw(b"5")}
    _, notes = apply(fields, [(3, Changes(drop=("top_k",))), (7, Changes(set={"top_k": 1}))])
    assert [note.reason for note in notes] == ["route 3 of your settings", "route 7 of your settings"]
    assert [note.act for note in notes] == ["dropped", "added"]


def test_what_no_rule_names_keeps_its_bytes():
    raw = b'{"big": 123456789012345678901234567890, "odd": {"n": 1e400, "x": 1}, "temperature": 1}'
    fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    out, _ = apply(fields, [(1, Changes(set={"odd.x": 2}, drop=("temperature",)))])
    assert b"123456789012345678901234567890" in out
    assert b"1e400" in out
    assert b'"x":2' in out


def test_a_member_that_is_no_object_gives_way():
    assert done(Changes(set={"thinking.type": "disabled"}), {"thinking": [1]})[0] == {
        "thinking": {"type": "disabled"}
    }
    assert done(Changes(drop=("thinking.type",)), {"thinking": [1]}) == ({"thinking": [1]}, [])


def test_in_words():
    change = Changes(
        set={"a": {"b": 1}}, drop=("top_k",), clamp={"max_tokens": (None, 8192), "x": (0.5, None)}
    )
    assert change.words() == 'without top_k, a set to {"b": 1}, max_tokens at most 8,192, x at least 0.5'
    assert not Changes()
    assert change


@pytest.mark.parametrize(
    "written",
    [b'"<T>a/b</T> hello"', b'"<T>a\\/b<\\/T> hello"', b'"\\u003cT\\u003ea/b\\u003c/T\\u003e hello"'],
)
def test_a_tag_leaves_the_text(written):
    body = b'{"system": ' + written + b', "x": "<T>a/b</T>"}'
    out = json.loads(without_text(body, "<T>a/b</T>"))
    assert out["system"].strip() == "hello" or out["x"] == ""
    assert without_text(b'{"system": "none"}', "<T>") == b'{"system": "none"}'


PATHS = st.text("ab.", min_size=1, max_size=5).filter(lambda path: all(path.split(".")))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 50000) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)
CHANGES = st.builds(
    Changes,
    set=st.dictionaries(PATHS, JSON, max_size=2),
    drop=st.lists(PATHS, max_size=2).map(tuple),
    clamp=st.dictionaries(
        PATHS, st.tuples(st.integers(0, 10) | st.none(), st.integers(10, 99) | st.none()), max_size=2
    ),
)


@given(st.dictionaries(st.sampled_from("ab"), JSON, max_size=2), CHANGES)
def test_whatever_is_there_it_stays_json_and_twice_is_once(body, change):
    fields = msgspec.json.decode(json.dumps(body).encode(), type=dict[str, msgspec.Raw])
    once, notes = apply(fields, [(1, change)])
    assert isinstance(json.loads(once), dict)
    if not notes:
        assert json.loads(once) == body
