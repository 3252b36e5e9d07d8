"""A named endpoint, resolved from the configuration and its preset. Holds a reference to a key, never a key."""

from typing import Literal

import msgspec

from tui_router.core.target import Dialect
from tui_router.providers.quirks import Quirks

Auth = Literal["bearer", "x-api-key", "api-key", "x-goog-api-key", "codex", "google", "sigv4", "none"]
"""The header that carries the key, or who makes the headers: the Codex login, Google's credentials, AWS's signature."""

SIGNED: frozenset[Auth] = frozenset({"codex", "google", "sigv4"})
"""What is made anew for a request. A key that is set nevertheless is a bearer token and is sent as one."""


class Timeouts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds. Small machines take minutes to read a prompt, hence the long first byte."""

    connect: float = 10
    first_byte: float = 300
    idle: float = 120


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """US dollars per million tokens."""

    input: float
    output: float
    cache_read: float | None = None
    cache_write: float | None = None


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is known of one model, from the config, the catalog, or the provider's own list. None is unknown."""

    context_window: int | None = None
    max_output_tokens: int | None = None
    price: Price | None = None
    images: bool | None = None
    thinking: bool | None = None
    tools: bool | None = None
    display_name: str = ""


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    dialect: Dialect
    base_url: str  # without a trailing slash; paths such as /chat/completions are appended
    key: str = ""  # a reference: env:NAME, file:PATH, keyring:SERVICE/NAME; empty means none
    auth: Auth = "bearer"
    region: str = ""  # of a cloud; where it is part of the address it stands there already
    project: str = ""  # of Google's cloud
    api_version: str = ""  # goes as the query api-version=, which Azure's dated addresses want
    headers: dict[str, str] = {}
    insecure: bool = False  # plain http with a key to a host that is not loopback
    timeouts: Timeouts = Timeouts()
    quirks: Quirks = Quirks()
    models: dict[str, Model] = {}
    preset: str = ""
    found_by: str = "config"  # config | environment | discovery
    tier_models: dict[str, str] = {}  # what the preset proposes for each tier

    @property
    def needs_key(self) -> bool:
        """Whether nothing can be sent while the key's reference leads nowhere."""
        return bool(self.key) and self.auth not in SIGNED
