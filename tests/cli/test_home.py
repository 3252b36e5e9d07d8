import asyncio
import os
import signal
import time

import pytest

from tui_router.cli import start
from tui_router.cli.home import HomeGateway
from tui_router.cli.stop import end_gateway
from tui_router.control.client import ControlError
from tui_router.control.http_client import HttpControl
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, read_lock


@pytest.fixture
def home(own_env: dict[str, str], wired: Places):
    """A gateway that was started here, and what is known of it."""
    starting = start.begin(wired, start.Wish())
    info = start.listening(starting)
    client = HttpControl(info.url, info.control_token)
    yield HomeGateway(client, wired, info, started=starting)
    held = read_lock(wired.lock)
    if held is not None:
        end_gateway(wired, held)


def until_free(places: Places) -> None:
    end = time.monotonic() + 30
    while read_lock(places.lock) is not None:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_one_that_runs_is_not_gone(home: HomeGateway) -> None:
    assert home.why_gone() is None


async def test_one_that_was_killed_says_so_and_is_started_where_it_was(
    home: HomeGateway, wired: Places
) -> None:
    before = home.info
    os.kill(before.pid, signal.SIGKILL)
    await asyncio.to_thread(home._started._child.wait, 30)
    assert home.why_gone() == "killed by SIGKILL"
    with pytest.raises(ControlError):
        await home._client.status()
    await home.start()
    try:
        status = await home._client.status()
        assert (status.url, status.pid) == (before.url, home.info.pid)
        assert home.info.pid != before.pid
        assert home.why_gone() is None
    finally:
        await home._client.aclose()


async def test_another_one_at_another_address_is_followed(home: HomeGateway, wired: Places) -> None:
    before = home.info
    await asyncio.to_thread(end_gateway, wired, before)
    await asyncio.to_thread(
        home._started._child.wait, 30
    )  # the lock is free a moment before the process has gone
    assert home.why_gone() == "exit 0"
    other = await asyncio.to_thread(start.find_or_start, wired, start.Wish(port=0))
    try:
        assert home.why_gone() is None
        assert home._client.url == other[0].url
        assert (await home._client.status()).pid == other[0].pid
    finally:
        await home._client.aclose()


async def test_a_port_that_was_taken_meanwhile_is_said(home: HomeGateway, wired: Places) -> None:
    os.kill(home.info.pid, signal.SIGKILL)
    await asyncio.to_thread(until_free, wired)
    port = int(home.info.url.rsplit(":", 1)[1])
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)
    async with taken:
        with pytest.raises(ControlError, match=f"{port}"):
            await home.start()
    said = home.why_gone()
    assert said is not None
    assert said.startswith("exit ")
    assert str(port) in said


def test_of_one_that_others_started_only_its_last_words_are_known(places: Places) -> None:
    info = GatewayInfo(pid=1, url="http://127.0.0.1:9", version="x")
    home = HomeGateway(HttpControl(info.url, "t"), places, info)
    assert home.why_gone() == ""
    key = "sk-" + "a1B2" * 12
    places.log.write_text(f"first\n\ndisk is full, key {key}\n")
    said = home.why_gone()
    assert said is not None
    assert said.startswith("disk is full")
    assert key not in said
