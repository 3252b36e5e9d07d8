"""What a model's name says of the fields it takes.

https://ai.google.dev/gemini-api/docs/thinking and https://ai.google.dev/gemini-api/docs/gemini-3
"""

import re
from typing import Literal, NamedTuple

_NEWEST = (99, 0)
_GEMINI = re.compile(r"(?:^|[/_-])gemini-(\d{1,2})(?:\.(\d{1,2}))?(?![\d.])")
_GEMMA = re.compile(r"(?:^|[/_-])gemma-?[1-3](?:n|[-_:@.]|$)")

Thinks = Literal["level", "budget", "none"]


class Budget(NamedTuple):
    """Tokens of thinking. `off` says whether 0 turns it off, `least` what it takes else."""

    least: int
    most: int
    off: bool


def generation(model: str) -> tuple[int, int]:
    """A name without a number, such as gemini-flash-latest, is taken for one of the newest."""
    name = model.lower()
    if found := _GEMINI.search(name):
        return int(found[1]), int(found[2] or 0)
    return (1, 0) if _GEMMA.search(name) else _NEWEST


def thinks(model: str) -> Thinks:
    its = generation(model)
    if its >= (3, 0):
        return "level"
    return "budget" if its >= (2, 5) else "none"


def levels(model: str) -> tuple[str, ...]:
    """Weakest first."""
    its, name = generation(model), model.lower()
    if "flash" in name and (3, 0) <= its < (3, 7):
        return ("minimal", "low", "medium", "high")
    if "pro" in name and its == (3, 0):
        return ("low", "high")
    return ("low", "medium", "high")


def budget(model: str) -> Budget:
    name = model.lower()
    if "pro" in name:
        return Budget(128, 32_768, off=False)
    return Budget(512 if "lite" in name else 1, 24_576, off=True)


def latest(model: str) -> bool:
    """From the third generation on: calls are signed, results show images, tools go together with a schema."""
    return generation(model) >= (3, 0)


def takes_json_schema(model: str) -> bool:
    """Whether tools and answers may be described in JSON Schema itself."""
    return generation(model) >= (2, 5)


def strict(model: str) -> bool:
    """Models that draw their answers as they find right, and refuse a request that ends in words of their own: 3.5
    Flash-Lite, and all since 3.6. https://ai.google.dev/gemini-api/docs/generate-content/whats-new-gemini-3.6"""
    its = generation(model)
    return its >= (3, 6) or (its == (3, 5) and "lite" in model.lower())
