import asyncio
import signal
import sys
from typing import Any

import pytest

from tui_router.sandbox.serve import main


async def test_it_says_where_it_listens_answers_and_ends_when_told(raw: Any, chat: Any) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui_router.sandbox.serve", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout
    try:
        line = (await child.stdout.readline()).decode()
        assert line.startswith("sandbox listening on http://127.0.0.1:")
        seen = await raw(line.split()[-1], chat("text-fast"))
        assert seen.text == "Mend the parser's last line"
        child.send_signal(signal.SIGTERM)
        assert await child.wait() == 0
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def test_on_a_leash_it_ends_with_its_starter_and_takes_along_whom_it_was_told() -> None:
    sleeper = await asyncio.create_subprocess_exec("sleep", "600")
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui_router.sandbox.serve", "--port", "0", "--leash"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdin
    assert child.stdout
    try:
        await child.stdout.readline()
        child.stdin.write(b"%d\n" % sleeper.pid)
        await child.stdin.drain()
        assert sleeper.returncode is None
        child.stdin.close()
        assert await asyncio.wait_for(sleeper.wait(), 20) == -signal.SIGTERM
        assert await asyncio.wait_for(child.wait(), 20) == 1
    finally:
        for process in (child, sleeper):
            if process.returncode is None:
                process.kill()
                await process.wait()


def test_a_wrong_flag_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--prot", "1"])
    assert "--port" in capsys.readouterr().err
