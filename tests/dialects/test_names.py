import re

import pytest
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


@given(
    names=st.lists(st.text(max_size=80) | st.text("a1-", min_size=14, max_size=20), max_size=8),
    longest=st.integers(16, 80),
)
def test_narrower_rules_hold_and_names_come_back(names, longest):
    map = NameMap(names, longest, plain=True)
    out = {name: map.out(name) for name in names}
    rule = re.compile(r"[a-zA-Z_][a-zA-Z0-9_-]*")
    assert all(rule.fullmatch(new) and len(new) <= longest for new in out.values())
    assert len(set(out.values())) == len(out)
    assert all(map.back(new) == name for name, new in out.items())
    assert all(out[name] == name for name in names if rule.fullmatch(name) and len(name) <= longest)


@pytest.mark.parametrize(
    ("name", "longest", "plain", "stem"),
    [
        ("mcp__server__read_file", 20, False, "mcp__server_"),
        ("mcp__server__read_file", 22, False, "mcp__server__read_file"),
        ("2fa", 64, True, "_2fa_"),
        ("-x", 64, True, "_-x_"),
        ("2fa", 64, False, "2fa"),
        ("x" * 70, 1, False, "xxxxxxx_"),  # no limit of 1 is believed
        ("x" * 1_025, 10**15, False, "x" * 1_015 + "_"),  # nor one that is none
    ],
)
def test_what_stays_of_a_name(name, longest, plain, stem):
    new = NameMap([], longest, plain=plain).out(name)
    assert new.startswith(stem)
    assert len(new) in (len(stem), len(stem) + 8)
    assert len(new) <= max(longest, 16)
    assert len(new) <= 1_024


def test_says_what_fits():
    assert NameMap([]).rule == "names are at most 64 letters, digits, _ and - here"
    narrow = "names are at most 40 letters, digits, _ and - here, a letter or _ first"
    assert NameMap([], 40, plain=True).rule == narrow
