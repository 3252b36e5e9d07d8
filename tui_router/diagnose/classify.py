"""What an upstream's refusal or failure means, by its words first, then its codes, then its status."""

import time
from collections.abc import Mapping

from tui_router.core.diagnosis import Diagnosis, Figures
from tui_router.core.redact import mask_secrets
from tui_router.core.target import Limits
from tui_router.diagnose import words
from tui_router.diagnose.envelope import Evidence, peel
from tui_router.diagnose.rules import RULES
from tui_router.diagnose.settle import LONGEST_BURST, settle
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.diagnose.waits import wait as find_wait
from tui_router.providers.address import is_loopback
from tui_router.providers.provider import Provider

QUOTE = 2_000
LONGEST_MESSAGE = 1_200  # bytes
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

_BY_CODE = {
    "rate_limit_error": "rate_limited",
    "too_many_requests": "rate_limited",
    "too_many_requests_error": "rate_limited",
    "resource_exhausted": "rate_limited",
    "authentication_error": "auth_invalid_key",
    "unauthenticated": "auth_invalid_key",
    "unauthorized": "auth_invalid_key",
    "permission_error": "permission_denied",
    "permission_denied": "permission_denied",
    "accessdeniedexception": "permission_denied",
    "forbidden": "permission_denied",
    "billing_error": "insufficient_credits",
    "unavailable": "overloaded",
    "internal_server_error": "upstream_server_error",
    "server_error": "upstream_server_error",
}
"""What a general word means where the sentence beside it says nothing; it is asked before the status."""

_REFUSALS = {"invalid_request_error", "bad_request_error", "invalid_argument"}
"""As general; but they stand beside other statuses too, which then say more."""

_BY_STATUS = {
    401: "auth_invalid_key",
    402: "insufficient_credits",
    403: "permission_denied",
    404: "endpoint_not_found",
    405: "endpoint_not_found",
    408: "upstream_timeout",
    413: "payload_too_large",
    429: "rate_limited",
    501: "endpoint_not_found",
    503: "overloaded",
    504: "upstream_timeout",
    521: "upstream_connect_error",
    522: "upstream_timeout",
    523: "upstream_connect_error",
    524: "upstream_timeout",
    525: "upstream_connect_error",
    526: "upstream_connect_error",
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
    evidence.wait = wait = find_wait(evidence, time.time() if now is None else now)
    name, figures = _judge(evidence)
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
        message=words.cut(mask_secrets(message), LONGEST_MESSAGE),
        title=row.title,
        quote=_quote(evidence),
        remedy=row.remedy,
        blame=row.blame,
        heals=heals,
        retry_after_s=wait if row.heals or name == "usage_limit_reached" else None,
        figures={key: _masked(value) for key, value in figures.items()},
    )


def _masked(value: int | str | list[str]) -> int | str | list[str]:
    if isinstance(value, list):
        return [mask_secrets(word) for word in value]
    return mask_secrets(value) if isinstance(value, str) else value


def _judge(evidence: Evidence) -> tuple[str, Figures]:
    if evidence.page is not None:
        return _PAGES.get(evidence.meant or 0, "html_error_page"), {}
    for rule in RULES:
        if rule.fits(evidence):
            return settle(rule.name, rule.read(evidence), evidence)
    for code, name in _BY_CODE.items():
        if code in evidence.codes:
            return name, {}
    return _by_status(evidence), {}


def _by_status(evidence: Evidence) -> str:
    status = evidence.meant
    if status is None:
        if _REFUSALS & evidence.codes:
            return "bad_request"
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
