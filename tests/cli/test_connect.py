import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui_router.settings.places import Places
from tui_router.settings.process import read_lock
from tui_router.settings.secrets import client_token

CLAUDE = f"""#!{sys.executable}
import json, os, signal, sys
seen = {{"env": dict(os.environ), "args": sys.argv[1:]}}
if sys.argv[-1].startswith("/"):
    seen["settings"] = json.load(open(sys.argv[-1]))
with open(os.environ["SEEN"], "w") as file:
    json.dump(seen, file)
if "--wait" in sys.argv:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(40))
    print("waiting", flush=True)
    signal.pause()
raise SystemExit(7)
"""


@pytest.fixture
def claude(env: dict[str, str], tmp_path: Path):
    """A stand-in for the client that writes down what it was given, and exits with 7."""
    program = tmp_path / "bin" / "claude"
    program.write_text(CLAUDE)
    program.chmod(0o755)
    env["SEEN"] = str(tmp_path / "seen.json")

    def seen() -> dict:
        return json.loads(Path(env["SEEN"]).read_text())

    return seen


def test_the_client_is_started_on_a_gateway_that_stays(
    run, claude, wired: Places, env: dict[str, str], ask
) -> None:
    done = run("connect", "claude", "--", "-p", "hello", more={"ANTHROPIC_API_KEY": "sk-ant-own"})
    assert done.returncode == 7
    held = read_lock(wired.lock)
    assert held is not None
    assert f"keeps running at {held.url}" in done.stderr
    given = claude()
    assert given["args"] == ["--permission-mode", "default", "-p", "hello"]
    assert given["env"]["ANTHROPIC_BASE_URL"] == held.url
    assert given["env"]["ANTHROPIC_AUTH_TOKEN"] == client_token(wired, env).reveal()
    assert given["env"]["ENABLE_TOOL_SEARCH"] == "false"
    assert "ANTHROPIC_API_KEY" not in given["env"]
    assert "ANTHROPIC_CUSTOM_HEADERS" not in given["env"]
    assert ask(held.url, given["env"]["ANTHROPIC_AUTH_TOKEN"], "claude-opus-5-5") == 200

    again = run("connect", "claude")
    assert again.returncode == 7
    assert "keeps running" not in again.stderr
    assert read_lock(wired.lock) == held


@pytest.mark.parametrize(
    ("default", "args", "window"),
    [
        ('"anthropic/claude-opus-5"', [], None),
        ('["anthropic/claude-opus-5", "local/q"]', ["--permission-mode", "default"], "1000000"),
        ('["local/q", "anthropic/claude-opus-5"]', ["--permission-mode", "default"], "120000"),
    ],
)
def test_a_foreign_fallback_makes_a_launch_foreign_and_the_usual_target_gives_the_window(
    run, claude, places: Places, default: str, args: list[str], window: str | None
) -> None:
    places.config_file.write_text(
        '[server]\nport = 0\n[providers.anthropic]\npreset = "anthropic"\n[providers.local]\ndialect = "chat"\n'
        'base_url = "http://127.0.0.1:9/v1"\n[providers.local.models.q]\ncontext_window = 120000\n'
        f"[tiers]\ndefault = {default}\n"
    )
    assert run("connect", "claude", "--", "-p").returncode == 7
    given = claude()
    assert given["args"] == [*args, "-p"]
    assert given["env"].get("CLAUDE_CODE_AUTO_COMPACT_WINDOW") == window


def launched(given: dict) -> dict[str, str]:
    name, _, value = given["env"]["ANTHROPIC_CUSTOM_HEADERS"].splitlines()[-1].partition(": ")
    return {name: value}


def test_tier_flags_wire_this_launch_and_no_other(
    run, claude, gateway: str, wired: Places, env: dict[str, str], ask
) -> None:
    flags = ["--haiku-model", "sandbox/text", "--subagent-model", "sandbox/null-usage"]
    done = run("connect", "claude", *flags, more={"ANTHROPIC_CUSTOM_HEADERS": "X-Team: a"})
    assert done.returncode == 7
    assert "haiku → sandbox/text\n" in done.stderr
    given = claude()
    assert given["env"]["ANTHROPIC_CUSTOM_HEADERS"].startswith("X-Team: a\n")
    header, token = launched(given), client_token(wired, env).reveal()
    agent = {"x-claude-code-agent-id": "a0123456789abcdef"}
    for headers in (header, header | agent, {}):
        assert ask(gateway, token, "claude-haiku-5-5", **headers) == 200
    assert [row["model"] for row in exchanges(gateway, wired, env)] == ["text", "null-usage", "text-fast"]


def exchanges(url: str, places: Places, env: dict[str, str]) -> list[dict]:
    """Oldest first."""
    import urllib.request

    from tui_router.settings.secrets import control_token

    request = urllib.request.Request(
        f"{url}/control/v1/exchanges",
        headers={"authorization": f"Bearer {control_token(places, env).reveal()}"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)[::-1]


def test_one_model_for_all(run, claude, gateway: str, wired: Places, env: dict[str, str], ask) -> None:
    done = run("connect", "claude", "--model", "sandbox/text", "--opus-model", "sandbox/null-usage")
    assert done.returncode == 7
    header, token = launched(claude()), client_token(wired, env).reveal()
    for model in ("claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5", "mythos"):
        assert ask(gateway, token, model, **header) == 200
    assert [row["model"] for row in exchanges(gateway, wired, env)] == ["text", "text", "null-usage", "text"]


def test_the_variables_for_a_shell(run, gateway: str, env: dict[str, str]) -> None:
    done = run("connect", "claude", "--print-env", "--model", "sandbox/text")
    assert done.returncode == 0
    script = f"{done.stdout}\nenv -0"
    shell = subprocess.run(
        ["/bin/sh", "-c", script],
        env={**env, "ANTHROPIC_API_KEY": "x", "CLAUDE_CODE_USE_BEDROCK": "1"},
        capture_output=True,
        check=True,
    )
    found = dict(entry.split("=", 1) for entry in shell.stdout.decode().split("\0") if entry)
    assert found["ANTHROPIC_BASE_URL"] == gateway
    assert found["ANTHROPIC_CUSTOM_HEADERS"].startswith("x-tui-router-launch: ")
    assert not {"ANTHROPIC_API_KEY", "CLAUDE_CODE_USE_BEDROCK"} & found.keys()


def test_a_model_that_does_not_exist(run, claude, wired: Places, env: dict[str, str]) -> None:
    done = run("connect", "claude", "--sonnet-model", "sandbox/tool")
    assert done.returncode == 2
    assert "sandbox/tool: no such model. There are sandbox/tools" in done.stderr
    assert read_lock(wired.lock) is None  # a gateway started for nothing is not left behind
    assert not Path(env["SEEN"]).exists()


def test_no_client(run, places: Places) -> None:
    done = run("connect", "claude")
    assert done.returncode == 2
    assert "`claude` is not on the PATH" in done.stderr
    assert read_lock(places.lock) is None


def test_nothing_wired(run, claude, places: Places) -> None:
    places.config_file.write_text(
        '[server]\nport = 0\n[providers.none]\ndialect = "chat"\nbase_url = "http://127.0.0.1:9/v1"\n'
    )
    done = run("connect", "claude")
    assert done.returncode == 2
    assert "nowhere to send a request" in done.stderr
    assert "OPENAI_API_KEY" in done.stderr
    assert read_lock(places.lock) is None


def test_signals_reach_the_client(begin, run, claude, gateway: str) -> None:
    child = begin("connect", "claude", "--", "--wait")
    assert child.stdout.readline() == "waiting\n"
    child.send_signal(signal.SIGTERM)
    assert child.wait() == 40


def test_a_program_that_cannot_be_run(run, gateway: str, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "claude"
    program.write_text("#!/nonexistent/interpreter\n")
    program.chmod(0o755)
    done = run("connect", "claude")
    assert done.returncode == 2
    assert "cannot be started" in done.stderr


SET_UP_ELSEWHERE = {
    "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000", "ANTHROPIC_API_KEY": "sk-x", "FOO": "bar"}
}


@pytest.fixture
def set_up_elsewhere(env: dict[str, str]) -> Path:
    path = Path(env["HOME"]) / ".claude" / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(SET_UP_ELSEWHERE))
    return path


def test_a_client_set_up_for_another_gateway_comes_here(
    run, claude, gateway: str, places: Places, set_up_elsewhere: Path
) -> None:
    assert run("connect", "claude", "--", "-p", "hi").returncode == 7
    *args, flag, path = claude()["args"]
    assert args == ["--permission-mode", "default", "-p", "hi"]
    assert flag == "--settings"
    assert claude()["settings"] == {"env": {"ANTHROPIC_BASE_URL": gateway, "ANTHROPIC_API_KEY": ""}}
    assert not Path(path).exists()
    assert set_up_elsewhere.read_text() == json.dumps(SET_UP_ELSEWHERE)


def test_where_we_cannot_go_before_it_we_say_so(run, claude, gateway: str, set_up_elsewhere: Path) -> None:
    words = f"{set_up_elsewhere} sets ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, which wins over this."
    done = run("connect", "claude", "--", "--settings", "mine.json")
    assert claude()["args"][-2:] == ["--settings", "mine.json"]
    assert words in done.stderr
    assert words in run("connect", "claude", "--print-env").stderr


def test_with_nothing_wired_the_first_model_found_serves_every_tier(
    run, claude, places: Places, sandbox: str, env: dict[str, str], ask
) -> None:
    places.config_file.write_text("[server]\nport = 0\n")
    more = {"VLLM_URL": f"{sandbox}/v1"}
    done = run("connect", "claude", more=more)
    assert done.returncode == 7
    lines = [line for line in done.stderr.splitlines() if " → " in line]
    tiers = [line.split(" → ")[0].strip() for line in lines]
    assert tiers == ["haiku", "sonnet", "opus", "fable", "other models"]
    first = {line.split(" → ")[1] for line in lines}
    assert len(first) == 1
    assert first.pop().startswith("vllm/")

    again = run("connect", "claude", "--opus-model", "vllm/text", more=more)
    assert "opus → vllm/text\n" in again.stderr
    header, held = launched(claude()), read_lock(places.lock)
    assert held is not None
    token = client_token(places, env).reveal()
    assert ask(held.url, token, "claude-opus-5-5", **header) == 200
    assert exchanges(held.url, places, env)[-1]["model"] == "text"


def test_the_variables_for_another_shell(run, gateway: str) -> None:
    done = run("connect", "claude", "--print-env", more={"SHELL": "/usr/bin/fish"})
    assert f"set -gx ANTHROPIC_BASE_URL '{gateway}'\n" in done.stdout
    assert "| source" in done.stderr
    done = run("connect", "claude", "--print-env", "--shell", "powershell", more={"SHELL": "/usr/bin/fish"})
    assert f"$env:ANTHROPIC_BASE_URL = '{gateway}'\n" in done.stdout
    assert "Invoke-Expression" in done.stderr


def test_the_fields_of_a_form(run, gateway: str, wired: Places, env: dict[str, str]) -> None:
    done = run("connect", "claude", "--print-fields", "--opus-model", "sandbox/text")
    fields = dict(line.split("  ", 1) for line in done.stdout.splitlines())
    told = {label.strip(): value.strip() for label, value in fields.items()}
    assert told == {
        "Provider Name": "tui_router",
        "API Key": client_token(wired, env).reveal(),
        "Request URL": gateway,
        "Main Model": "sandbox/text",
        "Haiku Model": "sandbox/text-fast",
        "Sonnet Model": "responses/tools",
        "Opus Model": "sandbox/text",
    }


def test_a_plain_client_is_set_up_and_set_back(
    run, gateway: str, wired: Places, env: dict[str, str], ask, set_up_elsewhere: Path
) -> None:
    before = set_up_elsewhere.read_bytes()
    done = run("connect", "claude", "--settings", "--haiku-model", "sandbox/text")
    assert done.returncode == 0
    assert "--permission-mode default" in done.stderr
    now = json.loads(set_up_elsewhere.read_text())["env"]
    assert now["ANTHROPIC_BASE_URL"] == gateway
    assert now["ANTHROPIC_API_KEY"] == ""
    assert now["FOO"] == "bar"
    # What was chosen by flag is a name that the gateway knows, now and after its next start.
    assert now["ANTHROPIC_DEFAULT_HAIKU_MODEL"] == "sandbox/text"
    assert ask(gateway, now["ANTHROPIC_AUTH_TOKEN"], now["ANTHROPIC_DEFAULT_HAIKU_MODEL"]) == 200
    assert [row["model"] for row in exchanges(gateway, wired, env)] == ["text"]
    # A launch finds nothing in its way, and undoing needs no gateway.
    assert "wins over this" not in run("connect", "claude", "--print-env").stderr
    assert run("connect", "claude", "--undo-settings").returncode == 0
    assert set_up_elsewhere.read_bytes() == before


def test_undoing_starts_no_gateway(run, places: Places) -> None:
    done = run("connect", "claude", "--undo-settings", "/nonexistent/settings.json")
    assert done.returncode == 0
    assert "Nothing in /nonexistent/settings.json is ours." in done.stderr
    assert read_lock(places.lock) is None


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--print-env", "--print-fields"], "--print-env and --print-fields do not go together"),
        (["--shell", "fish"], "--shell goes with --print-env"),
        (["--settings", "--", "-p", "hi"], "--settings starts no client; leave -p away"),
        (["--print-env", "--shell", "tcsh"], "'tcsh' is not one of"),
    ],
)
def test_flags_that_contradict(run, places: Places, args: list[str], words: str) -> None:
    done = run("connect", "claude", *args)
    assert done.returncode == 2
    assert words in done.stderr
    assert read_lock(places.lock) is None
