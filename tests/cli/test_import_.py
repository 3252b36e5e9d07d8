"""`tui-router import`, over a gateway that runs."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_router.cli import import_ as room
from tui_router.cli.import_ import came_in, import_bundle, parts
from tui_router.control.client import ControlError
from tui_router.export.bundle import Bundled, write_line
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo


def bundle(*ids: int) -> bytes:
    body = b'{"model":"m","messages":[]}'
    leg = LegCapture(leg="a", start="POST /v1/messages", data=body, size=len(body))
    return b"".join(
        write_line(
            Bundled(
                detail=ExchangeDetail(
                    row=ExchangeRow(id=id, started_at=1000.0, state="ok", client_model="m")
                ),
                legs=[leg],
            )
        )
        for id in ids
    )


def test_over_the_gateway_that_runs(run, begin, wired: Places, tmp_path: Path) -> None:
    begin("serve").stdout.readline()
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(bundle(70, 71, 72))
    two.write_bytes(bundle(9))
    done = run("import", str(one), str(two))
    assert done.stdout.splitlines() == [
        f"{one}: 3 exchanges came in: #1 to #3.",
        f"{two}: 1 exchange came in: #4.",
    ]
    two.write_bytes(bundle(9) + b"[]\n")
    refused = run("import", str(two))
    assert refused.returncode == 2
    assert "line 2" in refused.stderr
    assert "Nothing of it came in." in refused.stderr


@pytest.fixture
def taken(own_env, monkeypatch):
    """Stands between the command and a gateway; holds the parts that were given to it."""
    seen: list[bytes] = []

    class Control:
        def __init__(self, url, token):
            assert (url, token) == ("http://127.0.0.1:1", "t")

        async def import_bundle(self, lines):
            if b"bad" in lines:
                raise ControlError("line 1: it is not an exchange.", 400)
            seen.append(lines)
            return [100 * len(seen) + n for n in range(lines.count(b"\n"))]

        async def aclose(self):
            seen.append(b"closed")

    monkeypatch.setattr("tui_router.control.http_client.HttpControl", Control)
    monkeypatch.setattr(
        room, "running", lambda _places: GatewayInfo(pid=1, url="http://127.0.0.1:1", control_token="t")
    )
    return seen


def test_standard_input(taken) -> None:
    done = CliRunner().invoke(import_bundle, ["-"], input=b"{}\n{}\n")
    assert done.exit_code == 0
    assert done.output.endswith("<stdin>: 2 exchanges came in: #100 to #101.\n")
    assert taken == [b"{}\n{}\n", b"closed"]


def test_a_large_file_goes_in_parts_of_whole_lines(taken, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(room, "PART_LINES", 2)
    file = tmp_path / "b.jsonl"
    file.write_bytes(b"1\n2\n3\n4\n5\n")
    done = CliRunner().invoke(import_bundle, [str(file)])
    assert taken == [b"1\n2\n", b"3\n4\n", b"5\n", b"closed"]
    assert "5 exchanges came in" in done.output
    file.write_bytes(b"1\n2\n3\nbad\n")
    broken = CliRunner().invoke(import_bundle, [str(file)])
    assert broken.exit_code == 2
    assert "counted from line 3: line 1: it is not an exchange. 2 exchanges before" in broken.output


def test_a_file_that_is_not_there_is_said_in_a_line(taken, tmp_path: Path) -> None:
    done = CliRunner().invoke(import_bundle, [str(tmp_path / "none.jsonl")])
    assert done.exit_code == 2
    assert done.output.endswith("none.jsonl: No such file or directory.\n")
    assert "Usage" not in done.output
    assert taken == [b"closed"]


def test_parts_are_bounded_by_bytes_too(monkeypatch) -> None:
    monkeypatch.setattr(room, "PART_BYTES", 10)
    assert list(parts(io.BytesIO(b"1234\n12345\n1\n"))) == [(1, b"1234\n"), (2, b"12345\n1\n")]
    assert list(parts(io.BytesIO(b""))) == []
    assert [len(part) for _, part in parts(io.BytesIO(b"x" * 25))] == [11, 11, 3]


def test_what_came_in_is_told() -> None:
    assert came_in([]) == "nothing in it."
    assert came_in([4]) == "1 exchange came in: #4."
    assert came_in(list(range(4, 1504))) == "1,500 exchanges came in: #4 to #1503."


def test_without_a_gateway_it_says_so(own_env, tmp_path: Path) -> None:
    file = tmp_path / "b.jsonl"
    file.write_text(json.dumps({}))
    done = CliRunner().invoke(import_bundle, [str(file)])
    assert done.exit_code == 2
    assert "No gateway runs" in done.output
