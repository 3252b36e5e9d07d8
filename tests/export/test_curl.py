"""The commands are run by a real shell and a real curl, and what arrives is compared byte for byte."""

import json
import os
import shutil
import subprocess

import pytest
from export_exchanges import LEG_A, exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.export.call import Call, Header, client_call, upstream_call
from tui_router.export.curl import curl, single, with_variable

FAKE = "tok-" + "$x`\"'" + "123"
HOSTILE = [
    b"'; touch /tmp/never; '",
    b"$(touch never) `touch never` \\ \\' \" !! %s %d\\n",
    b"\nEOF\nBODY\n\n\n",
    b"a" * 300_000,
    "ünïcödé \u2028 € 🦀".encode(),
    b"\x00\x01\xff\xfe binary",
    b"-n -e",
    b"",
]


def call(body: bytes, url: str, **headers: str) -> Call:
    held = [Header(name.replace("_", "-"), value) for name, value in headers.items()]
    return Call(title="it", method="POST", url=url, headers=held, body=body, variable="KEY")


def run(script: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    plain = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **env}
    return subprocess.run(["sh"], input=script.encode(), env=plain, capture_output=True, check=True)


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_every_byte_arrives(body, listener):
    said = run(curl(call(body, listener.url + "/v1/x?q=[1]&r={a,b}", x_odd='it\'s "$HOME" `pwd` \\')))
    assert said.stdout == b"{}"
    ((_, path, headers, got),) = listener.asked
    assert got == body
    assert path == "/v1/x?q=[1]&r={a,b}"
    assert headers["x-odd"] == 'it\'s "$HOME" `pwd` \\'


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_a_recorded_request_goes_to_the_gateway_with_the_token_of_the_shell(listener):
    run(curl(client_call(exchange(), listener.url)), ANTHROPIC_AUTH_TOKEN=FAKE)
    ((_, path, headers, got),) = listener.asked
    assert (path, got) == ("/v1/messages?beta=true", LEG_A)
    assert headers["authorization"] == f"Bearer {FAKE}"
    assert headers["anthropic-version"] == "2023-06-01"


@given(st.binary(max_size=80))
@settings(max_examples=40, deadline=None)
def test_a_shell_always_can_read_it(body):
    script = curl(call(body, "http://127.0.0.1/"))
    subprocess.run(["sh", "-n"], input=script.encode(), check=True)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=40, deadline=None)
def test_a_word_stays_one_word(text):
    assert run(f"printf %s {single(text)}").stdout == text.encode()


def test_what_stands_before_a_variable_is_taken_as_it_is():
    said = run(f"printf %s {with_variable('a $b `c` ' + chr(92) + ' ' + chr(34), 'KEY')}", KEY="v")
    assert said.stdout == b'a $b `c` \\ "v'


def test_the_upstreams_key_is_a_variable():
    text = curl(upstream_call(exchange(), key="env:OPENAI_API_KEY"))
    assert '-H "authorization: Bearer $OPENAI_API_KEY"' in text
    assert "****" not in text
    assert text.startswith("# #38 as it was sent to openai, attempt 2\nprintf %s '{")
    assert (
        "gpt-4o" in json.loads(text.split("printf %s '")[1].split("' |\n")[0].replace("'\\''", "'"))["model"]
    )


def test_an_answer_that_is_no_text_goes_into_a_file():
    given = exchange()
    given.legs[3].start = "POST https://api.example/model/m/invoke-with-response-stream"
    assert "--output answer.eventstream" in curl(upstream_call(given, key="env:K"))
    assert "--output" not in curl(upstream_call(exchange(), key="env:K"))
