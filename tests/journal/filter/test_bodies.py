import pytest

from tui_router.journal.filter.bodies import WHERE, make
from tui_router.journal.filter.fault import FilterFault


@pytest.mark.parametrize(
    ("name", "legs"),
    [("b", "abcd"), ("bq", "ab"), ("bs", "cd"), ("ba", "a"), ("bb", "b"), ("bc", "c"), ("bd", "d")],
)
def test_where_it_looks_and_that_it_finds_what_it_is_told(name, legs, given, make_row):
    leaf = make(given(name, "a.c"))
    assert (leaf.body.pattern, leaf.body.legs) == ("a.c", legs)
    assert not leaf.fits(make_row(id=3))
    leaf.body.found.add(3)
    assert leaf.fits(make_row(id=3))
    assert not leaf.fits(make_row(id=4))


def test_every_operator_was_tried():
    assert len(WHERE) == 7


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "*", "a{5,2}", "\ud800", "", "x" * 501, "(?P<a>", "a{99999999999}", "\\"]
)
def test_what_is_no_pattern(pattern, given):
    with pytest.raises(FilterFault):
        make(given("b", pattern))


def test_a_comparison_makes_no_sense(given):
    with pytest.raises(FilterFault, match="takes a regular expression"):
        make(given("b", "a", ">"))
