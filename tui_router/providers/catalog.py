"""What is publicly known of well-known models, in `catalog.toml`. Each row names its source and its date."""

import functools
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tui_router.core.fact import Fact, FactValue
from tui_router.providers.address import is_loopback
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Price, Provider
from tui_router.providers.quirks import Quirks

_DATED = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2})$")


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of one endpoint. `provider` is the preset's name; `checked` the day somebody read `source`.
    `quirks` are the members in which the model differs from what servers usually take. `narrowed` says that the endpoint
    gives it less room than it has elsewhere.
    """

    provider: str
    id: str
    source: str
    checked: str
    display_name: str = ""
    context_window: int | None = None
    max_output_tokens: int | None = None
    images: bool | None = None
    thinking: bool | None = None
    tools: bool | None = None
    price: Price | None = None
    quirks: dict[str, FactValue | list[str]] = {}
    quirks_source: str = ""
    narrowed: bool = False

    def model(self) -> Model:
        return Model(
            context_window=self.context_window,
            max_output_tokens=self.max_output_tokens,
            price=self.price,
            images=self.images,
            thinking=self.thinking,
            tools=self.tools,
            display_name=self.display_name,
        )


@functools.cache
def rows() -> tuple[Row, ...]:
    import tomllib

    text = Path(__file__).with_name("catalog.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["model"]
    return msgspec.convert(found, tuple[Row, ...])


@functools.cache
def _by_preset() -> dict[tuple[str, str], Row]:
    return {(row.provider, row.id): row for row in rows()}


@functools.cache
def _by_id() -> dict[str, Row]:
    return {row.id: row for row in rows() if not row.narrowed}


def _find(provider: str, model: str, *, anywhere: bool) -> Row | None:
    """`provider` is a preset's name."""
    shipped = preset(provider)
    house = shipped.models_of if shipped is not None else ""
    for name in dict.fromkeys((model, _DATED.sub("", model))):
        found = _by_preset().get((provider, name)) or _by_preset().get((house, name))
        if found is None and anywhere:
            found = _by_id().get(name)
        if found is not None:
            return found
    return None


def look_up(preset: str, model: str, *, anywhere: bool = False) -> Model | None:
    """What the catalog knows of a preset's model. A dated snapshot ("gpt-5.4-2026-03-05") counts as its
    family. `anywhere` also takes another endpoint's row of the same id: a relay passes the model's own
    limits on, while a local server sets limits of its own.
    """
    found = _find(preset, model, anywhere=anywhere)
    return found.model() if found is not None else None


def facts_of(provider: Provider, model: str) -> tuple[Fact, ...]:
    """The quirks of the model's row as facts about this provider. What the settings say of a quirk stands: a
    person wrote it."""
    relay = not provider.preset and not is_loopback(provider.base_url)
    row = _find(provider.preset, model, anywhere=relay)
    if row is None or not row.quirks:
        return ()
    shipped = preset(provider.preset) if provider.preset else None
    usual = shipped.quirks if shipped is not None else Quirks()
    found: list[Fact] = []
    for name, told in row.quirks.items():
        have = getattr(provider.quirks, name)
        if have != getattr(usual, name):
            continue
        for value in told if isinstance(told, list) else (told,):
            if value == have or (isinstance(have, tuple) and value in have):
                continue
            found.append(_fact(row, provider, model, name, value))
    return tuple(found)


def _fact(row: Row, provider: Provider, model: str, name: str, value: FactValue) -> Fact:
    return Fact(
        provider=provider.name,
        base_url=provider.base_url,
        model=model,
        name=name,
        value=value,
        origin="catalog",
        evidence=row.quirks_source,
        learned_at=datetime.fromisoformat(row.checked).replace(tzinfo=UTC).timestamp(),
    )
