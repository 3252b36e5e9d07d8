"""Token figures of an answer, as integers, whatever the upstream calls them."""

from typing import Any

import msgspec

from tui_router.dialects.ledger import Ledger
from tui_router.messages.events import Usage

CHARS_A_TOKEN = 4

_LARGEST = 2**53

_CACHED = ("prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens")
_CREATED = ("cache_creation_tokens", "cache_write_tokens", "cache_creation_input_tokens")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What the upstream told. `prompt` counts the cached part too; None was not told, or told as 0 where an
    answer cannot have cost nothing."""

    prompt: int | None = None
    output: int | None = None
    cached: int = 0
    created: int = 0

    @property
    def whole(self) -> bool:
        return self.prompt is not None and self.output is not None

    def usage(self, prompt: int, output: int) -> Usage:
        """With estimates for what was not told."""
        told = self.prompt if self.prompt is not None else prompt
        cached = min(self.cached, told)
        created = min(self.created, told - cached)
        return Usage(
            input_tokens=told - cached - created,
            output_tokens=self.output if self.output is not None else output,
            cache_read_input_tokens=cached,
            cache_creation_input_tokens=created,
        )

    def at_start(self) -> Usage:
        """Before any output."""
        return Figures(prompt=self.prompt, output=0, cached=self.cached, created=self.created).usage(0, 0)


NOTHING = Figures()


def told_usage(figures: Figures, chars: int) -> Usage | None:
    """The upstream's own, None while a part of it is unknown. `chars` is how much it wrote."""
    return figures.usage(0, 0) if figures.whole and (figures.output or not chars) else None


def final_usage(figures: Figures, chars: int, estimate: int, output: int | None) -> Usage:
    """With estimates for what was not told: `estimate` of the prompt, `output` of the answer, by its size where there is
    none."""
    if output is None:
        output = -(-chars // CHARS_A_TOKEN)
    if chars and not figures.output:
        figures = Figures(prompt=figures.prompt, cached=figures.cached, created=figures.created)
    return figures.usage(estimate, output)


def note_estimate(ledger: Ledger, figures: Figures, usage: Usage, path: str = "usage") -> None:
    told = figures.prompt is not None
    reason = "the upstream did not tell the output's tokens" if told else "the upstream told no usage"
    after = f"{usage.prompt} in, {usage.output_tokens} out, estimated"
    ledger.add("approximated", path, reason, to="usage", after=after)


def read_figures(told: Any) -> Figures:
    if not isinstance(told, dict):
        return NOTHING
    details = told.get("prompt_tokens_details") or told.get("input_tokens_details")
    details = details if isinstance(details, dict) else {}
    prompt = _first(told, ("prompt_tokens", "input_tokens"))
    output = _first(told, ("completion_tokens", "output_tokens"))
    total = _first(told, ("total_tokens",))
    if prompt is not None and output is not None and total is not None:
        # Gemini and xAI leave the reasoning out of the output and count it in the total.
        output = max(output, total - prompt)
    return Figures(
        prompt=prompt or None,
        output=output,
        cached=_first(details, _CACHED) or _first(told, _CACHED) or 0,
        created=_first(details, _CREATED) or _first(told, _CREATED) or 0,
    )


def _first(told: dict[str, Any], names: tuple[str, ...]) -> int | None:
    for name in names:
        found = count(told.get(name))
        if found is not None:
            return found
    return None


def count(value: Any) -> int | None:
    """A figure as upstreams spell one; None for what is none."""
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        return None
    return value
