"""The endpoints we ship as data, in `presets.toml`. Read once, at the first use."""

import functools
from pathlib import Path
from typing import Any

import msgspec

from tui_router.core.target import Dialect
from tui_router.providers.address import below
from tui_router.providers.provider import Auth, Model, Provider
from tui_router.providers.quirks import Quirks


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`base_url` may leave a `{region}` and a `{project}` open (`regions.fill`), and is empty where everybody has one of
    their own: `example` shows it, and `url_path` is what an address from the environment lacks. `keys` are the variables
    that usually hold its key, `urls` those that hold its address; the first one that is set counts. `elsewhere` names the
    preset that holds in its place when such a variable names another's host. `port` is where a local server of this kind
    listens by default, 0 for a remote one.

    `tiers` proposes a model for each tier; an empty model keeps the name the client sent. `any` holds for every model of
    the endpoint when nothing better is known, `models` are those of an endpoint that has no list to be asked for, and
    `models_of` names the preset whose models these are too. `aside` says that another preset serves the same key, so that
    this one is used only where it is named. `source` and `checked` say where the facts come from and when somebody last
    looked.
    """

    name: str = ""
    title: str
    base_url: str
    dialect: Dialect
    auth: Auth = "bearer"
    keys: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    port: int = 0
    quirks: Quirks = Quirks()
    tiers: dict[str, str] = {}
    any: Model = Model()
    models: dict[str, Model] = {}
    url_path: str = ""
    example: str = ""
    elsewhere: str = ""
    models_of: str = ""
    aside: bool = False
    source: str
    checked: str

    @property
    def local(self) -> bool:
        return self.port > 0

    def at(self, base_url: str) -> "Preset":
        """The preset that holds at this address: `elsewhere` where the host is neither its own nor one below it, as
        those of single regions are."""
        if not self.elsewhere or below(base_url, self.base_url):
            return self
        return presets()[self.elsewhere]

    def provider(self, name: str, **given: Any) -> Provider:
        """A provider with everything this preset says, and what was given instead of it."""
        facts: dict[str, Any] = {
            "base_url": self.base_url,
            "dialect": self.dialect,
            "auth": self.auth,
            "key": f"env:{self.keys[0]}" if self.keys else "",
            "quirks": self.quirks,
            "preset": self.name,
            "tier_models": self.tiers,
        }
        return Provider(name=name, **{**facts, **given})


@functools.cache
def presets() -> dict[str, Preset]:
    """All of them by name, in the order in which the environment is searched."""
    import tomllib

    text = Path(__file__).with_name("presets.toml").read_text("utf-8")
    return {name: msgspec.convert({**row, "name": name}, Preset) for name, row in tomllib.loads(text).items()}


def preset(name: str) -> Preset | None:
    return presets().get(name)


def elsewhere(provider: Provider) -> bool:
    """Whether it has its preset's name and another host, as a server has that is reached by `OPENAI_BASE_URL`: which
    models are there is then for its own list to say."""
    shipped = preset(provider.preset)
    if shipped is None or not shipped.base_url or "{" in shipped.base_url:
        return False
    return not below(provider.base_url, shipped.base_url)
