"""What a remedy is made of, and how figures and words are taken from a diagnosis."""

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import FactValue
from tui_router.dialects.base import Call

Scope = Literal["target", "conversation", "exchange"]

A_WHILE = 600.0
"""Seconds that something holds which passes, such as the credit left."""

EXTRA = re.compile(r"\b([a-z_]+(?:\.[\w\[\]]+)+): extra inputs", re.IGNORECASE)
"""A member by its path, as validation errors name it."""


class Learn(msgspec.Struct, frozen=True):
    """A fact to be. `seconds` limits how long it holds, None is for good."""

    name: str
    value: FactValue
    scope: Scope = "target"
    seconds: float | None = None


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """`words` say what is changed: "max_tokens 32,000 → 16,384". `refresh_key` reads the key's reference again."""

    words: str
    learn: tuple[Learn, ...] = ()
    refresh_key: bool = False


Find = Callable[[Diagnosis, Call | None], list[Repair]]


def quirk(words: str, name: str, value: FactValue, scope: Scope = "target") -> Find:
    repair = Repair(words=words, learn=(Learn(name, value, scope),))
    return lambda _diagnosis, _call: [repair]


def asked(diagnosis: Diagnosis, call: Call | None) -> int | None:
    return (call.request.max_tokens if call else None) or whole(diagnosis, "requested")


def whole(diagnosis: Diagnosis, name: str) -> int | None:
    value = diagnosis.figures.get(name)
    return value if isinstance(value, int) and value > 0 else None


def many(diagnosis: Diagnosis, name: str) -> list[str]:
    """A figure that may hold one word or several."""
    value: object = diagnosis.figures.get(name)
    found = value if isinstance(value, list) else [value]
    return [word for word in found if isinstance(word, str) and 0 < len(word) <= 120 and word.isprintable()]


def text(diagnosis: Diagnosis, name: str) -> str:
    """The first word of a figure when it can be a member's name."""
    words = many(diagnosis, name)
    return words[0] if words and re.fullmatch(r"[\w.\[\]*-]+", words[0]) else ""


def says(diagnosis: Diagnosis, number: int) -> bool:
    """Whether the upstream named this figure itself: what we filled in for it teaches nothing."""
    return str(number) in re.sub(r"(?<=\d)[,_. ](?=\d{3}\b)", "", diagnosis.quote)
