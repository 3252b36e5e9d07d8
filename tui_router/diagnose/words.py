"""The sentence the client gets. Where the client acts on a sentence, it gets exactly that sentence."""

import re

from tui_router.core.diagnosis import Figures
from tui_router.core.target import Limits
from tui_router.diagnose.waits import in_words
from tui_router.providers.provider import Provider

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")

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
    """What the client is told. It begins with whose fault it is and what to do, and ends with the upstream's words."""
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
        case "model_not_found":
            named = figures.get("model") or about.model
            model = f"model {named}" if named else "such model"
            return f"{about.who} has no {model}{_colon(about)}"
        case "endpoint_not_found":
            where = about.provider.base_url if about.provider else "this base URL"
            return f"there is no such endpoint at {where}; check base_url and dialect{_colon(about)}"
        case "usage_limit_reached":
            resets = f"; it resets in {in_words(wait)}" if wait else ""
            return f"the usage limit of {about.who} is reached{resets}{_colon(about)}"
        case "rate_limited":
            again = f"; try again in {in_words(wait)}" if wait else ""
            return f"{about.who} limits the rate{again}{_colon(about)}"
        case "payload_too_large":
            limit = _whole(figures, "limit_bytes")
            most = f", which takes at most {limit:,} bytes" if limit else ""
            return f"the request is too large for {about.who}{most}; compact, or send smaller images{_colon(about)}"
        case "too_many_tools":
            return f"{_tools(about, figures)}; disable some MCP servers{_colon(about)}"
        case "content_filtered":
            category = figures.get("category")
            what = f" ({category})" if category else ""
            return f"the content filter of {about.who} stopped this{what}; sending it again will not help{_colon(about)}"
        case "tool_parser_not_enabled":
            return f"the server of {about.who} was started without tool calls: {_flag(about.said)}{_colon(about)}"
        case "upstream_server_error":
            how = f"failed with status {status}" if status and status >= 300 else "failed inside its answer"
            return f"{about.who} {how}{_colon(about)}"
    template = _SENTENCES.get(name)
    if template:
        return template.format(who=about.who, model=about.model or "this model") + _colon(about)
    if about.said:
        return f"{about.who} refused the request: {about.said}"
    return f"{about.who} answered with status {status} and no words"


_SENTENCES = {
    "permission_denied": "{who} refuses access",
    "insufficient_credits": "the account of {who} has no credit for this",
    "credits_limit_max_tokens": "the account of {who} has too little credit for so large a max_tokens",
    "overloaded": "{who} is overloaded",
    "model_loading": "{who} is loading the model",
    "insufficient_memory": (
        "{who} has not enough memory for {model}; use a smaller model, quantization or context"
    ),
    "tools_unsupported": "{model} of {who} cannot call tools; point this tier at another model",
    "image_unsupported": "{model} of {who} takes no images",
    "model_tool_call_failed": "the model of {who} wrote a tool call that nobody can read",
    "upstream_timeout": "{who} did not answer in time",
    "upstream_connect_error": "{who} cannot reach the server behind it",
    "stream_truncated": "{who} broke its answer off",
    "empty_completion": "{who} answered with nothing",
}


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
    """At most so many bytes of UTF-8, on one line, without markup and without what a terminal would act on."""
    shown = "".join(char if char.isprintable() else " " for char in _TAG.sub(" ", text))
    line = " ".join(shown.split())
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


def _tools(about: About, figures: Figures) -> str:
    count, limit = _whole(figures, "count"), _whole(figures, "limit")
    given = f"{count:,} tools are too many" if count else "too many tools"
    most = f", which takes at most {limit:,}" if limit else ""
    return f"{given} for {about.who}{most}"


def _flag(said: str) -> str:
    words = said.lower()
    if "jinja" in words or "unsupported param: tools" in words:
        return "start llama.cpp with --jinja"
    if "enable-auto" in words:
        return "start vLLM with --enable-auto-tool-choice --tool-call-parser NAME"
    if "tool-call-parser" in words:
        return "start it with --tool-call-parser NAME"
    return "start vLLM with --enable-auto-tool-choice --tool-call-parser NAME, llama.cpp with --jinja"


def _too_long(about: About, figures: Figures) -> str:
    window, given = _whole(figures, "window") or about.window, _whole(figures, "input")
    return _prompt(given or about.estimate, window)


def _too_long_for_a_minute(about: About, figures: Figures) -> str:
    limit, asked = _whole(figures, "limit"), _whole(figures, "requested")
    text = _prompt(asked or about.estimate, limit)
    return f"{text} ({about.who} allows no more tokens in a minute)"


def _prompt(given: int | None, window: int | None) -> str:
    """The client sizes its compaction by the two numbers, so the first must exceed the second: what is not
    known is put just beyond what is. Made up as it is, it stays out of the figures."""
    if not given and not window:
        return "prompt is too long: the upstream's window is smaller than this request"
    if window is None:
        window = max(1, (given or 2) - 1)
    return f"prompt is too long: {max(given or 0, window + 1)} tokens > {window} maximum"


def _both(about: About, figures: Figures) -> str:
    window = _whole(figures, "window") or about.window
    given = _whole(figures, "input") or about.estimate
    asked = _whole(figures, "requested")
    if window is None or not asked or not given:
        return f"prompt and max_tokens together exceed the window of {about.who}{_colon(about)}"
    if given >= window:
        return _prompt(given, window)
    return f"input length and `max_tokens` exceed context limit: {given} + {asked} > {window}"


def _whole(figures: Figures, name: str) -> int | None:
    value = figures.get(name)
    return value if isinstance(value, int) else None
