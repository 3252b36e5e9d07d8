import re

import pytest

LONG = "mcp__server__" + "x" * 80
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"format": {"type": ["string", "null"], "const": "x", "format": "uri"}},
}


def tool(name="Bash", schema=None, **more):
    return {
        "name": name,
        "description": "d",
        "input_schema": schema or {"type": "object", "properties": {}},
        **more,
    }


def conversation(name):
    return [
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": name, "input": {}}]},
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "t",
                    "content": [{"type": "tool_reference", "tool_name": name}],
                }
            ],
        },
    ]


def test_a_name_that_is_too_long_changes_wherever_it_stands(sent):
    body = {
        "tools": [tool(LONG), tool("Bash")],
        "tool_choice": {"type": "tool", "name": LONG},
        "messages": conversation(LONG),
    }
    made = sent(body, longest_tool_name=64)
    [new, kept] = [each["name"] for each in made.body["tools"]]
    assert kept == "Bash"
    assert re.fullmatch(r"mcp__server__x{42}_[0-9a-f]{8}", new)
    assert made.body["tool_choice"] == {"type": "tool", "name": new}
    assert made.messages == conversation(new)
    assert made.prepared.memo.back(new) == LONG
    assert {act for act, _ in made.acts} == {"renamed"}
    assert len(made.acts) == 4


@pytest.mark.parametrize("name", ["1st", "a.b", "über", "-x"])
def test_plain_names_are_plain(sent, name):
    made = sent({"tools": [tool(name)]}, plain_tool_names=True)
    assert re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_-]*", made.body["tools"][0]["name"])


def test_names_of_server_tools_are_their_own(sent):
    search = {"type": "web_search_20250305", "name": "web.search", "max_uses": 8}
    body = {"tools": [search], "tool_choice": {"type": "tool", "name": "web.search"}}
    assert sent(body, plain_tool_names=True).untouched


def test_names_that_fit_are_left_alone(sent):
    made = sent(
        {"tools": [tool()], "messages": conversation("Bash")}, longest_tool_name=20, plain_tool_names=True
    )
    assert made.untouched
    assert made.prepared.memo is None


def test_refused_keywords_leave_the_schemas(sent):
    made = sent({"tools": [tool(schema=SCHEMA)]}, drop_schema_keys=("format",))
    assert made.body["tools"][0]["input_schema"] == {
        **SCHEMA,
        "properties": {"format": {"type": ["string", "null"], "const": "x"}},
    }
    [note] = made.prepared.notes
    assert (note.act, note.path, note.before) == ("dropped", "tools[*].input_schema..format", "1 place")


def test_the_schemas_schema_goes_when_it_is_refused(sent):
    made = sent({"tools": [tool(schema=SCHEMA), tool()]}, drop_schema_keys=("$schema",))
    assert "$schema" not in made.body["tools"][0]["input_schema"]


def test_plain_schemas_have_one_type_everywhere(sent):
    made = sent({"tools": [tool(schema=SCHEMA)]}, plain_schemas=True)
    assert made.body["tools"][0]["input_schema"] == {
        "type": "object",
        "properties": {"format": {"type": "string", "enum": ["x"]}},
    }
    assert made.acts == [("approximated", "tools[*].input_schema")]


@pytest.mark.parametrize("quirks", [{"drop_schema_keys": ("pattern", "anyOf")}, {"plain_schemas": True}])
def test_schemas_that_fit_are_left_alone(sent, quirks):
    tools = [tool(), {"type": "web_search_20250305", "name": "web_search"}]
    if "plain_schemas" not in quirks:
        tools.append(tool(schema=SCHEMA))
    assert sent({"tools": tools}, **quirks).untouched


@pytest.mark.parametrize("quirks", [{"drop_schema_keys": ("$ref",)}, {"plain_schemas": True}])
def test_a_schema_that_grows_without_end_says_nothing(sent, quirks):
    twice = {
        f"d{i}": {
            "properties": {key: {"$ref": f"#/$defs/d{i + 1}"} for key in "ab"},
            "description": "x" * 200,
        }
        for i in range(40)
    }
    endless = {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": twice}
    made = sent({"tools": [tool(schema=endless)]}, **quirks)
    assert made.body["tools"][0]["input_schema"] == {"type": "object", "properties": {}}
    assert made.acts == [("approximated", "tools[0].input_schema")]
    assert sent({"tools": [tool(schema=endless)]}, drop_schema_keys=("format",)).untouched


AUTO = {"type": "auto"}
ANY = {"type": "any", "disable_parallel_tool_use": True}
ONE = {"type": "tool", "name": "Bash", "disable_parallel_tool_use": True}


@pytest.mark.parametrize(
    ("form", "choice", "after"),
    [
        ("auto_required", ONE, ANY),
        ("auto", ONE, {"type": "auto", "disable_parallel_tool_use": True}),
        ("auto", ANY, {"type": "auto", "disable_parallel_tool_use": True}),
        ("none", AUTO, None),
        ("none", ONE, None),
    ],
)
def test_the_choice_is_one_the_target_has(sent, form, choice, after):
    made = sent({"tools": [tool()], "tool_choice": choice}, tool_choice=form)
    assert made.body.get("tool_choice") == after
    assert [path for _, path in made.acts] == ["tool_choice"]


@pytest.mark.parametrize(
    ("form", "choice"), [("auto_required", ANY), ("auto_required", AUTO), ("auto", AUTO), ("none", None)]
)
def test_a_choice_the_target_has_is_left_alone(sent, form, choice):
    assert sent(
        {"tools": [tool()], **({"tool_choice": choice} if choice else {})}, tool_choice=form
    ).untouched


@pytest.mark.parametrize("form", ["auto", "none"])
def test_who_must_not_call_a_tool_is_offered_none(sent, form):
    body = {"tools": [tool()], "tool_choice": {"type": "none"}}
    made = sent(body, tool_choice=form)
    assert made.body == {"model": "a", "messages": []}
    assert made.acts == [("approximated", "tool_choice")]
    made = sent({**body, "messages": conversation("Bash")}, tool_choice=form)
    assert made.body["tools"] == [tool()]
    assert made.body.get("tool_choice") == ({"type": "auto"} if form == "auto" else None)
    assert sent(body, tool_choice="auto_required").untouched


def test_a_target_without_the_switch_calls_tools_as_it_likes(sent):
    made = sent({"tools": [tool()], "tool_choice": ANY}, parallel_tool_calls=False)
    assert made.body["tool_choice"] == {"type": "any"}
    assert made.acts == [("dropped", "tool_choice.disable_parallel_tool_use")]
