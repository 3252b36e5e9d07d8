"""The settings in force as dotted keys, values and origins, fit to be shown: references only, no secret."""

from collections.abc import Iterator

import msgspec

from tui_router.providers.provider import Provider
from tui_router.routing.chains import in_words
from tui_router.settings.load import Loaded
from tui_router.settings.problems import looks_secret
from tui_router.settings.section import dotted

_TELLING = ("token", "key", "secret", "auth", "cookie", "password")

MASKED = "****"
Shown = tuple[str, str, str]
"""Key, value, origin."""
Row = tuple[str, str]


def show(loaded: Loaded) -> Iterator[Shown]:
    """In the order of the file; what nobody gave is marked as a default."""
    for key, value in _rows(loaded):
        yield key, value, _origin(loaded.origins, key)


def _rows(loaded: Loaded) -> Iterator[Row]:
    settings = loaded.settings
    for table in ("server", "providers", "tiers", "routes", "aliases", "journal", "ui", "keys"):
        match table:
            case "providers":
                for provider in settings.providers.values():
                    yield from _provider(provider)
            case "tiers":
                for tier, chain in settings.tiers.items():
                    yield _row(("tiers", tier), in_words(chain))
            case "routes":
                for number, rule in enumerate(settings.routes):
                    yield _row(("routes", number), rule.words())
            case "aliases":
                for name, chain in settings.aliases.items():
                    yield _row(("aliases", name), in_words(chain))
            case "keys":
                for name, value in settings.keys.items():
                    yield _row(("keys", name), value)
            case _:
                for name, value in msgspec.structs.asdict(getattr(settings, table)).items():
                    yield _row((table, name), value)


def _origin(origins: dict[str, str], key: str) -> str:
    """The key's own place, that of what was given inside it, or that of the table around it."""
    if key in origins:
        return origins[key]
    for other, place in origins.items():
        if other.startswith((f"{key}.", f"{key}[")):
            return place
    while "." in key:
        key = key.rpartition(".")[0]
        if key in origins:
            return origins[key]
    return "default"


def _provider(provider: Provider) -> Iterator[Row]:
    base = ("providers", provider.name)
    for name in (
        "preset",
        "dialect",
        "base_url",
        "auth",
        "key",
        "region",
        "project",
        "api_version",
        "insecure",
    ):
        value = getattr(provider, name)
        if value != "":
            yield _row((*base, name), value)
    for name, value in provider.headers.items():
        yield _row((*base, "headers", name), masked(name, value))
    for part in ("timeouts", "quirks"):
        chosen = getattr(provider, part)
        for name, value in msgspec.structs.asdict(chosen).items():
            if value != getattr(type(chosen)(), name):
                yield _row((*base, part, name), value)
    for model, facts in provider.models.items():
        for name, value in msgspec.structs.asdict(facts).items():
            if value not in (None, ""):
                yield _row((*base, "models", model, name), value)


def _row(path: tuple[str | int, ...], value: object) -> Row:
    match value:
        case bool():
            text = "true" if value else "false"
        case tuple():
            text = ", ".join(str(part) for part in value)
        case msgspec.Struct():
            text = ", ".join(f"{k} {v}" for k, v in msgspec.structs.asdict(value).items() if v is not None)
        case _:
            text = str(value)
    return dotted(path), text


def masked(name: str, value: str) -> str:
    """A header's value as it may be shown: one whose name tells of a secret, or that looks like one, is not."""
    lowered = name.lower()
    return MASKED if any(word in lowered for word in _TELLING) or looks_secret(value) else value
