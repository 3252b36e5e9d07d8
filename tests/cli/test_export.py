"""`tui-router export`, over a gateway that runs."""

import json
import stat

import pytest
from click.testing import CliRunner

from tui_router.cli import export as room
from tui_router.cli.export import export
from tui_router.control.client import ControlError
from tui_router.export.bundle import read_bundle
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSlice, ProviderState, Status
from tui_router.settings.process import GatewayInfo

BODY = b'{"model":"m","messages":[]}'
COUNT = 7
"""Exchanges the gateway has."""


@pytest.fixture
def asked(own_env, monkeypatch):
    """Stands between the command and a gateway; holds what was asked of it."""
    seen: list[object] = []

    class Control:
        def __init__(self, url, token):
            seen.append((url, token))

        async def exchanges(self, *, filter, before, limit):
            seen.append((filter, before, limit))
            ids = range(min(COUNT, (before or 99) - 1), 0, -1)
            return [ExchangeRow(id=id, started_at=1.0) for id in ids[: min(limit, 3)]]

        async def exchange(self, id):
            if id == 99:
                raise ControlError("there is no exchange #99", 404)
            return ExchangeDetail(row=ExchangeRow(id=id, started_at=1.0, provider="openai"))

        async def leg(self, id, leg, *, attempt=0, offset=0):
            if leg != "a":
                raise ControlError("that leg was not captured", 404)
            return LegSlice(
                leg="a", start="POST /v1/messages", next=len(BODY), size=len(BODY), complete=True, data=BODY
            )

        async def status(self):
            return Status(version="1", pid=1, url="http://127.0.0.1:1", started_at=0.0, revision=1,
                          providers=[ProviderState(name="openai", dialect="chat", base_url="u", key="env:K")])  # fmt: skip

        async def aclose(self):
            seen.append("closed")

    monkeypatch.setattr("tui_router.control.http_client.HttpControl", Control)
    info = GatewayInfo(url="http://127.0.0.1:1", control_token="t")
    monkeypatch.setattr(room, "running", lambda places: info)
    return seen


def run(*args):
    return CliRunner().invoke(export, [str(arg) for arg in args])


def test_the_newest_as_a_bundle(asked):
    done = run()
    assert done.exit_code == 0, done.output
    (one,) = read_bundle(done.stdout_bytes)
    assert (one.row.id, one.legs[0].data) == (COUNT, BODY)
    assert asked == [("http://127.0.0.1:1", "t"), ("", None, 1), "closed"]


def test_so_many_that_fit_the_oldest_first(asked):
    done = run("--last", 5, "--filter", "~t sonnet")
    assert [each.row.id for each in read_bundle(done.stdout_bytes)] == [3, 4, 5, 6, 7]
    assert [ask for ask in asked if isinstance(ask, tuple)][1:] == [
        ("~t sonnet", None, 5),
        ("~t sonnet", 5, 2),
    ]
    assert len(read_bundle(run("--last", 5000).stdout_bytes)) == COUNT


def test_named_ones_in_another_form(asked):
    text = run("--format", "curl", 3, 2).stdout
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# #3 as its client sent it",
        "# #2 as its client sent it",
    ]
    assert "'http://127.0.0.1:1/v1/messages'" in text
    assert len(json.loads(run("--format", "har", 3, 2).stdout)["log"]["entries"]) == 2
    assert "import anthropic" in run("--format", "python", 3).stdout


@pytest.mark.parametrize("form", ["jsonl", "html"])
def test_into_a_file_that_was_not_there(asked, tmp_path, form):
    file = tmp_path / f"out.{form}"
    done = [run("--format", form, "-o", file, 3) for _ in range(2)]
    assert [each.exit_code for each in done] == [0, 0]
    assert f"written to {tmp_path}/out-2.{form}, secrets removed." in done[1].stderr
    assert done[0].stdout == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == (tmp_path / f"out-2.{form}").read_bytes() != b""


def test_what_cannot_be(asked, tmp_path):
    assert "there is no exchange #99" in run(99).output
    assert "one exchange at a time" in run("--format", "pytest", 1, 2).output
    assert "#3 has no request" in run("--format", "pytest", 3).output
    assert run("-o", tmp_path / "x" / "y", 99).exit_code != 0
    (tmp_path / "plain").write_text("")
    assert "plain" in run("-o", tmp_path / "plain" / "y", 3).output
    assert asked[-1] == "closed"


def test_a_file_that_does_not_get_its_end_is_removed(asked, tmp_path):
    assert run("-o", tmp_path / "x.jsonl", 3, 99).exit_code != 0
    assert list(tmp_path.glob("x*")) == []


def test_without_a_gateway_it_says_so(own_env):
    done = run()
    assert done.exit_code != 0
    assert "No gateway runs" in done.output
