import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects import call_ids
from tui_router.dialects.call_ids import fit_ids

RULES = {"alnum9": re.compile(r"[a-zA-Z0-9]{9}"), "alnum40": re.compile(r"[a-zA-Z0-9]{1,40}")}


@given(
    ids=st.lists(st.text(max_size=60) | st.text("ab1", min_size=9, max_size=9)),
    form=st.sampled_from(sorted(RULES)),
)
def test_every_id_fits_and_none_meets_another(ids, form):
    changed = fit_ids(ids, form)
    out = {id: changed.get(id, id) for id in ids}
    assert all(RULES[form].fullmatch(new) for new in out.values())
    assert len(set(out.values())) == len(set(ids))
    assert not any(RULES[form].fullmatch(id) for id in changed)
    assert fit_ids(ids, form) == changed


def test_the_same_id_is_the_same_in_a_longer_history():
    first = fit_ids(["toolu_1"], "alnum9")
    assert fit_ids(["toolu_0", "toolu_1", "toolu_2"], "alnum9")["toolu_1"] == first["toolu_1"]


@pytest.mark.parametrize(
    ("id", "form", "stays"),
    [
        ("call49c89", "alnum9", True),
        ("call_49c8", "alnum9", False),
        ("x" * 40, "alnum40", True),
        ("x" * 41, "alnum40", False),
        ("toolu_1", "alnum40", False),
        ("toolu_1", "", True),
    ],
)
def test_an_id_that_fits_stays(id, form, stays):
    assert (id not in fit_ids([id], form)) is stays


def test_two_ids_of_one_hash_are_told_apart(monkeypatch):
    made = call_ids._made
    monkeypatch.setattr(call_ids, "_made", lambda told, length: made(told[-1:], length))
    first, second = fit_ids(["a_1", "b_1"], "alnum9").values()
    assert first != second
