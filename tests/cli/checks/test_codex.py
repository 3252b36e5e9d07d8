import importlib.util
import json
import sys
from pathlib import Path

import pytest

from tui_router.cli.checks.codex import check_login
from tui_router.cli.checks.provider import KEY_REFUSED, Patient, check_key, key_refused
from tui_router.core.diagnosis import Diagnosis
from tui_router.providers.provider import Provider

_spec = importlib.util.spec_from_file_location(
    "codex_stand_in_of_checks", Path(__file__).resolve().parents[2] / "codex_stand_in.py"
)
assert _spec is not None
assert _spec.loader is not None
stand_in = importlib.util.module_from_spec(_spec)
sys.modules["codex_stand_in_of_checks"] = stand_in
_spec.loader.exec_module(stand_in)

NOW = 1_795_000_000.0
SUB = Provider(name="sub", dialect="responses", base_url="https://example.com/codex", auth="codex")


@pytest.fixture
def env(tmp_path):
    return {"CODEX_HOME": str(tmp_path)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "auth.json"


def test_a_login_tells_its_plan_and_its_end_and_nothing_else(report, only, env, path) -> None:
    stand_in.write(path, NOW + 86_400)
    assert check_login(report, SUB, env, needed=True, now=NOW) == ""
    assert only().state == "ok"
    assert only().said == (
        f"signed in with a ChatGPT plus plan ({path}); holds until 2026-11-19 11:06 UTC, then renewed"
    )
    assert {stand_in.refresh_token(1), stand_in.token(NOW + 86_400, "access1"), stand_in.ACCOUNT} == set(
        report.secrets
    )


def test_without_one_it_says_what_to_do(report, only, env) -> None:
    patient = check_key(report, SUB, env)
    assert (only().state, only().check, only().paste) == ("fail", "login", ["codex login"])
    assert "there is no Codex login at" in only().said
    assert patient.dead == "there is no login for it"


def test_what_nothing_leads_to_keeps_nobody_from_working(report, only, env) -> None:
    assert check_key(report, SUB, env, needed=False).dead
    assert only().state == "warn"


def test_an_api_key_in_it_is_named_and_not_shown(report, only, env, path) -> None:
    key = "sk-" + "test-" + "0" * 20
    path.write_text(json.dumps({"OPENAI_API_KEY": key}))
    check_login(report, SUB, env, needed=True)
    assert 'preset = "openai"' in only().said
    assert key not in str(report.findings)


def test_a_file_that_others_can_read_is_warned_of(report, of, env, path) -> None:
    stand_in.write(path, NOW + 86_400)
    path.chmod(0o644)
    assert check_login(report, SUB, env, needed=True, now=NOW) == ""
    assert [(one.state, one.paste) for one in of("login file")] == [("warn", [f"chmod 600 {path}"])]


def test_an_ended_login_that_can_be_renewed_is_fine(report, only, env, path) -> None:
    stand_in.write(path, NOW - 1)
    assert check_login(report, SUB, env, needed=True, now=NOW) == ""
    assert only().said.endswith("renewed with the next request")


def test_an_ended_login_of_another_program_is_over(report, only, env, path) -> None:
    stand_in.write(path, NOW - 1, auth_mode="chatgptAuthTokens")
    assert check_login(report, SUB, env, needed=True, now=NOW) == "its login has ended"
    assert (only().state, only().paste) == ("fail", ["codex login"])


def test_a_login_that_cannot_be_written_back_is_warned_of(report, of, env, path, monkeypatch) -> None:
    monkeypatch.setattr("tui_router.cli.checks.codex.unwritable", lambda _: "the folder cannot be written")
    stand_in.write(path, NOW + 86_400)
    assert check_login(report, SUB, env, needed=True, now=NOW) == ""
    assert "the folder cannot be written" in of("login renewed")[0].said


def test_a_key_that_is_set_comes_first(report, only) -> None:
    keyed = Provider(name="sub", dialect="responses", base_url="https://e.com", auth="codex", key="env:P_KEY")
    check_key(report, keyed, {"P_KEY": "sk-" + "test-" + "1" * 20})
    assert only().said == "its key is set (env:P_KEY)"


def test_a_refused_login_wants_a_new_one(report, only) -> None:
    name = max(KEY_REFUSED)
    refused = Diagnosis(name=name, type="authentication_error", status=401, message="it has expired")
    key_refused(report, Patient(SUB, None), refused)
    assert only().paste == ["codex login"]
