"""The factor between our estimate and an upstream's own count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tokens.calibrate import LEAST, MOST, calibrated, comparable


def test_the_first_figure_is_taken_whole() -> None:
    assert calibrated(None, 10_000, 12_500) == 1.25


def test_later_figures_move_it_a_part_of_the_way() -> None:
    assert calibrated(1.0, 10_000, 12_000) == pytest.approx(1.06)


def test_it_comes_to_rest() -> None:
    factor: float = 1.0
    for _ in range(40):
        factor = calibrated(factor, 10_000, 14_000) or factor
    assert factor == pytest.approx(1.4, rel=0.12)
    assert calibrated(factor, 10_000, 14_000) is None


@pytest.mark.parametrize(("estimate", "told"), [(500, 900), (10_000, 3), (10_000, 900), (10_000, 90_000)])
def test_what_cannot_be_compared_changes_nothing(estimate: int, told: int) -> None:
    assert calibrated(1.0, estimate, told) is None


@given(st.none() | st.floats(0.2, 5), st.integers(-5, 10**9), st.integers(-5, 10**9))
def test_it_stays_within_bounds(before: float | None, estimate: int, told: int) -> None:
    factor = calibrated(before, estimate, told)
    assert factor is None or LEAST <= factor <= MOST


def test_media_are_not_compared() -> None:
    assert comparable(b'{"messages":[{"role":"user","content":"hi"}]}')
    assert not comparable(b'{"type":"image","source":{"type":"base64"}}')
