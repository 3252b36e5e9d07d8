"""Facts laid over what the settings say of a target. What they may be called, and what they may hold."""

from collections.abc import Iterable
from typing import Any, get_type_hints

import msgspec
from msgspec.structs import replace

from tui_router.core.fact import Fact, FactValue
from tui_router.core.target import Limits
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

LIMITS = ("max_output_tokens", "context_window")
CALIBRATION = "tokens_factor"
"""Real prompt tokens for each one of our estimate."""

DIALECT = "dialect"
"""The language it is asked in, where that is the other of OpenAI's two."""
OPENAI = ("chat", "responses")

MOST_TOKENS = 100_000_000
MOST_WORDS = 200  # characters of a text value

_QUIRKS = get_type_hints(Quirks)
LISTS = frozenset({"drop", "drop_schema_keys", "refused_blocks", "refused_betas"})
"""Quirks that hold several values: each value is a fact of its own."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A target as it is known now. `applied` are the facts that changed something, in the order given."""

    provider: Provider
    limits: Limits
    applied: tuple[Fact, ...] = ()
    factor: float = 1.0  # of our token estimates


def lay(facts: Iterable[Fact], provider: Provider, limits: Limits, repairs: Iterable[Fact] = ()) -> Known:
    """Later facts win over earlier ones. A limit from the configuration stands, for a person wrote it, until the
    upstream itself has refused it in this exchange: `repairs` are laid over everything."""
    trying = tuple(repairs)
    quirks: dict[str, Any] = {}
    window, output = limits.context_window, limits.max_output_tokens
    window_from, output_from = limits.window_from, limits.output_from
    factor = 1.0
    dialect = provider.dialect
    applied: list[Fact] = []
    changed = False
    for fact in (*facts, *trying):
        value, tried = fact.value, fact in trying
        if fact.name == "context_window":
            if (window_from == "config" and not tried) or not isinstance(value, int):
                continue
            window, window_from = value, "fact"
        elif fact.name == "max_output_tokens":
            if (output_from == "config" and not tried) or not isinstance(value, int):
                continue
            output, output_from = value, "fact"
        elif fact.name == CALIBRATION:
            factor = float(value) if isinstance(value, int | float) else 1.0
            continue
        elif fact.name == DIALECT:
            if dialect not in OPENAI or value not in OPENAI or value == dialect:
                continue
            dialect = "chat" if value == "chat" else "responses"
        elif fact.name in LISTS:
            have = quirks.get(fact.name, getattr(provider.quirks, fact.name))
            if value in have:
                continue
            quirks[fact.name] = (*have, value)
        else:
            if quirks.get(fact.name, getattr(provider.quirks, fact.name)) == value:
                continue
            quirks[fact.name] = value
        changed = True
        if not tried:
            applied.append(fact)
    if window is not None and output is not None and output > window:
        output, output_from = window, window_from
    if not changed:
        return Known(provider=provider, limits=limits, factor=factor)
    if quirks:
        provider = replace(provider, quirks=replace(provider.quirks, **quirks))
    if dialect != provider.dialect:
        provider = replace(provider, dialect=dialect)
    return Known(
        provider=provider,
        limits=Limits(window, output, window_from, output_from),
        applied=tuple(applied),
        factor=factor,
    )


def trouble(name: str, value: object) -> str:
    """Why this is no fact, in words; empty when it is one."""
    if name in LIMITS:
        good = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_TOKENS
        return "" if good else f"{name} is a number of tokens, more than 0"
    if name == CALIBRATION:
        good = isinstance(value, int | float) and not isinstance(value, bool) and 0.1 <= value <= 10
        return "" if good else f"{name} is a number from 0.1 to 10"
    if name == DIALECT:
        return "" if value in OPENAI else f"{name} is one of {' and '.join(OPENAI)}"
    kind = _QUIRKS.get(name)
    if kind is None:
        return f"there is no fact called {name[:80]}"
    if isinstance(value, str) and (len(value) > MOST_WORDS or not value.isprintable()):
        return f"{name} is at most {MOST_WORDS} printable characters"
    if name in LISTS:
        return "" if isinstance(value, str) and value else f"{name} is a word"
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return f"{name}: {error}"
    if isinstance(value, int) and not 0 <= value <= MOST_TOKENS:
        return f"{name} is a number from 0 to {MOST_TOKENS:,}"
    return ""


def same(one: Fact, other: Fact) -> bool:
    """Whether they say something about the same thing, so that the newer one replaces the older."""
    return key_of(one) == key_of(other)


def key_of(fact: Fact) -> tuple[str, str, str, str, str, FactValue]:
    subject = fact.value if fact.name in LISTS else ""
    return (fact.provider, fact.base_url, fact.model, fact.name, fact.conversation, subject)
