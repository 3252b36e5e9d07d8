"""The command is run by a real shell; a stand-in says what HTTPie would have been given."""

import os
import subprocess
import sys

import pytest
from export_exchanges import LEG_A, exchange

from tui_router.export.call import Call, Header, client_call
from tui_router.export.httpie import httpie

FAKE = "tok-" + "9" * 12


@pytest.fixture
def given(tmp_path):
    """Runs a script; gives the arguments and the body that `http` got."""
    stand_in = tmp_path / "http"
    stand_in.write_text(
        f"#!{sys.executable}\nimport sys\nsys.stdout.buffer.write('\\0'.join(sys.argv[1:]).encode() + b'\\0\\0'"
        " + sys.stdin.buffer.read())\n"
    )
    stand_in.chmod(0o755)

    def run(script):
        env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ANTHROPIC_AUTH_TOKEN": FAKE}
        done = subprocess.run(["sh"], input=script.encode(), env=env, capture_output=True, check=True)
        args, _, body = done.stdout.partition(b"\0\0")
        return args.decode().split("\0"), body

    return run


def test_a_recorded_request(given):
    args, body = given(httpie(client_call(exchange())))
    assert args[:3] == ["--stream", "POST", "http://127.0.0.1:8787/v1/messages?beta=true"]
    assert f"authorization:Bearer {FAKE}" in args
    assert body == LEG_A


def test_values_that_would_mean_something_else(given):
    headers = [
        Header("x-a", "=1"),
        Header("x-b", "@file"),
        Header("x-c", "it's $HOME"),
        Header("x-d", "no \\: way"),
    ]
    call = Call(
        title="t", method="POST", url="http://127.0.0.1/", headers=headers, body=b"\xff\x00", variable="K"
    )
    args, body = given(httpie(call))
    assert args[2:] == ["content-type:application/json", "x-a:\\=1", "x-b:\\@file", "x-c:it's $HOME"]
    assert body == b"\xff\x00"
