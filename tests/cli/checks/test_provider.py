import json

import pytest
from msgspec.structs import replace

from tui_router.cli.checks import provider as checks
from tui_router.cli.checks.provider import (
    Patient,
    check_address,
    check_flavours,
    check_key,
    check_list,
    instead,
)
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.secret import Secret
from tui_router.providers.provider import Model
from tui_router.upstream.flavour_file import FRESH_S, FlavourFile, Seen

KEY = "sk-" + "test-" + "0" * 20
NOW = 1_790_000_000.0


def test_a_key_that_is_set_is_named_by_its_reference(report, only, at) -> None:
    patient = check_key(report, at(key="env:P_KEY"), {"P_KEY": KEY})
    assert (only().state, only().said) == ("ok", "its key is set (env:P_KEY)")
    assert patient.secret is not None
    assert report.secrets == [KEY]
    assert KEY not in str(report.findings)


def test_a_variable_that_is_not_set(report, only, at) -> None:
    patient = check_key(report, at(key="env:P_KEY"), {})
    assert only().state == "fail"
    assert "P_KEY is not set" in only().said
    assert only().paste == ["export P_KEY=…", "tui-router stop"]
    assert patient.dead


def test_what_nothing_leads_to_keeps_nobody_from_working(report, only, at) -> None:
    assert check_key(report, at(key="env:P_KEY"), {}, needed=False).dead
    assert only().state == "warn"


async def test_nor_does_its_address(report, only, http, at) -> None:
    await check_address(report, http, Patient(at(), None, needed=False), {})
    assert only().state == "warn"


def test_a_word_that_stands_for_a_key_does_not_blot_out_the_rest(report, at) -> None:
    check_key(report, at(key="env:P_KEY", preset="ollama"), {"P_KEY": "ollama"})
    assert report.secrets == []


def test_a_file_that_is_not_there(report, only, at, tmp_path) -> None:
    path = tmp_path / "a key"
    check_key(report, at(key=f"file:{path}"), {})
    assert only().state == "fail"
    assert only().paste == [f"${{EDITOR:-vi}} '{path}'", f"chmod 600 '{path}'"]


def test_a_keyring_entry(report, only, at, monkeypatch) -> None:
    monkeypatch.setattr(checks, "resolve", lambda _reference, _env: None)
    check_key(report, at(key="keyring:tui/groq"), {})
    assert only().paste == ["keyring set tui groq"]


def test_what_cannot_be_a_key_is_not_repeated(report, only, at) -> None:
    patient = check_key(report, at(key="env:P_KEY"), {"P_KEY": "two words"})
    assert only().state == "fail"
    assert "two words" not in str(report.findings)
    assert patient.dead


@pytest.mark.parametrize(("auth", "by"), [("sigv4", "AWS's signature"), ("google", "a token from Google")])
def test_a_provider_that_vouches_otherwise_needs_no_key(report, at, auth, by) -> None:
    for reference in ("", "env:CLOUD_TOKEN"):
        patient = checks.check_key(report, replace(at("https://cloud.example"), auth=auth, key=reference), {})
        assert not patient.dead
        assert by in report.findings[-1].said
        assert report.findings[-1].state == "ok"


def test_no_key(report, at) -> None:
    assert not check_key(report, at("http://127.0.0.1:1/v1"), {}).dead
    assert not check_key(report, at("https://far.example/v1", name="far-one"), {}).dead
    assert [finding.state for finding in report.findings] == ["ok", "warn"]
    assert report.findings[1].paste == ["[providers.far-one]", 'key = "env:FAR_ONE_API_KEY"']


def test_a_refused_key_is_told_once_and_ends_the_provider(report, only, at) -> None:
    patient = Patient(at(key="env:P_KEY"), Secret(KEY))
    checks.key_refused(
        report,
        patient,
        Diagnosis(name="auth_invalid_key", type="api_error", status=401, message=f"no: {KEY}"),
    )
    checks.key_accepted(report, patient)
    assert only().state == "fail"
    assert only().paste == ["export P_KEY=…", "tui-router stop"]
    assert patient.dead
    assert KEY not in str(report.findings)


def test_a_key_that_is_wanted_where_none_is_configured(report, only, at) -> None:
    wanted = Diagnosis(name="auth_invalid_key", type="api_error", status=401, message="no key")
    checks.key_refused(report, Patient(at(), None), wanted)
    assert only().paste == ["[providers.p]", 'key = "env:P_API_KEY"']


async def test_an_address_that_is_not_reached_ends_the_provider(report, only, http, at) -> None:
    patient = Patient(at(preset="vllm"), None)
    await check_address(report, http, patient, {})
    assert only().state == "fail"
    assert only().paste[0].startswith("vllm serve")
    assert patient.dead


async def test_an_address_that_is_reached(report, only, http, at, sandbox) -> None:
    patient = Patient(at(f"{sandbox.url}/v1"), None)
    await check_address(report, http, patient, {})
    assert (only().state, patient.dead) == ("ok", "")


def test_a_list_that_does_not_come(report, only, at) -> None:
    check_list(report, Patient(at(), None), {}, "401: the key is refused", [])
    assert (only().state, only().said) == ("warn", "no model list: 401: the key is refused")
    assert only().paste == ['[providers.p.models."MODEL"]', "context_window = 131072"]


def test_wired_models_are_looked_for_in_the_list(report, of, at, wired) -> None:
    listed = {"gpt-5.4": Model(), "gpt-5.4-mini": Model(), "other": Model()}
    known = at(models={"told": Model()})
    check_list(
        report, Patient(known, None), listed, "",
        [wired("gpt-5.4"), wired("told"), wired(""), wired("gpt5.4-mini", "opus", "haiku")],
    )  # fmt: skip
    assert of("model list")[0].said == "it lists 3 models"
    (missing,) = of("wired models")
    assert (missing.state, missing.said) == ("warn", "gpt5.4-mini is not in its list")
    assert missing.fix.startswith("Nearest: gpt-5.4-mini, gpt-5.4.")
    assert missing.paste == ["[tiers]", 'opus = "p/gpt-5.4-mini"', 'haiku = "p/gpt-5.4-mini"']


def test_a_route_is_corrected_where_it_stands(wired) -> None:
    assert instead(wired("m1", "route 2"), {"m2": Model()})[1] == ['to = "p/m2"  # route 2']
    assert instead(wired("m1", "route 2"), {})[1] == ["tui-router config show"]


@pytest.fixture
def file(tmp_path) -> FlavourFile:
    return FlavourFile(tmp_path / "flavours.json")


async def test_languages_are_found_and_remembered(report, only, http, at, sandbox, file) -> None:
    provider = at(f"{sandbox.url}/v1")
    await check_flavours(report, http, Patient(provider, None), "text", file, NOW)
    assert (only().state, only().said) == ("ok", "it speaks Chat Completions, Responses and Messages")
    assert report.requests == 3
    assert file.look_up(provider.base_url) == Seen(at=NOW, chat="yes", responses="yes", anthropic="yes")


async def test_what_was_found_lately_is_not_asked_again(report, only, http, at, file) -> None:
    provider = at("http://127.0.0.1:1/v1")
    file._write({provider.base_url: Seen(at=NOW - 60, chat="yes", responses="no", anthropic="no")})
    await check_flavours(report, http, Patient(provider, None), "m", file, NOW)
    assert (only().state, only().said) == ("ok", "it speaks Chat Completions (found earlier)")
    assert report.requests == 0


@pytest.mark.parametrize(
    "seen",
    [
        Seen(at=NOW - FRESH_S, chat="yes", responses="no", anthropic="no"),
        Seen(at=NOW, chat="yes", responses="no"),
        Seen(at=NOW, chat="no", responses="yes", anthropic="no"),
    ],
)
async def test_what_is_old_or_uncertain_or_does_not_fit_is_asked_again(
    report, http, at, sandbox, file, seen: Seen
) -> None:
    provider = at(f"{sandbox.url}/v1")
    file._write({provider.base_url: seen})
    await check_flavours(report, http, Patient(provider, None), "text", file, NOW)
    assert report.requests == 3
    assert file.look_up(provider.base_url).speaks == ["chat", "responses", "anthropic"]


async def test_the_wrong_language_is_told_with_the_right_one(
    report, only, http, at, stand, answer, file
) -> None:
    def reply(path: str, _body: bytes) -> bytes:
        if path == "/v1/messages":
            return answer(json.dumps({"type": "message", "content": [{"type": "text", "text": "ok"}]}))
        return answer("404 page not found", "404 Not Found", "text/plain")

    url = await stand(reply)
    await check_flavours(report, http, Patient(at(f"{url}/v1"), None), "m", file, NOW)
    assert only().state == "warn"
    assert only().said == "it does not speak Chat Completions, which is configured, but Messages"
    assert only().paste == ["[providers.p]", 'dialect = "anthropic"']


async def test_a_forgotten_v1_is_told_with_the_address(report, only, http, at, sandbox, file) -> None:
    await check_flavours(report, http, Patient(at(sandbox.url), None), "text", file, NOW)
    assert only().state == "fail"
    assert only().paste == ["[providers.p]", f'base_url = "{sandbox.url}/v1"']


async def test_an_address_that_speaks_nothing(report, only, http, at, stand, answer, file) -> None:
    url = await stand(lambda _path, _body: answer("<html>hello</html>", type="text/html"))
    await check_flavours(report, http, Patient(at(f"{url}/v1"), None), "m", file, NOW)
    assert only().state == "fail"
    assert "speaks none of Chat Completions, Responses, Messages" in only().said
    assert only().paste[0] == "[providers.p]"


async def test_one_that_cannot_be_told_now_is_skipped(report, only, http, at, stand, answer, file) -> None:
    url = await stand(lambda _path, _body: answer("{}", "503 Busy"))
    await check_flavours(report, http, Patient(at(f"{url}/v1"), None), "m", file, NOW)
    assert only().state == "skipped"


async def test_one_that_cannot_be_told_now_is_known_from_before(
    report, only, http, at, stand, answer, file
) -> None:
    url = await stand(lambda _path, _body: answer("{}", "503 Busy"))
    provider = at(f"{url}/v1")
    file._write({provider.base_url: Seen(at=1.0, chat="yes")})
    await check_flavours(report, http, Patient(provider, None), "m", file, NOW)
    assert (only().state, only().said) == ("ok", "it speaks Chat Completions (found earlier)")


async def test_a_memory_that_cannot_be_written_is_said(report, of, http, at, sandbox, tmp_path) -> None:
    nowhere = FlavourFile(tmp_path / "no" / "flavours.json")
    await check_flavours(report, http, Patient(at(f"{sandbox.url}/v1"), None), "text", nowhere, NOW)
    assert [finding.state for finding in of("languages")] == ["warn", "ok"]
    assert of("languages")[0].paste == [f"chmod u+rwx {tmp_path}/no"]


async def test_a_language_that_is_not_probed(report, only, http, at, sandbox, file) -> None:
    await check_flavours(report, http, Patient(at(f"{sandbox.url}/v1", "gemini"), None), "text", file, NOW)
    assert only().state == "ok"
