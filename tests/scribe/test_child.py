import os
import sys

import pytest

from tui_router.scribe import child as child_module
from tui_router.scribe.child import Child, environment
from tui_router.scribe.frames import Bye, Purged, Ready, encode

ECHO = "import os\nwhile data := os.read(0, 1 << 20): os.write(1, data)"


async def test_frames_go_both_ways_and_the_end_is_known():
    heard = []
    child = await Child.spawn([sys.executable, "-c", ECHO], heard.append)
    assert child.send(encode(Ready(7)))
    await child.finish(10)
    assert heard == [Ready(7)]
    assert child.ended.result() == 0
    assert not child.send(encode(Bye()))


async def test_ctrl_c_in_the_terminal_does_not_reach_it():
    child = await Child.spawn([sys.executable, "-c", ECHO], print)
    assert os.getsid(child.pid) == child.pid
    await child.finish(10)


async def test_frames_past_what_the_pipe_takes_wait_in_order():
    heard = []
    child = await Child.spawn([sys.executable, "-c", ECHO], heard.append)
    words = [Purged(number, "x" * 300_000) for number in range(20)]
    for word in words:
        assert child.send(encode(word))
    assert child.waiting > 1_000_000
    await child.finish(10)
    assert heard == words
    assert child.waiting == 0


async def test_frames_that_come_together_go_in_one_write(monkeypatch):
    monkeypatch.setattr(child_module, "GATHER_S", 3600)
    heard = []
    child = await Child.spawn([sys.executable, "-c", ECHO], heard.append)
    writes = []
    write = child._pipe.write
    monkeypatch.setattr(child._pipe, "write", lambda data: (writes.append(len(data)), write(data)))
    for number in range(10):
        child.send(encode(Ready(number)))
    assert writes == []
    child.send(encode(Ready(10)), at_once=True)
    assert len(writes) == 1
    child.send(encode(Ready(11)))
    await child.finish(10)
    assert heard == [Ready(number) for number in range(12)]


async def test_one_that_does_not_end_is_made_to():
    child = await Child.spawn([sys.executable, "-c", "import signal; signal.pause()"], print)
    child.send(bytearray(8 << 20))
    assert child.waiting > 0
    await child.finish(0.01)
    assert child.ended.result() == -9


async def test_one_that_is_no_program_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="no-such"):
        await Child.spawn([str(tmp_path / "no-such")], print)


async def test_one_that_talks_nonsense_is_ended():
    child = await Child.spawn([sys.executable, "-c", "print('z' * 99, flush=True); input()"], print)
    await child.ended
    assert child.ended.result() == -9


def test_the_environment_it_gets_has_no_keys(monkeypatch):
    monkeypatch.setenv("GROQ_API_KEY", "gsk_x")
    monkeypatch.setenv("TUI_ROUTER_TOKEN", "t")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    passed = environment()
    assert passed["LC_ALL"] == "C.UTF-8"
    assert passed["PATH"] == os.environ["PATH"]
    assert not [name for name in passed if "KEY" in name or "TOKEN" in name]
