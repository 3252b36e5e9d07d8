"""`python -m tui_router.sandbox.serve [--port N]`: the sandbox upstream by itself, until it is stopped."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading

from tui_router.sandbox.server import SandboxServer


def with_starter(stdin: int) -> None:
    """End with who started us, however it ends: its death closes the pipe that is our standard input. What it wrote
    there, one process id a line, ends with us.
    """
    told = b""
    while piece := os.read(stdin, 4096):
        told += piece
    for pid in told.split():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(int(pid), signal.SIGTERM)
    os._exit(1)


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with SandboxServer(port=port, keep=0) as sandbox:
        print(f"sandbox listening on {sandbox.url}", flush=True)  # noqa: T201 - the line its starter waits for
        await stop.wait()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tui_router.sandbox.serve")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--leash", action="store_true", help="end when standard input does")
    given = parser.parse_args(arguments)
    if given.leash:
        threading.Thread(target=with_starter, args=(sys.stdin.fileno(),), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
