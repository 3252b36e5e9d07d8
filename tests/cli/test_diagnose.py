import io
import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tui_router.cli import diagnose as room
from tui_router.cli.diagnose import diagnose
from tui_router.diagnose.case import MOST_LINE

REFUSED = {
    "id": "a",
    "upstream_status": 401,
    "upstream_body": '{"error":{"message":"Incorrect API key provided"}}',
}
CUT = {
    "id": "b",
    "upstream_status": 200,
    "upstream_body": 'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n',
}


def lines(*rows):
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def ask(given, *args):
    """The command with `given` on its standard input."""
    done = CliRunner().invoke(diagnose, args, input=given)
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_has_its_answer_in_order():
    told = ask(lines(REFUSED, b"", CUT, b"{", b"\x00", b"   ", REFUSED))
    assert [one["id"] for one in told] == ["a", None, "b", None, None, None, "a"]
    assert [told[0]["diagnosis"], told[2]["diagnosis"]] == ["auth_invalid_key", "stream_truncated"]


def test_a_file_or_a_dash_or_nothing(tmp_path):
    path = tmp_path / "failures.jsonl"
    path.write_bytes(lines(REFUSED, CUT))
    told = ask(None, str(path))
    assert len(told) == 2
    assert told == ask(lines(REFUSED, CUT), "-") == ask(lines(REFUSED, CUT))


def test_the_last_line_needs_no_end():
    assert [one["id"] for one in ask(lines(REFUSED) + json.dumps(CUT).encode())] == ["a", "b"]


def test_no_line_no_answer():
    assert ask(b"") == []


def test_a_file_that_is_missing_is_told(tmp_path):
    done = CliRunner().invoke(diagnose, [str(tmp_path / "none.jsonl")])
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


def test_a_line_beyond_all_measure_is_told_and_never_held(tmp_path, monkeypatch):
    """A file of two lines, one of which is longer than may be read."""

    class Counted(io.BytesIO):
        most = 0

        def readline(self, size=-1):
            got = super().readline(size)
            self.most = max(self.most, len(got))
            return got

    monkeypatch.setattr(room, "MOST_LINE", 1_000)
    source = Counted(b"x" * 5_000_000 + b"\n" + lines(REFUSED) + b"y" * 3_000_000)
    got = list(room._lines(source))
    assert [len(line) for line in got] == [1_002, len(lines(REFUSED)) - 1, 1_002]
    assert source.most <= 1024 * 1024


def test_the_longest_line_is_read_and_the_next_one_not(tmp_path):
    path = tmp_path / "long.jsonl"
    start = b'{"id":"a","upstream_status":500,"x":"'
    fits = start + b"x" * (MOST_LINE - len(start) - 2) + b'"}'
    path.write_bytes(fits + b"\r\n" + fits + b" \n" + lines(REFUSED))
    told = ask(None, str(path))
    assert [one["id"] for one in told] == ["a", None, "a"]
    assert "longer than" in told[1]["client_message"]


def test_a_fault_of_ours_costs_one_line_and_is_told(monkeypatch):
    def breaks(case):
        if case.id == "b":
            raise ValueError("a bug")
        return judge(case)

    judge = room.judge
    monkeypatch.setattr(room, "judge", breaks)
    done = CliRunner().invoke(diagnose, [], input=lines(REFUSED, CUT, REFUSED))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["diagnosis"]) for one in told] == [
        ("a", "auth_invalid_key"),
        ("b", "upstream_server_error"),
        ("a", "auth_invalid_key"),
    ]
    assert done.stderr == "line 2: ValueError: a bug\n"
    assert done.exit_code == 0


def test_an_answer_comes_before_the_next_line_is_asked_for(begin_here):
    child = begin_here()
    for row in (REFUSED, CUT):
        child.stdin.write(lines(row))
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["id"] == row["id"]
    child.stdin.close()
    assert child.wait(30) == 0
    assert child.stderr.read() == b""


def test_at_a_terminal_it_says_what_it_waits_for():
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tui_router", "diagnose"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        os.close(theirs)
        os.write(ours, b"\x04")  # the end of input
        out, err = child.communicate(timeout=30)
    os.close(ours)
    assert (child.returncode, out) == (0, b"")
    assert b"Waiting for failures on standard input" in err


def test_a_reader_that_leaves_is_no_error(begin_here):
    child = begin_here()
    child.stdout.close()
    _, err = child.communicate(lines(*[REFUSED] * 5_000), timeout=60)
    assert (child.returncode, err) == (0, b"")


@pytest.fixture
def begin_here():
    begun = []

    def start():
        child = subprocess.Popen(
            [sys.executable, "-m", "tui_router", "diagnose"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        begun.append(child)
        return child

    yield start
    for child in begun:
        if child.poll() is None:
            child.kill()
        for pipe in (child.stdin, child.stdout, child.stderr):
            pipe.close()
        child.wait()


def test_neither_screen_nor_gateway_is_imported():
    code = "import sys, tui_router.cli.diagnose; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"textual", "rich", "httpx", "aiohttp", "asyncio", "tiktoken", "uvicorn", "sqlite3"}
    assert not [
        name
        for name in loaded
        if name.startswith(("tui_router.gateway", "tui_router.tui", "tui_router.upstream"))
    ]
