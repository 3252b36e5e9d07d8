"""What tokens cost at a target's price: in parts, as a whole, and what the cache spared."""

from typing import NamedTuple

from tui_router.journal.record import KnownModel, Tokens

_MILLION = 1_000_000


class CostPart(NamedTuple):
    """`price` is for a million tokens."""

    words: str
    tokens: int
    price: float
    dollars: float


def cost_parts(tokens: Tokens, model: KnownModel | None) -> list[CostPart]:
    """Parts that hold tokens; none where no price is known. Cached parts without a price of their own cost what the
    rest costs, as in the sum that the gateway writes down."""
    if model is None or model.price_in is None or model.price_out is None:
        return []
    read = model.price_in if model.price_cache_read is None else model.price_cache_read
    write = model.price_in if model.price_cache_write is None else model.price_cache_write
    fresh = max(0, tokens.input - tokens.cache_read - tokens.cache_write)
    parts = (
        ("fresh in", fresh, model.price_in),
        ("read from cache", tokens.cache_read, read),
        ("written to cache", tokens.cache_write, write),
        ("out", tokens.output, model.price_out),
    )
    return [CostPart(words, n, price, n * price / _MILLION) for words, n, price in parts if n > 0]


def would_cost(tokens: Tokens, model: KnownModel | None) -> float | None:
    """The same tokens somewhere else, where nothing is cached yet; None where no price is known."""
    if model is None or model.price_in is None or model.price_out is None:
        return None
    return (tokens.input * model.price_in + tokens.output * model.price_out) / _MILLION


def reread_cost(tokens: int, model: KnownModel | None) -> float | None:
    """What it costs more to read tokens anew than from the cache; None where either price is unknown."""
    if model is None or model.price_in is None or model.price_cache_read is None:
        return None
    return max(0.0, tokens * (model.price_in - model.price_cache_read) / _MILLION)
