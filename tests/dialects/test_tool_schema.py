import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.tool_schema import Cut, kind, plain
from tui_router.wire.json import NotJson

STRING = {"type": "string"}


def cut(schema, *refused):
    made = Cut(schema, frozenset(refused))
    return made.schema, dict(made.dropped), dict(made.told)


@pytest.mark.parametrize(
    ("schema", "refused", "left", "dropped", "told"),
    [
        ({"type": "string", "format": "uri"}, ["format"], STRING, ["format"], []),
        # a property of that name stays, and what only looks like a schema is left alone
        ({"properties": {"format": {"format": "uri"}}}, ["format"], {"properties": {"format": {}}}, ["format"], []),
        ({"default": {"format": 1}, "enum": [{"format": 2}]}, ["format"], {"default": {"format": 1}, "enum": [{"format": 2}]}, [], []),
        ({"items": {"additionalProperties": {"minLength": 1}}}, ["minLength"], {"items": {"additionalProperties": {}}}, ["minLength"], []),
        ({"properties": {"a": {"$schema": "s"}}}, ["format"], {"properties": {"a": {}}}, ["$schema"], []),
        # in other words
        ({"const": "a"}, ["const"], {"type": "string", "enum": ["a"]}, ["const"], []),
        ({"const": 5}, ["const"], {}, ["const"], []),
        ({"const": "a"}, ["const", "enum"], {}, ["const"], []),
        ({"type": ["null", "integer"]}, ["type"], {"type": "integer"}, [], ["type"]),
        ({"type": "integer"}, ["type"], {"type": "integer"}, [], []),
        ({"type": "array", "prefixItems": [{"format": "x", **STRING}]}, ["prefixItems", "format"], {"type": "array", "items": STRING}, ["prefixItems", "format"], []),
        ({"anyOf": [{"type": "null"}, {"type": "string", "format": "x"}]}, ["anyOf", "format"], STRING, ["format"], ["anyOf"]),
        ({"allOf": [{"anyOf": [STRING]}]}, ["anyOf"], {"allOf": [STRING]}, [], ["anyOf"]),
        ({"$defs": {"A": STRING}, "items": {"$ref": "#/$defs/A"}}, ["$ref"], {"items": STRING}, [], ["$ref"]),
        ({"$defs": {"A": STRING}, "items": {"$ref": "#/$defs/A"}}, ["$defs"], {"items": STRING}, [], ["$ref"]),
        # what nobody refuses is what is missing
        ({"type": "array"}, ["items"], {"type": "array", "items": {}}, [], ["items"]),
        ({"type": "array", "items": [STRING, {}]}, ["items"], {"type": "array", "items": STRING}, [], ["items"]),
        ({"type": "array", "items": STRING}, ["items"], {"type": "array", "items": STRING}, [], []),
        ({"items": {"type": "object"}}, ["properties"], {"items": {"type": "object", "properties": {}}}, [], ["properties"]),
    ],
)  # fmt: skip
def test_a_refused_keyword_goes(schema, refused, left, dropped, told):
    made, went, said = cut(schema, *refused)
    assert made == left
    assert sorted(went) == sorted(dropped)
    assert sorted(said) == sorted(told)


@pytest.mark.parametrize(
    ("schema", "properties"),
    [
        ({}, {}),
        ({"a": True}, {"a": STRING}),
        ({"a": {"type": ["null", "integer"], "minimum": 1, "title": "A"}}, {"a": {"type": "integer"}}),
        ({"a": {"type": "string", "description": "d", "pattern": "x"}}, {"a": {"type": "string", "description": "d"}}),
        ({"a": {"enum": ["x", None, 1]}}, {"a": {"type": "string", "enum": ["x"]}}),
        ({"a": {"enum": [1, 2]}}, {"a": {"type": "integer"}}),
        ({"a": {"const": "x"}}, {"a": {"type": "string", "enum": ["x"]}}),
        ({"a": {"const": True}}, {"a": {"type": "boolean"}}),
        ({"a": {"type": "array"}}, {"a": {"type": "array", "items": STRING}}),
        ({"a": {"items": [{"type": "number"}]}}, {"a": {"type": "array", "items": {"type": "number"}}}),
        ({"a": {"prefixItems": [{"type": "number"}]}}, {"a": {"type": "array", "items": {"type": "number"}}}),
        ({"a": {"type": "object"}}, {"a": {"type": "object", "properties": {}}}),
        (
            {"a": {"properties": {"b": {}}, "required": ["b", "c", 5, "b"]}},
            {"a": {"type": "object", "properties": {"b": STRING}, "required": ["b"]}},
        ),
        ({"a": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/A"}]}}, {"a": {"type": "number"}}),
        ({"a": {"oneOf": [{"const": "x"}, {"const": "y"}]}}, {"a": {"type": "string", "enum": ["x", "y"]}}),
        ({"a": {"$ref": "#/$defs/A", "description": "d"}}, {"a": {"type": "number", "description": "d"}}),
        ({"a": {"$ref": "#/$defs/gone"}}, {"a": {"type": "object", "properties": {}}}),
        ({"a": {"type": "file"}}, {"a": STRING}),
        ({"a": {"allOf": [{"type": "object"}, {"properties": {"b": STRING}}]}}, {"a": {"type": "object", "properties": {"b": STRING}}}),
    ],
)  # fmt: skip
def test_the_simplest_keywords(schema, properties):
    asked = {
        "type": "object",
        "properties": schema,
        "$defs": {"A": {"type": "number"}},
        "additionalProperties": False,
    }
    assert plain(asked) == {"type": "object", "properties": properties}


def test_recursion_ends_in_any_object():
    tree = {"type": "object", "properties": {"kid": {"$ref": "#/$defs/Node"}}}
    made = plain({**tree, "$defs": {"Node": tree}})
    assert made["properties"]["kid"]["properties"]["kid"] == {"type": "object", "properties": {}}
    choice = {
        "$defs": {"C": {"anyOf": [{"$ref": "#/$defs/C"}, STRING]}},
        "properties": {"c": {"$ref": "#/$defs/C"}},
    }
    assert plain(choice)["properties"]["c"]["type"] == "object"


@pytest.mark.parametrize("schema", [{"type": "string"}, {"anyOf": [STRING]}, {"$ref": "#"}, {"type": 5}])
def test_the_whole_is_an_object(schema):
    assert plain(schema) == {"type": "object", "properties": {}}


def test_what_grows_without_end_is_refused():
    double = {f"d{n}": {"properties": {k: {"$ref": f"#/$defs/d{n + 1}"} for k in "ab"}} for n in range(40)}
    with pytest.raises(NotJson):
        plain({"$defs": double, "properties": {"a": {"$ref": "#/$defs/d0"}}})
    many = {f"p{n}": {"$ref": "#/$defs/big"} for n in range(1_000)}
    with pytest.raises(NotJson):
        plain({"$defs": {"big": {"enum": ["x" * 1_000_000]}}, "properties": many})


KEYS = st.sampled_from(
    [
        *(
            "type",
            "properties",
            "items",
            "required",
            "enum",
            "const",
            "anyOf",
            "allOf",
            "oneOf",
            "$ref",
            "$defs",
        ),
        *("prefixItems", "format", "description", "additionalProperties", "default"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["object", "array", "string", "null", "#", "#/$defs/a", "#/properties/a", "a"])
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS, inner, max_size=5)
        | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=30,
)
OBJECTS = st.dictionaries(KEYS, SCHEMAS, max_size=6)
SIMPLE = {"type", "description", "properties", "required", "items", "enum"}


def check(schema):
    assert set(schema) <= SIMPLE
    assert kind(schema) == schema["type"]
    assert all(isinstance(word, str) for word in schema.get("enum", []))
    if schema["type"] == "object":
        assert set(schema.get("required", [])) <= set(schema["properties"])
    for inner in schema.get("properties", {}).values():
        check(inner)
    if schema["type"] == "array":
        check(schema["items"])


@given(OBJECTS)
def test_whatever_comes_is_simple_afterwards(schema):
    before = json.dumps(schema)
    made = plain(schema)
    check(made)
    assert made["type"] == "object"
    assert plain(made) == made
    assert json.dumps(schema) == before


@given(OBJECTS, st.sets(KEYS, max_size=5))
def test_whatever_comes_lacks_the_keyword_afterwards(schema, refused):
    before = json.dumps(schema)
    made = Cut(schema, frozenset(refused))
    again = Cut(made.schema, frozenset(refused))
    assert again.schema == made.schema
    assert not again.dropped
    assert json.dumps(schema) == before
    if not made.dropped and not made.told:
        assert made.schema == schema
