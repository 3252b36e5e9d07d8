"""What a target can take, put together from everybody who said something about it. The nearest word wins:
the configuration, then the provider's own list, then the catalog, then the preset."""

import msgspec

from tui_router.core.target import Limits
from tui_router.providers.address import is_loopback
from tui_router.providers.catalog import look_up
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider


def limits_for(provider: Provider, model: str, listed: Model | None = None) -> Limits:
    """`window_from` and `output_from` are "config", "list", "catalog" or "preset", empty when unknown.

    An answer cannot be longer than the window holds, so an output limit above it is cut to it.
    """
    window: int | None = None
    output: int | None = None
    window_from = output_from = ""
    for source, known in _layers(provider, model, listed):
        if window is None and known.context_window:
            window, window_from = known.context_window, source
        if output is None and known.max_output_tokens:
            output, output_from = known.max_output_tokens, source
    if window is not None and output is not None and output > window:
        output, output_from = window, window_from
    return Limits(window, output, window_from, output_from)


def describe(provider: Provider, model: str, listed: Model | None = None) -> Model:
    """Everything known of a model, field by field in the same order of trust."""
    found: dict[str, object] = {}
    for _, known in _layers(provider, model, listed):
        for name in Model.__struct_fields__:
            value = getattr(known, name)
            if value is not None and value != "":
                found.setdefault(name, value)
    return msgspec.structs.replace(Model(), **found)


def _layers(provider: Provider, model: str, listed: Model | None) -> list[tuple[str, Model]]:
    layers: list[tuple[str, Model]] = []
    if model in provider.models:
        layers.append(("config", provider.models[model]))
    if listed is not None:
        layers.append(("list", listed))
    relay = not provider.preset and not is_loopback(provider.base_url)
    known = look_up(provider.preset, model, anywhere=relay)
    if known is not None:
        layers.append(("catalog", known))
    shipped = preset(provider.preset) if provider.preset else None
    if shipped is not None:
        layers.append(("preset", shipped.any))
    return layers
