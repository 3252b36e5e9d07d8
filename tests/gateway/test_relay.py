"""What reaches the client of an answer, and what of it is held back or told."""

import json
from typing import Any

import pytest

from tui_router.sandbox.server import SandboxServer

UPSTREAM = """
[mute]
title = "Ends without a word"
first_ms = 0

[mute-once]
title = "Ends without a word at first"
first_ms = 0
at_first = { does = "mute" }
steps = [{ text = "Now I know." }]

[short]
title = "Has no room to begin"
first_ms = 0
finish = "length"

[plain]
title = "Speaks"
first_ms = 0
steps = [{ text = "One two three." }]
"""

CONFIG = """
[providers.chat]
dialect = "chat"
base_url = "{url}/v1"
[providers.own]
dialect = "anthropic"
base_url = "{url}"
[tiers]
default = "chat/plain"
"""


@pytest.fixture
async def road(start: Any) -> Any:
    async with (
        SandboxServer(pace=0, extra=UPSTREAM) as sandbox,
        start(CONFIG.format(url=sandbox.url)) as running,
    ):
        yield running


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("provider", ["chat", "own"])
async def test_an_answer_without_a_word_is_asked_for_again(road: Any, provider: str, stream: bool) -> None:
    status, found = await road.ask(f"{provider}/mute-once", stream=stream)
    assert status == 200
    assert "Now I know." in json.dumps(found) or "know" in json.dumps(found)
    detail = await road.last()
    assert (detail.row.state, detail.row.diagnosis) == ("repaired", "empty_completion")
    assert detail.row.attempts == 2


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("provider", ["chat", "own"])
async def test_twice_nothing_is_an_error_that_asks_for_no_more(
    road: Any, provider: str, stream: bool
) -> None:
    reply = await road.post(
        {
            "model": f"{provider}/mute",
            "max_tokens": 1000,
            "stream": stream,
            "messages": [{"role": "user", "content": "hello"}],
        }
    )
    assert reply.header("x-should-retry") == "false"
    status, body = await road.result(reply)
    assert (status, body["error"]["type"]) == (502, "api_error")
    assert f"provider {provider} answered with nothing" in body["error"]["message"]


@pytest.mark.parametrize("provider", ["chat", "own"])
async def test_no_room_for_a_word_is_no_error(road: Any, provider: str) -> None:
    """The client probes with max_tokens 1."""
    status, found = await road.ask(f"{provider}/short", max_tokens=1)
    assert status == 200
    assert found[-1][0] == "message_stop"
    assert (await road.last()).row.attempts == 1


@pytest.mark.parametrize("provider", ["chat", "own"])
async def test_a_proper_stream_leaves_nothing_to_say(road: Any, provider: str) -> None:
    await road.ask(f"{provider}/plain")
    detail = await road.last()
    assert detail.offences == []
    assert (detail.row.state, detail.row.diagnosis) == ("ok", "")


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("provider", ["chat", "own"])
async def test_the_row_says_which_tools_were_called_and_why_it_stopped(
    start: Any, provider: str, stream: bool
) -> None:
    tool = {"name": "Bash", "input_schema": {"type": "object", "properties": {}}}
    async with SandboxServer(pace=0) as sandbox, start(CONFIG.format(url=sandbox.url)) as road:
        await road.ask(f"{provider}/tools", stream=stream, tools=[tool])
        row = (await road.last()).row
        await road.ask(f"{provider}/text", stream=stream)
        plain = (await road.last()).row
    assert (row.tools, row.stop) == (["Bash"], "tool_use")
    assert (plain.tools, plain.stop) == ([], "end_turn")
