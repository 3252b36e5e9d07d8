"""What an upstream wants back in a later turn, sealed into a text that the client carries for us.

Clients send the signature of a thinking block back as they got it. Where thinking comes from another language, its
signature is an envelope of ours: who made it, and what that upstream needs to go on from there (encrypted reasoning,
a thought signature, or nothing where the words are all there is). Only its maker gets the contents; to everyone else
a sealed block is foreign.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

import msgspec

from tui_router.providers.provider import Provider
from tui_router.wire.json import NotJson, read

TAG = "tui-router.1."
"""What an envelope begins with. No signature of an upstream does: those are plain base64."""

LONGEST = 4 * 1024 * 1024
"""Characters of an envelope that is opened."""

Kind = Literal["reasoning", "encrypted", "thought"]
"""reasoning: the words beside it are its maker's; encrypted: an item of Responses; thought: a signature of Gemini."""


class Sealed(msgspec.Struct, frozen=True, omit_defaults=True):
    """`maker` is that of `maker_of`; `held` what the upstream gave, `item` further members of the kind's own."""

    kind: Kind
    maker: str
    model: str = ""
    held: str = ""
    item: Mapping[str, Any] = {}


def maker_of(provider: Provider) -> str:
    """The same for every name under which an endpoint is configured, and nothing one could read an address from."""
    return _maker(provider.dialect, provider.base_url)


@lru_cache(maxsize=256)
def _maker(dialect: str, base_url: str) -> str:
    return hashlib.sha256(f"{dialect} {base_url}".encode()).hexdigest()[:16]


def seal(sealed: Sealed) -> str:
    return TAG + base64.urlsafe_b64encode(msgspec.json.encode(sealed)).decode()


def is_sealed(signature: str) -> bool:
    return signature.startswith(TAG)


def unseal(signature: str) -> Sealed | None:
    """None for a foreign signature, and for an envelope that came back damaged."""
    if not is_sealed(signature) or len(signature) > LONGEST:
        return None
    try:
        data = base64.b64decode(signature[len(TAG) :], altchars=b"-_", validate=True)
        return read(data, _sealed)
    except (binascii.Error, ValueError, NotJson):
        return None


_sealed = msgspec.json.Decoder(Sealed)
