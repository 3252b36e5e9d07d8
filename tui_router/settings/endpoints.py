"""The `[providers.NAME]` tables: an endpoint with its preset merged in."""

import importlib.util
import re
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from tui_router.core.target import Dialect
from tui_router.providers.address import tidy, trouble
from tui_router.providers.presets import Preset, presets
from tui_router.providers.provider import SIGNED, Auth, Model, Price, Provider, Timeouts
from tui_router.providers.quirks import Quirks
from tui_router.providers.regions import fill, from_environment, is_plain, variables_of, wants
from tui_router.settings.problems import looks_secret, nearest, shown
from tui_router.settings.references import reference_trouble
from tui_router.settings.section import Section

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED = frozenset({"claude-router"})
_DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
_KEYS = (
    "preset", "dialect", "base_url", "key", "auth", "region", "project", "api_version", "headers", "insecure",
    "timeouts", "quirks", "models",
)  # fmt: skip
_EXTRAS: dict[str, tuple[str, str]] = {"sigv4": ("botocore", "bedrock"), "google": ("google.auth", "vertex")}
"""For each kind of auth that needs one: the module, and the extra that brings it."""
_API_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(?:-preview)?|v1|latest|preview")
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


def read_provider(
    section: Section, name: str, env: Mapping[str, str] | None = None, before: Provider | None = None
) -> Provider | None:
    """The provider, or None when it cannot be made; the report says why. A region and a project that the table does not
    name are those of `before`, the same provider as it was, else those of the environment."""
    problems = len(section.report.problems)
    if not _NAME.fullmatch(name) or name in _RESERVED:
        section.complain("", "a provider's name is letters, digits, dot, dash and underscore, at most 64")
    section.only(_KEYS)
    preset = _preset(section, name)
    given: dict[str, Any] = {}
    given["dialect"] = _dialect(section, preset)
    for key, kind in (("auth", Auth), ("insecure", bool)):
        if key in section:
            given[key] = section.take(key, kind, None)  # type: ignore[arg-type]  # Auth is a Literal
    key = _key(section, preset)
    given["key"] = key
    places = _places(section, preset, env or {}, before)
    given |= places
    given["api_version"] = _api_version(section)
    keyed = bool(key) or given.get("auth", preset.auth if preset else "bearer") in SIGNED
    given["base_url"] = _base_url(section, preset, places, keyed=keyed, insecure=bool(given.get("insecure")))
    given["headers"] = _headers(section.sub("headers"))
    given["timeouts"] = _timeouts(section.sub("timeouts"))
    given["quirks"] = section.sub("quirks").struct(Quirks, preset.quirks if preset else Quirks())
    given["models"] = _models(section.sub("models"))
    _extra(section, given.get("auth") or (preset.auth if preset else "bearer"), key, env)
    if len(section.report.problems) > problems:
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
            section.complain("", f"needs a dialect: one of {', '.join(_DIALECTS)}")
        return preset.dialect if preset else "chat"
    word = section.take("dialect", str, "chat")
    for dialect in _DIALECTS:
        if word == dialect:
            return dialect
    section.complain("dialect", f"must be one of {', '.join(_DIALECTS)}", nearest=nearest(word, _DIALECTS))
    return "chat"


def _key(section: Section, preset: Preset | None) -> str:
    if "key" not in section:
        return f"env:{preset.keys[0]}" if preset and preset.keys else ""
    reference = section.take("key", str, "")
    wrong = reference_trouble(reference) if reference else ""
    if wrong:
        section.complain("key", wrong)
    return reference


def _places(
    section: Section, preset: Preset | None, env: Mapping[str, str], before: Provider | None
) -> dict[str, str]:
    """Region and project, by the key that gives them."""
    url = section.table.get("base_url", preset.base_url if preset else "")
    url = url if isinstance(url, str) else ""
    found: dict[str, str] = {}
    for word in ("region", "project"):
        value = section.take(word, str, "")
        if word not in section and (word in wants(url) or before is not None):
            value = (getattr(before, word) if before else "") or from_environment(word, url, env)
        if value and (not is_plain(value) or looks_secret(value)):
            section.complain(
                word, f"is not the name of a {word}: lower case letters, digits, dots and dashes"
            )
        elif not value and word in wants(url):
            section.complain(
                "", f"needs a {word}; give it here, or in {' or '.join(variables_of(word, url))}"
            )
        else:
            found[word] = value
    return found


def _api_version(section: Section) -> str:
    version = section.take("api_version", str, "")
    if version and not _API_VERSION.fullmatch(version):
        section.complain("api_version", "must be a version as Azure names them, such as 2024-10-21")
        return ""
    return version


def _extra(section: Section, auth: str, key: str, env: Mapping[str, str] | None) -> None:
    """Complain of a module that is not there, unless a key is: then nothing is to be signed. Without the environment it
    cannot be told, and the first request says it."""
    if auth not in _EXTRAS or env is None or (key and not key.startswith("env:")):
        return
    if key and env.get(key.removeprefix("env:"), "").strip():
        return
    module, extra = _EXTRAS[auth]
    if not _installed(module):
        section.complain("", f"{auth} needs the {extra} extra: pip install 'tui-router[{extra}]'")


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # of the package around it
        return False


def _base_url(
    section: Section, preset: Preset | None, places: Mapping[str, str], *, keyed: bool, insecure: bool
) -> str:
    fallback = preset.base_url if preset else ""
    url = tidy(section.take("base_url", str, fallback))
    if preset and not fallback and "base_url" not in section:
        section.complain("", f"needs a base_url; write it as {preset.example!r}")
    if set(wants(url)) <= {word for word, value in places.items() if value}:
        url = fill(url, places.get("region", ""), places.get("project", ""))
    else:
        return url  # complained of already
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
