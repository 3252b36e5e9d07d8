import time

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tui_router.cli.lines import Totals, log_line, plain_line, printable
from tui_router.journal.record import ExchangeRow, Times, Tokens

NOON = time.mktime((2026, 11, 20, 12, 3, 58, 0, 0, -1))

OK = ExchangeRow(
    id=37,
    started_at=NOON,
    state="ok",
    kind="main",
    tier="sonnet",
    client_model="claude-sonnet-5-5",
    provider="openai",
    model="gpt-5.4",
    status=200,
    tokens=Tokens(input=19_912, output=812, estimated=False),
    times=Times(first=1.32, ended=17.8),
    notes=3,
)

FAILED = ExchangeRow(
    id=38,
    started_at=NOON,
    state="failed",
    tier="opus",
    client_model="claude-opus-5-5",
    provider="deepseek",
    model="deepseek-chat",
    status=400,
    tokens=Tokens(input=900),
    times=Times(ended=0.2),
    trouble="max_tokens over 8192",
)


def test_a_log_line() -> None:
    assert (
        log_line(OK) == "12:03:58 main       claude-sonnet-5-5 → openai/gpt-5.4 200 19912+812 tokens 17800 ms"
    )
    assert log_line(FAILED).endswith("deepseek/deepseek-chat 400 900+0 tokens 200 ms max_tokens over 8192")


def test_plain_lines_stand_in_columns() -> None:
    ok, failed = plain_line(OK), plain_line(FAILED)
    assert ok.split() == (
        [
            "12:03:58",
            "ok",
            "sonnet",
            "gpt-5.4@openai",
            "200",
            "in",
            "19.9k",
            "out",
            "812",
            "first",
            "1.32s",
            "17.8s",
            "notes",
            "3",
        ]
    )
    assert failed.split() == (
        [
            "12:03:58",
            "failed",
            "opus",
            "deepseek-chat@deepseek",
            "400",
            "in",
            "900",
            "0.20s",
            "max_tokens",
            "over",
            "8192",
        ]
    )
    assert ok.index("200") == failed.index("400")
    assert ok.index("17.8s") == failed.index("0.20s")
    assert ok.index("notes") == failed.index("max_tokens")


def test_a_plain_line_of_what_was_answered_here() -> None:
    count = ExchangeRow(id=1, started_at=NOON, state="local", kind="count", tier="haiku", status=200)
    assert plain_line(count).split()[1:5] == ["local", "haiku", "counted", "here"]


def test_a_plain_line_of_a_replay_and_of_a_client_that_left() -> None:
    again = ExchangeRow(id=4, started_at=NOON, state="ok", provider="p", model="m", replay_of=3)
    left = ExchangeRow(id=5, started_at=NOON, state="cancelled", provider="p", model="m")
    assert "replay" in plain_line(again)
    assert plain_line(again).endswith("of 3")
    assert plain_line(left).endswith("the client left")


def test_totals() -> None:
    totals = Totals()
    for row in (OK, OK, FAILED):
        totals.add(row)
    assert totals.line() == "3 exchanges  1 failed  in 40.7k  out 1.6k"
    assert Totals().line() == "0 exchanges"


HOSTILE = ["a\nb", "\x1b]52;c;aGk=\x1b\\", "\x9b2J", "\u202eabc", "\u200bx", "a\u2028b", "\ud800", "[/]"]


@given(st.sampled_from(HOSTILE) | st.text())
def test_whatever_the_wire_says_it_is_one_visible_line(text: str) -> None:
    row = ExchangeRow(
        id=1,
        started_at=NOON,
        state="failed",
        client_model=text,
        provider=text,
        model=text * 300,
        trouble=text,
        status=400,
    )
    for line in (log_line(row), plain_line(row)):
        assert line.isprintable()
        assert len(line) < 1500


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_signs_in_a_reason_are_said_in_words_and_a_cost_has_its_column() -> None:
    row = msgspec.structs.replace(OK, state="repaired", trouble="max_tokens 32,000 → 16,384", cost=0.0581)
    line = plain_line(row)
    assert line.isascii()
    assert line.endswith("17.8s  $0.058  max_tokens 32,000 to 16,384")
    assert "$" not in plain_line(OK)
    totals = Totals()
    totals.add(row)
    totals.add(msgspec.structs.replace(row, cost=1.5))
    assert totals.line().endswith("$1.56")
