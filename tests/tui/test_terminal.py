"""A terminal that goes away: seen on a real pty."""

import os
import threading

import pytest

from tui_router.tui.terminal import GONE, TerminalWatch, hung_up


@pytest.fixture
def pty():
    master, slave = os.openpty()
    open_ones = {master, slave}

    def close(fd):
        open_ones.discard(fd)
        os.close(fd)

    yield master, slave, close
    for fd in open_ones:
        os.close(fd)


def test_a_terminal_with_somebody_at_it_is_not_gone(pty):
    master, slave, _ = pty
    assert not hung_up(slave)
    os.write(master, b"typed")
    assert not hung_up(slave)


def test_a_closed_one_is_and_so_is_a_closed_descriptor(pty):
    master, slave, close = pty
    close(master)
    assert hung_up(slave)
    close(slave)
    assert hung_up(slave)


def test_an_app_that_comes_down_is_left_alone(pty):
    master, slave, close = pty
    told, left = threading.Event(), []
    watch = TerminalWatch(slave, told.set, leave=left.append, look_s=0.01, patience_s=30)
    watch.start()
    assert not told.wait(0.05)
    close(master)
    assert told.wait(10)
    watch.stop()
    watch.join(10)
    assert not watch.is_alive()
    assert left == []


def test_one_that_cannot_come_down_is_ended(pty):
    master, slave, close = pty
    left = []
    watch = TerminalWatch(slave, lambda: None, leave=left.append, look_s=0.01, patience_s=0.01)
    close(master)
    watch.start()
    watch.join(10)
    assert left == [GONE]


def test_it_ends_with_the_app(pty):
    _, slave, _ = pty
    watch = TerminalWatch(slave, lambda: None, look_s=30)
    watch.start()
    watch.stop()
    watch.join(10)
    assert not watch.is_alive()
