"""The providers' lists, kept from one run to the next, so that a gateway knows its models before anybody answers.

    {"version": 1, "providers": {"openai": {"base_url": "https://…", "listed_at": 1790000000.0,
                                            "models": {"gpt-5.4": {"context_window": 400000}}}}}

Only a memory: what cannot be read is taken for empty, and asking again mends it. No key is ever in it.
"""

import logging
import math
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tui_router.core.files import read_plain, write_whole
from tui_router.providers.provider import Model, Price, Provider
from tui_router.upstream.rows import MODELS_MAX, Models, is_id, text, tokens

_log = logging.getLogger(__name__)

VERSION = 1
LARGEST = 4 * 1024 * 1024
"""Bytes of the file, read or written."""


class _Kept(msgspec.Struct):
    """`listed_at` is UTC epoch seconds; `base_url` the address that told the list, since a name may come to mean
    another server."""

    base_url: str
    listed_at: float
    models: dict[str, Model] = {}


class _Stored(msgspec.Struct):
    version: int
    providers: dict[str, _Kept] = {}


class ModelCache:
    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, providers: Mapping[str, Provider]) -> tuple[dict[str, Models], dict[str, float]]:
        """The lists and their times (UTC epoch seconds) by provider, for those that are still where they were."""
        kept = self._kept(providers)
        return (
            {name: list_.models for name, list_ in kept.items()},
            {name: list_.listed_at for name, list_ in kept.items()},
        )

    def store(self, providers: Mapping[str, Provider], listed: Mapping[str, Models], at: float) -> None:
        """Take new lists in. A provider that told none keeps its old one with its old time; one that is not
        configured any more, or has moved, loses it. Raises `OSError`; the file is then as it was.
        """
        kept = self._kept(providers)
        for name, models in listed.items():
            if name in providers and models:
                kept[name] = _Kept(providers[name].base_url, at, models)
        data = _encode(kept)
        while len(data) > LARGEST:
            longest = max(kept, key=lambda name: len(kept[name].models))
            _log.warning("the list of %r is too long to be kept", longest)
            del kept[longest]
            data = _encode(kept)
        write_whole(self.path, data)

    def _kept(self, providers: Mapping[str, Provider]) -> dict[str, _Kept]:
        try:
            # Text first, so that no bytes which are none stay hidden in a part nobody looks at.
            stored = msgspec.json.decode(read_plain(self.path, LARGEST).decode(), type=_Stored)
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            _log.warning(
                "%s cannot be read (%r); the models are asked for again", self.path, str(error)[:200]
            )
            return {}
        if stored.version != VERSION:
            return {}
        found: dict[str, _Kept] = {}
        for name, list_ in stored.providers.items():
            models = _sound(list_.models)
            timed = math.isfinite(list_.listed_at) and list_.listed_at >= 0
            if models and timed and name in providers and providers[name].base_url == list_.base_url:
                found[name] = _Kept(list_.base_url, list_.listed_at, models)
        return found


def _encode(kept: Mapping[str, _Kept]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_Stored(VERSION, dict(kept))), indent=1)


def _sound(models: Models) -> Models:
    """A person may have edited the file: the same bounds hold as for a list from the wire."""
    sound = (
        (
            name,
            replace(
                model,
                context_window=tokens(model.context_window),
                max_output_tokens=tokens(model.max_output_tokens),
                price=model.price if _is_price(model.price) else None,
                display_name=text(model.display_name),
            ),
        )
        for name, model in models.items()
        if is_id(name)
    )
    return dict(islice(sound, MODELS_MAX))


def _is_price(price: Price | None) -> bool:
    if price is None:
        return False
    amounts = (price.input, price.output, price.cache_read, price.cache_write)
    return all(amount is None or 0 <= amount < 1_000_000 for amount in amounts)
