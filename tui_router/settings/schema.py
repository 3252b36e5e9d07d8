"""The settings of a gateway, checked and resolved: what `settings.load` returns.

Providers come with their preset merged in. Keys are references throughout; no struct here ever holds a secret.
"""

from typing import Annotated, Literal

import msgspec

from tui_router.core.target import Tier
from tui_router.providers.provider import Provider
from tui_router.routing.chains import Chain
from tui_router.routing.rules import Rule

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class Server(msgspec.Struct, frozen=True):
    """Port 0 picks a free one. `control` says who may reach the control plane: loopback peers, or anyone
    with its token."""

    host: Word = "127.0.0.1"
    port: Port = 8787
    control: Literal["loopback", "remote"] = "loopback"


class Journal(msgspec.Struct, frozen=True):
    """full keeps the legs, meta only the rows, off nothing. Both limits hold: whichever is reached first."""

    capture: Literal["full", "meta", "off"] = "full"
    keep_exchanges: Count = 5000
    keep_mb: Count = 1024


class Ui(msgspec.Struct, frozen=True):
    """How the inspector looks. `signs` ascii is for terminals and fonts that draw little else; `motion` reduced stops
    what turns and flashes, figures still move.
    """

    theme: str = ""  # empty: the built-in default
    signs: Literal["unicode", "ascii"] = "unicode"
    motion: Literal["full", "reduced"] = "full"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`providers` keep the order of the file, or of the environment: the first one that can serve a tier
    proposes its model. `search` says that nobody named providers, so local servers may be looked for.
    """

    server: Server = Server()
    providers: dict[str, Provider] = {}
    tiers: dict[Tier, Chain] = {}
    routes: tuple[Rule, ...] = ()
    aliases: dict[str, Chain] = {}
    journal: Journal = Journal()
    ui: Ui = Ui()
    keys: dict[str, str] = {}  # action id → keys, as the person spelled them
    search: bool = True
