"""What the gateway itself answers when there is nothing of an upstream's to answer."""

from collections.abc import Sequence

from tui_router.core.diagnosis import STATUS_OF, Diagnosis, ErrorType
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.gateway.guard import BODY_CAP
from tui_router.messages.watch import Offence
from tui_router.providers.provider import Provider
from tui_router.settings.secrets import missing


def no_key(provider: Provider) -> Diagnosis:
    return Diagnosis(
        name="key_missing",
        type="authentication_error",
        status=401,
        message=f"provider {provider.name} has no key: {missing(provider.key)}",
        title=f"no key in {provider.key}",
        remedy=f"Set the key where {provider.key} points, then replay.",
        blame="config",
    )


def too_long(provider: Provider, given: int, window: int, told_by: str) -> Diagnosis:
    """A prompt that cannot fit, in the words from which the client compacts; nothing was sent. `told_by` is who
    told the window: "config" or "fact"."""
    known = (
        "the configuration says so"
        if told_by == "config"
        else "it said so before; if it grew, forget the fact"
    )
    return Diagnosis(
        name="context_overflow",
        type="invalid_request_error",
        status=400,
        message=f"prompt is too long: {given} tokens > {window} maximum",
        title="prompt too long",
        remedy="Compact, or point the tier at a model whose window is larger."
        f" Nothing was sent to {provider.name}: {known}.",
        blame="client",
        figures={"input": given, "window": window},
    )


def said_nothing(provider: Provider) -> Diagnosis:
    """An answer without a single block. The client would take it for a success and stop."""
    row = TAXONOMY["empty_completion"]
    return Diagnosis(
        name="empty_completion",
        type=row.type,
        status=row.answer_status,
        message=f"provider {provider.name} answered with nothing",
        title=row.title,
        remedy=row.remedy,
        heals=row.heals,
    )


def out_of_order(offences: Sequence[Offence]) -> Diagnosis:
    """Streams that broke rules of the language. The client got what could be made of them."""
    harmful = [offence for offence in offences if offence.grade == "harmful"]
    row = TAXONOMY["stream_violation"]
    texts = list(dict.fromkeys(offence.text for offence in harmful))
    return Diagnosis(
        name="stream_violation",
        type=row.type,
        status=row.answer_status,
        message="; ".join(texts),
        title=texts[0] if texts else row.title,
        quote=harmful[0].excerpt if harmful else "",
        remedy=row.remedy,
        blame="gateway" if all(offence.leg == "d" for offence in harmful) else "upstream",
        figures={"offences": len(harmful)},
    )


def our_fault(error: Exception) -> Diagnosis:
    return Diagnosis(
        name="gateway_fault",
        type="api_error",
        status=500,
        message=f"a fault in the gateway itself ({type(error).__name__}); its log has the details",
        title="fault in the gateway",
        blame="gateway",
    )


def nothing_here(method: str, path: str) -> Diagnosis:
    text = f"{method} {path[:200]} is not served here"
    return _clients("no_such_path", "not_found_error", text, text)


def _clients(name: str, type: ErrorType, title: str, message: str, status: int = 0) -> Diagnosis:
    return Diagnosis(
        name=name, type=type, status=status or STATUS_OF[type], message=message, title=title, blame="client"
    )


TOO_LARGE = _clients(
    "payload_too_large",
    "request_too_large",
    "request over 32 MB",
    f"the gateway takes at most {BODY_CAP} bytes of a request",
)
PACKED = _clients(
    "packed_request",
    "invalid_request_error",
    "compressed request",
    "a compressed request body is not read here",
    415,
)
STOPPING = Diagnosis(
    name="gateway_stopping",
    type="overloaded_error",
    status=529,
    message="the gateway is stopping",
    title="gateway is stopping",
    blame="gateway",
    heals=True,
)


ENDED_BY_HAND = _clients(
    "ended_by_hand",
    "invalid_request_error",
    "ended from the inspector",
    "ended from the inspector",
)


def refused_by_hand(words: str) -> Diagnosis:
    """A person held the request and will not have it sent; asking again changes nothing."""
    return _clients("refused_by_hand", "invalid_request_error", "refused by hand", words)


def refused(message: str, status: int) -> Diagnosis:
    """What the control plane will not do, said in Anthropic's form."""
    type: ErrorType = "not_found_error" if status == 404 else "invalid_request_error"
    return _clients("refused_change", type, message[:120], message, status)
