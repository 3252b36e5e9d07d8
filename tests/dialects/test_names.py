import re

from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.names import NameMap

FITS = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@given(
    names=st.lists(st.text(max_size=80) | st.text("ab_", min_size=60, max_size=70), max_size=8),
    data=st.data(),
)
def test_every_name_fits_and_comes_back(names, data):
    declared = data.draw(st.lists(st.sampled_from(names), max_size=4)) if names else []
    map = NameMap(declared)
    out = {name: map.out(name) for name in names}
    assert all(FITS.fullmatch(new) for new in out.values())
    assert len(set(out.values())) == len(out)
    assert all(map.back(new) == name for name, new in out.items())
    assert {name: map.out(name) for name in names} == out


def test_a_name_that_fits_stays():
    map = NameMap(["Bash"])
    assert map.out("Bash") == "Bash"
    assert map.changed == {}


def test_a_name_nobody_sent_comes_back_as_it_is():
    assert NameMap([]).back("Guess") == "Guess"


def test_a_cut_name_never_takes_a_declared_one():
    long = "x" * 80
    taken = NameMap([]).out(long)
    map = NameMap([taken])
    assert map.out(long) != taken
    assert map.out(taken) == taken


def test_an_undeclared_name_that_looks_like_a_cut_one_gets_another():
    map = NameMap([])
    first = map.out("x" * 80)
    assert map.out(first) != first
    assert map.back(map.out(first)) == first
