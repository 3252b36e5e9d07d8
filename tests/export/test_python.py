"""The scripts are run, against a server of the test's own."""

import ast
import json
import os
import subprocess
import sys

import pytest
from export_exchanges import ASKED, EVENTS, LEG_C, LEG_D, SENT, exchange
from hypothesis import given
from hypothesis import strategies as st

from tui_router.export.call import Call, ExportFault, client_call, upstream_call
from tui_router.export.python import anthropic_script, httpx_script, literal, openai_script

FAKE = "tok-" + "9" * 12


def run(script: str) -> str:
    env = {"PATH": os.environ["PATH"], "ANTHROPIC_AUTH_TOKEN": FAKE, "OPENAI_API_KEY": FAKE, "NO_PROXY": "*"}
    done = subprocess.run(
        [sys.executable, "-"], input=script.encode(), env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def aimed(call: Call, url: str) -> Call:
    path = call.url.split("/", 3)[3]
    return Call(title=call.title, method=call.method, url=f"{url}/{path}", headers=call.headers, body=call.body,
                variable=call.variable, stream=call.stream)  # fmt: skip


def test_the_client_again(listener):
    listener.answer, listener.type = LEG_D, "text/event-stream"
    asked = {**ASKED, "context_management": {"edits": []}}
    printed = run(anthropic_script(client_call(exchange(asked=json.dumps(asked).encode()), listener.url)))
    ((_, path, headers, body),) = listener.asked
    assert path == "/v1/messages?beta=true"
    assert json.loads(body) == asked
    assert headers["authorization"] == f"Bearer {FAKE}"
    assert [json.loads(line)["type"] for line in printed.splitlines()] == [event["type"] for event in EVENTS]


def test_the_client_again_without_a_stream(listener):
    listener.answer = json.dumps(
        {**EVENTS[0]["message"], "content": [{"type": "text", "text": "Hi"}]}
    ).encode()
    whole = {**ASKED, "stream": False}
    printed = run(anthropic_script(client_call(exchange(asked=json.dumps(whole).encode()), listener.url)))
    assert json.loads(printed)["content"][0]["text"] == "Hi"


def test_counting(listener):
    listener.answer = b'{"input_tokens": 5}'
    given = exchange(asked=json.dumps({"model": "m", "messages": [], "x": 1}).encode())
    given.legs[0].start = "POST /v1/messages/count_tokens?beta=true"
    assert json.loads(run(anthropic_script(client_call(given, listener.url)))) == {"input_tokens": 5}
    assert json.loads(listener.asked[0][3]) == {"model": "m", "messages": [], "x": 1}


def test_the_upstream_again(listener):
    listener.answer, listener.type = LEG_C, "text/event-stream"
    call = aimed(upstream_call(exchange(), key="env:OPENAI_API_KEY"), listener.url)
    printed = run(openai_script(call))
    ((_, path, headers, body),) = listener.asked
    assert path == "/v1/chat/completions"
    assert json.loads(body) == SENT
    assert headers["authorization"] == f"Bearer {FAKE}"
    assert json.loads(printed.splitlines()[0])["choices"][0]["delta"]["content"] == "Not much."


def test_an_upstream_of_another_language(listener):
    listener.answer, listener.type = b"data: 1\n\ndata: 2\n\n", "text/event-stream"
    given = exchange()
    given.legs[3].start = "POST https://api.example/v1/models/m:streamGenerateContent?alt=sse"
    call = aimed(upstream_call(given, key="env:OPENAI_API_KEY"), listener.url)
    assert openai_script(call) == httpx_script(call)
    printed = run(openai_script(call))
    assert "data: 1" in printed
    ((_, path, headers, body),) = listener.asked
    assert (path, json.loads(body)) == ("/v1/models/m:streamGenerateContent?alt=sse", SENT)
    assert headers["authorization"] == f"Bearer {FAKE}"


def test_an_upstream_that_speaks_responses(listener):
    told = {
        "type": "response.output_text.delta",
        "delta": "Hi",
        "item_id": "i",
        "output_index": 0,
        "content_index": 0,
    }
    listener.answer = b"event: x\ndata: " + json.dumps(told).encode() + b"\n\n"
    listener.type = "text/event-stream"
    given = exchange()
    sent = {
        "model": "m",
        "input": "hi",
        "stream": True,
        "store": False,
        "prompt_cache_key": "k",
        "odd": {"a": 1},
    }
    given.legs[3].start = "POST https://api.example/v1/responses"
    given.legs[3].data = json.dumps(sent).encode()
    given.legs[3].size = len(given.legs[3].data)
    script = openai_script(aimed(upstream_call(given, key="env:OPENAI_API_KEY"), listener.url))
    assert "client.responses.create(" in script
    printed = run(script)
    ((_, path, headers, body),) = listener.asked
    assert (path, json.loads(body)) == ("/v1/responses", sent)
    assert headers["authorization"] == f"Bearer {FAKE}"
    assert json.loads(printed)["delta"] == "Hi"


def test_an_answer_that_is_no_text_is_printed_as_bytes(listener):
    listener.answer, listener.type = b"\0\0\x1b[2J", "application/vnd.amazon.eventstream"
    given = exchange()
    given.legs[3].start = "POST https://api.example/model/m/invoke-with-response-stream"
    printed = run(openai_script(aimed(upstream_call(given, key="env:OPENAI_API_KEY"), listener.url)))
    assert "\\x1b[2J" in printed
    assert "\x1b" not in printed


def test_what_the_packages_have_no_call_for():
    given = exchange()
    given.legs[0].start = "POST /v1/complete"
    with pytest.raises(ExportFault, match="no call for /v1/complete"):
        anthropic_script(client_call(given))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON)
def test_a_literal_is_one_string_whatever_is_in_it(value):
    text = literal(value)
    tree = ast.parse(text, mode="eval").body
    assert isinstance(tree, ast.Constant)
    assert json.dumps(json.loads(tree.value)) == json.dumps(value)
    assert text.isascii()


@given(st.text(max_size=60), st.text(max_size=20))
def test_hostile_bodies_stay_data(said, name):
    body = json.dumps({**ASKED, "system": said + "'''\nimport os\n'''", name: said}).encode()
    for script in (
        anthropic_script(client_call(exchange(asked=body))),
        httpx_script(client_call(exchange(asked=body))),
    ):
        assert [type(node) for node in ast.parse(script).body if isinstance(node, ast.Import)] == [
            ast.Import
        ] * 3


def test_depth_is_a_fault_in_words():
    deep = []
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(ExportFault, match="nested too deeply"):
        literal(deep)
