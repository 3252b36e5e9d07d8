import subprocess
import sys
from pathlib import Path

import pytest

from tui_router.cli.checks.client import TESTED, Ours, check_installed, check_surroundings, read_version
from tui_router.cli.client_settings import Given, read_settings

URL = "http://127.0.0.1:8787"
TOKEN = "test-" + "0" * 30
OURS = Ours(URL, TOKEN)


@pytest.fixture
def claude(tmp_path: Path):
    """A stand-in that says this of its version."""

    def put(said: str) -> dict[str, str]:
        program = tmp_path / "claude"
        program.write_text(
            f"#!{sys.executable}\nimport sys\nassert sys.argv[1:] == ['--version']\nprint({said!r})\n"
        )
        program.chmod(0o755)
        return {"PATH": str(tmp_path)}

    return put


def test_no_client(report, only, tmp_path: Path) -> None:
    check_installed(report, {"PATH": str(tmp_path)})
    assert only().state == "fail"
    assert only().paste == ["npm install -g @anthropic-ai/claude-code"]


@pytest.mark.parametrize(
    ("version", "state"),
    [
        (TESTED, "ok"),
        ("2.1.300", "ok"),
        ("2.1.400", "ok"),
        ("2.2.0", "ok"),
        ("2.1.100", "warn"),
        ("2.0.99", "warn"),
        ("1.9.0", "warn"),
        ("3.0.0", "warn"),
    ],
)
def test_its_version(report, only, claude, version: str, state: str) -> None:
    check_installed(report, claude(f"{version} (Claude Code)"))
    assert only().state == state
    assert version in only().said


def test_an_old_one_is_updated(report, only, claude) -> None:
    check_installed(report, claude("1.0.0 (Claude Code)"))
    assert only().paste == ["claude update"]


@pytest.mark.parametrize("said", ["", "\x1b[31mError", "9" * 5000])
def test_one_that_does_not_tell(report, only, claude, said: str) -> None:
    check_installed(report, claude(said))
    assert only().state == "warn"


def test_one_that_cannot_be_started_or_hangs(report, claude, monkeypatch) -> None:
    env = claude("2.1.330")
    for error in (OSError("no"), subprocess.TimeoutExpired("claude", 1)):

        def fail(*_args, error=error, **_more):
            raise error

        monkeypatch.setattr(subprocess, "run", fail)
        check_installed(report, env)
    assert [finding.state for finding in report.findings] == ["warn", "warn"]


def test_versions_are_read() -> None:
    assert read_version("2.1.330 (Claude Code)") == (2, 1, 330)
    assert read_version("v2") is None
    assert read_version("1" * 100_000) is None


WIRED = {"ANTHROPIC_BASE_URL": URL, "ANTHROPIC_AUTH_TOKEN": TOKEN}


def test_nothing_in_the_way(report, only) -> None:
    check_surroundings(report, WIRED, Given(), OURS)
    assert (only().state, only().said) == ("ok", "ANTHROPIC_BASE_URL points at the gateway")
    assert TOKEN not in str(report.findings)


def test_nothing_set_at_all_is_usual(report, only) -> None:
    check_surroundings(report, {}, Given(), OURS)
    assert only().state == "ok"
    assert "Not logged in" in only().said


@pytest.mark.parametrize(
    "name",
    [
        "CLAUDE_CODE_USE_VERTEX",
        "ANTHROPIC_VERTEX_PROJECT_ID",
        "CLAUDE_CODE_USE_BEDROCK",
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_UNIX_SOCKET",
    ],
)
def test_a_variable_that_leads_past_the_gateway(report, of, name: str) -> None:
    check_surroundings(report, {**WIRED, name: "hunter2hunter2"}, Given(), OURS)
    (found,) = of(name)
    assert found.state == "warn"
    assert found.paste == [f"unset {name}"]
    assert "hunter2" not in str(report.findings)


def test_an_empty_variable_is_none(report, only) -> None:
    check_surroundings(report, {**WIRED, "CLAUDE_CODE_USE_VERTEX": ""}, Given(), OURS)
    assert only().state == "ok"


def test_the_same_in_the_clients_settings(report, of, tmp_path: Path) -> None:
    folder = tmp_path / "it is here" / ".claude"
    folder.mkdir(parents=True)
    (folder / "settings.local.json").write_text(
        '{"env": {"CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_BASE_URL": "https://x.example"}}'
    )
    env = {**WIRED, "HOME": str(tmp_path)}
    check_surroundings(report, env, read_settings(env, folder.parent), OURS)
    bedrock, url = of("CLAUDE_CODE_USE_BEDROCK")[0], of("ANTHROPIC_BASE_URL")[0]
    for found in (bedrock, url):
        assert found.state == "warn"
        assert found.paste == [f"${{EDITOR:-vi}} '{folder}/settings.local.json'"]
    assert "Amazon" in bedrock.said
    assert f"another place than the gateway ({URL})" in url.said


def test_settings_that_empty_a_variable_win_over_the_shell(report, only) -> None:
    given = Given({"CLAUDE_CODE_USE_VERTEX": ""}, {"CLAUDE_CODE_USE_VERTEX": Path("s")})
    check_surroundings(report, {**WIRED, "CLAUDE_CODE_USE_VERTEX": "1"}, given, OURS)
    assert only().state == "ok"


def test_another_address_in_the_shell(report, only) -> None:
    check_surroundings(report, {**WIRED, "ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}, Given(), OURS)
    assert only().state == "warn"
    assert only().said == f"ANTHROPIC_BASE_URL points at http://127.0.0.1:4000, the gateway is at {URL}"
    assert only().paste == ['eval "$(tui-router connect claude --print-env)"']


def test_a_token_without_an_address(report, only) -> None:
    check_surroundings(report, {"ANTHROPIC_AUTH_TOKEN": TOKEN}, Given(), OURS)
    assert only().state == "warn"
    assert "Not logged in" in only().said
    assert only().paste[0] == "tui-router connect claude"


@pytest.mark.parametrize(
    ("token", "words"),
    [("other-token", "is not the token of this gateway"), ("", "is missing"), ("é", "is not")],
)
def test_another_token(report, only, token: str, words: str) -> None:
    check_surroundings(report, {**WIRED, "ANTHROPIC_AUTH_TOKEN": token}, Given(), OURS)
    assert only().state == "warn"
    assert words in only().said


def test_before_the_first_start_no_token_is_wrong(report, only) -> None:
    check_surroundings(report, WIRED, Given(), Ours(URL, ""))
    assert only().state == "ok"
    assert TOKEN not in repr(OURS)
