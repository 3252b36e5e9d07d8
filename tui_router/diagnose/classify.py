"""What an upstream's refusal or failure means, by its words first, then its codes, then its status."""

import time
from collections.abc import Mapping

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.redact import mask_secrets
from tui_router.core.target import Limits
from tui_router.diagnose import words
from tui_router.diagnose.envelope import Evidence, peel
from tui_router.diagnose.figures import wait as find_wait
from tui_router.diagnose.rules import RULES
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.providers.address import is_loopback
from tui_router.providers.provider import Provider

QUOTE = 2_000
LONGEST_BURST = 600.0
"""Seconds. A rate limit that lasts longer is no burst to wait out."""

_TRANSPORT = {
    "connect": "upstream_connect_error",
    "dns": "upstream_connect_error",
    "tls": "upstream_connect_error",
    "connect_timeout": "upstream_timeout",
    "first_byte_timeout": "upstream_timeout",
    "idle_timeout": "upstream_timeout",
    "cut": "stream_truncated",
}

_PAGES = {413: "payload_too_large", 429: "rate_limited"}
"""Statuses that a proxy's page means as they are."""

_BY_STATUS = {
    401: "auth_invalid_key",
    402: "insufficient_credits",
    403: "permission_denied",
    404: "endpoint_not_found",
    405: "endpoint_not_found",
    408: "upstream_timeout",
    413: "payload_too_large",
    429: "rate_limited",
    503: "overloaded",
    504: "upstream_timeout",
    522: "upstream_timeout",
    524: "upstream_timeout",
    529: "overloaded",
}


def classify(
    *,
    status: int | None,
    headers: Mapping[str, str] = {},
    body: bytes = b"",
    provider: Provider | None = None,
    model: str = "",
    transport: str = "",
    limits: Limits = Limits(),  # noqa: B008 - frozen
    estimate: int = 0,
    now: float | None = None,
) -> Diagnosis:
    """`status` is None for an error inside a 200 and for a failed connection. `transport` says how a connection
    failed: connect, dns, tls, connect_timeout, first_byte_timeout, idle_timeout or cut; `body` is then the
    detail in words. `limits` and `estimate` (the prompt in tokens) complete figures the upstream leaves out;
    `now` is UTC epoch seconds.
    """
    if transport:
        detail = body[:QUOTE].decode("utf-8", "replace")
        return _of_transport(
            transport,
            detail,
            words.About(said="", provider=provider, model=model, limits=limits, estimate=estimate),
        )
    evidence = peel(status, headers, body)
    name, figures = _judge(evidence)
    wait = find_wait(evidence, time.time() if now is None else now)
    said = mask_secrets(evidence.words)
    about = words.About(said=said, provider=provider, model=model, limits=limits, estimate=estimate)
    row = TAXONOMY[name]
    if name == "html_error_page":
        message = words.page(about, mask_secrets(evidence.page or ""), status)
    else:
        message = words.sentence(name, about, figures, wait, status)
    heals = row.heals and not (name == "html_error_page" and (status or 500) < 500)
    heals = heals and not (name == "rate_limited" and wait is not None and wait > LONGEST_BURST)
    return Diagnosis(
        name=name,
        type=row.type,
        status=row.answer_status,
        message=mask_secrets(message),
        title=row.title,
        quote=_quote(evidence),
        remedy=row.remedy,
        blame=row.blame,
        heals=heals,
        retry_after_s=wait
        if name in ("rate_limited", "usage_limit_reached", "overloaded", "model_loading")
        else None,
        figures={
            key: mask_secrets(value) if isinstance(value, str) else value for key, value in figures.items()
        },
    )


def _judge(evidence: Evidence) -> tuple[str, dict[str, int | str]]:
    if evidence.page is not None:
        return _PAGES.get(evidence.status or 0, "html_error_page"), {}
    for rule in RULES:
        if rule.fits(evidence):
            return _settle(rule.name, rule.read(evidence), evidence)
    return _by_status(evidence), {}


def _settle(name: str, figures: dict[str, int | str], evidence: Evidence) -> tuple[str, dict[str, int | str]]:
    """The figures decide between neighbours: whether the prompt alone is too long, whether waiting helps."""
    numbers = evidence.numbers
    if name == "context_overflow":
        for key, member in (("input", "n_prompt_tokens"), ("window", "n_ctx")):
            if member in numbers:
                figures[key] = numbers[member]
    if name == "unsupported_parameter" and evidence.param:
        figures["param"] = evidence.param
    functions = figures.pop("functions", 0)
    given, window = figures.get("input"), figures.get("window")
    if name == "max_tokens_plus_input_overflow" and isinstance(given, int) and isinstance(functions, int):
        given = figures["input"] = given + functions
        if isinstance(window, int) and given >= window:
            return "context_overflow", {"input": given, "window": window}
    limit, asked = figures.get("limit"), figures.get("requested")
    if (
        name == "tpm_request_too_large"
        and isinstance(limit, int)
        and isinstance(asked, int)
        and asked <= limit
    ):
        return "rate_limited", {}
    return name, figures


def _by_status(evidence: Evidence) -> str:
    status = evidence.status
    if status is None or status < 300:
        return "upstream_server_error" if evidence.texts or evidence.codes else "empty_completion"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "upstream_server_error" if status >= 500 else "bad_request"


def _of_transport(kind: str, detail: str, about: words.About) -> Diagnosis:
    name = _TRANSPORT.get(kind, "stream_truncated")
    row = TAXONOMY[name]
    loopback = about.provider is not None and is_loopback(about.provider.base_url)
    return Diagnosis(
        name=name,
        type=row.type,
        status=row.answer_status,
        message=words.transport(about, kind, mask_secrets(detail)),
        title=row.title,
        quote=mask_secrets(detail),
        remedy=row.remedy,
        blame=row.blame,
        # A name or a certificate does not mend itself, nor does a server start that nobody started.
        heals=kind not in ("dns", "tls") and not (kind == "connect" and loopback),
    )


def _quote(evidence: Evidence) -> str:
    if evidence.page is not None:
        return mask_secrets(evidence.page)
    return mask_secrets(evidence.text)[:QUOTE]
