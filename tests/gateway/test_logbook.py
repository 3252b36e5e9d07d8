import logging
import sys

import pytest

from tui_router.core.fact import Fact
from tui_router.gateway.logbook import KEPT, MOST_TOLD, TEXT_CAP, Logbook, ScribeWatch
from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.messages.watch import Offence

KEY = "sk-ant-api03-a1B2c3D4e5F6g7H8i9J0"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock) -> Logbook:
    return Logbook(["open sesame"], clock)


def texts(book: Logbook) -> list[str]:
    return [line.text for line in book.after(0)]


def test_lines_are_numbered_and_read_on_from_any_of_them(book: Logbook, clock: Clock) -> None:
    book.say("info", "gateway", "one")
    clock.now = 101.5
    book.say("error", "scribe", "two", exchange=7)
    first, second = book.after(0)
    assert (first.number, first.at, first.level, first.source, first.exchange) == (
        1,
        100.0,
        "info",
        "gateway",
        0,
    )
    assert (second.number, second.at, second.level, second.text, second.exchange) == (
        2,
        101.5,
        "error",
        "two",
        7,
    )
    assert book.after(1) == [second]
    assert book.after(2) == []


def test_the_oldest_lines_go_and_an_answer_has_its_bound(book: Logbook) -> None:
    for number in range(KEPT + 10):
        book.say("info", "gateway", f"line {number + 1}")
    told = book.after(0)
    assert (told[0].number, len(told)) == (11, MOST_TOLD)
    assert [line.text for line in book.after(KEPT + 8)] == [f"line {KEPT + 9}", f"line {KEPT + 10}"]


def test_a_number_of_an_earlier_gateway_is_answered_from_the_first(book: Logbook) -> None:
    book.say("info", "gateway", "begun")
    assert [line.number for line in book.after(900)] == [1]


def test_a_line_is_one_line_masked_and_cut(book: Logbook) -> None:
    book.say("info", "gateway", f"a\nb\x1b[31m\u2028c {KEY} open sesame\ud800")
    book.say("info", "gateway", "x" * 100_000)
    book.say("info", "gateway", "x " * (TEXT_CAP // 2 - 5) + KEY)
    first, second, third = texts(book)
    assert first.startswith("a b [31m c sk-ant-***")
    assert "sesame" not in first
    assert len(second) == TEXT_CAP
    assert "a1" not in third


def test_what_anybody_can_bring_about_is_told_once_a_second(book: Logbook, clock: Clock) -> None:
    for _ in range(5):
        book.say_rarely("refused_token", "warning", "guard", "a wrong token")
    book.say_rarely("refused_host", "warning", "guard", "a wrong host")
    clock.now += 1
    book.say_rarely("refused_token", "warning", "guard", "a wrong token")
    assert texts(book) == ["a wrong token", "a wrong host", "a wrong token (and 4 more before)"]


def test_what_is_logged_is_heard(book: Logbook) -> None:
    ours, other = logging.getLogger("tui_router.scribe.link"), logging.getLogger("asyncio")
    ours.info("before")
    with book.listening():
        ours.info("begun with %d", 7)
        logging.getLogger("tui_router.gateway").warning("look")
        other.info("not heard")
        other.warning("heard")
        try:
            raise ValueError(KEY)
        except ValueError:
            ours.exception("broke")
        ours.debug("not heard")
    ours.warning("after")
    assert [(line.level, line.source, line.text) for line in book.after(0)] == [
        ("info", "scribe", "begun with 7"),
        ("warning", "gateway", "look"),
        ("warning", "asyncio", "heard"),
        ("error", "scribe", "broke (ValueError)"),
    ]
    assert not logging.getLogger("tui_router").isEnabledFor(logging.INFO)


@pytest.mark.filterwarnings("ignore")
def test_a_record_that_cannot_be_read_harms_nobody(book: Logbook) -> None:
    logging.raiseExceptions, before = False, logging.raiseExceptions
    try:
        with book.listening():
            logging.getLogger("tui_router").handle(
                logging.LogRecord("tui_router.x", logging.WARNING, "", 0, "%d", ("no number",), None)
            )
    finally:
        logging.raiseExceptions = before
    assert texts(book) == []


def test_what_stood_on_stderr_still_does() -> None:
    """In a process of its own: pytest has handlers of its own on the root."""
    import subprocess

    lines = (
        "import logging\n"
        "from tui_router.gateway.logbook import Logbook\n"
        "log = logging.getLogger('tui_router.gateway')\n"
        "with Logbook().listening():\n"
        "    log.warning('seen'); log.info('unseen')\n"
        "log.warning('seen again')\n"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stderr == "seen\nseen again\n"


def ended(**row: object) -> ExchangeRow:
    given = {"id": 7, "started_at": 1.0, "provider": "p", "model": "m", **row}
    return ExchangeRow(**given)  # type: ignore[arg-type]


def test_of_an_exchange_is_told_what_is_worth_a_line(book: Logbook) -> None:
    book.ended(ExchangeDetail(row=ended(state="ok")))
    book.ended(ExchangeDetail(row=ended(state="failed", trouble="key refused")))
    fact = Fact(provider="p", base_url="", model="m", name="max_output_tokens", value=8192)
    odd = [
        Offence(leg="c", grade="harmless", rule=rule, text=f"of {rule}")
        for rule in ("order", "unknown_event", "unknown_event")
    ]
    book.ended(ExchangeDetail(row=ended(state="repaired"), learned=[fact], offences=odd))
    book.ended(ExchangeDetail(row=ExchangeRow(id=8, started_at=1.0, state="failed", trouble="no such model")))
    assert [(line.level, line.text, line.exchange) for line in book.after(0)] == [
        ("error", "#7 p/m: key refused", 7),
        ("info", "learned of p/m: max_output_tokens 8192", 7),
        ("warning", "#7 p/m: of unknown_event", 7),
        ("error", "#8 no target: no such model", 8),
    ]


class Recorder:
    """How a scribe's link looks from here."""

    def __init__(self) -> None:
        self.pid: int | None = None
        self.lost = 0
        self.state = "ok"
        self.problem = ""


def test_the_scribe_is_told_of_when_it_changes(book: Logbook) -> None:
    recorder = Recorder()
    watch = ScribeWatch(book, recorder)  # type: ignore[arg-type]
    watch.look()
    recorder.pid = 12
    watch.look()
    watch.look()
    recorder.lost = 1200
    watch.look()
    recorder.state, recorder.problem = "slow", "the journal cannot be written: full"
    watch.look()
    recorder.state, recorder.problem = "ok", ""
    watch.look()
    recorder.state = "down"
    watch.look()
    recorder.pid, recorder.state = 13, "ok"
    watch.look()
    assert [(line.level, line.source, line.text) for line in book.after(0)] == [
        ("info", "scribe", "started with process id 12"),
        ("warning", "scribe", "1,200 captures lost, 1,200 in all"),
        ("warning", "journal", "the journal cannot be written: full"),
        ("info", "journal", "well again"),
        ("warning", "scribe", "is not running"),
        ("info", "scribe", "started with process id 13"),
        ("info", "scribe", "is up to date"),
    ]
