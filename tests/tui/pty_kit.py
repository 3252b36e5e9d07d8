"""A program on a pseudo-terminal of its own: what it wrote, what it left the terminal as, and how it ended."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import psutil
import pyte

PATIENCE = 40.0
"""Seconds after which something counts as never coming, on a machine that has much else to do."""
UNREAD = re.compile(r"\x1b\[[<>=?][0-9;]*[umc]|\x1b\[\?\d+\$p|\x1b\]22;[a-z]+\x07")
"""What pyte would take for text: questions about the keyboard and the pointer's shape."""
MODES = {"1049": "alternate screen", "1000": "mouse", "1003": "mouse", "1006": "mouse", "1015": "mouse",
         "2004": "bracketed paste", "1004": "focus"}  # fmt: skip


class Terminal:
    def __init__(self, argv, *, size=(120, 40), leads=True, env=None):
        """`leads`: the program leads a session with this as its terminal, as what a window starts does. Without,
        a hang-up sends it no signal.
        """
        self.master, self.slave = os.openpty()
        self.size = size
        self._wind(*size)
        self.before = termios.tcgetattr(self.slave)
        self.written = bytearray()
        self.code = None
        slave = self.slave
        given = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", **(env or {})}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            given.pop(name, None)
        # in the child, before the program: a library's preexec_fn is not safe beside threads
        take = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
        argv = [sys.executable, *argv]
        self.child = subprocess.Popen(
            [sys.executable, "-S", "-c", take, *argv] if leads else argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=given,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()
        self.hang_up()
        os.close(self.slave)

    @property
    def pid(self):
        return self.child.pid

    # what a person does

    def press(self, keys):
        os.write(self.master, keys)

    def _wind(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        """The kernel tells the program only where this is its own terminal."""
        self._wind(columns, rows)
        self.size = columns, rows

    def hang_up(self):
        """Close the window."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    # what the terminal sees

    def read(self, wait=0.02):
        """Whether anything came."""
        if not select.select([self.master], [], [], wait)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.written += data
        return bool(data)

    def until(self, wanted, since=0, patience=PATIENCE):
        """Read until these bytes were written after byte `since`, or this holds; the position behind."""
        end = time.monotonic() + patience
        while True:
            if callable(wanted):
                if wanted():
                    return len(self.written)
            elif (at := self.written.find(wanted, since)) >= 0:
                return at + len(wanted)
            assert time.monotonic() < end, f"never seen: {wanted!r} in {bytes(self.written[-3_000:])!r}"
            if not self.read() and self.child.poll() is not None and not self.read(0.1):
                if callable(wanted) and wanted():
                    return len(self.written)
                raise AssertionError(f"it ended before {wanted!r}: {bytes(self.written[-3_000:])!r}")

    def quiet(self, for_s=0.3):
        """Read until nothing has come for a while."""
        end = time.monotonic() + PATIENCE
        while self.read(for_s):
            assert time.monotonic() < end

    def screen(self, since=0):
        """What stands on it, drawn from byte `since` on."""
        drawn = pyte.Screen(*self.size)
        pyte.Stream(drawn).feed(UNREAD.sub("", self.written[since:].decode("utf-8", "replace")))
        return drawn.display

    # how it ended

    def end(self, patience=PATIENCE):
        """Read to the end; the seconds it took."""
        began = time.monotonic()
        while self.child.poll() is None:
            assert time.monotonic() - began < patience, "it does not end"
            if self.master >= 0:
                self.read(0.02)
            else:
                time.sleep(0.02)
        took = time.monotonic() - began
        while self.master >= 0 and self.read(0.05):
            pass
        self.code = self.child.returncode
        return took

    def stopped(self):
        return psutil.Process(self.pid).status() == psutil.STATUS_STOPPED

    def left_on(self):
        """Modes that are still on after all that was written, by name; and whether the cursor is hidden."""
        on = {}
        for modes, way in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.written)):
            for mode in modes.decode().split(";"):
                on[mode] = way == b"h"
        left = {name for mode, name in MODES.items() if on.get(mode)}
        if on.get("25") is False:
            left.add("hidden cursor")
        return left

    def keyboard_depth(self):
        """How many keyboard protocols were laid over the terminal's own and not taken off."""
        return len(re.findall(rb"\x1b\[>\d+u", bytes(self.written))) - len(
            re.findall(rb"\x1b\[<u", bytes(self.written))
        )

    def as_before(self):
        return termios.tcgetattr(self.slave) == self.before
