"""Targets asked on the real road: the sandbox, and servers with one thing wrong."""

import json

import pytest

from tui_router.cli.checks.abilities import Subject
from tui_router.cli.checks.model import check_target
from tui_router.cli.checks.provider import Patient
from tui_router.core.secret import Secret
from tui_router.core.target import Limits

KEY = "sk-" + "test-" + "0" * 20


@pytest.fixture
def check(report, http, at, wired):
    async def run(
        url: str,
        model: str = "m",
        *,
        fast: bool = False,
        limits: Limits | None = None,
        key: str = "",
        **given,
    ):
        patient = Patient(at(url, key="env:K" if key else "", **given), Secret(key) if key else None)
        subject = Subject(wired=wired(model), provider=patient.provider, limits=limits or Limits())
        answers = await check_target(report, http, patient, subject, fast=fast, patience=5)
        return answers, {finding.check: finding.state for finding in report.findings}, patient

    return run


@pytest.mark.parametrize("dialect", ["chat", "anthropic"])
async def test_a_target_with_which_all_is_well(report, sandbox, check, dialect: str) -> None:
    answers, states, _ = await check(f"{sandbox.url}/v1", "tools", dialect=dialect)
    assert answers
    assert states == {"answers": "ok", "streaming": "ok", "usage": "ok", "tools": "ok", "max_tokens": "ok"}
    assert report.requests == len(sandbox.requests) == 4
    assert [sent["max_tokens"] for sent in sandbox.requests] == [1, 1024, 32_000, 128_000]


async def test_in_a_hurry_one_request_is_enough(report, sandbox, check) -> None:
    _, states, _ = await check(f"{sandbox.url}/v1", "text", fast=True)
    assert states == {"answers": "ok", "streaming": "ok", "usage": "ok"}
    assert report.requests == 1


async def test_one_that_tells_no_usage_and_calls_no_tool(report, of, sandbox, check) -> None:
    _, states, _ = await check(f"{sandbox.url}/v1", "null-usage")
    assert (states["usage"], states["tools"]) == ("warn", "fail")
    assert len(sandbox.requests) == 5
    assert "tool_choice" in sandbox.requests[2]


async def test_a_limit_that_is_known_is_asked_for_once(report, of, sandbox, check) -> None:
    await check(f"{sandbox.url}/v1", "tools", limits=Limits(max_output_tokens=8192, output_from="list"))
    assert [sent["max_tokens"] for sent in sandbox.requests] == [1, 1024, 8192]
    assert len(of("max_tokens")) == 1


async def test_a_limit_that_is_not_known_is_found(of, sandbox, check) -> None:
    _, states, _ = await check(f"{sandbox.url}/v1", "max-tokens-large")
    assert states["max_tokens"] == "warn"
    (found,) = of("max_tokens")
    assert found.paste[-1].startswith("max_output_tokens = ")


async def test_a_refused_key_is_told_of_the_provider_and_ends_it(report, of, check, stand, answer) -> None:
    words = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})
    url = await stand(lambda _path, _body: answer(words, "401 Unauthorized"))
    answers, states, patient = await check(f"{url}/v1", key=KEY)
    assert not answers
    assert states == {"key accepted": "fail", "answers": "skipped"}
    assert of("key accepted")[0].about == "p"
    assert of("key accepted")[0].paste == ["export K=…", "tui-router stop"]
    assert patient.dead
    assert KEY not in str(report.findings)


@pytest.mark.parametrize("status", ["403 Forbidden", "500 Oops", "429 Slow down"])
async def test_a_failure_before_the_key_says_nothing_of_it(check, stand, answer, status: str) -> None:
    url = await stand(lambda _path, _body: answer("{}", status))
    _, states, patient = await check(f"{url}/v1", key=KEY)
    assert states == {"answers": "fail"}
    assert not patient.dead


async def test_a_key_with_which_a_model_is_looked_for_is_good(check, stand, answer) -> None:
    words = json.dumps({"error": {"message": "The model `m` does not exist", "code": "model_not_found"}})
    url = await stand(lambda _path, _body: answer(words, "404 Not Found"))
    _, states, _ = await check(f"{url}/v1", key=KEY)
    assert states == {"key accepted": "ok", "answers": "fail"}


async def test_an_accepted_key_is_told_once(of, sandbox, check) -> None:
    await check(f"{sandbox.url}/v1", "text", key=KEY, fast=True)
    assert [finding.state for finding in of("key accepted")] == ["ok"]


async def test_a_server_without_a_stream(of, check, stand, answer) -> None:
    whole = json.dumps(
        {
            "choices": [{"message": {"content": "ok"}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 1},
        }
    )
    url = await stand(lambda _path, _body: answer(whole))
    _, states, _ = await check(f"{url}/v1", fast=True)
    assert states == {"answers": "ok", "streaming": "warn", "usage": "ok"}


async def test_chat_is_not_there(of, check, stand, answer) -> None:
    url = await stand(lambda path, _body: answer(json.dumps({"detail": "Not Found"}), "404 Not Found"))
    answers, states, _ = await check(f"{url}/v1")
    assert (answers, states) == (False, {"answers": "fail"})
    assert of("answers")[0].paste[0] == "[providers.p]"


async def test_nobody_there_is_told_and_no_more_is_asked(report, of, check) -> None:
    answers, states, _ = await check("http://127.0.0.1:1/v1")
    assert (answers, states, report.requests) == (False, {"answers": "fail"}, 1)


async def test_a_gathered_stream_is_seen(of, check, stand) -> None:
    text = ", ".join(str(number) for number in range(1, 41))
    events = (
        "data: " + json.dumps({"choices": [{"delta": {"content": text}}]}) + "\n\n"
        'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    ).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {len(events)}\r\nconnection: close\r\n\r\n"
    url = await stand(lambda _path, _body: head.encode() + events)
    await check(f"{url}/v1")
    assert [finding.state for finding in of("streaming")] == ["ok", "warn"]
