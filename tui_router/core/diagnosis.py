"""What went wrong with an exchange, named, with whose fault it is and what the client is told."""

from typing import Literal

import msgspec

ErrorType = Literal[
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "request_too_large",
    "rate_limit_error",
    "api_error",
    "overloaded_error",
    "timeout_error",
]

STATUS_OF: dict[str, int] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
    "timeout_error": 504,
}

Blame = Literal["client", "config", "upstream", "gateway"]

Figures = dict[str, int | str | list[str]]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`name` is the word of the taxonomy ("context_overflow"), `title` a few words for a list row,
    `message` the sentence the client gets, `quote` the upstream's own words (at most 2,000 characters,
    redacted), `remedy` the sentence a person reads under the failure.
    `heals` says whether asking again unchanged can work: where it cannot, the answer carries
    `x-should-retry: false`. `retry_after_s` is a wait in seconds, None when none was named. `figures` are what
    the upstream's words name: counts as integers, names as they were spelled, several of a kind as a list.
    """

    name: str
    type: ErrorType
    status: int
    message: str
    title: str = ""
    quote: str = ""
    remedy: str = ""
    blame: Blame = "upstream"
    heals: bool = False
    retry_after_s: float | None = None
    figures: Figures = {}
