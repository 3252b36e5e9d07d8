"""What the gateway itself answers when there is nothing of an upstream's to answer."""

from tui_router.core.diagnosis import STATUS_OF, Diagnosis, ErrorType
from tui_router.gateway.guard import BODY_CAP
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
