import json
import os
from pathlib import Path

import pytest

from tui_router.dialects import chat
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
    foreign = {"top_k", "thinking", "reasoning"}
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
