import io
import threading

from tui_router.cli.log import LineLog


def test_lines_are_written_in_order() -> None:
    out = io.StringIO()
    log = LineLog(out)
    for number in range(100):
        log.say(f"line {number}")
    log.close()
    assert out.getvalue().splitlines() == [f"line {number}" for number in range(100)]


class Stuck(io.StringIO):
    """A reader that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.go = threading.Event()

    def write(self, text: str) -> int:
        self.reached.set()
        self.go.wait()
        return super().write(text)


def test_a_stuck_reader_costs_lines_and_never_the_writer() -> None:
    out = Stuck()
    log = LineLog(out)
    log.say("first")
    out.reached.wait()
    for number in range(3000):
        log.say(f"line {number}")
    log.close(limit=0.01)
    out.go.set()
    log.close()
    lines = out.getvalue().splitlines()
    assert lines[:2] == ["first", "line 0"]
    assert len(lines) == 1001


def test_what_was_lost_is_said_once_it_flows_again() -> None:
    out = Stuck()
    log = LineLog(out)
    for number in range(1101):
        log.say(f"line {number}")
        out.reached.wait()
    out.go.set()
    while log._lines.qsize():
        pass
    log.say("after")
    log.close()
    lines = out.getvalue().splitlines()
    assert lines[-2:] == ["100 lines were not written, their reader was too slow", "after"]


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_has_gone_is_no_error() -> None:
    log = LineLog(Gone())
    log.say("to nobody")
    log._thread.join()
    for _ in range(2000):
        log.say("still to nobody")
    log.close(limit=0.01)
    assert not log._thread.is_alive()
