"""Providers found without a file: from the variables in which people keep their keys and addresses."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from tui_router.providers.address import tidy, trouble
from tui_router.providers.presets import Preset, presets
from tui_router.providers.provider import Provider
from tui_router.providers.regions import fill, is_plain, variables_of, wants
from tui_router.providers.regions import from_environment as told
from tui_router.settings.problems import Problem

_ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # what a server listens on, mended here


def from_environment(
    env: Mapping[str, str], origins: dict[str, str], problems: list[Problem], left: list[str] | None = None
) -> dict[str, Provider]:
    """Remote providers whose key is set, then local servers whose address is given, in the presets' order. `left` is
    told of keys that are not enough: their providers have an address only with something more."""
    found: dict[str, Provider] = {}
    for name, preset in presets().items():
        if preset.aside:
            continue
        key = next((variable for variable in preset.keys if env.get(variable, "").strip()), "")
        url = next((variable for variable in preset.urls if env.get(variable, "").strip()), "")
        if not key and not (preset.local and url):
            continue
        base_url = _base_url(preset, env[url]) if url else preset.base_url
        places = {word: told(word, base_url, env) for word in wants(base_url)}
        open_ = next((word for word, value in places.items() if not is_plain(value)), "")
        if open_ or not base_url:
            wanted = variables_of(open_, base_url) if open_ else preset.urls
            if left is not None:
                left.append(
                    f"{key}: {preset.title} wants {' or '.join(wanted)} too, so there is no provider {name}"
                )
            continue
        base_url = fill(base_url, places.get("region", ""), places.get("project", ""))
        wrong = trouble(base_url, keyed=bool(key)) if url else ""
        if wrong:
            problems.append(Problem(file="environment", line=None, key=url, text=wrong))
            continue
        found[name] = preset.at(base_url).provider(
            name, key=f"env:{key}" if key else "", base_url=base_url, found_by="environment", **places
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
        bare = text.count("/") == 2
        return text + preset.url_path if bare else text
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
