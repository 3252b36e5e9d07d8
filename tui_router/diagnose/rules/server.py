"""The upstream itself fails, or something between."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        "upstream_timeout",
        ("timed? ?out", "deadline exceeded", "timeout"),
        codes=("timeout_error", "timeout", "deadline_exceeded"),
        statuses=(408, 499, 500, 502, 503, 504, 522, 524),
    ),
    Rule(
        "upstream_connect_error",
        (
            "connect(?:ion)? (?:error|refused|failed|reset)",
            "econn(?:refused|reset)",
            "enotfound",
            "getaddrinfo",
            "no route to host",
            "fetch failed",
            "bad gateway.{0,40}connect",
        ),
        statuses=(500, 502, 503, 504),
    ),
)
