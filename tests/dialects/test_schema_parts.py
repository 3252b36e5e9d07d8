import pytest

from tui_router.dialects.schema_parts import Budget, follow, inline, merge, resolve
from tui_router.wire.json import NotJson

ROOT = {
    "$defs": {
        "Point": {"type": "object", "properties": {"x": {"type": "number"}}},
        "a/b~": {"type": "string"},
    },
    "definitions": {"Old": {"$ref": "#/$defs/Point"}},
}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("#", ROOT),
        ("#/$defs/Point/properties/x", {"type": "number"}),
        ("#/$defs/a~1b~0", {"type": "string"}),
        ("#/%24defs/Point/properties/x", {"type": "number"}),
        ("#/$defs/gone", None),
        ("#anchor", None),
        ("https://a.example/s.json#/$defs/Point", None),
    ],
)
def test_where_a_reference_leads(pointer, found):
    assert resolve(ROOT, pointer) == found


def test_references_to_references_are_followed():
    schema, seen = follow(ROOT, {"$ref": "#/definitions/Old", "description": "here"}, frozenset())
    assert schema == {**ROOT["$defs"]["Point"], "description": "here"}
    assert seen == {"#/definitions/Old", "#/$defs/Point"}


def test_what_leads_nowhere_is_any_object():
    assert follow(ROOT, {"$ref": "#/gone"}, frozenset())[0] == {"type": "object"}
    assert follow(ROOT, {"$ref": 5, "type": "string"}, frozenset())[0] == {"type": "string"}


def test_inline_leaves_no_reference_and_no_definition():
    schema = {**ROOT, "properties": {"p": {"$ref": "#/$defs/Point"}, "$ref": {"type": "string"}}}
    assert inline(schema) == {"properties": {"p": ROOT["$defs"]["Point"], "$ref": {"type": "string"}}}


def test_a_schema_of_itself_ends():
    tree = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#"}}}}
    inner = {"type": "object", "properties": {"kids": {"type": "array", "items": {"type": "object"}}}}
    assert inline(tree)["properties"]["kids"]["items"] == inner


def test_a_schema_that_doubles_without_end_is_refused():
    defs = {
        f"d{n}": {"properties": {"a": {"$ref": f"#/$defs/d{n + 1}"}, "b": {"$ref": f"#/$defs/d{n + 1}"}}}
        for n in range(40)
    }
    with pytest.raises(NotJson):
        inline({"$defs": defs, "$ref": "#/$defs/d0"})


def test_large_data_that_is_referred_to_often_is_refused():
    defs = {"big": {"enum": ["x" * 1_000_000]}}
    with pytest.raises(NotJson):
        inline({"$defs": defs, "properties": {f"p{n}": {"$ref": "#/$defs/big"} for n in range(1_000)}})


def test_a_budget_is_spent():
    budget = Budget(3)
    budget.spend()
    budget.spend("x" * 32)
    with pytest.raises(NotJson):
        budget.spend()


@pytest.mark.parametrize(
    ("schema", "key", "branches", "merged"),
    [
        ({}, "anyOf", [{"type": "null"}, {"type": "integer"}, {"type": "string"}], {"type": "integer"}),
        ({"description": "d"}, "oneOf", [{"description": "e", "type": "string"}], {"description": "d", "type": "string"}),
        ({}, "anyOf", [{"const": "a"}, {"enum": ["b", "a"]}, {"const": None}], {"type": "string", "enum": ["a", "b"]}),
        ({}, "anyOf", [{"const": "a"}, {"type": "integer"}], {"const": "a"}),
        (
            {"properties": {"a": {}}, "required": ["a"]},
            "allOf",
            [{"properties": {"a": {"type": "string"}, "b": {}}, "required": ["b"]}, {"type": "object"}],
            {"properties": {"a": {}, "b": {}}, "required": ["a", "b"], "type": "object"},
        ),
        # one of two members is wanted: to demand the first would be wrong
        ({"properties": {"a": {}, "b": {}}}, "anyOf", [{"required": ["a"]}, {"required": ["b"]}], {"properties": {"a": {}, "b": {}}}),
        ({"type": "string"}, "anyOf", "nonsense", {"type": "string"}),
        ({"type": "string"}, "anyOf", [True, 5, None], {"type": "string"}),
    ],
)  # fmt: skip
def test_what_branches_come_to(schema, key, branches, merged):
    merge(schema, key, branches, lambda branch: branch)
    assert schema == merged
