"""Providers found without a file: from the variables in which people keep their keys and addresses."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from tui_router.providers.address import tidy, trouble
from tui_router.providers.presets import Preset, presets
from tui_router.providers.provider import Provider
from tui_router.settings.problems import Problem

_ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # what a server listens on, mended here


def from_environment(
    env: Mapping[str, str], origins: dict[str, str], problems: list[Problem]
) -> dict[str, Provider]:
    """Remote providers whose key is set, then local servers whose address is given, in the presets' order."""
    found: dict[str, Provider] = {}
    for name, preset in presets().items():
        key = next((variable for variable in preset.keys if env.get(variable, "").strip()), "")
        url = next((variable for variable in preset.urls if env.get(variable, "").strip()), "")
        if not key and not (preset.local and url):
            continue
        base_url = _base_url(preset, env[url]) if url else preset.base_url
        wrong = trouble(base_url, keyed=bool(key)) if url else ""
        if wrong:
            problems.append(Problem(file="environment", line=None, key=url, text=wrong))
            continue
        found[name] = preset.provider(
            name, key=f"env:{key}" if key else "", base_url=base_url, found_by="environment"
        )
        origins[f"providers.{name}.preset"] = f"environment {key or url}"
        if key:
            origins[f"providers.{name}.key"] = f"environment {key}"
        if url:
            origins[f"providers.{name}.base_url"] = f"environment {url}"
    return found


def _base_url(preset: Preset, given: str) -> str:
    """An address as people write it for the server itself: `OLLAMA_HOST` may be a bare host, a port, or the
    address it listens on."""
    text = tidy(given)
    if "://" not in text:
        text = f"http://{text}"
    if not preset.local:
        return text
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or preset.port
    except ValueError:
        return text
    if host in _ANY_ADDRESS:
        host = "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    if "@" in parts.netloc:
        return text
    return f"{parts.scheme}://{shown}:{port}{parts.path or '/v1'}"
