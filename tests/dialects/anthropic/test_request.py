import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.target import Limits
from tui_router.dialects.anthropic.request import headers, path, prepare

HELLO = [{"role": "user", "content": "hello"}]


@pytest.mark.parametrize(
    ("base", "wanted"),
    [
        ("http://h", "/v1/messages"),
        ("http://h/v1", "/messages"),
        ("http://h/v1/", "/messages"),
        ("http://h/anthropic", "/v1/messages"),
        ("http://h/anthropic/v1", "/messages"),
        ("http://h/v1/messages", ""),
    ],
)
def test_v1_stands_once(base, wanted):
    assert path(base) == wanted
    assert (base.rstrip("/") + path(base)).count("/v1") == 1


SPELLINGS = [
    b'{"model":"claude-sonnet-5-5","messages":[{"role":"user","content":"hello"}]}',
    b' { "messages" : [ { "role" : "user" , "content" : "the \\"model\\" is" } ] ,\n\t"model" : "a" } ',
    b'{"metadata":{"model":"x"},"tools":[{"name":"t","input_schema":{"properties":{"model":{"type":"string"}}}}],"mod\\u0065l":"a","messages":[],"x":1e5}',
    b'{"unknown":{"model":"x"},"model":"a","messages":[],"model":"b"}',
]


@pytest.mark.parametrize("body", SPELLINGS)
def test_only_the_top_level_model_changes(call, body):
    prepared = prepare(call(body, model='near/qwen 3 "ü"'))
    assert b'"a"' not in prepared.body.replace(b'["a"]', b"")
    before, after = json.loads(body), json.loads(prepared.body)
    assert after.pop("model") == 'near/qwen 3 "ü"'
    before.pop("model")
    assert after == before
    assert prepared.notes == []


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 3))
def test_every_other_byte_stays(call, text, model, indent):
    body = json.dumps(
        {"a": [text], "model": text or "m", "messages": HELLO, "z": {"model": text}}, indent=indent or None
    )
    made = call(body.encode(), model=model)
    prepared = prepare(made)
    spelled = json.dumps(text or "m")
    wanted = (
        body.replace(f'"model": {spelled}', f'"model": {json.dumps(model, ensure_ascii=False)}', 1)
        if model
        else body
    )
    assert prepared.body == wanted.encode()


def test_without_a_model_of_its_own_the_body_is_the_same_object(call):
    made = call({"model": "a", "messages": HELLO}, model="")
    assert prepare(made).body == made.body


def test_both_of_two_models_change(call):
    assert prepare(call(SPELLINGS[3], model="m")).body.count(b'"model":"m"') == 2


def test_max_tokens_is_clamped_with_a_note(call):
    made = call(
        b'{"model":"a","max_tokens": 128000 ,"messages":[]}', limits=Limits(max_output_tokens=8192), model=""
    )
    prepared = prepare(made)
    assert prepared.body == b'{"model":"a","max_tokens": 8192 ,"messages":[]}'
    assert [(note.act, note.path, note.before, note.after) for note in prepared.notes] == [
        ("clamped", "max_tokens", "128000", "8192")
    ]


@pytest.mark.parametrize(("limit", "asked"), [(None, 128000), (8192, 8192), (8192, 100), (8192, None)])
def test_what_fits_is_left_alone(call, limit, asked):
    made = call(
        {"model": "a", "max_tokens": asked, "messages": []}, limits=Limits(max_output_tokens=limit), model=""
    )
    prepared = prepare(made)
    assert prepared.body == made.body
    assert prepared.notes == []


def test_the_thinking_budget_stays_below_a_clamped_max_tokens(call):
    body = {
        "model": "a",
        "max_tokens": 32000,
        "thinking": {"type": "enabled", "budget_tokens": 31999, "display": "updates"},
        "messages": [],
    }
    prepared = prepare(call(body, limits=Limits(max_output_tokens=8192), model=""))
    after = json.loads(prepared.body)
    assert after["max_tokens"] == 8192
    assert after["thinking"] == {"type": "enabled", "budget_tokens": 8191, "display": "updates"}
    assert [note.path for note in prepared.notes] == ["max_tokens", "thinking.budget_tokens"]


def test_thinking_goes_where_no_budget_fits(call):
    body = {
        "model": "a",
        "thinking": {"type": "enabled", "budget_tokens": 2000},
        "max_tokens": 4000,
        "messages": [],
    }
    prepared = prepare(call(body, limits=Limits(max_output_tokens=1000), model="b"))
    assert json.loads(prepared.body) == {"model": "b", "max_tokens": 1000, "messages": []}
    assert [note.act for note in prepared.notes] == ["clamped", "dropped"]


def assistant(*blocks):
    return {"role": "assistant", "content": list(blocks)}


THOUGHT = {"type": "thinking", "thinking": "hm", "signature": ""}
SIGNED = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
WORDS = {"type": "text", "text": "hi"}


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ([THOUGHT, WORDS], [WORDS]),
        ([WORDS, THOUGHT], [WORDS]),
        ([THOUGHT, WORDS, THOUGHT, SIGNED, THOUGHT], [WORDS, SIGNED]),
        ([{"type": "thinking", "thinking": "x"}, WORDS], [WORDS]),
        ([SIGNED, WORDS], [SIGNED, WORDS]),
    ],
)
def test_thinking_without_a_signature_stays_here(call, content, left):
    body = {"model": "a", "messages": [*HELLO, assistant(*content), *HELLO]}
    made = call(body, model="")
    prepared = prepare(made)
    assert json.loads(prepared.body) == {"model": "a", "messages": [*HELLO, assistant(*left), *HELLO]}
    assert len(prepared.notes) == len(content) - len(left)
    assert all(note.act == "dropped" for note in prepared.notes)
    if content == left:
        assert prepared.body == made.body


def test_a_message_of_nothing_but_such_thinking_goes_too(call):
    body = {"model": "a", "messages": [*HELLO, assistant(THOUGHT), assistant(THOUGHT, THOUGHT)]}
    prepared = prepare(call(body, model=""))
    assert json.loads(prepared.body)["messages"] == HELLO
    assert [note.path for note in prepared.notes] == [
        "messages[1].content[0]",
        "messages[2].content[0]",
        "messages[2].content[1]",
        "messages[1]",
        "messages[2]",
    ]


def test_many_equal_notes_are_counted(call):
    body = {"model": "a", "messages": [*HELLO, assistant(*[THOUGHT] * 9, WORDS)]}
    notes = prepare(call(body, model="")).notes
    assert len(notes) == 4
    assert notes[-1].before == "6 more"


def test_what_no_translator_knows_goes_up(call):
    body = {
        "model": "a",
        "messages": [assistant({"type": "new_kind", "x": [1.50]}), *HELLO],
        "context_management": {"edits": []},
        "n": 1,
    }
    made = call(body, model="")
    assert prepare(made).body == made.body


def test_half_a_surrogate_pair_is_mended_with_a_note(call):
    prepared = prepare(
        call(b'{"model":"a","messages":[{"role":"user","content":"x \\ud83d y \\ud83d\\ude42"}]}', model="")
    )
    assert json.loads(prepared.body)["messages"][0]["content"] == "x \ufffd y \U0001f642"
    assert [note.act for note in prepared.notes] == ["repaired"]


def test_only_these_headers_go_up(call):
    made = call(
        {"model": "a", "messages": []},
        headers={
            "anthropic-version": "2026-10-21",
            "anthropic-beta": "a,b",
            "user-agent": "claude-cli/2",
            "x-stainless-lang": "js",
            "x-api-key": "sk-ant-secret",
            "authorization": "Bearer secret",
            "cookie": "a=b",
            "host": "h",
            "connection": "keep-alive",
            "content-length": "3",
            "x-claude-code-session-id": "s",
        },
    )
    assert headers(made) == {
        "anthropic-version": "2026-10-21",
        "anthropic-beta": "a,b",
        "user-agent": "claude-cli/2",
        "x-stainless-lang": "js",
    }


def test_a_version_is_always_named(call):
    assert headers(call({"model": "a", "messages": []})) == {"anthropic-version": "2023-06-01"}


@pytest.mark.parametrize("stream", [True, False])
def test_it_streams_as_the_client_asked(call, stream):
    made = call({"model": "a", "messages": [], "stream": stream}, model="")
    prepared = prepare(made)
    assert prepared.streams is stream
    assert prepared.body == made.body
