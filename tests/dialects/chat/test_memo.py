from tui_router.dialects import chat

SCHEMA = {"type": "object", "properties": {}}


def memo(call):
    return chat.prepare(call).memo


def test_remembers_what_the_answer_needs(make_call):
    history = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_a", "name": "A", "input": {}}]},
    ]
    kept = memo(
        make_call(
            {
                "messages": history,
                "tools": [{"name": "A" * 70, "input_schema": SCHEMA}],
                "thinking": {"type": "adaptive"},
                "stop_sequences": ["END"],
            }
        )
    )
    assert kept.used == {"toolu_a"}
    assert kept.stops == ["END"]
    assert kept.thinking
    assert kept.lone_tool == "A" * 70
    assert kept.names.back(kept.names.out("A" * 70)) == "A" * 70


def test_remembers_nothing_that_was_not_sent(make_call):
    kept = memo(make_call({"stop_sequences": ["END"], "thinking": {"type": "disabled"}}, model="gpt-5.4"))
    assert (kept.stops, kept.thinking, kept.lone_tool) == ([], False, "")


def test_two_tools_are_no_lone_one(make_call):
    tools = [{"name": name, "input_schema": SCHEMA} for name in "AB"]
    assert memo(make_call({"tools": tools})).lone_tool == ""
