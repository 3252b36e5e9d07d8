"""The whole visit, as a person runs it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_router.cli.doctor import doctor
from tui_router.settings.places import Places

KEY = "sk-" + "test-" + "0" * 20


def config(url: str, more: str = "") -> str:
    return (
        f'[server]\nport = 0\n[providers.box]\ndialect = "chat"\nbase_url = "{url}/v1"\nkey = "env:BOX_KEY"\n'
        '[providers.box.models."tools"]\ncontext_window = 131072\nmax_output_tokens = 16384\n'
        f'[tiers]\ndefault = "box/tools"\n{more}'
    )


@pytest.fixture
def look(own_env, places: Places, tmp_path: Path, monkeypatch):
    """`doctor` in this process, with a client of the tested version."""
    program = tmp_path / "bin" / "claude"
    program.write_text("#!/bin/sh\necho '2.1.330 (Claude Code)'\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)

    def run(*args: str, **env: str):
        return CliRunner().invoke(doctor, args, env=env, catch_exceptions=False)

    return run


def states(result) -> dict[tuple[str, str], str]:
    return {(f["about"], f["check"]): f["state"] for f in json.loads(result.stdout)["findings"]}


def test_offline_nobody_is_asked_and_no_key_is_shown(look, places: Places, monkeypatch) -> None:
    async def never(*_args, **_more):
        raise AssertionError("somebody was asked")

    monkeypatch.setattr("tui_router.net.http.Http.send", never)
    places.config_file.write_text(config("http://127.0.0.1:1"))
    result = look("--offline", BOX_KEY=KEY)
    assert result.exit_code == 0, result.output
    assert "its key is set (env:BOX_KEY)" in result.output
    assert KEY not in result.output
    assert "request" not in result.stderr
    assert "131,072 tokens, by the settings" in result.stdout


def test_everything_at_a_working_target(look, places: Places, sandbox: str) -> None:
    places.config_file.write_text(config(sandbox))
    result = look("--json", "--fast", BOX_KEY=KEY)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["ok"] is True
    assert told["requests"] == 1
    found = states(result)
    assert found["box/tools", "answers"] == "ok"
    assert found["box", "key accepted"] == "ok"
    assert found["box", "address"] == "ok"
    assert not [check for _, check in found if check == "languages"]
    assert KEY not in result.stdout
    assert "1 tiny request to 1 provider" in result.stderr


def test_each_subject_stands_under_one_head(look, places: Places, sandbox: str) -> None:
    places.config_file.write_text(config(sandbox))
    result = look("--fast", BOX_KEY=KEY)
    heads = [line for line in result.stdout.splitlines()[:-1] if not line.startswith(" ")]
    assert heads == ["settings", "gateway", "wiring", "box", "box/tools", "network", "client"]


def test_a_refusal_fails_and_says_what_to_do(look, places: Places, sandbox: str) -> None:
    places.config_file.write_text(config(sandbox, 'haiku = "box/txt"\n'))
    result = look("--fast", BOX_KEY=KEY)
    assert result.exit_code == 1
    assert 'haiku = "box/text' in result.stdout
    assert "1 fail" in result.stdout.splitlines()[-1]


def test_nothing_stands_out_of_80_columns_but_what_is_pasted(look, places: Places, sandbox: str) -> None:
    places.config_file.write_text(config(sandbox))
    result = look("--fast", BOX_KEY=KEY)
    long = [line for line in result.stdout.splitlines() if len(line) > 80 and not line.startswith(" " * 15)]
    assert long == []
    assert "\x1b" not in result.stdout


def test_broken_settings_are_told_and_the_rest_is_left(look, places: Places) -> None:
    places.config_file.write_text("[tiers]\nhiaku = 'x/y'\n")
    result = look("--json")
    assert result.exit_code == 1
    found = states(result)
    assert found["settings", "file"] == "fail"
    assert found["wiring", "providers"] == "skipped"
    assert found["client", "version"] == "ok"


def test_only_the_provider_asked_for(look, places: Places, sandbox: str) -> None:
    more = '[providers.other]\ndialect = "chat"\nbase_url = "http://127.0.0.1:1/v1"\n'
    places.config_file.write_text(config(sandbox, more))
    assert look("--offline", "--json", "--provider", "box", BOX_KEY=KEY).exit_code == 0
    found = states(look("--offline", "--json", "--provider", "other", BOX_KEY=KEY))
    assert ("other", "key") in found
    assert ("box", "key") not in found


def test_a_provider_that_is_not_there_is_told_with_what_brings_it(look, places: Places, sandbox: str) -> None:
    places.config_file.write_text(config(sandbox))
    result = look("--offline", "--provider", "bix")
    assert result.exit_code == 2
    assert "(there are: box)" in result.stderr
    assert "did you mean box?" in result.stderr
    assert 'preset = "codex"' in look("--offline", "--provider", "codex").stderr


def test_without_providers(look, monkeypatch) -> None:
    result = look("--offline", "--json")
    assert result.exit_code == 1
    assert states(result)["wiring", "providers"] == "fail"


def test_a_key_that_is_not_set_spares_the_requests(look, places: Places, sandbox: str) -> None:
    places.config_file.write_text(config(sandbox))
    result = look("--json", "--fast")
    assert result.exit_code == 1
    found = states(result)
    assert found["box", "key"] == "fail"
    assert found["box/tools", "answers"] == "skipped"
    assert json.loads(result.stdout)["requests"] == 0


def test_facts_are_laid_before_a_target_is_asked(look, places: Places, sandbox: str) -> None:
    fact = {
        "provider": "box", "base_url": f"{sandbox}/v1", "model": "tools", "name": "stream_options", "value": False,
        "origin": "person",
    }  # fmt: skip
    places.config_file.write_text(config(sandbox))
    places.facts.write_text(json.dumps({"version": 1, "facts": [fact]}))
    result = look("--json", "--fast", BOX_KEY=KEY)
    assert states(result)["box/tools", "usage"] == "warn"  # it tells them only when asked


def test_the_help_names_the_flags(look) -> None:
    told = look("--help").output
    for flag in ("--config", "--provider", "--offline", "--json", "--fast"):
        assert flag in told


def test_a_whole_visit_with_a_gateway_started_for_it(run, wired: Places, tmp_path: Path) -> None:
    """The demo's wiring, end to end, in a process of its own."""
    program = tmp_path / "bin" / "claude"
    program.write_text("#!/bin/sh\necho '2.1.330 (Claude Code)'\n")
    program.chmod(0o755)
    wired.config_file.write_text(
        re.sub(r"(?ms)^\[tiers\].*", '[tiers]\ndefault = "sandbox/tools"\n', wired.config_file.read_text())
    )
    done = run("doctor", "--json")
    told = json.loads(done.stdout)
    found = {(f["about"], f["check"]): f["state"] for f in told["findings"]}
    assert found["end to end", "request"] == "ok", told["findings"][-1]
    assert found["sandbox", "languages"] == "ok"
    assert found["sandbox/tools", "tools"] == "ok"
    assert done.returncode == 0, [f for f in told["findings"] if f["state"] == "fail"]
    assert (wired.state / "flavours.json").stat().st_mode & 0o777 == 0o600
    assert "--offline sends none" in done.stderr
