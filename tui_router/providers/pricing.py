"""What tokens cost at a price. Cached parts are part of the prompt, and cost what the price says of them."""

from tui_router.providers.provider import Price

MILLION = 1_000_000


def cost_of(
    price: Price | None, *, input: int, output: int, cache_read: int = 0, cache_write: int = 0
) -> float | None:
    """US dollars; None when there is no price. `input` is the whole prompt, cached parts included. Where a price says
    nothing of cached parts they cost as much as the rest, so the figure is never too low."""
    if price is None:
        return None
    read = price.input if price.cache_read is None else price.cache_read
    write = price.input if price.cache_write is None else price.cache_write
    fresh = max(0, input - cache_read - cache_write)
    total = fresh * price.input + cache_read * read + cache_write * write + output * price.output
    return round(total / MILLION, 8)
