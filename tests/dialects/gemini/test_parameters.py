import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.dialects.gemini.parameters import FORMATS, KEPT, clean
from tui_router.wire.json import NotJson


def one(schema):
    """What becomes of the schema of one property."""
    made = clean({"type": "object", "properties": {"a": schema}})
    assert made.schema is not None
    return made.schema["properties"]["a"], dict(made.lost), dict(made.told)


@pytest.mark.parametrize(
    ("schema", "wanted", "lost", "told"),
    [
        ({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^a"}, [], []),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}, [], ["type"]),
        (
            {"type": ["string", "integer"], "description": "d", "minimum": 1},
            {
                "description": "d",
                "anyOf": [{"type": "string", "minimum": 1}, {"type": "integer", "minimum": 1}],
            },
            [],
            ["minimum", "type"],
        ),
        ({"const": "a"}, {"type": "string", "enum": ["a"]}, [], ["const"]),
        ({"const": 5}, {"type": "integer"}, ["const"], []),
        ({"enum": ["a", "", None, 1]}, {"type": "string", "enum": ["a"]}, [], ["enum"]),
        ({"type": "integer", "enum": [1, 2]}, {"type": "integer"}, ["enum"], []),
        (
            {"type": "integer", "exclusiveMinimum": 0},
            {"type": "integer", "minimum": 1},
            [],
            ["exclusiveMinimum"],
        ),
        (
            {"type": "number", "exclusiveMaximum": 9},
            {"type": "number", "maximum": 9},
            [],
            ["exclusiveMaximum"],
        ),
        ({"type": "string", "format": "uri"}, {"type": "string"}, ["format"], []),
        ({"type": "string", "format": "date-time"}, {"type": "string", "format": "date-time"}, [], []),
        ({"type": "array"}, {"type": "array", "items": {"type": "string"}}, [], []),
        (
            {"prefixItems": [{"type": "integer"}]},
            {"type": "array", "items": {"type": "integer"}},
            [],
            ["prefixItems"],
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
            {"type": "string", "nullable": True},
            [],
            ["anyOf"],
        ),
        (
            {"type": "object", "properties": {"b": {}}, "anyOf": [{"required": ["b"]}, {"required": ["c"]}]},
            {"type": "object", "properties": {"b": {"type": "string"}}},
            ["anyOf"],
            [],
        ),
        (
            {"type": "object", "properties": {"b": {}}, "required": ["b", "c", "b"]},
            {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]},
            [],
            ["required"],
        ),
        (True, {"type": "string"}, [], ["schema"]),
        (
            {"minItems": "3", "minimum": True, "title": 5},
            {"type": "string"},
            ["minItems", "minimum", "title"],
            [],
        ),
    ],
)
def test_in_other_words(schema, wanted, lost, told):
    made, gone, said = one(schema)
    assert made == wanted
    assert sorted(gone) == lost
    assert sorted(said) == told


def test_a_function_that_takes_nothing_has_no_schema():
    assert clean({"type": "object", "properties": {}}).schema is None
    assert clean({}).schema is None
    made = clean({"type": "string"})
    assert made.schema is None
    assert made.told["type"] == 1


def test_references_are_followed_and_an_endless_one_ends():
    schema = {"$defs": {"N": {"type": "object", "properties": {"n": {"$ref": "#/$defs/N"}}}}, "type": "object",
              "properties": {"n": {"$ref": "#/$defs/N"}}}  # fmt: skip
    made = clean(schema)
    assert made.told["$ref"] == 1
    assert "$ref" not in json.dumps(made.schema)


def test_what_grows_beyond_all_measure_is_refused():
    deep = {"type": "object", "properties": {"a": {"type": "string"}}}
    for _ in range(300):
        deep = {"type": "object", "properties": {"a": deep}}
    assert clean(deep).told["schema"] == 1
    wide = {"$defs": {}, "type": "object", "properties": {"a": {"$ref": "#/$defs/0"}}}
    for n in range(40):
        wide["$defs"][str(n)] = {"properties": {c: {"$ref": f"#/$defs/{n + 1}"} for c in "ab"}}
    with pytest.raises(NotJson):
        clean(wide)


WORDS = [*sorted(KEPT), "$schema", "$id", "$ref", "$defs", "const", "oneOf", "allOf", "not", "if", "then", "default",
         "additionalProperties", "propertyNames", "patternProperties", "prefixItems", "exclusiveMinimum",
         "exclusiveMaximum", "multipleOf", "uniqueItems", "examples", "x"]  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 2**70), st.floats(), st.text(max_size=5),
    st.sampled_from(["string", "object", "array", "integer", "null", "#/$defs/a", "#", "date-time", "uri"]),
)  # fmt: skip
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(st.text(max_size=3), inner, max_size=3)}
        ),
    ),
    max_leaves=30,
)


def check(schema):
    """Every keyword is one that is taken, with a value of its kind."""
    assert set(schema) <= KEPT
    assert schema.get("type", "string") in {"string", "number", "integer", "boolean", "object", "array"}
    assert ("type" in schema) or ("anyOf" in schema)
    if "format" in schema:
        assert schema["format"] in FORMATS[schema["type"]]
    if "enum" in schema:
        assert schema["type"] == "string"
        assert schema["enum"]
        assert all(isinstance(word, str) and word for word in schema["enum"])
    assert set(schema.get("required", [])) <= set(schema.get("properties", {}))
    for inner in [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]:
        check(inner)
    if schema.get("type") == "array":
        check(schema["items"])


def keywords(schema, found):
    if isinstance(schema, dict):
        for key, inner in schema.items():
            found.add(key)
            if key in ("properties", "patternProperties", "$defs") and isinstance(inner, dict):
                for each in inner.values():
                    keywords(each, found)
            elif key in ("items", "anyOf", "oneOf", "allOf"):
                keywords(inner, found)
    elif isinstance(schema, list):
        for each in schema:
            keywords(each, found)
    return found


@settings(max_examples=300)
@given(SCHEMAS)
def test_nothing_refused_is_left_and_nothing_goes_without_a_word(schema):
    try:
        made = clean(schema)
    except NotJson:
        return
    if made.schema is None:
        return
    check(made.schema)
    json.dumps(made.schema, allow_nan=False)
    gone = keywords(schema, set()) - keywords(made.schema, set())
    if (
        "$ref" not in gone
        and "$defs" not in gone
        and not gone & {"allOf", "oneOf", "anyOf", "items", "prefixItems"}
    ):
        inside_lost = {"properties", "patternProperties", "additionalProperties"} & set(made.lost)
        assert inside_lost or "schema" in made.told or gone <= set(made.lost) | set(made.told)
