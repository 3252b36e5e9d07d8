import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.drop_members import MOST_STEPS, drop, steps
from tui_router.dialects.ledger import Ledger


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("temperature", ("temperature",)),
        ("body.temperature", ("temperature",)),
        ("input[3].content[0].detail", ("input", "*", "content", "*", "detail")),
        ("messages[1].content.list[TextPart][0].cacheControl", ("messages", "*", "content", "*", "cache_control")),
        ("tools.0.parameters.maxItems", ("tools", "*", "parameters", "maxItems")),
        ("body", ()),
        ("", ()),
        ("§§", ()),
        (".".join("a" * (MOST_STEPS + 1)), ()),
    ],
)  # fmt: skip
def test_names_as_upstreams_spell_them(name, path):
    assert steps(name) == path


@given(st.text(max_size=60))
def test_any_name_is_a_path_or_none(name):
    assert all(step and step == step.strip() for step in steps(name))


def left(*paths, came_as=(), about_tools=(), **body):
    ledger = Ledger()
    drop(body, list(paths), ledger, dict(came_as), about_tools)
    return body, [(note.path, note.reason, note.before) for note in ledger.notes()]


def test_a_member_of_the_top_shows_what_it_was():
    assert left(("a",), a=1, b=2) == ({"b": 2}, [("a", "the target refuses a", "1")])
    assert left(("a",), a={"x": 1})[1][0][2] == ""


def test_a_note_names_what_the_client_sent():
    assert left(("stop",), came_as={"stop": "stop_sequences"}, stop=1)[1][0][0] == "stop_sequences"


def test_what_is_not_there_is_no_news():
    assert left(("a",), ("b", "c"), (), b=1) == ({"b": 1}, [])


def test_every_place_of_a_kind_goes_and_what_is_empty_then():
    body, notes = left(("a", "*", "b"), ("c", "d"), a=[{"b": 1}, {"b": 2, "e": 3}, 4], c={"d": 5})
    assert body == {"a": [{}, {"e": 3}, 4]}
    assert [note[0] for note in notes] == ["a[*].b", "c.d"]


@pytest.mark.parametrize("place", ["tools", "messages", "input"])
def test_in_the_client_s_own_words_nothing_is_tidied_away(place):
    assert left((place, "x", "y"), **{place: {"x": {"y": 1}}})[0] == {place: {"x": {}}}


def test_a_stream_is_asked_for_as_long_as_one_is_read():
    assert left(("stream",), stream=True) == ({"stream": True}, [])
    assert left(("stream",), stream=False)[0] == {}


def test_without_tools_there_is_nothing_to_choose():
    body, notes = left(("tools",), about_tools=("tool_choice",), tools=Raw(b"[1]"), tool_choice="auto")
    assert body == {}
    assert [note[0] for note in notes] == ["tool_choice", "tools"]


def test_encoded_json_is_opened_only_for_what_is_in_it():
    raw = Raw(b'[{"a": 1.0, "strict": true}]')
    body, _ = left(("tools", "*", "gone"), tools=raw)
    assert body["tools"] is raw
    body, _ = left(("tools", "*", "strict"), tools=raw)
    assert json.loads(bytes(body["tools"])) == [{"a": 1.0}]
    broken = Raw(b"[" * 100_000)
    assert left(("tools", "*", "strict"), tools=broken) == ({"tools": broken}, [])
