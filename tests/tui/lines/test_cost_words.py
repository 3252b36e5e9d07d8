import pytest

from tui_router.journal.record import KnownModel, Tokens
from tui_router.providers.pricing import cost_of
from tui_router.providers.provider import Price
from tui_router.tui.lines.cost_words import cost_parts, reread_cost, would_cost

TOKENS = Tokens(input=10_000, output=500, cache_read=6_000, cache_write=1_000)


def model(**prices):
    return KnownModel(target="p/m", **prices)


@pytest.mark.parametrize(("read", "write"), [(0.3, 3.75), (None, None), (0.0, None)])
def test_the_parts_are_what_the_gateway_adds_up(read, write):
    parts = cost_parts(
        TOKENS, model(price_in=3, price_out=15, price_cache_read=read, price_cache_write=write)
    )
    whole = cost_of(Price(3, 15, read, write), input=10_000, output=500, cache_read=6_000, cache_write=1_000)
    assert sum(part.dollars for part in parts) == pytest.approx(whole)
    assert [(part.words, part.tokens) for part in parts] == [
        ("fresh in", 3_000), ("read from cache", 6_000), ("written to cache", 1_000), ("out", 500),
    ]  # fmt: skip


def test_parts_without_tokens_are_left_out():
    parts = cost_parts(Tokens(input=10, cache_read=10), model(price_in=3, price_out=15))
    assert [part.words for part in parts] == ["read from cache"]


@pytest.mark.parametrize("known", [None, model(), model(price_in=3), model(price_out=3)])
def test_without_a_price_nothing_is_said(known):
    assert cost_parts(TOKENS, known) == []
    assert would_cost(TOKENS, known) is None


def test_elsewhere_nothing_is_cached():
    known = model(price_in=1, price_out=4, price_cache_read=0.1)
    assert would_cost(TOKENS, known) == pytest.approx(0.012)
    assert would_cost(TOKENS, model(price_in=0, price_out=0)) == 0


def test_what_reading_anew_costs_more():
    assert reread_cost(1_000_000, model(price_in=3, price_cache_read=0.3)) == pytest.approx(2.7)
    assert reread_cost(1_000_000, model(price_in=3, price_cache_read=4)) == 0
    assert reread_cost(9, model(price_in=3)) is reread_cost(9, None) is None
