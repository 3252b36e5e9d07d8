import asyncio
import subprocess
import sys

import pytest

from tui_router.upstream.auth.codex_lock import LockBusy, alone, lock_path

HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


async def test_one_at_a_time(tmp_path) -> None:
    path, order = tmp_path / "auth.json", []

    async def work(name: str) -> None:
        async with alone(path, pause=at_once, tries=10_000):
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(*(work(name) for name in "abc"))
    assert [one[2:] for one in order] == ["in", "out"] * 3
    assert [one[0] for one in order[::2]] == [one[0] for one in order[1::2]]


async def test_a_holder_that_hangs_is_waited_for_a_bounded_time(tmp_path) -> None:
    path = tmp_path / "auth.json"
    async with alone(path):
        with pytest.raises(LockBusy, match="held by another process"):
            async with alone(path, tries=3, pause=at_once):
                raise AssertionError("two hold it")


async def test_the_lock_of_a_process_that_died_is_free(tmp_path) -> None:
    path = tmp_path / "auth.json"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock_path(path))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    try:
        child.stdout.readline()
        with pytest.raises(LockBusy):
            async with alone(path, tries=2, pause=at_once):
                raise AssertionError("two hold it")
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()
    async with alone(path, tries=1):
        assert lock_path(path).exists()


async def test_a_link_in_its_place_is_not_followed(tmp_path) -> None:
    path = tmp_path / "auth.json"
    lock_path(path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        async with alone(path):
            raise AssertionError("it was followed")
    assert not (tmp_path / "elsewhere").exists()
