"""What upstreams want back: handed out by id, bounded, still there after a restart and after a kill."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.signatures import said_id
from tui_router.gateway import keepsakes as room
from tui_router.gateway import late_writer
from tui_router.gateway.keepsakes import Keepsakes

ID = "toolu_0123456789abcdef"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keepsakes.jsonl"


def many(count: int) -> dict[str, str]:
    return {f"toolu_{at:016}": f"held {at}" for at in range(count)}


def test_what_is_taken_is_handed_out_by_its_id() -> None:
    keepsakes = Keepsakes()
    given_first = keepsakes.of("s")
    keepsakes.take("s", {ID: "sealed"})
    assert given_first[ID] == "sealed"
    assert given_first.get("toolu_of_nobody_at_all") is None
    assert list(given_first) == [ID]


def test_the_same_words_said_in_another_session_are_another_s() -> None:
    keepsakes = Keepsakes()
    keepsakes.take("s", {said_id("Done."): "sealed"})
    assert keepsakes.of("s").get(said_id("Done.")) == "sealed"
    assert keepsakes.of("t").get(said_id("Done.")) is None


def test_a_telling_id_is_found_from_another_session_and_a_counted_one_is_not() -> None:
    keepsakes = Keepsakes()
    keepsakes.take("s", {ID: "sealed", "call_0": "mine"})
    keepsakes.take("t", {"call_0": "theirs"})
    assert keepsakes.of("t")[ID] == "sealed"
    assert (keepsakes.of("s")["call_0"], keepsakes.of("t")["call_0"]) == ("mine", "theirs")
    assert "call_0" not in keepsakes.of("u")


def test_the_longest_unused_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 3)
    keepsakes = Keepsakes()
    names = list(many(4))
    keepsakes.take("", dict.fromkeys(names[:3], "x"))
    assert keepsakes.of("")[names[0]] == "x"
    keepsakes.take("", {names[3]: "x"})
    assert [name in keepsakes.of("") for name in names] == [True, False, True, True]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), max_size=40))
def test_bytes_are_counted_right_and_bounded(taken: list[tuple[int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MOST_BYTES", 1000)
        keepsakes = Keepsakes()
        for at, length in taken:
            keepsakes.take("s", {f"toolu_{at:016}": "x" * length})
            assert keepsakes.bytes == sum(held.size for held in keepsakes._held.values()) <= 1000


@pytest.mark.parametrize(
    ("id", "text"),
    [("", "x"), ("i" * 400, "x"), ("toolu_\ud800_0123456789", "x"), ("a\nb", "x"), (ID, "\ud800"), (ID, "é")],
)
def test_what_is_odd_is_not_kept(id: str, text: str) -> None:
    keepsakes = Keepsakes()
    keepsakes.take("s", {id: text})
    assert len(keepsakes) == 0


def test_what_is_too_long_is_not_kept() -> None:
    keepsakes = Keepsakes()
    keepsakes.take("s", {ID: "x" * (room.LONGEST + 1)})
    assert len(keepsakes) == 0
    keepsakes.take("s", {ID: "x" * room.LONGEST})
    assert len(keepsakes) == 1


async def test_it_is_there_after_a_restart(path: Path) -> None:
    first = Keepsakes(path)
    first.take("s", {ID: "sealed", "call_0": "mine"})
    await first.close()
    second = Keepsakes(path)
    assert second.bytes == 0
    assert (second.of("s")[ID], second.of("s")["call_0"]) == ("sealed", "mine")
    assert second.bytes == first.bytes


async def test_what_is_said_again_is_not_written_again(path: Path) -> None:
    keepsakes = Keepsakes(path)
    for _ in range(50):
        keepsakes.take("s", {ID: "sealed"})
    await keepsakes.close()
    assert path.read_bytes().count(b"\n") == 1


async def test_the_newest_word_wins_after_a_restart(path: Path) -> None:
    for word in ("old", "new"):
        keepsakes = Keepsakes(path)
        keepsakes.take("s", {ID: word})
        await keepsakes.close()
    assert Keepsakes(path).of("s")[ID] == "new"


async def test_purged_is_gone_from_the_file_too(path: Path) -> None:
    now = 100.0
    keepsakes = Keepsakes(path, clock=lambda: now)
    keepsakes.take("s", {ID: "early-secret"})
    now = 200.0
    keepsakes.take("s", {"toolu_aaaaaaaaaaaaaaaa": "late"})
    assert keepsakes.forget(150.0) == 1
    await keepsakes.close()
    assert b"early-secret" not in path.read_bytes()
    assert b"late" in path.read_bytes()
    assert len(Keepsakes(path)) == 1
    again = Keepsakes(path)
    assert again.forget() == 1
    await again.close()
    assert path.read_bytes() == b""


async def test_a_file_of_old_words_is_written_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_router.gateway.keepsake_file.LEAST_WORN", 1000)
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 0.0)
    keepsakes = Keepsakes(path)
    for turn in range(40):
        keepsakes.take("s", {ID: f"{turn:0100}"})
        task = keepsakes._writer._task
        assert task is not None
        await task
    await keepsakes.close()
    assert path.stat().st_size < 2000
    assert Keepsakes(path).of("s")[ID] == f"{39:0100}"


async def test_a_disk_that_refuses_costs_nothing_but_the_file(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keepsakes = Keepsakes(path)
    assert len(keepsakes) == 0
    path.mkdir()
    keepsakes.take("s", {ID: "sealed"})
    await keepsakes.close()
    assert keepsakes.of("s")[ID] == "sealed"
    assert "cannot be written" in caplog.text
    path.rmdir()
    await keepsakes.close()
    assert Keepsakes(path).of("s")[ID] == "sealed"


KILLED = """
import asyncio, sys
from pathlib import Path
from tui_router.gateway import keepsakes, late_writer
late_writer.WRITE_AFTER = 0.0
async def main():
    kept = keepsakes.Keepsakes(Path(sys.argv[1]))
    for at in range(1_000_000):
        kept.take("s", {f"toolu_{at:016}": "x" * 200})
        if at == 500:
            print("some", flush=True)
        await asyncio.sleep(0)
asyncio.run(main())
"""


def test_a_kill_loses_the_last_moments_at_most(path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        while not path.exists() or path.stat().st_size < 20_000:
            assert child.poll() is None
        os.kill(child.pid, signal.SIGKILL)
    kept = Keepsakes(path)
    assert len(kept) > 50
    assert kept.of("")["toolu_" + "0" * 16] == "x" * 200
    assert not list(path.parent.glob("*.broken-*"))


async def test_the_road_keeps_what_an_answer_left_and_gives_it_back(
    start: Any, sandbox: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chat = importlib.import_module("tui_router.dialects.chat")
    given: list[str | None] = []
    plain = chat.prepare

    def prepare(call: Call) -> Prepared:
        given.append(call.kept.get(ID))
        prepared: Prepared = plain(call)
        prepared.keeps[ID] = "sealed"
        return prepared

    monkeypatch.setattr(chat, "prepare", prepare)
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        for stream in (True, False):
            await road.ask("text", stream=stream)
    file = tmp_path / "home" / "state" / "keepsakes.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    async with start(config) as road:
        await road.ask("text")
        assert given == [None, "sealed", "sealed"]
        await road.control.purge(None)
        await road.ask("text")
        assert given[-1] is None
    file.unlink()
    async with start(config + '[journal]\ncapture = "meta"\n') as road:
        await road.ask("text")
        await road.ask("text")
        assert given[-2:] == [None, "sealed"]
    assert not file.exists()


async def test_languages_that_keep_nothing_make_no_file(start: Any, sandbox: Any, tmp_path: Path) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        await road.ask("text")
        assert len(road.gateway.keepsakes) == 0
    assert not (tmp_path / "home" / "state" / "keepsakes.jsonl").exists()
