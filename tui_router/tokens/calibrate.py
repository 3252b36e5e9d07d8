"""How a model counts, against our estimate: a factor that follows what its upstream reports."""

LEAST_PROMPT = 1_000
"""Tokens below which the template and the rounding weigh more than the text."""
LEAST, MOST = 0.2, 5.0
WEIGHT = 0.3
"""Of a new figure against the ones before."""
WORTH = 0.03
"""A change of the factor smaller than this part of it is not worth writing down."""

_MEDIA = (b'"image"', b'"document"', b'"base64"')


def comparable(body: bytes) -> bool:
    """Whether the size of a request says something of its tokens: media are priced by their content."""
    return not any(mark in body for mark in _MEDIA)


def calibrated(before: float | None, estimate: int, told: int) -> float | None:
    """The factor after an upstream told the prompt's tokens; None when what we have is good enough. `before` is
    the factor in force, None when nothing was compared yet."""
    if estimate < LEAST_PROMPT or told < LEAST_PROMPT:
        return None
    seen = told / estimate
    if not LEAST <= seen <= MOST:
        return None  # it counts something else: only the part that was not cached, or nothing
    factor = seen if before is None else before + WEIGHT * (seen - before)
    factor = round(factor, 3)
    if before is not None and abs(factor - before) < WORTH * before:
        return None
    return factor
