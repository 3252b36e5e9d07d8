import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.offered_schema import offered_schema

EMPTY = {"type": "object", "properties": {}}


def made(schema: Any, **how: Any) -> tuple[Any, list[str]]:
    ledger = Ledger()
    raw = schema if isinstance(schema, bytes) else json.dumps(schema).encode()
    told = offered_schema(Raw(raw), "tools[0]", ledger, **how)
    return json.loads(bytes(told)), [f"{note.act} {note.path}" for note in ledger.notes()]


def test_what_a_target_takes_stays_as_the_client_spelled_it():
    raw = Raw(b'{"type": "object",  "properties":{"a":{"type":"string","format":"uri"}}}')
    ledger = Ledger()
    assert offered_schema(raw, "tools[0]", ledger) is raw
    assert not ledger.notes()


@pytest.mark.parametrize(
    ("schema", "expected", "notes"),
    [
        ({}, EMPTY, ["added tools[*].input_schema.type", "added tools[*].input_schema.properties"]),
        ({"type": None, "properties": {}}, EMPTY, ["added tools[*].input_schema.type"]),
        ({"$schema": "http://x", **EMPTY}, EMPTY, ["dropped tools[*].input_schema.$schema"]),
        (b"[1]", EMPTY, ["approximated tools[0].input_schema"]),
        (b"7", EMPTY, ["approximated tools[0].input_schema"]),
    ],
)
def test_an_object_with_properties(schema, expected, notes):
    assert made(schema) == (expected, notes)


def test_refused_keywords_go_and_are_counted():
    inner = {"type": "string", "format": "uri", "pattern": "a"}
    schema = {**EMPTY, "properties": {"a": inner, "b": {"items": inner}}}
    told, notes = made(schema, refused=("format",))
    assert told["properties"] == {
        "a": {"type": "string", "pattern": "a"},
        "b": {"items": {"type": "string", "pattern": "a"}},
    }
    assert notes == ["dropped tools[*].input_schema..format"]


def test_a_property_of_a_refused_keywords_name_stays():
    schema = {**EMPTY, "properties": {"format": {"type": "string"}}}
    assert made(schema, refused=("format",)) == (schema, [])


def test_only_the_simplest():
    schema = {**EMPTY, "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    told, notes = made(schema, simple=True)
    assert "anyOf" not in json.dumps(told)
    assert notes == ["approximated tools[*].input_schema"]
    assert made(EMPTY, simple=True) == (EMPTY, [])


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "properties", "items", "format", "$ref", "anyOf", "$defs", "x"]), inner, max_size=4),
    max_leaves=12,
), st.booleans())  # fmt: skip
def test_whatever_it_is_an_object_with_properties_comes_out(schema, simple):
    told, _ = made(schema, refused=("format", "$ref"), simple=simple)
    assert isinstance(told, dict)
    assert told.get("type") is not None
    assert told.get("properties") is not None
