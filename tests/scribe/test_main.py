"""The scribe as a process: what survives when the gateway is killed, the disk is full, or the journal is hurt."""

import fcntl
import json
import os
import resource
import select
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note
from tui_router.journal.query import Reader
from tui_router.journal.record import AttemptRow, ExchangeDetail
from tui_router.journal.store import Store

GATEWAY = """
import asyncio, sys
from pathlib import Path
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.scribe.link import SLOW, ScribeLink

ROOM = SLOW // 2

def leg(name, number, attempt=0):
    data = b"leg %s of %d " % (name.encode(), number) * 500
    return LegCapture(leg=name, attempt=attempt, data=data, size=len(data))

async def main():
    def stored(ids):
        print(*ids, flush=True)
    link = ScribeLink(None, Path(sys.argv[1]), on_stored=stored, on_counted=lambda counted: None)
    number = await link.start()
    while True:
        number += 1
        row = ExchangeRow(id=number, started_at=1.0)
        link.opened(row, leg("a", number))
        link.sent(number, leg("b", number, 1))
        if number % 7:
            row.state = "ok"
            link.closed(ExchangeDetail(row=row), [leg("c", number, 1), leg("d", number)])
        await asyncio.sleep(0.002)
        while link.waiting > ROOM:  # of more than the pipe's bound it leaves legs out, as it should
            await asyncio.sleep(0.002)

asyncio.run(main())
"""


def until_written(db: Path) -> None:
    """Wait for the scribe of a dead gateway: its lock goes when it ends."""
    with db.with_name(db.name + ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


@pytest.mark.parametrize("batches", [1, 2, 4])
def test_what_was_announced_outlives_a_killed_gateway(db, batches):
    gateway = subprocess.Popen(
        [sys.executable, "-c", GATEWAY, str(db)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    announced: list[int] = []
    with gateway:
        try:
            for _ in range(batches):
                assert select.select([gateway.stdout], [], [], 20)[0], "nothing is announced"
                announced += map(int, gateway.stdout.readline().split())
        finally:
            gateway.kill()
        announced += map(int, gateway.stdout.read().split())
    until_written(db)

    checked = sqlite3.connect(db)
    assert checked.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    checked.close()
    reader = Reader(db)
    assert announced
    for number in announced:
        assert reader.detail(number).row.state == "ok"
        for name in "abcd":
            assert reader.leg(number, name) is not None, (
                f"leg {name} of {number}: {reader.problem or 'missing'}"
            )
            assert reader.leg(number, name).data == b"leg %s of %d " % (name.encode(), number) * 500
    assert {row.state for row in reader.rows(limit=9999) if row.id % 7 == 0} == {"waiting"}

    store = Store(db)
    assert store.interrupt() >= announced[-1] // 7
    store.close()
    newest, *rows = reader.rows(limit=9999)  # the newest may have been cut off between its two frames
    assert {row.state for row in rows if row.id % 7 == 0} == {"interrupted"}
    assert {row.state for row in rows if row.id % 7} == {"ok"}
    assert newest.state in ("ok", "interrupted")


async def test_the_journal_is_for_its_owner_alone(watch, exchange, db):
    mask = os.umask(0)
    try:
        watched = watch()
        await watched.link.start()
        exchange(1).pass_through(watched.link)
        await watched.until(lambda: watched.stored == {1})
    finally:
        os.umask(mask)
    assert stat.S_IMODE(db.parent.stat().st_mode) == 0o700
    files = list(db.parent.iterdir())
    assert {file.name for file in files} == {
        "journal.db",
        "journal.db-wal",
        "journal.db-shm",
        "journal.db.lock",
    }
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_signals_to_the_whole_group_do_not_end_it(watch, exchange):
    watched = watch()
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1})
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        os.kill(watched.link.pid, number)
    exchange(2).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1, 2})
    assert watched.link.restarts == 0


async def test_it_is_given_no_key_of_a_provider(watch, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-inherited-0123456789abcdef")
    watched = watch()
    await watched.link.start()
    await watched.up()
    seen = Path(f"/proc/{watched.link.pid}/environ").read_bytes()
    assert b"sk-inherited" not in seen
    assert b"PATH=" in seen


async def test_a_full_disk_loses_no_row_and_mends_by_itself(watch, exchange, python, db):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))"
    watched = watch(python(limit))
    await watched.link.start()
    for number in range(1, 60):
        exchange(number, os.urandom(20_000).hex().encode()).pass_through(watched.link)
    await watched.until(lambda: "cannot be written" in watched.link.problem)
    assert watched.link.state == "slow"
    counted = await watched.link.count(b'{"messages":[{"role":"user","content":"still here"}]}', timeout=10)
    assert counted.messages > 0
    resource.prlimit(watched.link.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    await watched.until(lambda: watched.stored >= set(range(1, 60)))
    await watched.until(lambda: watched.link.state == "ok")
    assert watched.link.problem == ""
    assert len(Reader(db).rows()) == 59


async def test_a_journal_locked_by_another_is_waited_for(watch, exchange, db):
    watched = watch()
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1})
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for number in range(2, 20):
        exchange(number).pass_through(watched.link)
    await watched.until(lambda: "locked" in watched.link.problem)
    other.execute("ROLLBACK")
    other.close()
    await watched.until(lambda: watched.stored == set(range(1, 20)))
    assert watched.link.lost == 0


async def test_a_damaged_journal_is_set_aside_and_a_new_one_begun(watch, exchange, db):
    db.parent.mkdir()
    db.write_bytes(b"this is no database, but somebody may miss it" * 200)
    watched = watch()
    await watched.link.start()
    exchange(1).pass_through(watched.link)
    await watched.until(lambda: watched.stored == {1} and "kept as" in watched.link.problem)
    (aside,) = db.parent.glob("journal.db.corrupt-*")
    assert aside.read_bytes().startswith(b"this is no database")
    assert aside.name in watched.link.problem
    assert [row.id for row in Reader(db).rows()] == [1]


TAIL = "a1B2c3D4e5F6g7H8i9J0k1L2"
CANARIES = [
    f"{head}CANARY{number}{TAIL}"
    for number, head in enumerate(
        ["sk-", "sk-ant-api03-", "sk-proj-", "sk-or-v1-", "gsk_", "AIza", "ghp_", "xoxb-", "xai-", "hf_"] * 2
    )
]
HEADERS = [
    "authorization",
    "x-api-key",
    "api-key",
    "x-goog-api-key",
    "cookie",
    "set-cookie",
    "x-amz-security-token",
    "proxy-authorization",
    "ocp-apim-subscription-key",
    "x-my-own-token",
]
PLAIN = [f"plain words canary {number}" for number in range(len(HEADERS))]
KNOWN = [f"only its owner knows canary {number}" for number in range(10)]


async def test_no_secret_reaches_the_disk_or_the_log(watch, exchange, make_leg, python, db, tmp_path):
    """Forty of them, in headers, bodies, addresses, notes and errors, through every frame."""
    log = tmp_path / "stderr"
    watched = watch(python(f"import os; os.dup2(os.open({str(log)!r}, os.O_CREAT | os.O_WRONLY), 2)"))
    watched.link.know([secret.encode() for secret in KNOWN])
    await watched.link.start()
    said = " ".join(CANARIES + KNOWN)
    headers = [*zip(HEADERS, PLAIN, strict=True), ("x-note", f"see {said}")]
    one = exchange(1)
    body = json.dumps({"messages": [{"role": "user", "content": said}]}).encode()
    stream = b"".join(b'data: {"delta":"%b"}\n\n' % secret.encode() for secret in CANARIES + KNOWN)
    one.a = make_leg("a", body, start=f"POST /v1/messages?key={CANARIES[0]}", headers=headers)
    one.b = make_leg("b", body, 1, start=f"https://u/v1?api_key={CANARIES[1]}", headers=headers)
    one.c = make_leg("c", stream, 1, headers=headers)
    one.d = make_leg("d", stream, headers=headers)
    one.row.trouble = one.row.reason = one.row.session = one.row.client = said
    one.row.client_model = one.row.model = one.row.path = one.row.agent = said
    watched.link.opened(one.row, one.a)
    watched.link.sent(1, one.b)
    one.row.state = "failed"
    detail = ExchangeDetail(
        row=one.row,
        attempts=[AttemptRow(number=1, url=said, outcome=said, cause=said, model=said)],
        notes=[Note("dropped", said, said, said, said, said)],
        diagnosis=Diagnosis(
            name="x",
            type="api_error",
            status=500,
            message=said,
            quote=said,
            remedy=said,
            title=said,
            figures={"f": said},
        ),
    )
    watched.link.closed(detail, one.legs)
    assert await watched.link.count(body, timeout=10) is not None
    watched.link._out.child.send(
        bytearray(b"\x00\x00\x00\xff" + said.encode()[:255])
    )  # nonsense that names them too
    await watched.until(lambda: watched.link.restarts == 1)
    written = {path.name: path.read_bytes() for path in [*db.parent.iterdir(), log]}
    await watched.until(lambda: watched.stored == {1})
    written |= {f"{path.name} later": path.read_bytes() for path in [*db.parent.iterdir(), log]}
    assert {"journal.db", "stderr"} <= set(written)
    assert written["stderr"]
    await watched.link.close()

    found = {name: bytes(data) for name, data in written.items()}
    reader = Reader(db)
    for name in "abcd":
        piece = reader.leg(1, name)
        assert piece.size == len(piece.data)
        found[f"leg {name}"] = piece.data + repr((piece.start, piece.headers)).encode()
    found["detail"] = repr(reader.detail(1)).encode()
    for secret in [tail for number in range(20) if (tail := f"CANARY{number}{TAIL}")] + PLAIN + KNOWN:
        assert [name for name, data in found.items() if secret.encode() in data] == []
