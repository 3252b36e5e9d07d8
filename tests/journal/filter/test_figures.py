import math

import pytest

from tui_router.journal.filter.fault import FilterFault
from tui_router.journal.filter.figures import FIGURES
from tui_router.journal.record import Times, Tokens

FIT = (
    *(
        "~in>20k",
        "~in>=21,400",
        "~in=21.4k",
        "~in!=5",
        "~out<500",
        "~cache>10k",
        "~first>2s",
        "~first<=2500ms",
        "~took>30s",
    ),
    *(
        "~took<1m",
        "~rate<20",
        "~rate=10/s",
        "~cost>.05",
        "~cost<$1",
        "~tries>1",
        "~tries 2",
        "~notes>0",
        "~size>100kB",
        "~size<1MB",
    ),
)


@pytest.mark.parametrize("text", FIT)
def test_it_fits(text, fits, full):
    assert fits(text, full)


@pytest.mark.parametrize(
    "text", ["~in>22k", "~in<21400", "~out>300", "~took>33", "~cost>.25", "~tries 1", "~size>1mb"]
)
def test_it_does_not_fit(text, fits, full):
    assert not fits(text, full)


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in {"tries", "notes", "size"}])
@pytest.mark.parametrize("relation", ["<", "<=", "=", "!=", ">", ">="])
def test_what_is_missing_fits_no_comparison(name, relation, fits, make_row):
    assert not fits(f"~{name}{relation}0", make_row())
    assert not fits(f"~{name}{relation}5", make_row())


def test_nothing_is_a_figure_once_the_upstream_said_so(fits, make_row):
    assert fits("~out=0", make_row(tokens=Tokens(input=9, estimated=False)))
    assert not fits("~out=0", make_row(tokens=Tokens(input=9)))


def test_a_rate_needs_a_while(fits, make_row):
    quick = make_row(tokens=Tokens(output=9), times=Times(first=1.0, ended=1.01))
    assert not fits("~rate>0", quick)


def test_no_number_that_is_none(fits, make_row):
    for cost in (math.nan, math.inf):
        assert not fits("~cost>0 | ~cost!=1 | ~cost<1", make_row(cost=cost))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("~in>x", "~in compares with a figure: >20k"),
        ("~in>20s", "~in compares with a figure"),
        ("~took>20kB", "~took compares with a figure"),
        ("~in 20k", "~in compares: ~in>20k"),
        ("~in>1e9", "~in compares with a figure"),
        (f"~in>{'9' * 50}", "~in compares with a figure"),
    ],
)
def test_slips_are_named(text, words, fits, full):
    with pytest.raises(FilterFault, match=words.replace("(", "[(]")):
        fits(text, full)
