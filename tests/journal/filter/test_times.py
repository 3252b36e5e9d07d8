import pytest

from tui_router.journal.filter.fault import FilterFault

FIT = (
    *(
        "~at>12:03",
        "~at>=12:03:36",
        "~at<12:04",
        "~at=12:03",
        "~at 12:03",
        "~at<=12:03",
        "~at!=12:04",
        "~at=2026-09-22",
    ),
    *(
        '~at>"2026-09-22 10:00"',
        "~at<2026-09-23",
        "~at=2026-9-22",
        '~at<"2026-09-22T12:04"',
        "~ago<10m",
        "~ago>30s",
        "~ago<1d",
    ),
)


@pytest.mark.parametrize("text", FIT)
def test_a_row_of_a_minute_ago_fits(text, fits, make_row):
    assert fits(text, make_row())


@pytest.mark.parametrize(
    "text", ["~at>12:04", "~at<12:03", "~at=12:04", "~at!=12:03", "~at<2026-09-22", "~ago<10s", "~ago>2min"]
)
def test_a_row_of_a_minute_ago_does_not(text, fits, make_row):
    assert not fits(text, make_row())


def test_a_time_that_has_not_come_yet_was_yesterday(fits, make_row, now):
    assert fits("~at>23:50", make_row())
    assert not fits("~at>23:50", make_row(started_at=now - 86_400))


SLIPS = (
    "~at>25:00",
    "~at>x",
    "~at>2026-13-01",
    "~at>2026-02-30",
    '~at ""',
    "~at>12:4",
    "~ago<x",
    "~ago=5m",
    "~ago 5m",
)


@pytest.mark.parametrize("text", SLIPS)
def test_slips_are_faults(text, fits, make_row):
    with pytest.raises(FilterFault, match=r"^(a time is|~ago compares)"):
        fits(text, make_row())


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_dates_or_faults(day, fits, make_row):
    try:
        later = fits(f"~at>{day}", make_row())
    except FilterFault:
        return
    assert later is (day < "2026")
