"""Real llama.cpp servers, each a child with a model that says one known thing, started when first asked for.

Skipped where `xllamacpp` or `gguf` is absent, unless TUI_ROUTER_REQUIRE_REAL=1: then their absence is an error.
"""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

HERE = Path(__file__).parent
CONTEXT = 131072
"""Tokens, which here are bytes; each of the two slots has half."""

Llama = Callable[[str], str]

_kit = importlib.util.spec_from_file_location("gateway_kit", HERE.parent / "gateway" / "conftest.py")
assert _kit is not None
assert _kit.loader is not None
kit = sys.modules["gateway_kit"] = importlib.util.module_from_spec(_kit)
_kit.loader.exec_module(kit)
start = kit.start
"""A gateway in this process, for the tests that start one; they find the rest of the kit under its name."""


def require(*modules: str) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing and os.environ.get("TUI_ROUTER_REQUIRE_REAL") == "1":
        pytest.fail(f"not installed, and TUI_ROUTER_REQUIRE_REAL=1: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (the extra `real`)")


def end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Llama]:
    """`llama("text" | "tool" | "think" | "loop")` → the base URL of a server with this model, without `/v1`."""
    require("xllamacpp", "gguf")
    folder = tmp_path_factory.mktemp("llama")
    children: dict[str, tuple[subprocess.Popen[str], str]] = {}

    def start(kind: str) -> str:
        if kind not in children:
            model = folder / f"{kind}.gguf"
            subprocess.run([sys.executable, str(HERE / "tiny_model.py"), kind, str(model)], check=True)
            with (folder / f"{kind}.log").open("w") as log:
                child = subprocess.Popen(
                    [sys.executable, str(HERE / "llama_server.py"), str(model), str(CONTEXT)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            assert child.stdout
            children[kind] = (child, child.stdout.readline().strip())
        child, url = children[kind]
        wait_until_healthy(child, url)
        return url

    yield start
    for child, _ in children.values():
        end(child)


def wait_until_healthy(child: subprocess.Popen[str], url: str) -> None:
    for _ in range(600):
        assert child.poll() is None, "the engine ended"
        try:
            with urlopen(f"{url}/health", timeout=5) as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the engine does not become healthy")


@dataclass(frozen=True)
class Running:
    """A gateway with each engine behind its three languages: models `chat-text/tiny`, `responses-text/tiny`,
    `native-text/tiny`, …"""

    url: str
    token: str
    log: Path


@pytest.fixture(scope="session")
def gateway(llama: Llama, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("gateway")
    config = folder / "config.toml"
    lines = []
    for kind in ("text", "tool", "think", "loop"):
        url = llama(kind)
        lines += [f"[providers.chat-{kind}]", 'dialect = "chat"', f'base_url = "{url}/v1"']
        lines += [f"[providers.responses-{kind}]", 'dialect = "responses"', f'base_url = "{url}/v1"']
        lines += [f"[providers.native-{kind}]", 'dialect = "anthropic"', f'base_url = "{url}"']
    lines += ["[tiers]", 'sonnet = "chat-text/tiny"', 'opus = "native-think/tiny"']
    config.write_text("\n".join(lines))
    token = "client-token-of-the-real-tests"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TUI_ROUTER_HOME": str(folder / "router"),
        "TUI_ROUTER_TOKEN": token,
    }
    log = folder / "gateway.log"
    with log.open("w") as stderr:
        child = subprocess.Popen(
            [sys.executable, "-m", "tui_router", "serve", "--config", str(config), "--port", "0"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        assert child.stdout
        line = child.stdout.readline()
        assert line.startswith("tui-router listening on "), log.read_text()
        yield Running(line.split()[-1], token, log)
    finally:
        end(child)
