import pytest

from tui_router.providers.pricing import cost_of
from tui_router.providers.provider import Price


def test_cached_parts_are_part_of_the_prompt():
    price = Price(input=3, output=15, cache_read=0.3, cache_write=3.75)
    cost = cost_of(price, input=100_000, output=1_000, cache_read=80_000, cache_write=10_000)
    assert cost == pytest.approx(0.03 + 0.024 + 0.0375 + 0.015)


def test_without_a_price_for_cached_parts_they_cost_like_the_rest():
    assert cost_of(Price(2, 8), input=1_000_000, output=0, cache_read=900_000) == 2


def test_free_is_zero_and_unknown_is_none():
    assert cost_of(Price(0, 0), input=5, output=5) == 0
    assert cost_of(None, input=5, output=5) is None


def test_an_upstream_that_counts_more_cached_than_prompt_costs_no_negative():
    assert cost_of(Price(1, 1, 0, 0), input=10, output=0, cache_read=50) == 0
