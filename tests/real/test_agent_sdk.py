"""The Claude Agent SDK through the gateway: one question, a conversation, another model between two turns, tools.

Runs where `claude_agent_sdk` is installed, or where TUI_ROUTER_SDK_PYTHON names an interpreter that has it. The SDK
brings its own client and needs no login.
"""

import importlib.util
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PYTHON = os.environ.get("TUI_ROUTER_SDK_PYTHON", "")
HERE = Path(__file__).parent
LIMIT = 120  # seconds for the whole talk
TOKEN, CONTROL = "client-token-of-the-sdk-tests", "control-token-of-the-sdk-tests"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not PYTHON and importlib.util.find_spec("claude_agent_sdk") is None,
        reason="no Claude Agent SDK; TUI_ROUTER_SDK_PYTHON may name an interpreter that has it",
    ),
]

CONFIG = """
[providers.sandbox]
dialect = "{dialect}"
base_url = "{url}"
[tiers]
haiku = "sandbox/text-fast"
sonnet = "sandbox/tools"
opus = "sandbox/text"
"""


def first_line(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().split()[-1]


@pytest.fixture(scope="module", params=["chat", "anthropic"])
def gateway(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("router")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TUI_ROUTER_HOME": str(folder / "router"),
        "TUI_ROUTER_TOKEN": TOKEN,
        "TUI_ROUTER_CONTROL_TOKEN": CONTROL,
    }
    children = []

    def start(*command: str) -> str:
        child = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        children.append(child)
        return first_line(child)

    sandbox = start("tui_router.sandbox.serve", "--port", "0")
    config = folder / "config.toml"
    url = f"{sandbox}/v1" if request.param == "chat" else sandbox
    config.write_text(CONFIG.format(dialect=request.param, url=url))
    yield start("tui_router", "serve", "--config", str(config), "--port", "0")
    for child in reversed(children):
        child.terminate()
        child.communicate(timeout=20)


def talk(gateway: str, folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [PYTHON or sys.executable, str(HERE / "sdk_talk.py"), str(folder)],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "ANTHROPIC_BASE_URL": gateway,
            "ANTHROPIC_AUTH_TOKEN": TOKEN,
            "ENABLE_TOOL_SEARCH": "false",
            "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_TELEMETRY": "1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen: list[dict[str, Any]] = json.loads(done.stdout)
    return seen


def exchanges(gateway: str) -> list[dict[str, Any]]:
    """Oldest first."""
    request = urllib.request.Request(
        f"{gateway}/control/v1/exchanges", headers={"authorization": f"Bearer {CONTROL}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        rows: list[dict[str, Any]] = json.load(answer)
    return rows[::-1]


def test_a_question_a_conversation_other_models_and_tools(gateway: str, tmp_path: Path) -> None:
    alone, first, second, small, tool, both = talk(gateway, tmp_path)
    assert [seen["error"] for seen in (alone, first, second, small, tool, both)] == [""] * 6
    assert alone["result"].startswith("The tests pass now.")
    assert alone["session"] != first["session"]
    assert {seen["session"] for seen in (second, small, tool, both)} == {first["session"]}
    assert small["result"] == "Mend the parser's last line"
    assert [call["command"] for call in tool["tools"]] == ["echo hi"]
    assert tool["result"] == "The tool answered: hi. That is what I wanted to know."
    assert [call["command"] for call in both["tools"]] == ["echo left", "echo right"]
    assert "left" in both["result"]
    assert "right" in both["result"]
    assert all(seen["usage"]["input_tokens"] > 0 < seen["usage"]["output_tokens"] for seen in (alone, both))

    rows = exchanges(gateway)
    assert [row["model"] for row in rows] == [
        *("text", "text", "text", "text-fast"),
        *("tools", "tools"),
        *("parallel", "parallel", "parallel"),
    ]
    # A name that the client does not know it tries out first, in a small request that is no stream.
    assert [row.get("stream", False) for row in rows] == [True] * 6 + [False] + [True] * 2
    assert {(row["kind"], row["status"]) for row in rows} == {("main", 200)}
    assert {row["session"] for row in rows[1:]} == {first["session"]}
