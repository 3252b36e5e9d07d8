"""A recorded exchange as a regression case: this request, these answers of the upstream, this result at the client.

The file runs with pytest and httpx alone beside the `tui-router` command: a server of its own plays the upstream, a
gateway in a folder of its own stands between, and what the client gets is compared with what it got then.
"""

import base64
import json

from tui_router.export.answer import Answer, read_answer
from tui_router.export.bundle import Bundled, redacted
from tui_router.export.call import ExportFault, in_a_line
from tui_router.export.python import literal
from tui_router.wire.json import as_object

_FILE = '''"""A recorded exchange of tui_router, to be run again with pytest: {title}

The upstream is played from the recording; nothing leaves this machine. Set TUI_ROUTER to the command to test.
"""

import base64
import json
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

COMMAND = os.environ.get("TUI_ROUTER", "tui-router")
PATH = {path}
HEADERS = json.loads({headers})
REQUEST = json.loads({request})
# What the upstream answered, call for call: status, content type, bytes. The last one answers what comes after.
UPSTREAM = json.loads({upstream})
DIALECT, MODEL = {dialect}, {model}
EXPECTED = json.loads({expected})


@pytest.fixture
def upstream():
    answers = list(UPSTREAM)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length") or 0))
            status, kind, body = answers.pop(0) if len(answers) > 1 else answers[0]
            body = base64.b64decode(body)
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield "http://127.0.0.1:%d/v1" % server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway(upstream, tmp_path):
    if shutil.which(COMMAND) is None:
        pytest.skip("the command tui-router is not here")
    config = tmp_path / "config.toml"
    config.write_text(
        "[providers.recorded]\\ndialect = %s\\nbase_url = %s\\n[tiers]\\ndefault = %s\\n"
        % tuple(json.dumps(each) for each in (DIALECT, upstream, "recorded/" + MODEL))
    )
    env = {{**os.environ, "TUI_ROUTER_HOME": str(tmp_path), "TUI_ROUTER_TOKEN": "recorded"}}
    command = [COMMAND, "serve", "--config", str(config), "--port", "0", "--quiet"]
    running = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        yield running.stdout.readline().split()[-1]
    finally:
        running.terminate()
        running.wait(20)
        running.stdout.close()


def read(answer):
    """The answer as its client understands it: blocks, why it stopped, the error."""
    if "event-stream" not in answer.headers.get("content-type", ""):
        events = [{{"type": "whole", "message": answer.json()}}]
    else:
        lines = answer.text.splitlines()
        events = [json.loads(line[5:]) for line in lines if line.startswith("data:")]
    blocks, inputs, stop, error = [], {{}}, "", ""
    for event in events:
        delta = event.get("delta", {{}})
        if event["type"] == "whole":
            blocks = event["message"].get("content", [])
            stop = event["message"].get("stop_reason") or ""
            error = event["message"].get("error", {{}}).get("type", "")
        elif event["type"] == "content_block_start":
            blocks.append(dict(event["content_block"]))
        elif event["type"] == "content_block_delta":
            block = blocks[event["index"]]
            for name in ("text", "thinking"):
                if name in delta:
                    block[name] = block.get(name, "") + delta[name]
            if "partial_json" in delta:
                inputs.setdefault(event["index"], []).append(delta["partial_json"])
        elif event["type"] == "message_delta":
            stop = delta.get("stop_reason") or stop
        elif event["type"] == "error":
            error = event["error"]["type"]
    for index, parts in inputs.items():
        blocks[index]["input"] = json.loads("".join(parts) or "{{}}")
    kept = ("type", "text", "thinking", "name", "input")
    shown = [{{name: block[name] for name in kept if block.get(name)}} for block in blocks]
    return {{"status": answer.status_code, "blocks": shown, "stop": stop, "error": error}}


def test_the_client_gets_what_it_got(gateway):
    headers = {{**HEADERS, "authorization": "Bearer recorded"}}
    answer = httpx.post(gateway + PATH, json=REQUEST, headers=headers, timeout=120, trust_env=False)
    assert read(answer) == EXPECTED
'''

_PLAYED = frozenset({"chat", "responses", "anthropic", "gemini", "bedrock"})
_KEPT = ("type", "text", "thinking", "name", "input")


def pytest_case(exchange: Bundled) -> str:
    """Raises `ExportFault` for what cannot be played again."""
    exchange = redacted(exchange)
    row = exchange.row
    asked, got = exchange.leg("a"), exchange.leg("d")
    answers = [leg for leg in exchange.legs if leg.leg == "c" and leg.status is not None]
    if asked is None or got is None or not answers:
        raise ExportFault(f"#{row.id} has no request, no upstream answer or no answer to compare with")
    if any(leg.size > len(leg.data) for leg in (asked, got, *answers)):
        raise ExportFault(f"a leg of #{row.id} was not kept whole")
    if row.dialect not in _PLAYED:
        raise ExportFault(
            f"its upstream speaks {in_a_line(row.dialect) or 'no language'}, which this case cannot play"
        )
    request = as_object(asked.data)
    if not request:
        raise ExportFault(f"the request of #{row.id} is no JSON object")
    answer = read_answer(got.data)
    if not answer.whole and answer.error is None:
        raise ExportFault(f"the answer of #{row.id} has no end to compare with")
    _, _, path = asked.start.partition(" ")
    held = {name: value for name, value in asked.headers if name.lower().startswith("anthropic-")}
    return _FILE.format(
        title=in_a_line(f"{row.id} {row.client_model} {row.model}"),
        path=_text(path or "/v1/messages"),
        headers=literal(held),
        request=literal(request),
        upstream=literal([_recorded(leg.status or 0, leg.headers, leg.data) for leg in answers]),
        dialect=_text(row.dialect),
        model=_text(row.model),
        expected=literal(_expected(answer, got.status or row.status or 200)),
    )


def _expected(answer: Answer, status: int) -> dict[str, object]:
    shown = [{name: block[name] for name in _KEPT if block.get(name)} for block in answer.blocks]
    error = (answer.error or {}).get("type", "")
    return {"status": status, "blocks": shown, "stop": answer.stop, "error": error}


def _recorded(status: int, headers: list[tuple[str, str]], data: bytes) -> list[object]:
    kind = next((value for name, value in headers if name.lower() == "content-type"), "application/json")
    return [status, kind, base64.b64encode(data).decode("ascii")]


def _text(value: str) -> str:
    """A string of Python in plain ASCII."""
    return json.dumps(value).replace("\x7f", "\\u007f")
