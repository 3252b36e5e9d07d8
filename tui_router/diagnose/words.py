"""The sentence the client gets. Where the client acts on a sentence, it gets exactly that sentence."""

from tui_router.core.target import Limits
from tui_router.diagnose.figures import in_words
from tui_router.providers.provider import Provider

Figures = dict[str, int | str]

SHOWN = 512  # bytes of an upstream's words in a message


class About:
    """What the sentences are made of."""

    def __init__(
        self, *, said: str, provider: Provider | None, model: str, limits: Limits, estimate: int
    ) -> None:
        self.said = cut(said, SHOWN)
        self.who = f"provider {provider.name}" if provider else "the upstream"
        self.provider = provider
        self.model = model
        self.estimate = estimate
        known = provider.models.get(model) if provider else None
        self.window = limits.context_window or (known.context_window if known else None)
        self.most = limits.max_output_tokens or (known.max_output_tokens if known else None)


def sentence(name: str, about: About, figures: Figures, wait: float | None, status: int | None) -> str:
    """`figures` are completed where the sentence needs one that the upstream did not name."""
    match name:
        case "context_overflow":
            return _too_long(about, figures)
        case "tpm_request_too_large":
            return _too_long_for_a_minute(about, figures)
        case "max_tokens_plus_input_overflow":
            return _both(about, figures)
        case "auth_invalid_key":
            return f"{_key(about)} was refused{_colon(about)}"
        case "token_expired":
            return f"{_key(about)} has expired{_colon(about)}"
        case "permission_denied":
            return f"{about.who} refuses access{_colon(about)}"
        case "insufficient_credits" | "credits_limit_max_tokens":
            return f"the account of {about.who} has no credit for this{_colon(about)}"
        case "model_not_found":
            named = figures.get("model") or about.model
            return (
                f"{about.who} has no model {named}{_colon(about)}"
                if named
                else f"{about.who} has no such model{_colon(about)}"
            )
        case "endpoint_not_found":
            where = about.provider.base_url if about.provider else "this base URL"
            return f"there is no such endpoint at {where}; check base_url and dialect{_colon(about)}"
        case "usage_limit_reached":
            resets = f"; it resets in {in_words(wait)}" if wait else ""
            return f"the usage limit of {about.who} is reached{resets}{_colon(about)}"
        case "rate_limited":
            again = f"; try again in {in_words(wait)}" if wait else ""
            return f"{about.who} limits the rate{again}{_colon(about)}"
        case "overloaded" | "model_loading":
            state = "is loading the model" if name == "model_loading" else "is overloaded"
            return f"{about.who} {state}{_colon(about)}"
        case "payload_too_large":
            return f"{about.who} refuses a request of this size{_colon(about)}"
        case "upstream_server_error":
            how = f"failed with status {status}" if status and status >= 300 else "failed inside its answer"
            return f"{about.who} {how}{_colon(about)}"
        case "empty_completion":
            return f"{about.who} answered with nothing"
        case _:
            return about.said or f"{about.who} answered with status {status} and no words"


def page(about: About, title: str, status: int | None) -> str:
    """A web page is never passed on: its title at most, which the peeling freed of markup."""
    shown = f': "{cut(title, 120)}"' if title else ""
    return f"{about.who} answered with a web page and status {status}{shown}; check base_url or the proxy before it"


def transport(about: About, kind: str, detail: str) -> str:
    where = about.provider.base_url if about.provider else "the upstream"
    because = f": {cut(detail, 200)}" if detail else ""
    match kind:
        case "connect":
            return f"cannot reach {where}{because}"
        case "dns":
            return f"cannot reach {where}: its name is not known{because}"
        case "tls":
            return f"cannot reach {where}: the TLS handshake failed{because}"
        case "connect_timeout":
            return f"cannot reach {where}: no connection within {_seconds(about, 'connect')}"
        case "first_byte_timeout":
            return f"{about.who} sent nothing within {_seconds(about, 'first_byte')}"
        case "idle_timeout":
            return f"{about.who} fell silent for {_seconds(about, 'idle')}"
        case _:
            return f"{about.who} closed the connection before its answer was whole{because}"


def cut(text: str, size: int) -> str:
    """At most so many bytes of UTF-8, on one line."""
    line = " ".join(text.split())
    if len(line.encode("utf-8", "replace")) <= size:
        return line
    return line.encode("utf-8", "replace")[: size - 3].decode("utf-8", "ignore") + "…"


def _seconds(about: About, which: str) -> str:
    return in_words(getattr(about.provider.timeouts, which)) if about.provider else "the time allowed"


def _colon(about: About) -> str:
    return f": {about.said}" if about.said else ""


def _key(about: About) -> str:
    provider = about.provider
    if provider is None:
        return "the upstream's key"
    if not provider.key:
        return f"provider {provider.name} has no key configured, and a request without one"
    return f"the key that provider {provider.name} reads from {provider.key}"


def _too_long(about: About, figures: Figures) -> str:
    window, given = _whole(figures, "window") or about.window, _whole(figures, "input")
    return _prompt(given or about.estimate, window, figures)


def _too_long_for_a_minute(about: About, figures: Figures) -> str:
    limit, asked = _whole(figures, "limit"), _whole(figures, "requested")
    text = _prompt(asked or about.estimate, limit, {})
    return f"{text} ({about.who} allows no more tokens in a minute)"


def _prompt(given: int | None, window: int | None, figures: Figures) -> str:
    """The client sizes its compaction by the two numbers, so the first must exceed the second: what is not
    known is put just beyond what is."""
    if not given and not window:
        return "prompt is too long: the upstream's window is smaller than this request"
    if window is None:
        window = max(1, (given or 2) - 1)
    given = max(given or 0, window + 1)
    figures["input"], figures["window"] = given, window
    return f"prompt is too long: {given} tokens > {window} maximum"


def _both(about: About, figures: Figures) -> str:
    window = _whole(figures, "window") or about.window
    given = _whole(figures, "input") or about.estimate
    asked = _whole(figures, "requested")
    if window is None or not asked or not given:
        return about.said
    if given >= window:
        return _prompt(given, window, figures)
    return f"input length and `max_tokens` exceed context limit: {given} + {asked} > {window}"


def _whole(figures: Figures, name: str) -> int | None:
    value = figures.get(name)
    return value if isinstance(value, int) else None
