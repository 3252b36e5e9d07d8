import json

import pytest

from tui_router.dialects.chat.tools import add_tools
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap

EMPTY = {"type": "object", "properties": {}}


def told(call, model="some-model"):
    body, ledger = {}, Ledger()
    names = NameMap(tool.name for tool in call.request.tools or ())
    offered = add_tools(call, model, body, names, ledger)
    import msgspec

    return json.loads(msgspec.json.encode(body)), offered, [(note.act, note.path) for note in ledger.notes()]


def tools(*tools, **more):
    return {"tools": [{"input_schema": EMPTY, **tool} for tool in tools], **more}


def test_a_sound_schema_keeps_its_bytes(make_call):
    body = b'{"model":"m","messages":[],"tools":[{"name":"A","input_schema":{"type":"object","properties":{"n":{"maximum":1.50e3}}}}]}'
    from tui_router.dialects import chat

    assert b'"maximum":1.50e3' in chat.prepare(make_call(body=body)).body


@pytest.mark.parametrize("schema", [[1], "x", 5])
def test_a_schema_that_is_no_object_becomes_an_empty_one(make_call, schema):
    body, _, notes = told(make_call(tools({"name": "A", "input_schema": schema})))
    assert body["tools"][0]["function"]["parameters"] == EMPTY
    assert notes == [("approximated", "tools[0].input_schema")]


def test_a_keyword_goes_and_a_property_of_its_name_stays(make_call):
    schema = {
        "type": "object",
        "properties": {"format": {"type": "string", "format": "uri"}, "x": {"anyOf": [{"format": "date"}]}},
        "$defs": {"format": {"format": "uri", "$schema": "s"}},
    }
    call = make_call(tools({"name": "A", "input_schema": schema}), quirks={"drop_schema_keys": ("format",)})
    body, _, notes = told(call)
    assert body["tools"][0]["function"]["parameters"] == {
        "type": "object",
        "properties": {"format": {"type": "string"}, "x": {"anyOf": [{}]}},
        "$defs": {"format": {}},
    }
    assert notes == [
        ("dropped", "tools[*].input_schema..format"),
        ("dropped", "tools[*].input_schema..$schema"),
    ]


def test_a_schema_too_deep_to_prune_goes_as_it_is(make_call):
    schema = "[" * 900 + "]" * 900
    body = f'{{"model":"m","messages":[],"tools":[{{"name":"A","input_schema":{{"type":"object","properties":{{}},"const":{schema}}}}}]}}'
    call = make_call(body=body.encode(), quirks={"drop_schema_keys": ("const",)})
    assert told(call)[1] == ["A"]


def test_no_tools_no_choice(make_call):
    body, offered, notes = told(make_call({"tools": [], "tool_choice": {"type": "any"}}))
    assert (body, offered) == ({}, [])
    assert notes == [("dropped", "tools"), ("dropped", "tool_choice")]


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ({"type": "auto"}, "auto"),
        ({"type": "none"}, "none"),
        ({"type": "any"}, "required"),
        ({"type": "tool", "name": "A"}, {"type": "function", "function": {"name": "A"}}),
        ({"type": "tool", "name": "gone"}, None),
        ({"type": "mystery"}, None),
    ],
)
def test_choices(make_call, choice, sent):
    body, _, notes = told(make_call(tools({"name": "A"}, tool_choice=choice)))
    assert body.get("tool_choice") == sent
    assert (("dropped", "tool_choice") in notes) is (sent is None)


def test_one_at_a_time_where_the_target_knows_it(make_call):
    request = tools({"name": "A"}, tool_choice={"type": "auto", "disable_parallel_tool_use": True})
    assert told(make_call(request))[0]["parallel_tool_calls"] is False
    body, _, notes = told(make_call(request, quirks={"parallel_tool_calls": False}))
    assert "parallel_tool_calls" not in body
    assert notes[-1] == ("dropped", "tool_choice.disable_parallel_tool_use")


def test_a_search_model_searches_by_itself(make_call):
    request = {"tools": [{"type": "web_search_20250305", "name": "web_search"}]}
    assert told(make_call(request), "gpt-4o-search-preview")[0] == {"web_search_options": {}}
    assert told(make_call(request))[0] == {}


def test_a_server_tool_with_a_schema_is_a_function(make_call):
    assert told(make_call(tools({"type": "bash_20250124", "name": "bash"})))[1] == ["bash"]


def test_members_no_struct_has_are_named(make_call):
    _, _, notes = told(
        make_call(tools({"name": "A", "strict": True, "input_examples": []}, {"name": "B", "strict": False}))
    )
    assert sorted(notes) == [("dropped", "tools[0].input_examples"), ("dropped", "tools[0].strict")]


def test_a_deferred_tool_is_offered_with_a_note(make_call):
    _, offered, notes = told(
        make_call(
            tools(
                {"name": "A", "defer_loading": True},
                {"name": "DeferredToolPlaceholder", "defer_loading": True},
            )
        )
    )
    assert offered == ["A"]
    assert notes == [("dropped", "tools[0].defer_loading"), ("dropped", "tools[1]")]


ONE = {"type": "tool", "name": "A"}
ANY = {"type": "any"}
AUTO = {"type": "auto"}
NONE = {"type": "none"}


@pytest.mark.parametrize(
    ("form", "choice", "sent", "note"),
    [
        ("all", ONE, {"type": "function", "function": {"name": "A"}}, None),
        ("auto_required", ONE, "required", "approximated"),
        ("auto_required", ANY, "required", "renamed"),
        ("auto_required", AUTO, "auto", None),
        ("auto_required", NONE, "none", None),
        ("auto", ONE, "auto", "approximated"),
        ("auto", ANY, "auto", "approximated"),
        ("auto", AUTO, "auto", None),
        ("none", ONE, None, "dropped"),
        ("none", ANY, None, "dropped"),
        ("none", AUTO, None, "dropped"),
    ],
)
def test_a_choice_the_target_does_not_take(make_call, form, choice, sent, note):
    call = make_call(tools({"name": "A"}, tool_choice=choice), quirks={"tool_choice": form})
    body, offered, notes = told(call)
    assert body.get("tool_choice") == sent
    assert offered == ["A"]
    assert [act for act, _ in notes] == ([note] if note else [])


@pytest.mark.parametrize("form", ["auto", "none"])
def test_who_must_not_call_a_tool_is_offered_none(make_call, form):
    choice = {**NONE, "disable_parallel_tool_use": True}
    call = make_call(tools({"name": "A"}, tool_choice=choice), quirks={"tool_choice": form})
    assert told(call) == ({}, [], [("approximated", "tool_choice")])


def test_plain_schemas_keep_what_every_server_knows(make_call):
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"n": {"type": ["integer", "null"], "minimum": 1}, "p": {"$ref": "#/$defs/P"}},
        "required": ["n", "gone"],
        "$defs": {"P": {"type": "string", "format": "uri"}},
        "additionalProperties": False,
    }
    call = make_call(tools({"name": "A", "input_schema": schema}), quirks={"plain_schemas": True})
    body, _, notes = told(call)
    assert body["tools"][0]["function"]["parameters"] == {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "p": {"type": "string"}},
        "required": ["n"],
    }
    assert ("approximated", "tools[*].input_schema") in notes


@pytest.mark.parametrize(
    "quirks", [{"plain_schemas": True}, {"drop_schema_keys": ("format", "items", "$ref")}]
)
def test_a_schema_that_is_narrow_enough_keeps_its_bytes(make_call, quirks):
    from tui_router.dialects import chat

    schema = b'{ "properties" : {"format":{"type":"string"}}, "type":"object" }'
    body = b'{"model":"m","messages":[],"tools":[{"name":"A","input_schema":%b}]}' % schema
    prepared = chat.prepare(make_call(body=body, quirks=quirks))
    assert schema in prepared.body
    assert not any(note.path.startswith("tools") for note in prepared.notes)


def test_large_numbers_outlive_a_pruned_schema(make_call):
    body = b'{"model":"m","messages":[],"tools":[{"name":"A","input_schema":{"type":"object","properties":{"n":{"maximum":123456789012345678901234567890,"format":"x"}}}}]}'
    call = make_call(body=body, quirks={"drop_schema_keys": ("format",)})
    sent = told(call)[0]["tools"][0]["function"]["parameters"]
    assert sent["properties"] == {"n": {"maximum": 123456789012345678901234567890}}


def test_a_schema_without_end_becomes_an_empty_one(make_call):
    double = {f"d{n}": {"properties": {k: {"$ref": f"#/$defs/d{n + 1}"} for k in "ab"}} for n in range(40)}
    schema = {"$defs": double, "properties": {"a": {"$ref": "#/$defs/d0"}}}
    call = make_call(tools({"name": "A", "input_schema": schema}), quirks={"plain_schemas": True})
    body, _, notes = told(call)
    assert body["tools"][0]["function"]["parameters"] == EMPTY
    assert notes == [("approximated", "tools[*].input_schema")]


def test_narrow_names_are_told_as_the_target_wants_them(make_call):
    call = make_call(tools({"name": "mcp__server__read_file"}))
    body, ledger = {}, Ledger()
    add_tools(call, "m", body, NameMap(["mcp__server__read_file"], 20), ledger)
    assert [note.reason for note in ledger.notes()] == ["names are at most 20 letters, digits, _ and - here"]


def test_a_server_with_rules_of_its_own_for_schemas_is_told_to_read_them_loosely(make_call):
    request = {"tools": [{"name": "A", "input_schema": {"type": "object", "properties": {}}}]}
    body, told = {}, {}
    add_tools(make_call(request, quirks={"loose_tools": True}), "m", body, NameMap(["A"]), Ledger())
    add_tools(make_call(request), "m", told, NameMap(["A"]), Ledger())
    (loose,), (plain,) = (json.loads(bytes(sent["tools"])) for sent in (body, told))
    assert loose["function"].pop("strict") is False
    assert loose == plain
