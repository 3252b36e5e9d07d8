import pytest

TOOL = {"name": "Bash", "description": "d", "input_schema": {"type": "object", "properties": {}}}
SEARCH = {"type": "web_search_20250305", "name": "web_search", "max_uses": 2}


def test_functions_are_flat_and_not_strict(ask):
    assert ask({"tools": [TOOL]})[0]["tools"] == [
        {
            "type": "function",
            "name": "Bash",
            "description": "d",
            "parameters": TOOL["input_schema"],
            "strict": False,
        }
    ]


def test_searches_stand_beside_them_however_often_they_are_offered(ask):
    for _ in range(2):
        body, _ = ask({"tools": [SEARCH, TOOL, {**SEARCH, "max_uses": 3}]})
        assert [tool["type"] for tool in body["tools"]] == ["function", "web_search", "web_search"]
        assert body["max_tool_calls"] == 5
        assert body["include"][-1] == "web_search_call.action.sources"


@pytest.mark.parametrize(
    ("choice", "form", "sent"),
    [
        ({"type": "auto"}, "all", "auto"),
        ({"type": "none"}, "all", "none"),
        ({"type": "any"}, "all", "required"),
        ({"type": "tool", "name": "Bash"}, "all", {"type": "function", "name": "Bash"}),
        ({"type": "tool", "name": "web_search"}, "all", {"type": "web_search"}),
        ({"type": "tool", "name": "gone"}, "all", None),
        ({"type": "odd"}, "all", None),
        ({"type": "any"}, "auto", "auto"),
        ({"type": "tool", "name": "Bash"}, "auto_required", "required"),
        ({"type": "any"}, "none", None),
    ],
)
def test_the_choice(ask, choice, form, sent):
    body, notes = ask({"tools": [TOOL, SEARCH], "tool_choice": choice}, quirks={"tool_choice": form})
    assert body.get("tool_choice") == sent
    assert sent is not None or [note.act for note in notes if note.path == "tool_choice"] == ["dropped"]


def test_the_only_tool_is_chosen_with_the_word_that_every_target_knows(ask):
    choice = {"type": "tool", "name": "web_search"}
    body, notes = ask({"tools": [SEARCH, {"type": "bash_20250124", "name": "bash"}], "tool_choice": choice})
    assert body["tool_choice"] == "required"
    assert [(note.before, note.after) for note in notes if note.path == "tool_choice"] == [
        ("web_search", "required")
    ]
    assert ask({"tools": [SEARCH, SEARCH], "tool_choice": choice})[0]["tool_choice"] == {"type": "web_search"}


@pytest.mark.parametrize("live", [True, False])
def test_the_live_web_is_named_where_that_must_be(ask, live):
    body, notes = ask({"tools": [TOOL, SEARCH]}, quirks={"live_search": live})
    assert body["tools"][1].get("external_web_access", False) is live
    assert ["added"] * live == [note.act for note in notes if note.to == "tools[*].external_web_access"]


def test_none_without_a_word_for_it_offers_none(ask):
    body, _ = ask({"tools": [TOOL, SEARCH], "tool_choice": {"type": "none"}}, quirks={"tool_choice": "auto"})
    assert not {"tools", "tool_choice", "max_tool_calls"} & body.keys()


@pytest.mark.parametrize(("known", "act"), [(True, "renamed"), (False, "dropped")])
def test_one_at_a_time(ask, known, act):
    choice = {"type": "auto", "disable_parallel_tool_use": True}
    body, notes = ask({"tools": [TOOL], "tool_choice": choice}, quirks={"parallel_tool_calls": known})
    assert body.get("parallel_tool_calls") == (False if known else None)
    assert act in [note.act for note in notes if note.path.endswith("disable_parallel_tool_use")]


def test_a_choice_without_tools_goes(ask):
    for tools in ([], [{"type": "bash_20250124", "name": "bash"}]):
        body, notes = ask({"tools": tools, "tool_choice": {"type": "any"}})
        assert not {"tools", "tool_choice"} & body.keys()
        assert {"tool_choice"} <= {note.path for note in notes if note.act == "dropped"}


def test_of_more_tools_than_it_takes_those_that_were_called_stay(ask):
    tools = [{**TOOL, "name": name} for name in ("Read", "Bash", "Edit")]
    call = {"type": "tool_use", "id": "toolu_1", "name": "Edit", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "done"}
    talk = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result]},
    ]
    body, notes = ask({"tools": tools, "messages": talk}, quirks={"most_tools": 2})
    assert [tool["name"] for tool in body["tools"]] == ["Read", "Edit"]
    assert [note.path for note in notes if note.act == "dropped"] == ["tools[1]"]
