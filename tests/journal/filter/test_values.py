import time

import pytest

from tui_router.journal.filter.fault import FilterFault
from tui_router.journal.filter.values import BYTES, COUNTS, SECONDS, Name, moment, number, whole_of


@pytest.mark.parametrize(
    ("text", "units", "value"),
    [("20k", COUNTS, 20_000), ("1.5M", COUNTS, 1_500_000), ("20,000", COUNTS, 20_000), (".5", COUNTS, 0.5), ("500ms", SECONDS, 0.5),
     ("2min", SECONDS, 120), ("1h", SECONDS, 3600), ("1KB", BYTES, 1000), ("7", BYTES, 7), ("$3", COUNTS, 3)],
)  # fmt: skip
def test_numbers(text, units, value, given):
    assert number(given("in", text), units, "x") == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "k", "1.2.3", "-1", "1 k", "nan", "inf", "1_0", "٣", "1" * 41, "2,00"])
def test_no_numbers(text, given):
    with pytest.raises(FilterFault):
        number(given("in", text), COUNTS, "x")


def test_numbers_of_things(given):
    assert whole_of(given("id", "#38"), "#38") == 38
    with pytest.raises(FilterFault):
        whole_of(given("id", "-3"), "-3")


def test_no_name_takes_long_to_refuse(given):
    name = Name(given("m", "*a" * 100 + "b"))
    began = time.process_time()
    assert not name.fits("a" * 2_000)
    assert time.process_time() - began < 2  # a naive glob would take longer than the universe


def test_a_name_remembers_only_so_much(given):
    name = Name(given("m", "a*"))
    for n in range(2_000):
        assert name.fits(f"A{n}")
    assert len(name._known) == Name._KNOWN


def test_moments_last_as_long_as_they_are_exact(given, now):
    assert moment(given("at", "12:03:36"))[:2] == (now - 60, now - 59)
    minute = moment(given("at", "12:03"))
    assert (minute.end - minute.start, minute.said) == (60, "12:03")
    assert moment(given("at", "2026-09-20")).said == "2026-09-20"
    assert moment(given("at", "23:50")).said == "2026-09-21 23:50"
