from tui_router.dialects import responses


def memo(make_call, request=None, model="gpt-5.4"):
    return responses.prepare(make_call(request, dialect="responses", model=model)).memo


def test_remembers_what_the_answer_needs(make_call):
    history = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_a", "name": "A", "input": {}}]},
    ]
    kept = memo(
        make_call,
        {
            "messages": history,
            "tools": [{"name": "A" * 70, "input_schema": {"type": "object"}}],
            "thinking": {"type": "adaptive"},
            "stop_sequences": ["END", ""],
        },
    )
    assert (kept.used, kept.stops, kept.thinking, kept.searches) == ({"toolu_a"}, ["END"], True, False)
    assert kept.lone_tool == "A" * 70
    assert kept.names.back(kept.names.out("A" * 70)) == "A" * 70


def test_knows_whether_a_search_was_offered(make_call):
    search = {"type": "web_search_20250305", "name": "web_search"}
    assert memo(make_call, {"tools": [search]}).searches
    assert not memo(make_call, {"tools": [search], "tool_choice": {"type": "tool", "name": "x"}}).lone_tool
    assert not memo(make_call, {"tools": [{**search, "input_schema": {"type": "object"}}]}).searches
