"""What is publicly known of well-known models, in `catalog.toml`. Each row names its source and its date."""

import functools
import re
from pathlib import Path
from typing import Any

import msgspec

from tui_router.providers.provider import Model, Price

_DATED = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2})$")


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of one endpoint. `provider` is the preset's name; `checked` the day somebody read `source`."""

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
def _by_preset() -> dict[tuple[str, str], Model]:
    return {(row.provider, row.id): row.model() for row in rows()}


@functools.cache
def _by_id() -> dict[str, Model]:
    return {row.id: row.model() for row in rows()}


def look_up(preset: str, model: str, *, anywhere: bool = False) -> Model | None:
    """What the catalog knows of a preset's model. A dated snapshot ("gpt-5.4-2026-03-05") counts as its
    family. `anywhere` also takes another endpoint's row of the same id: a relay passes the model's own
    limits on, while a local server sets limits of its own.
    """
    for name in dict.fromkeys((model, _DATED.sub("", model))):
        found = _by_preset().get((preset, name))
        if found is None and anywhere:
            found = _by_id().get(name)
        if found is not None:
            return found
    return None
