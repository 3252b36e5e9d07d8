from tui_router.dialects import gemini


def test_remembers_what_the_answer_needs(make_call):
    used = {"type": "tool_use", "id": "toolu_1", "name": "2fa", "input": {}}
    call = make_call(
        {
            "messages": [{"role": "assistant", "content": [used]}],
            "tools": [{"name": "2fa", "input_schema": {"type": "object"}}],
            "thinking": {"type": "adaptive"},
        },
        dialect="gemini",
    )
    memo = gemini.prepare(call).memo
    assert memo.used == {"toolu_1"}
    assert (memo.lone_tool, memo.thinking) == ("2fa", True)
    assert memo.names.back(memo.names.out("2fa")) == "2fa"


def test_two_tools_are_not_a_lone_one(make_call):
    tools = [{"name": name, "input_schema": {"type": "object"}} for name in "AB"]
    assert gemini.prepare(make_call({"tools": tools}, dialect="gemini")).memo.lone_tool == ""
