"""What addresses were found to speak, kept from one look to the next: one JSON file, always whole, without any key.

{"version": 1, "addresses": {"https://…/v1": {"at": 1790000000, "chat": "yes", "responses": "no"}}}
"""

import math
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tui_router.core.files import read_plain, write_whole
from tui_router.upstream.flavours import LANGUAGES, Flavours, Speaks

VERSION = 1
LARGEST = 1024 * 1024
"""Bytes of a file that is read."""
MOST = 200
"""Addresses kept; the ones looked at last stay."""
LONGEST = 2000
"""Characters of an address."""
FRESH_S = 7 * 24 * 3600
"""Seconds after which a finding is worth looking at anew: servers are updated."""


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`at` is UTC epoch seconds."""

    at: float
    chat: Speaks = "unknown"
    responses: Speaks = "unknown"
    anthropic: Speaks = "unknown"

    @property
    def speaks(self) -> list[str]:
        return [language for language in LANGUAGES if getattr(self, language) == "yes"]

    @property
    def certain(self) -> bool:
        return all(getattr(self, language) != "unknown" for language in LANGUAGES)

    def fresh(self, now: float) -> bool:
        return 0 <= now - self.at < FRESH_S


class _Stored(msgspec.Struct):
    version: int
    addresses: dict[str, msgspec.Raw] = {}


class FlavourFile:
    """Read at each look: it is small, and another process may have written it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Seen]:
        """By base URL. A file that cannot be read, or is another version's, reads as empty: it is only a memory."""
        try:
            stored = msgspec.json.decode(read_plain(self.path, LARGEST).decode(), type=_Stored)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return {}
        if stored.version != VERSION:
            return {}
        found: dict[str, Seen] = {}
        for address, raw in stored.addresses.items():
            try:
                seen = msgspec.json.decode(raw, type=Seen)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                continue
            if math.isfinite(seen.at) and _fits(address):
                found[address] = seen
        return _newest(found)

    def look_up(self, base_url: str) -> Seen | None:
        return self.read().get(base_url)

    def remember(self, flavours: Flavours, now: float) -> None:
        """What is unknown this time leaves an older finding in place. Raises `OSError`."""
        if not _fits(flavours.base_url):
            return
        known = self.read()
        before = known.get(flavours.base_url)
        answers: dict[str, Speaks] = {}
        for language in LANGUAGES:
            flavour = flavours.of(language)
            # Found under another base URL is not found under this one.
            told: Speaks = "unknown" if flavour is None else flavour.speaks
            if flavour is not None and told == "yes" and flavour.base_url != flavours.base_url:
                told = "no"
            if told == "unknown" and before is not None:
                told = getattr(before, language)
            answers[language] = told
        seen = Seen(at=now, **answers)
        self._write(_newest({**known, flavours.base_url: seen}))

    def _write(self, known: Mapping[str, Seen]) -> None:
        data = msgspec.json.format(msgspec.json.encode({"version": VERSION, "addresses": known}), indent=1)
        write_whole(self.path, data)


def _newest(known: Mapping[str, Seen]) -> dict[str, Seen]:
    ordered = sorted(known.items(), key=lambda item: item[1].at, reverse=True)
    return dict(ordered[:MOST])


def _fits(address: str) -> bool:
    return 0 < len(address) <= LONGEST and address.isprintable()
