"""`python -m tui_router.sandbox.serve [--port N]`: the sandbox upstream by itself, until it is stopped."""

import argparse
import asyncio
import contextlib
import signal

from tui_router.sandbox.server import SandboxServer


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
    port = parser.parse_args(arguments).port
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(port))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
