import json
from pathlib import Path

import pytest

from tui_router.cli.checks import session
from tui_router.cli.checks.session import check_borrowed, check_session, model_name
from tui_router.cli.checks.settings import Wired
from tui_router.cli.trouble import Trouble
from tui_router.core.target import Target
from tui_router.settings.places import find_places
from tui_router.settings.process import GatewayInfo

TOKEN = "test-" + "0" * 30


def test_the_name_that_leads_to_the_target(wired) -> None:
    assert model_name(wired("m", "route 1", "opus")) == "claude-opus"
    assert model_name(wired("m", "route 1")) == "p/m"
    assert model_name(Wired(target=Target("a"), model="claude-9", uses=("opus",))) == "a/claude-9"


async def test_an_answer_through_the_gateway(report, only, http, stand, answer, wired) -> None:
    asked = []

    def reply(path: str, body: bytes) -> bytes:
        asked.append((path, json.loads(body)))
        return answer(json.dumps({"type": "message", "content": []}))

    await check_session(report, http, await stand(reply), TOKEN, wired("m", "haiku"))
    assert only().state == "ok"
    assert report.requests == 1
    path, body = asked[0]
    assert (path, body["model"]) == ("/v1/messages", "claude-haiku")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (
            "502 Bad Gateway",
            '{"type":"error","error":{"type":"api_error","message":"the upstream is gone"}}',
            "502: the upstream is gone",
        ),
        ("200 OK", "<html>", "200: without words"),
        ("401 No", "", "401: without words"),
    ],
)
async def test_a_failure_is_told_in_its_words(
    report, only, http, stand, answer, wired, status, body, words
) -> None:
    await check_session(report, http, await stand(lambda _path, _body: answer(body, status)), TOKEN, wired())
    assert only().state == "fail"
    assert words in only().said
    assert only().paste == ["tui-router"]


async def test_a_gateway_that_is_gone(report, only, http, wired) -> None:
    await check_session(report, http, "http://127.0.0.1:1", TOKEN, wired())
    assert only().state == "fail"
    assert "did not answer" in only().said


async def test_a_silent_one(report, only, http, stand, wired, monkeypatch) -> None:
    monkeypatch.setattr(session, "_PATIENCE", 0.05)

    async def never(*_args, **_more):
        import asyncio

        await asyncio.Event().wait()

    monkeypatch.setattr(http, "send", never)
    await check_session(report, http, "http://127.0.0.1:1", TOKEN, wired())
    assert "no answer within 0.05 s" in only().said


@pytest.fixture
def places(tmp_path: Path):
    return find_places({"TUI_ROUTER_HOME": str(tmp_path / "home")})


async def test_one_that_cannot_start_is_told_with_its_last_words(
    report, only, http, places, wired, monkeypatch
) -> None:
    def fail(*_args):
        raise Trouble("The gateway ended with exit 2.", lines=["port 8787 is taken"])

    monkeypatch.setattr(session, "find_or_start", fail)
    await check_borrowed(report, http, places, None, wired())
    assert only().state == "fail"
    assert "port 8787 is taken" in only().said
    assert only().paste == [f"tail -n 20 {places.log}"]


@pytest.mark.parametrize("started", [True, False])
async def test_one_that_was_started_for_this_is_ended(
    report, only, http, places, stand, answer, wired, monkeypatch, started
) -> None:
    def reply(path: str, _body: bytes) -> bytes:
        if path == "/control/v1/tiers":
            return answer('{"revision": 1, "tiers": {"default": "p/m"}}')
        return answer('{"type": "message", "content": []}')

    info = GatewayInfo(pid=7, url=await stand(reply), control_token="c", client_token=TOKEN)
    ended = []
    monkeypatch.setattr(session, "find_or_start", lambda *_args: (info, started))
    monkeypatch.setattr(session, "end_gateway", lambda _places, which: ended.append(which))
    await check_borrowed(report, http, places, None, wired())
    assert only().state == "ok"
    assert ended == ([info] if started else [])
