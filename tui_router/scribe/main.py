"""The scribe: a child of the gateway that keeps the journal and counts tokens.

It reads frames from standard input and answers on standard output, and ends when its input does: after a
gateway that was killed, it first writes all that was still in the pipe.
"""

import argparse
import logging
import os
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tui_router.scribe.desk import Desk
from tui_router.scribe.frames import BrokenFrame, ScribeDecoder, ToGateway, encode
from tui_router.scribe.keeper import Keeper

_log = logging.getLogger(__name__)

_READ = 1024 * 1024
NICENESS = 5
"""The road comes first: where processors are short, answers go on and the journal catches up."""
_IDLE_S = 0.3
"""Quiet before the encoding is built: a gateway that is starting needs the machine itself."""


class _Mouth:
    """Standard output as frames. A gateway that is gone is no reason to stop writing the journal."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._heard = True

    def say(self, frame: ToGateway) -> None:
        if not self._heard:
            return
        data = memoryview(encode(frame))
        try:
            while data:
                data = data[os.write(self._fd, data) :]
        except BrokenPipeError:
            self._heard = False


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    os.umask(0o077)
    os.nice(NICENESS)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the pipe says when it is time
    mouth = _Mouth(os.dup(1))
    os.dup2(2, 1)  # whatever prints must not speak between the frames
    keeper = None
    if options.capture != "off":
        keeper = Keeper(options.db, keep_exchanges=options.keep_exchanges, keep_mb=options.keep_mb)
    desk = Desk(keeper, mouth.say, legs=options.capture == "full")
    desk.begin()
    try:
        _listen(0, desk)
    except BrokenFrame as error:
        _log.warning("the gateway cannot be understood: %s", error)
        return 1
    finally:
        desk.finish()
    return 0


def _listen(fd: int, desk: Desk) -> None:
    ear = ScribeDecoder()
    quiet = False
    while not desk.over:
        wait = desk.wait()
        if not quiet:
            wait = _IDLE_S if wait is None else min(wait, _IDLE_S)
        ready, _, _ = select.select([fd], [], [], wait)
        if ready:
            data = os.read(fd, _READ)
            if not data:
                return
            for frame in ear.feed(data):
                desk.take(frame)
                desk.tick()
        elif not quiet:
            quiet = True
            desk.idle()
        desk.tick()


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tui-router-scribe", description="Keeps the journal of a gateway.")
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--capture", choices=("full", "meta", "off"), default="full")
    parser.add_argument("--keep-exchanges", type=int, default=5000)
    parser.add_argument("--keep-mb", type=int, default=1024)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
