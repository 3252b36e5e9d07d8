import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tui_router.cli import purge as room
from tui_router.cli.purge import purge
from tui_router.gateway.keepsake_file import Keepsake, KeepsakeFile
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.journal.store import Entry, Store, pack
from tui_router.settings.places import Places

DAY = 86_400


@pytest.fixture
def recorded(places: Places) -> Places:
    """Three exchanges: of now, of yesterday, of last month."""
    store = Store(places.database)
    entries = []
    for number, age in enumerate((30 * DAY, DAY, 0), start=1):
        row = ExchangeRow(id=number, started_at=time.time() - age, state="ok")
        leg = LegCapture(leg="a", data=b"canary-%d" % number, size=8)
        entries.append(Entry(id=number, row=row, detail=ExchangeDetail(row=row), legs=[pack(leg)]))
    store.write(entries)
    store.close()
    return places


@pytest.mark.parametrize(("args", "removed"), [([], 3), (["--before", "7d"], 1), (["--before", "12h"], 2)])
def test_without_a_gateway(own_env: dict[str, str], recorded: Places, args: list[str], removed: int) -> None:
    done = CliRunner().invoke(purge, args)
    assert done.exit_code == 0
    assert done.output == f"{removed} exchange{'s' if removed > 1 else ''} removed.\n"
    again = CliRunner().invoke(purge, args)
    assert again.output == "0 exchanges removed.\n"


def test_what_upstreams_want_back_goes_too(own_env: dict[str, str], recorded: Places) -> None:
    file = KeepsakeFile(recorded.keepsakes)
    file.append([Keepsake("toolu_0123456789abcdef", "canary-old", time.time() - 30 * DAY)])
    file.append([Keepsake("toolu_0123456789abcdeg", "canary-new", time.time())])
    aside = recorded.keepsakes.with_name("keepsakes.jsonl.broken-1")
    aside.write_bytes(b"canary")
    assert CliRunner().invoke(purge, ["--before", "7d"]).exit_code == 0
    assert [kept.text for kept in KeepsakeFile(recorded.keepsakes).read()] == ["canary-new"]
    assert aside.exists()
    assert CliRunner().invoke(purge, []).exit_code == 0
    assert recorded.keepsakes.read_bytes() == b""
    assert not aside.exists()


def test_over_the_gateway_that_runs(run, recorded: Places, wired: Places, begin) -> None:
    begin("serve").stdout.readline()
    assert run("purge", "--before", "7d").stdout == "1 exchange removed.\n"
    assert run("purge").stdout == "2 exchanges removed.\n"


def test_no_journal_yet(own_env: dict[str, str], places: Places) -> None:
    assert CliRunner().invoke(purge, []).output == "0 exchanges removed.\n"
    assert not places.database.exists()


def test_a_damaged_journal_goes_too(own_env: dict[str, str], places: Places) -> None:
    places.database.write_bytes(b"SQLite format 3\0" + b"\xff canary" * 1000)
    kept = CliRunner().invoke(purge, ["--before", "7d"])
    assert kept.exit_code == 2
    assert "without --before" in kept.output
    assert CliRunner().invoke(purge, []).exit_code == 0
    left = b"".join(path.read_bytes() for path in places.data.iterdir())
    assert b"canary" not in left


def test_a_journal_that_is_being_written(own_env: dict[str, str], recorded: Places) -> None:
    store = Store(recorded.database)
    done = CliRunner().invoke(purge, [])
    store.close()
    assert done.exit_code == 2
    assert str(recorded.database) in done.output


def moment(text: str) -> float | None:
    return room._moment(click.Context(purge), purge.params[0], text)


def test_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.time, "time", lambda: 1_000_000_000.0)
    assert moment("2h") == 1_000_000_000.0 - 7200
    assert moment("3w") == 1_000_000_000.0 - 21 * DAY
    assert moment("2026-11-20T12:00:00Z") == 1_795_176_000.0
    local = moment("2026-11-20")
    assert local is not None
    assert time.localtime(local)[:5] == (2026, 11, 20, 0, 0)


@pytest.mark.parametrize("text", ["", "7", "d", "-3d", "tomorrow", "2026-13-01", "9999999d", "0001-01-01"])
def test_what_is_no_moment(own_env: dict[str, str], recorded: Places, text: str) -> None:
    done = CliRunner().invoke(purge, ["--before", text])
    assert done.exit_code == 2
    assert Path(recorded.database).exists()
