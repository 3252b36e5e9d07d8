import json
import os
from pathlib import Path

import pytest

from tui_router.dialects import chat
from tui_router.dialects.effort import KEEPS, SWITCHES
from tui_router.sandbox.strict import complaint

RECORDINGS = Path(__file__).parents[2] / "recordings" / "chat"
CASES = sorted(path.name.removesuffix(".request.json") for path in RECORDINGS.glob("ask-*.request.json"))
AGAIN = os.environ.get("TUI_ROUTER_RECORD") == "1"


def recorded(case):
    told = json.loads((RECORDINGS / f"{case}.request.json").read_text("utf-8"))
    told.pop("about")
    return told


@pytest.mark.parametrize("case", CASES)
def test_is_sent_as_recorded(playbook, case):
    prepared = chat.prepare(playbook.make_call(**recorded(case)))
    sent = {"body": json.loads(prepared.body), "notes": [playbook.tell_note(note) for note in prepared.notes]}
    expected = RECORDINGS / f"{case}.sent.json"
    if AGAIN:
        expected.write_text(json.dumps(sent, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert sent == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_openai_would_take_it(playbook, case):
    told = recorded(case)
    places = [switch.place for switch in SWITCHES.values()] + [place for place, _ in KEEPS.values()]
    foreign = {"top_k", "thinking_budget", "reasoning", *(place[0] for place in places)}
    body = json.loads(chat.prepare(playbook.make_call(**told)).body)
    for message in body["messages"]:
        message.pop("reasoning_content", None)
    assert complaint({key: value for key, value in body.items() if key not in foreign}) is None


def test_there_are_recordings():
    assert len(CASES) > 25


def test_keeps_the_client_s_model_when_the_target_names_none(make_call):
    prepared = chat.prepare(make_call(model=""))
    assert json.loads(prepared.body)["model"] == "claude-sonnet-5-5"
    assert not any(note.path == "model" for note in prepared.notes)


def test_says_where_it_goes(make_call):
    prepared = chat.prepare(make_call())
    assert prepared.path == "/chat/completions"
    assert prepared.headers["accept"] == "text/event-stream"
    assert prepared.streams
    assert not chat.prepare(make_call(quirks={"no_stream": True})).streams


@pytest.mark.parametrize(
    ("base_url", "model", "quirks", "field"),
    [
        ("https://api.openai.com/v1", "gpt-4o", {}, "max_completion_tokens"),
        ("https://a.example/v1", "gpt-4o", {}, "max_tokens"),
        ("https://a.example/v1", "openai/o3", {}, "max_completion_tokens"),
        ("https://a.example/v1", "openai/o3", {"output_field": "max_tokens"}, "max_tokens"),
    ],
)
def test_names_the_limit_as_the_target_does(make_call, base_url, model, quirks, field):
    call = make_call({"max_tokens": 5}, base_url=base_url, model=model, quirks=quirks)
    assert json.loads(chat.prepare(call).body)[field] == 5


def test_a_limit_that_fits_stays(make_call):
    prepared = chat.prepare(make_call({"max_tokens": 8192}, limits={"max_output_tokens": 8192}))
    assert json.loads(prepared.body)["max_tokens"] == 8192
    assert not any(note.act == "clamped" for note in prepared.notes)


def test_every_member_it_does_not_read_is_named(make_call):
    prepared = chat.prepare(make_call({f"field_{i}": i for i in range(9)}))
    named = {note.path for note in prepared.notes if note.act == "dropped"}
    assert named == {f"field_{i}" for i in range(9)}


def test_a_flood_of_members_is_counted(make_call):
    prepared = chat.prepare(make_call({f"field_{i}" * 50: i for i in range(500)}))
    assert len(prepared.notes) < 60
    assert prepared.notes[-1].before == "460 more members"
    assert all(len(note.path) <= 80 for note in prepared.notes)


@pytest.mark.parametrize(
    ("quirks", "streams"),
    [
        ({}, True),
        ({"no_stream": True}, False),
        ({"must_stream": True}, True),
        ({"no_stream": True, "must_stream": True}, True),
    ],
)
def test_streams_where_the_target_can(make_call, quirks, streams):
    prepared = chat.prepare(make_call({"stream": False}, quirks=quirks))
    assert prepared.streams is streams
    assert json.loads(prepared.body)["stream"] is streams
    assert prepared.headers["accept"] == ("text/event-stream" if streams else "application/json")


TALK = {
    "system": "Be short.",
    "messages": [
        {"role": "user", "content": "go"},
        {"role": "system", "content": "env"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {"a": 1}}],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "ok"}]},
        {"role": "user", "content": "and now?"},
    ],
    "tools": [{"name": "Bash", "input_schema": {"type": "object", "properties": {}}}],
    "temperature": 1.0,
}


def sent(make_call, request=TALK, **quirks):
    prepared = chat.prepare(make_call(request, quirks=quirks))
    return json.loads(prepared.body), [(note.act, note.path) for note in prepared.notes]


def test_one_system_message_and_then_each_side_in_turn(make_call):
    body, notes = sent(make_call, system_anywhere=True, merge_roles=True, fill_empty=True)
    assert [(message["role"], message["content"]) for message in body["messages"]] == [
        ("system", "Be short."),
        ("user", "go\n<system-reminder>\nenv\n</system-reminder>"),
        ("assistant", ""),
        ("tool", "ok\n\n[the user says]\nand now?"),
    ]
    assert ("moved", "messages[*].content") in notes
    assert ("repaired", "messages[*].content") in notes


def test_ids_in_the_target_s_form(make_call):
    body, notes = sent(make_call, tool_ids="alnum9")
    call, result = body["messages"][2]["tool_calls"][0], body["messages"][3]
    assert call["id"] == result["tool_call_id"]
    assert len(call["id"]) == 9
    assert call["id"].isalnum()
    assert ("renamed", "messages[*].content[*].id") in notes


def test_the_answer_knows_the_client_s_own_ids(make_call):
    call = make_call(TALK, quirks={"tool_ids": "alnum9", "longest_tool_name": 16})
    assert chat.prepare(call).memo.used == {"toolu_1"}


def test_a_refused_member_goes_last(make_call):
    body, notes = sent(make_call, drop=("temperature", "stream_options.include_usage"))
    assert not {"temperature", "stream_options"} & body.keys()
    assert ("dropped", "temperature") in notes


def test_stops_that_were_refused_are_not_looked_for(make_call):
    request = {"stop_sequences": ["END"]}
    assert chat.prepare(make_call(request)).memo.stops == ["END"]
    assert chat.prepare(make_call(request, quirks={"drop": ("stop",)})).memo.stops == []


@pytest.mark.parametrize(
    ("refused", "kinds"),
    [
        ((), ["image_url", "file"]),
        (("document",), ["image_url", "text"]),
        (("input_file",), ["image_url", "text"]),
        (("image",), "string"),
        (("search_result",), ["image_url", "file"]),
    ],
)
def test_refused_blocks_are_told_as_text(make_call, refused, kinds):
    source = {"type": "base64", "media_type": "image/png", "data": "QUJD"}
    shown = [
        {"type": "image", "source": source},
        {"type": "document", "source": {**source, "media_type": "application/pdf"}},
    ]
    body, _ = sent(make_call, {"messages": [{"role": "user", "content": shown}]}, refused_blocks=refused)
    content = body["messages"][0]["content"]
    assert ([part["type"] for part in content] if isinstance(content, list) else "string") == kinds


def test_a_quirk_without_a_meaning_here_changes_nothing(make_call):
    plain = chat.prepare(make_call(TALK))
    quirks = {"cache_marks": "none", "most_cache_marks": 1, "refused_betas": ("*",), "mend_pairs": True}
    assert chat.prepare(make_call(TALK, quirks=quirks)).body == plain.body
