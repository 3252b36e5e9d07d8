"""`tui-router --demo`: gateway, upstream and client, all our own, in a folder that goes when it ends."""

import asyncio
import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from tui_router.cli.open import CONNECT_HINT, wants_screen
from tui_router.cli.trouble import Trouble
from tui_router.settings.places import Places, find_places
from tui_router.settings.process import GatewayInfo, StartError, Starting, last_lines, open_log, start

if TYPE_CHECKING:
    from tui_router.journal.filter import Filter

_CLIENT = """
import asyncio, os, threading
from tui_router.sandbox.script import run

def orphaned():
    os.read(0, 1)
    os._exit(1)

threading.Thread(target=orphaned, daemon=True).start()
tally = asyncio.run(run(os.environ["DEMO_URL"], os.environ["TUI_ROUTER_TOKEN"], once=bool(os.environ["DEMO_ONCE"])))
raise SystemExit(1 if tally.gone else 0)
"""
"""Run with `-c`: a token belongs in a child's environment, not on its command line. Its stdin is a pipe of ours that
ends when we do, as is that of the upstream, which then ends the gateway too: even a demo that was killed leaves no
process behind, from its first moment on."""

_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")
"""What the demo's processes see of the user's environment: no keys, no proxies, no settings."""

_END = 5.0  # seconds a child gets between SIGTERM and SIGKILL


class Demo:
    """The processes of one demo, each ended by its pid."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self.env |= {"HOME": str(home), "TUI_ROUTER_HOME": str(home)}
        self.places: Places = find_places(self.env)
        self._children: list[subprocess.Popen[bytes]] = []
        self._gateway: Starting | None = None

    def begin(self, port: int) -> None:
        """Start the upstream, then the gateway on it; neither is waited for longer than needed."""
        self.places.prepare()
        upstream = self._child(
            [sys.executable, "-P", "-m", "tui_router.sandbox.serve", "--port", "0", "--leash"]
        )
        url = _address(upstream)
        if not url:
            raise Trouble("The demo's upstream does not start.", lines=last_lines(self.places.log))
        from tui_router.sandbox.demo import demo_config

        self.places.config_file.write_text(demo_config(url), encoding="utf-8")
        argv = [sys.executable, "-P", "-m", "tui_router", "serve", "--quiet", "--port", str(port)]
        self._gateway = start(argv, env=self.env, lock=self.places.lock, log=self.places.log)
        assert upstream.stdin is not None  # noqa: S101  # a pipe, see _child
        with contextlib.suppress(BrokenPipeError):  # it has ended already, and the screen will say so
            upstream.stdin.write(b"%d\n" % self._gateway.pid)
            upstream.stdin.flush()

    def listening(self) -> GatewayInfo:
        if self._gateway is None:
            raise Trouble("The demo has not begun.")
        try:
            return self._gateway.wait()
        except StartError as error:
            raise Trouble(f"The demo does not start: {error}", lines=error.lines) from error

    def play(self, info: GatewayInfo, *, once: bool) -> "subprocess.Popen[bytes]":
        """Start the scripted client; with `once` it ends when its script does."""
        from tui_router.settings.secrets import client_token

        token = info.client_token or client_token(self.places, self.env).reveal()
        env = {
            **self.env,
            "TUI_ROUTER_TOKEN": token,
            "DEMO_URL": info.url,
            "DEMO_ONCE": "1" if once else "",
        }
        return self._child([sys.executable, "-P", "-c", _CLIENT], env)

    def end(self) -> None:
        """The client first, the upstream last, so that nobody talks to a process that has gone."""
        for child in reversed(self._children[1:]):
            _end(child)
        if self._gateway is not None:
            self._gateway.end()
        for child in self._children[:1]:
            _end(child)

    def _child(self, argv: Sequence[str], env: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
        fd = open_log(self.places.log)
        try:
            child = subprocess.Popen(
                argv,
                env=env or self.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=fd,
                start_new_session=True,
                umask=0o077,
            )
        finally:
            os.close(fd)
        self._children.append(child)
        return child


@contextlib.contextmanager
def staged() -> Iterator[Demo]:
    """A demo that leaves nothing behind, however we are asked to end."""

    def leave(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with tempfile.TemporaryDirectory(prefix="tui-router-demo-", ignore_cleanup_errors=True) as folder:
            demo = Demo(Path(folder))
            try:
                yield demo
            finally:
                for number in before:
                    signal.signal(number, signal.SIG_IGN)
                demo.end()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_demo(*, port: int, theme: str | None, ascii: bool, plain: bool, only: "Filter | None" = None) -> int:
    with staged() as demo:
        demo.begin(port)
        if not wants_screen(plain):
            return _lines(demo, only)
        import tui_router.cli.screen
        from tui_router.control.http_client import HttpControl
        from tui_router.tui.own_files import OwnFiles

        info = demo.listening()
        demo.play(info, once=False)
        # Quitting ends the demo's gateway whatever is answered: it is nobody's but ours.
        _, code = tui_router.cli.screen.show_screen(
            HttpControl(info.url, info.control_token),
            demo.places,
            theme=theme,
            ascii=ascii,
            connect_hint=f"TUI_ROUTER_HOME={shlex.quote(str(demo.home))} {CONNECT_HINT}",
            on_quit="leave",
            own=OwnFiles(demo.places.config_file, demo.places.log),
        )
        return code


def _lines(demo: Demo, only: "Filter | None" = None) -> int:
    """One line an exchange until the script has ended; returns the exit code."""
    from tui_router.cli.plain import PlainView, catch_up, follow, until_signalled
    from tui_router.control.client import ControlError
    from tui_router.control.http_client import HttpControl

    info = demo.listening()
    sys.stdout.write(f"tui-router listening on {info.url}\n")
    sys.stdout.flush()
    client = HttpControl(info.url, info.control_token)
    view = PlainView(only=only)

    async def watch() -> int:
        following = asyncio.ensure_future(follow(client, view))
        script = demo.play(info, once=True)
        try:
            while (code := script.poll()) is None:  # noqa: ASYNC110 - a child tells nobody when it ends
                await asyncio.sleep(0.05)
            while (await client.status()).live:  # noqa: ASYNC110 - the last answers are being read
                await asyncio.sleep(0.05)
            await catch_up(client, view)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            await client.aclose()
        return code

    try:
        return until_signalled(watch) or 0
    except ControlError as error:
        raise Trouble(f"The demo's gateway broke off: {error}", lines=last_lines(demo.places.log)) from error
    finally:
        view.close()


def _address(child: "subprocess.Popen[bytes]") -> str:
    """The URL in the first line a child prints, empty when it ends without one."""
    line = child.stdout.readline().decode("utf-8", "replace") if child.stdout else ""
    return line.rsplit(" ", 1)[-1].strip()


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(_END)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()
