"""`tui-router explain`, over a gateway that runs."""

import asyncio

import pytest
from click.testing import CliRunner

from tui_router.cli import explain as room
from tui_router.cli.explain import explain, line
from tui_router.control.client import ControlError
from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.settings.process import GatewayInfo


def detail(id=38, explained="claude-haiku-5-5 (title) → groq/small: route 2: kind is title", **row):
    return ExchangeDetail(row=ExchangeRow(id=id, started_at=1000.0, **row), explained=explained)


def test_a_line_names_the_exchange_and_what_matched() -> None:
    assert line(detail()).endswith(" #38 claude-haiku-5-5 (title) → groq/small: route 2: kind is title")
    counted = detail(explained="", kind="count", client_model="claude-opus-5", reason="counted here")
    assert line(counted).endswith(" #38 claude-opus-5 (count): counted here")
    refused = detail(explained="", path="/v1/messages")
    assert line(refused).endswith(" #38 /v1/messages (other): never routed")
    assert "\x1b" not in line(detail(explained="\x1b[31m"))


@pytest.fixture
def asked(own_env, monkeypatch):
    """Stands between the command and a gateway; holds what was asked of it."""
    seen: list[object] = []

    class Control:
        def __init__(self, url, token):
            seen.append((url, token))

        async def exchanges(self, *, limit):
            seen.append(limit)
            return [detail(n).row for n in (5, 4)]

        async def exchange(self, number):
            await asyncio.sleep(0)
            if number == 99:
                raise ControlError("there is no exchange #99", 404)
            return detail(number)

        async def aclose(self):
            seen.append("closed")

    monkeypatch.setattr("tui_router.control.http_client.HttpControl", Control)
    monkeypatch.setattr(
        room, "running", lambda _places: GatewayInfo(pid=1, url="http://127.0.0.1:1", control_token="t")
    )
    return seen


def test_the_newest_are_told_oldest_first(asked) -> None:
    done = CliRunner().invoke(explain, ["--last", "2"])
    assert done.exit_code == 0
    assert [text.split()[1] for text in done.output.splitlines()] == ["#4", "#5"]
    assert asked == [("http://127.0.0.1:1", "t"), 2, "closed"]


def test_named_ones_are_told_in_their_order(asked) -> None:
    done = CliRunner().invoke(explain, ["7", "3"])
    assert [text.split()[1] for text in done.output.splitlines()] == ["#7", "#3"]
    gone = CliRunner().invoke(explain, ["99"])
    assert gone.exit_code != 0
    assert "there is no exchange #99" in gone.output
    assert asked[-1] == "closed"


def test_without_a_gateway_it_says_so(own_env) -> None:
    done = CliRunner().invoke(explain, [])
    assert done.exit_code != 0
    assert "No gateway runs" in done.output
