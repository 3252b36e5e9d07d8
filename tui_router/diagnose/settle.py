"""Figures decide between neighbours: whether the prompt alone is too long, whether waiting helps, what is named."""

import re
from collections.abc import Callable

from tui_router.core.diagnosis import Figures
from tui_router.diagnose.envelope import Evidence

LONGEST_BURST = 600.0
"""Seconds. A rate limit that lasts longer is no burst to wait out."""

Settled = tuple[str, Figures]

_DAY_BY_ID = re.compile(r"[\w-]*perday[\w-]*", re.IGNORECASE)


_MESSAGES_ONLY = frozenset(
    {
        "context_management",
        "output_config",
        "output_format",
        "mcp_servers",
        "container",
        "thinking",
        "betas",
        "system",
        "speed",
    }
)
"""Members of the request that only the Messages API has: for another server they are foreign, not unsupported."""


_CHAT_ONLY = frozenset(
    {
        "frequency_penalty",
        "logit_bias",
        "logprobs",
        "parallel_tool_calls",
        "presence_penalty",
        "prompt_cache_key",
        "reasoning_effort",
        "response_format",
        "seed",
        "stream_options",
        "top_logprobs",
    }
)
"""Parameters of Chat Completions: a server that forbids extra inputs does not support them."""


def settle(name: str, figures: Figures, evidence: Evidence) -> Settled:
    """The name that holds when the figures are looked at, with those that belong to it."""
    settler = _SETTLERS.get(name)
    return settler(figures, evidence) if settler else (name, figures)


def _overflow(figures: Figures, evidence: Evidence) -> Settled:
    for key, member in (("input", "n_prompt_tokens"), ("window", "n_ctx")):
        if member in evidence.numbers:
            figures[key] = int(evidence.numbers[member])
    return "context_overflow", figures


def _both(figures: Figures, _: Evidence) -> Settled:
    """A prompt that fills the window alone cannot be helped by a shorter answer."""
    functions = figures.pop("functions", 0)
    given, window = figures.get("input"), figures.get("window")
    if isinstance(given, int) and isinstance(functions, int):
        given = figures["input"] = given + functions
        if isinstance(window, int) and given >= window:
            return "context_overflow", {"input": given, "window": window}
    return "max_tokens_plus_input_overflow", figures


def _small(figures: Figures, _: Evidence) -> Settled:
    """Nobody asks for less than nothing: the server subtracted the prompt from its window."""
    asked = figures.get("requested")
    if isinstance(asked, int) and asked < 0:
        return "context_overflow", {}
    return "max_tokens_too_small", figures


def _large(figures: Figures, _: Evidence) -> Settled:
    beyond = figures.pop("exclusive", None)
    if isinstance(beyond, int):
        figures["limit"] = beyond - 1
    return "max_tokens_too_large", figures


def _minute(figures: Figures, _: Evidence) -> Settled:
    """A request that fits into a minute came too soon; it must exceed the limit by itself."""
    limit, asked = figures.get("limit"), figures.get("requested")
    if isinstance(limit, int) and isinstance(asked, int) and asked <= limit:
        return "rate_limited", {}
    return "tpm_request_too_large", figures


def _usage(_: Figures, evidence: Evidence) -> Settled:
    """A day's allowance that gives way within minutes is a rate, unless it is named by its id: then the wait
    beside it is that of another limit."""
    by_id = any(_DAY_BY_ID.fullmatch(text) for text in evidence.texts)
    if evidence.wait is not None and evidence.wait <= LONGEST_BURST and not by_id:
        return "rate_limited", {}
    return "usage_limit_reached", {}


def _credits(_: Figures, evidence: Evidence) -> Settled:
    """Who says when to come back does not want money."""
    if evidence.wait is None or "insufficient_quota" in evidence.codes:
        return "insufficient_credits", {}
    return ("rate_limited" if evidence.wait <= LONGEST_BURST else "usage_limit_reached"), {}


def _rate(_: Figures, evidence: Evidence) -> Settled:
    """A plan's allowance that is used up looks like a rate but for its header."""
    rejected = evidence.headers.get("anthropic-ratelimit-unified-status") == "rejected"
    return ("usage_limit_reached" if rejected else "rate_limited"), {}


def _parameter(figures: Figures, evidence: Evidence) -> Settled:
    named = evidence.param
    if named in _MESSAGES_ONLY and "extra_forbidden" in evidence.codes:
        return "unknown_field", {"field": named}
    if named and " " not in named and named != "validation_error":
        figures["param"] = named
    return "unsupported_parameter", figures


def _field(figures: Figures, _: Evidence) -> Settled:
    field = figures.get("field")
    if isinstance(field, str) and field in _CHAT_ONLY:
        return "unsupported_parameter", {"param": field}
    return "unknown_field", figures


def _size(figures: Figures, evidence: Evidence) -> Settled:
    limit = evidence.numbers.get("limit")
    if "limit_bytes" not in figures and isinstance(limit, int):
        figures["limit_bytes"] = limit
    return "payload_too_large", figures


def _filter(figures: Figures, evidence: Evidence) -> Settled:
    if "category" not in figures and evidence.category:
        figures["category"] = evidence.category
    return "content_filtered", figures


_SETTLERS: dict[str, Callable[[Figures, Evidence], Settled]] = {
    "context_overflow": _overflow,
    "max_tokens_plus_input_overflow": _both,
    "max_tokens_too_small": _small,
    "max_tokens_too_large": _large,
    "tpm_request_too_large": _minute,
    "usage_limit_reached": _usage,
    "insufficient_credits": _credits,
    "rate_limited": _rate,
    "unsupported_parameter": _parameter,
    "unknown_field": _field,
    "payload_too_large": _size,
    "content_filtered": _filter,
}
