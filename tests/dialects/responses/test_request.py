import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.dialects import responses

RECORDINGS = Path(__file__).parents[2] / "recordings" / "responses"
CASES = sorted(path.name.removesuffix(".request.json") for path in RECORDINGS.glob("ask-*.request.json"))
AGAIN = os.environ.get("TUI_ROUTER_RECORD") == "1"

TOOL = {"name": "Bash", "input_schema": {"type": "object", "properties": {}}}


def recorded(case):
    told = json.loads((RECORDINGS / f"{case}.request.json").read_text("utf-8"))
    told.pop("about")
    return {**told, "dialect": "responses"}


def sent(make_call, request=None, **call):
    prepared = responses.prepare(make_call(request, **{"dialect": "responses", "model": "gpt-5.4", **call}))
    return json.loads(prepared.body), prepared


@pytest.mark.parametrize("case", CASES)
def test_is_sent_as_recorded(playbook, case):
    prepared = responses.prepare(playbook.make_call(**recorded(case)))
    told = {"body": json.loads(prepared.body), "notes": [playbook.tell_note(note) for note in prepared.notes]}
    expected = RECORDINGS / f"{case}.sent.json"
    if AGAIN:
        expected.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert told == json.loads(expected.read_text("utf-8"))


def test_there_are_recordings():
    assert len(CASES) > 40


KINDS = {
    "message": {"type", "role", "content", "phase"},
    "function_call": {"type", "call_id", "name", "arguments"},
    "function_call_output": {"type", "call_id", "output"},
    "reasoning": {"type", "id", "summary", "encrypted_content", "content"},
    "web_search_call": {"type", "id", "status", "action"},
}


@pytest.mark.parametrize("case", CASES)
def test_keeps_the_shape_of_the_language(playbook, case):
    """Every item of a known form, every output behind its call, no reasoning at the end."""
    body = json.loads(responses.prepare(playbook.make_call(**recorded(case))).body)
    calls = []
    for item in body["input"]:
        assert item.keys() <= KINDS[item["type"]]
        if item["type"] == "function_call":
            assert isinstance(json.loads(item["arguments"]), dict)
            assert len(item["call_id"]) <= 64
            calls.append(item["call_id"])
        elif item["type"] == "function_call_output":
            assert item["call_id"] in calls
    assert sorted(calls) == sorted(i["call_id"] for i in body["input"] if i["type"] == "function_call_output")
    assert body["input"][-1]["type"] != "reasoning"
    assert not {"messages", "system", "max_tokens", "stop_sequences", "output_config"} & body.keys()
    for tool in body.get("tools", []):
        assert tool["type"] in ("function", "web_search")
        assert tool["type"] == "web_search" or {"name", "parameters"} <= tool.keys()


def test_keeps_the_client_s_model_when_the_target_names_none(make_call):
    body, prepared = sent(make_call, model="")
    assert body["model"] == "claude-sonnet-5-5"
    assert not any(note.path == "model" for note in prepared.notes)


def test_says_where_it_goes(make_call):
    _, prepared = sent(make_call)
    assert prepared.path == "/responses"
    assert prepared.headers["accept"] == "text/event-stream"
    assert prepared.streams
    assert not sent(make_call, quirks={"no_stream": True})[1].streams


def test_the_same_id_is_cut_the_same_in_every_turn_and_no_two_meet(make_call):
    ids = ["x" * 70 + "a", "x" * 70 + "b"]
    uses = [{"type": "tool_use", "id": id, "name": "Bash", "input": {}} for id in ids]
    results = [{"type": "tool_result", "tool_use_id": id, "content": id[-1]} for id in ids]
    talk = [{"role": "user", "content": "go"}, {"role": "assistant", "content": uses}]
    first, _ = sent(make_call, {"messages": [*talk, {"role": "user", "content": results}]})
    again, _ = sent(make_call, {"messages": [*talk, {"role": "user", "content": results}]})
    assert first == again
    told = {item["call_id"]: item["output"] for item in first["input"] if "output" in item}
    assert sorted(told.values()) == ["a", "b"]
    assert all(len(id) == 64 for id in told)


REPRESENTED = {
    "model": "model",
    "messages": "input",
    "max_tokens": "max_output_tokens",
    "system": "instructions",
    "tools": "tools",
    "tool_choice": "tool_choice",
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "stream": "stream",
    "thinking": "reasoning",
    "output_config": "reasoning",
}
MEMBERS = {
    "max_tokens": st.integers(1, 100_000),
    "system": st.sampled_from(["S", [{"type": "text", "text": "S"}]]),
    "tools": st.sampled_from([[], [TOOL], [{"type": "web_search_20250305", "name": "web_search"}]]),
    "tool_choice": st.sampled_from(
        [
            {"type": "auto"},
            {"type": "none"},
            {"type": "any"},
            {"type": "tool", "name": "Bash"},
            {"type": "odd"},
        ]
    ),
    "thinking": st.sampled_from(
        [{"type": "adaptive"}, {"type": "disabled"}, {"type": "enabled", "budget_tokens": 4000}]
    ),
    "output_config": st.sampled_from(
        [{"effort": "high"}, {"effort": "max"}, {"format": {"type": "json_schema", "schema": {}}}]
    ),
    "stop_sequences": st.just(["a"]),
    "temperature": st.sampled_from([0.5, 1.0]),
    "top_p": st.just(0.5),
    "top_k": st.just(3),
    "stream": st.booleans(),
    "metadata": st.just({"user_id": "u_session_1"}),
    "context_management": st.just({"edits": []}),
    "service_tier": st.just("auto"),
    "some_other": st.just({"a": 1}),
}
QUIRKS = st.fixed_dictionaries(
    {},
    optional={
        "drop": st.lists(
            st.sampled_from(
                [
                    *("temperature", "reasoning", "reasoning.effort", "reasoning.summary", "tools", "text"),
                    *(
                        "tool_choice",
                        "include",
                        "store",
                        "max_output_tokens",
                        "instructions",
                        "user",
                        "stream",
                    ),
                    *("parallel_tool_calls", "prompt_cache_key", "text.verbosity", "input[0].id", "top_p"),
                ]
            ),
            max_size=4,
        ).map(tuple),
        "user": st.booleans(),
        "top_k": st.booleans(),
        "json_schema": st.booleans(),
        "no_stream": st.booleans(),
        "tool_choice": st.sampled_from(["all", "auto", "none", "auto_required"]),
        "thinking_type": st.sampled_from(["", "off"]),
    },
)


@settings(deadline=None, max_examples=300)
@given(
    request=st.fixed_dictionaries({}, optional=MEMBERS),
    quirks=QUIRKS,
    model=st.sampled_from(["gpt-5.4", "gpt-4o", "qwen3"]),
)
def test_every_member_is_there_or_has_a_note(make_call, request, quirks, model):
    body, prepared = sent(make_call, request, quirks=quirks, model=model)
    noted = {note.path.partition(".")[0].partition("[")[0] for note in prepared.notes}
    for name, value in request.items():
        if name == "output_config" and "format" in value:
            assert "text" in body or "output_config" in noted
        elif name == "thinking" and value["type"] == "disabled" and "reasoning" not in body:
            assert model == "gpt-4o" or quirks.get("thinking_type") or noted & {"thinking", "output_config"}
        elif name in REPRESENTED and REPRESENTED[name] in body:
            assert body[REPRESENTED[name]] is not None
        else:
            assert name in noted, (name, body)


@settings(deadline=None, max_examples=100)
@given(quirks=QUIRKS)
def test_what_is_refused_is_not_sent(make_call, quirks):
    request = {
        "system": "S",
        "thinking": {"type": "adaptive"},
        "tools": [TOOL],
        "max_tokens": 99,
        "top_p": 0.5,
    }
    body, _ = sent(make_call, request, quirks=quirks, model="qwen3")
    for name in set(quirks.get("drop", ())) - {"stream"}:
        top, _, inner = name.partition(".")
        assert inner not in body.get(top, {}) if inner else top not in body
