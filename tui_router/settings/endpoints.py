"""The `[providers.NAME]` tables: an endpoint with its preset merged in."""

import re
from typing import Any, get_args

import msgspec

from tui_router.core.target import Dialect
from tui_router.providers.address import tidy, trouble
from tui_router.providers.presets import Preset, presets
from tui_router.providers.provider import Auth, Model, Price, Provider, Timeouts
from tui_router.providers.quirks import Quirks
from tui_router.settings.problems import nearest, shown
from tui_router.settings.references import reference_trouble
from tui_router.settings.section import Section

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED = frozenset({"claude-router"})
_BUILT: tuple[Dialect, ...] = ("anthropic", "chat")
_KEYS = (
    "preset", "dialect", "base_url", "key", "auth", "headers", "insecure", "timeouts", "quirks", "models",
)  # fmt: skip
_LATER = {
    "api_version": "api_version belongs to Azure, which is",
    "region": "region belongs to the bedrock dialect, which is",
    "project": "project belongs to Vertex, which is",
}
_EXAMPLE = "https://api.example.com/v1"
_TOKENS_MAX = 1_000_000_000
_DOLLARS_MAX = 1_000_000
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"}
)
_OWN_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "content-type", "accept-encoding", "te",
     "upgrade", "keep-alive", "trailer", "expect"}
)  # fmt: skip


def read_provider(section: Section, name: str) -> Provider | None:
    """The provider, or None when it cannot be made; the report says why."""
    before = len(section.report.problems)
    if not _NAME.fullmatch(name) or name in _RESERVED:
        section.complain("", "a provider's name is letters, digits, dot, dash and underscore, at most 64")
    section.only(_KEYS, _LATER)
    preset = _preset(section, name)
    given: dict[str, Any] = {}
    given["dialect"] = _dialect(section, preset)
    for key, kind in (("auth", Auth), ("insecure", bool)):
        if key in section:
            given[key] = section.take(key, kind, None)  # type: ignore[arg-type]  # Auth is a Literal
    key = _key(section, preset)
    given["key"] = key
    given["base_url"] = _base_url(section, preset, keyed=bool(key), insecure=bool(given.get("insecure")))
    given["headers"] = _headers(section.sub("headers"))
    given["timeouts"] = _timeouts(section.sub("timeouts"))
    given["quirks"] = section.sub("quirks").struct(Quirks, preset.quirks if preset else Quirks())
    given["models"] = _models(section.sub("models"))
    if len(section.report.problems) > before:
        return None
    return preset.provider(name, **given) if preset else Provider(name=name, **given)


def _preset(section: Section, name: str) -> Preset | None:
    word = section.take("preset", str, "")
    if "preset" not in section:
        if "base_url" not in section:
            hint = f'; preset = "{name}" brings one' if name in presets() else ""
            section.complain("", f"needs a base_url, or a preset that brings one{hint}")
        return None
    if word and word not in presets():
        section.complain("preset", f"no preset {shown(word)}", nearest=nearest(word, presets()))
    return presets().get(word)


def _dialect(section: Section, preset: Preset | None) -> Dialect:
    if "dialect" not in section:
        if "preset" not in section and "base_url" in section:
            section.complain("", 'needs a dialect: "chat" or "anthropic"')
        return preset.dialect if preset else "chat"
    known = get_args(Dialect)
    word = section.take("dialect", str, "chat")
    for dialect in _BUILT:
        if word == dialect:
            return dialect
    if word in known:
        section.complain("dialect", f"the {word} dialect is not built yet; use chat or anthropic")
    else:
        section.complain("dialect", f"must be one of {', '.join(_BUILT)}", nearest=nearest(word, known))
    return "chat"


def _key(section: Section, preset: Preset | None) -> str:
    if "key" not in section:
        return f"env:{preset.keys[0]}" if preset and preset.keys else ""
    reference = section.take("key", str, "")
    wrong = reference_trouble(reference) if reference else ""
    if wrong:
        section.complain("key", wrong)
    return reference


def _base_url(section: Section, preset: Preset | None, *, keyed: bool, insecure: bool) -> str:
    fallback = preset.base_url if preset else ""
    url = tidy(section.take("base_url", str, fallback))
    if "base_url" in section:
        wrong = trouble(url, keyed=keyed, insecure=insecure)
        if wrong:
            section.complain("base_url", wrong if ";" in wrong else f'{wrong}; write it as "{_EXAMPLE}"')
    return url


def _headers(section: Section) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in section.table:
        value = section.take(name, str, "")
        lowered = name.lower()
        if not _HEADER.fullmatch(name) or not value.isprintable() or not value.isascii():
            section.complain(
                name,
                "is not a header that can be sent; a name is letters, digits and dashes, a value plain ASCII",
            )
        elif lowered in _SECRET_HEADERS:
            section.complain(
                name, "carries a key; give it as a reference in `key`, with `auth` for its header"
            )
        elif lowered in _OWN_HEADERS:
            section.complain(name, "is set by the gateway itself; leave it out")
        else:
            found[lowered] = value
    return found


def _timeouts(section: Section) -> Timeouts:
    timeouts = section.struct(Timeouts)
    for key in section.table:
        value = getattr(timeouts, key, 1)
        if not 0 < value <= 86400:
            section.complain(key, "must be seconds, more than 0 and at most a day")
    return timeouts


def _models(section: Section) -> dict[str, Model]:
    found: dict[str, Model] = {}
    for name in section.table:
        row = section.sub(name)
        plain = Section(row.report, row.path, {k: v for k, v in row.table.items() if k != "price"})
        model = plain.struct(Model)
        for key in ("context_window", "max_output_tokens"):
            value = getattr(model, key)
            if value is not None and not 0 < value <= _TOKENS_MAX:
                row.complain(key, "must be a number of tokens, more than 0")
        found[name] = msgspec.structs.replace(model, price=_price(row) if "price" in row else None)
    return found


def _price(row: Section) -> Price:
    section = row.sub("price")
    price = section.struct(Price, Price(0, 0))
    if not {"input", "output"} <= set(section.table):
        row.complain("price", "needs both input and output, in US dollars per million tokens")
    elif not all(0 <= part < _DOLLARS_MAX for part in msgspec.structs.astuple(price) if part is not None):
        row.complain("price", "must be US dollars per million tokens, 0 or more")
    return price
