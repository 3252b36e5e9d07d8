import json

import pytest

from tui_router.dialects.gemini.tools import MOST_NAMED, add_tools, name_map
from tui_router.dialects.ledger import Ledger

BASH = {"name": "Bash", "input_schema": {"type": "object", "properties": {"c": {"type": "string"}}}}


def told(make_call, request, model="gemini-3.8-flash", **more):
    call = make_call({"tools": [BASH], **request}, dialect="gemini", model=model, **more)
    body, ledger = {}, Ledger()
    offered = add_tools(call, model, body, name_map(call), ledger)
    tools = json.loads(bytes(body["tools"])) if "tools" in body else None
    return tools, body.get("toolConfig"), offered, ledger.notes()


@pytest.mark.parametrize(
    ("form", "choice", "mode", "act"),
    [
        ("all", {"type": "any"}, "ANY", "renamed"),
        ("auto_required", {"type": "tool", "name": "Bash"}, "ANY", "approximated"),
        ("auto", {"type": "any"}, "AUTO", "approximated"),
        ("auto", {"type": "tool", "name": "Bash"}, "AUTO", "approximated"),
        ("none", {"type": "any"}, None, "dropped"),
        ("all", {"type": "tool", "name": "Nobody"}, None, "dropped"),
        ("all", {"type": "odd"}, None, "dropped"),
    ],
)
def test_a_choice_as_far_as_the_target_takes_it(make_call, form, choice, mode, act):
    _, config, _, notes = told(make_call, {"tool_choice": choice}, quirks={"tool_choice": form})
    assert config == (None if mode is None else {"functionCallingConfig": {"mode": mode}})
    assert [note.act for note in notes] == [act]


def test_without_a_word_for_none_no_tools_are_offered(make_call):
    tools, config, offered, _ = told(
        make_call, {"tool_choice": {"type": "none"}}, quirks={"tool_choice": "auto"}
    )
    assert (tools, config, offered) == (None, None, [])


def test_no_config_without_functions(make_call):
    search = {"type": "web_search_20250305", "name": "web_search"}
    tools, config, offered, notes = told(make_call, {"tools": [search], "tool_choice": {"type": "any"}})
    assert (tools, config, offered) == ([{"googleSearch": {}}], None, [])
    assert notes[-1].path == "tool_choice"


def test_an_empty_list_is_none(make_call):
    tools, _, _, notes = told(make_call, {"tools": []})
    assert tools is None
    assert [note.path for note in notes] == ["tools"]


def test_a_keyword_that_goes_is_told_of_every_tool(make_call):
    """Where the same happens to many tools, each still has a note of its own."""
    tools = [
        {
            "name": f"T{n}",
            "input_schema": {"type": "object", "properties": {"a": {"multipleOf": 2, "not": {}}}},
        }
        for n in range(6)
    ]
    *_, notes = told(make_call, {"tools": tools}, "gemini-2.0-flash")
    lost = [note.path for note in notes if note.act == "dropped"]
    assert lost == [f"tools[{n}].input_schema..{key}" for n in range(6) for key in ("multipleOf", "not")]


def test_a_flood_of_keywords_is_counted(make_call):
    schema = {"type": "object", "properties": {"a": {f"x-{n}": n for n in range(500)}}}
    *_, notes = told(make_call, {"tools": [{"name": "T", "input_schema": schema}]}, "gemini-2.0-flash")
    assert len(notes) == MOST_NAMED + 1
    assert notes[-1].before == "480 more keywords"


@pytest.mark.parametrize("schema", ["[1]", "true"])
def test_a_schema_that_is_none_becomes_a_function_without_parameters(make_call, schema):
    body = f'{{"model":"m","messages":[],"tools":[{{"name":"T","input_schema":{schema}}}]}}'.encode()
    call = make_call(dialect="gemini", model="gemini-2.0-flash", body=body)
    sent = {}
    add_tools(call, "gemini-2.0-flash", sent, name_map(call), Ledger())
    assert json.loads(bytes(sent["tools"])) == [{"functionDeclarations": [{"name": "T"}]}]


def test_the_simplest_schemas_where_only_those_are_taken(make_call):
    tool = {"name": "T", "input_schema": {"type": "object", "properties": {"a": {"const": "x"}}, "not": {}}}
    tools, *_ = told(make_call, {"tools": [tool]}, quirks={"plain_schemas": True})
    assert tools[0]["functionDeclarations"][0]["parametersJsonSchema"] == {
        "type": "object",
        "properties": {"a": {"type": "string", "enum": ["x"]}},
    }


def test_of_more_tools_than_it_takes_the_first_stay(make_call):
    tools = [{**BASH, "name": name} for name in ("Read", "Bash", "Edit")]
    sent, _, offered, notes = told(make_call, {"tools": tools}, quirks={"most_tools": 2})
    assert [function["name"] for function in sent[0]["functionDeclarations"]] == offered == ["Read", "Bash"]
    assert [note.path for note in notes] == ["tools[2]"]
