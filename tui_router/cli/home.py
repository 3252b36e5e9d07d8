"""The gateway that an inspector was opened on: why it ended, and starting it again where its clients look for it."""

import asyncio
import signal
from pathlib import Path
from urllib.parse import urlsplit

from tui_router.cli.start import Wish, begin, listening, running
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.control.http_client import HttpControl
from tui_router.core.redact import mask_secrets
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, LockUnsafeError, Starting, last_lines, read_lock

_SAID = 200
"""Characters of a log line that stand in a sentence."""


class HomeGateway:
    """A `tui.home.Home`. `started` is its process where it is a child of ours: only then its exit is known."""

    def __init__(
        self, client: HttpControl, places: Places, info: GatewayInfo, *, started: Starting | None = None
    ) -> None:
        self._client = client
        self._places = places
        self.info = info
        """The gateway that runs, or ran last."""
        self._started = started
        self._log_from = _size(places.log)

    def why_gone(self) -> str | None:
        """One that was started elsewhere meanwhile, at whatever address, is the one to look at from now on."""
        try:
            held = read_lock(self._places.lock)
        except (LockUnsafeError, OSError):
            return None
        if held is not None:
            self._took(held)
            return None
        exit = self._started.exit if self._started is not None else None
        if exit is not None and exit < 0:
            return f"killed by {_signal(-exit)}"
        told = last_lines(self._places.log, since=self._log_from, count=1) if exit != 0 else []
        words = mask_secrets(told[0][:_SAID]) if told else ""
        if exit is None:
            return words
        return f"exit {exit}: {words}" if words else f"exit {exit}"

    async def start(self) -> None:
        try:
            await asyncio.to_thread(self._start)
        except Trouble as trouble:
            told = f" {mask_secrets(trouble.lines[-1][:_SAID])}" if trouble.lines else ""
            raise ControlError(f"{trouble.said}{told}") from trouble
        except (LockUnsafeError, OSError) as error:
            raise ControlError(str(error)) from error

    def _start(self) -> None:
        """At the same port with the same settings, as clients were told them."""
        found = running(self._places)
        if found is None:
            config = Path(self.info.config) if self.info.config else None
            starting = begin(self._places, Wish(config=config, port=urlsplit(self.info.url).port))
            self._log_from = starting.log_from
            self._started = starting
            found = listening(starting)
        self._took(found)

    def _took(self, info: GatewayInfo) -> None:
        if info.url and info != self.info:
            if self._started is not None and info.pid != self._started.pid:
                self._started = None
            self.info = info
            self._client.move(info.url, info.control_token)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
