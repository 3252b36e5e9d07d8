"""A gateway that runs, played by a stand-in: what it answers, and what is made of that."""

import json
from pathlib import Path

import pytest

from tui_router.cli.checks.gateway import check_running, runs_with
from tui_router.settings.process import GatewayInfo

TOKEN = "test-" + "0" * 30
STATUS = {"version": "1", "pid": 7, "url": "http://x", "started_at": 1.0, "revision": 1}


@pytest.fixture
def run(report, http, stand, answer):
    async def look(
        *, models: str = "200 OK", status: dict | None = None, config: Path | None = None, runs: str = ""
    ):
        def reply(path: str, _body: bytes) -> bytes:
            if path.startswith("/v1/models"):
                return answer("{}", models)
            return answer(json.dumps({**STATUS, **(status or {})}))

        info = GatewayInfo(pid=7, url=await stand(reply), control_token="c", config=runs)
        return await check_running(report, http, info, TOKEN, config)

    return look


async def test_a_gateway_that_is_well(run, only) -> None:
    told = await run()
    assert told is not None
    assert only().state == "ok"


async def test_a_token_that_is_refused(run, only) -> None:
    await run(models="401 Unauthorized")
    assert (only().check, only().state) == ("client token", "fail")
    assert only().paste == ["tui-router stop && tui-router"]


async def test_a_model_list_that_fails(run, only) -> None:
    await run(models="500 Oops")
    assert (only().check, only().state) == ("answers", "warn")


async def test_one_that_does_not_answer(report, only, http) -> None:
    assert (
        await check_running(report, http, GatewayInfo(pid=7, url="http://127.0.0.1:1"), TOKEN, None) is None
    )
    assert only().state == "fail"
    assert only().paste == ["tui-router stop && tui-router"]


async def test_one_that_is_starting(report, only, http) -> None:
    assert await check_running(report, http, GatewayInfo(pid=7), TOKEN, None) is None
    assert only().state == "warn"


async def test_a_control_plane_that_refuses_us(report, of, http, stand, answer) -> None:
    def reply(path: str, _body: bytes) -> bytes:
        return answer("{}", "200 OK" if path.startswith("/v1/models") else "401 Unauthorized")

    info = GatewayInfo(pid=7, url=await stand(reply), control_token="c")
    assert await check_running(report, http, info, TOKEN, None) is None
    assert of("control")[0].state == "warn"


async def test_settings_that_were_not_taken_over(run, of) -> None:
    await run(status={"problem": "config.toml:3: no such key"})
    assert of("settings in force")[0].state == "warn"
    assert "config.toml:3" in of("settings in force")[0].said
    assert of("settings in force")[0].paste == ["tui-router config check"]


@pytest.mark.parametrize(
    ("scribe", "state"), [("ok", []), ("off", []), ("down", ["warn"]), ("slow", ["warn"])]
)
async def test_its_journal(run, of, scribe: str, state: list[str]) -> None:
    await run(status={"scribe": scribe, "lost_captures": 1234})
    assert [finding.state for finding in of("journal")] == state
    if state:
        assert "1,234 captures" in of("journal")[0].said


async def test_another_file_than_the_one_asked_about(run, of, tmp_path: Path) -> None:
    await run(config=tmp_path / "a b.toml", runs=str(tmp_path / "other.toml"))
    assert of("settings in force")[0].state == "warn"
    assert of("settings in force")[0].paste == [
        f"tui-router stop && tui-router --config '{tmp_path}/a b.toml'"
    ]


def test_the_same_file_is_the_same_by_any_road(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "c.toml")
    assert runs_with(GatewayInfo(config=str(tmp_path / "c.toml")), tmp_path / "link")
    assert not runs_with(GatewayInfo(), tmp_path / "link")
    assert not runs_with(None, tmp_path / "link")
