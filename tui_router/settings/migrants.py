"""The variables of 1rgs's and fuergaosi233's claude-code-proxy, as settings.

    SMALL_MODEL → haiku    MIDDLE_MODEL, else BIG_MODEL → sonnet    BIG_MODEL → opus, fable and the rest

Both send a claude name to one endpoint: OPENAI_BASE_URL, or for the first also Gemini or Anthropic. They differ in
ANTHROPIC_API_KEY: the key of an upstream for the first, the key that clients must show for the second.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tui_router.core.target import Tier
from tui_router.providers.presets import presets
from tui_router.providers.provider import Provider, Timeouts
from tui_router.providers.quirks import Quirks
from tui_router.settings.problems import looks_secret

_TELLING = (
    "BIG_MODEL",
    "MIDDLE_MODEL",
    "SMALL_MODEL",
    "PREFERRED_PROVIDER",
    "MAX_TOKENS_LIMIT",
    "MIN_TOKENS_LIMIT",
)
_SECOND = ("MIDDLE_MODEL", "MAX_TOKENS_LIMIT", "MIN_TOKENS_LIMIT", "AZURE_API_VERSION")
"""Variables that only fuergaosi233's knows."""

_HEADER = "CUSTOM_HEADER_"
_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
_SECRET_WORDS = ("auth", "key", "token", "secret", "cookie", "password")
_OWN_HEADERS = frozenset({"host", "content-length", "content-type", "connection", "transfer-encoding"})

# What each takes when a variable is not set, from their own sources (2026-11-21). The first one's README names a dated
# preview of its Gemini model; the plain name is taken here. The cap of 4,096 tokens and the limit of 90 s that the
# second has by default are not taken over: nobody asked for them.
_MODELS = {
    "openai": ("gpt-4.1", "gpt-4.1-mini"),
    "gemini": ("gemini-2.5-pro", "gemini-2.0-flash"),
    "second": ("gpt-4o", "gpt-4o-mini"),
}
_PREFERRED = {"openai": "openai", "google": "gemini", "anthropic": "anthropic"}

_NOT_HERE = {
    "AZURE_API_VERSION": "Azure's address https://NAME.openai.azure.com/openai/v1 needs none: give it as "
    "AZURE_OPENAI_ENDPOINT, with the key in AZURE_OPENAI_API_KEY",
    "OPENAI_HEADERS": "give headers as CUSTOM_HEADER_NAME, or in the settings file",
    "SSL_VERIFY": "certificates are always checked",
    "CA_BUNDLE_PATH": "certificates are checked against those of the system",
    "MAX_RETRIES": "a failed request is mended or waited for as its failure asks; the number of tries is not set",
}


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """`tiers` and `routes` have the shape of the settings file. `origins` maps dotted keys to the variable that
    said so. `remarks` tell, a sentence each, what was not taken over. All empty where no such variable is set."""

    providers: dict[str, Provider] = {}
    tiers: dict[Tier, str] = {}
    routes: list[dict[str, Any]] = []
    origins: dict[str, str] = {}
    remarks: list[str] = []

    def tables(self) -> dict[str, Any]:
        """What a settings file would say; a file that says something of its own goes before."""
        return {name: held for name, held in (("tiers", self.tiers), ("routes", self.routes)) if held}

    def said(self, table: Mapping[str, Any]) -> dict[str, str]:
        """The origins of what counts beside a settings file of this content."""
        return {key: place for key, place in self.origins.items() if re.split(r"[.\[]", key)[0] not in table}


def from_variables(
    env: Mapping[str, str], found: Mapping[str, Provider], origins: dict[str, str], *, sure: bool = False
) -> Migrated:
    """`found` are the providers whose keys are set; they come back with headers and time limits. `origins` gets what
    is known of them; those of tiers and rules are in the answer, since whoever reads these writes their own.

    A key alone says nothing of these proxies, so one of their own variables must be set, unless it is `sure`.
    """
    held = {name: value.strip() for name, value in env.items() if value.strip()}
    if not sure and not any(name in _TELLING or name.startswith(_HEADER) for name in held):
        return Migrated(providers=dict(found))
    made = _Making(held, dict(found))
    made.wire()
    made.bound()
    made.dress()
    made.tell()
    origins.update({key: place for key, place in made.origins.items() if key.startswith("providers.")})
    return Migrated(
        providers=made.providers,
        tiers=made.tiers,
        routes=made.routes,
        origins=made.origins,
        remarks=made.remarks,
    )


class _Making:
    def __init__(self, env: Mapping[str, str], providers: dict[str, Provider]) -> None:
        self.env = env
        self.providers = providers
        self.tiers: dict[Tier, str] = {}
        self.routes: list[dict[str, Any]] = []
        self.origins: dict[str, str] = {}
        self.remarks: list[str] = []
        self.second = "PREFERRED_PROVIDER" not in env and any(
            name in _SECOND or name.startswith(_HEADER) for name in env
        )
        if self.second and "anthropic" in providers:
            del self.providers["anthropic"]
            self.remarks.append(
                "ANTHROPIC_API_KEY: with these variables it is the key that clients must show; "
                "here that is TUI_ROUTER_TOKEN, and nothing is sent to Anthropic"
            )

    def wire(self) -> None:
        """Tiers, where their provider has its key."""
        word = self.env.get("PREFERRED_PROVIDER", "openai").lower()
        if word not in _PREFERRED:
            self.remarks.append("PREFERRED_PROVIDER: must be openai, google or anthropic; openai is taken")
        preferred = _PREFERRED.get(word, "openai")
        if preferred == "anthropic":
            for name in ("BIG_MODEL", "MIDDLE_MODEL", "SMALL_MODEL"):
                if name in self.env:
                    self.remarks.append(
                        f"{name}: is not used while PREFERRED_PROVIDER is anthropic, as before"
                    )
            self._tier("default", "anthropic", "", "PREFERRED_PROVIDER")
            return
        big, small = _MODELS["second" if self.second else preferred]
        middle = "MIDDLE_MODEL" if "MIDDLE_MODEL" in self.env else "BIG_MODEL"
        for tier, variable, usual in (
            ("haiku", "SMALL_MODEL", small), ("sonnet", middle, big), ("opus", "BIG_MODEL", big),
            ("fable", "BIG_MODEL", big), ("default", "BIG_MODEL", big),
        ):  # fmt: skip
            model = self.env.get(variable, usual)
            gemini = preferred == "gemini" and model.removeprefix("models/").startswith(("gemini", "gemma"))
            self._tier(tier, "gemini" if gemini else "openai", model, variable)  # type: ignore[arg-type] # a tier

    def _tier(self, tier: Tier, provider: str, model: str, variable: str) -> None:
        if provider not in self.providers:
            key = {"openai": "OPENAI_API_KEY", "gemini": "GEMINI_API_KEY"}.get(provider, "ANTHROPIC_API_KEY")
            said = f"{variable}: is not used, since {key} is not set"
            if said not in self.remarks:
                self.remarks.append(said)
        elif not model.isprintable() or len(model) > 200:
            self.remarks.append(f"{variable}: does not hold the name of a model")
        else:
            self.tiers[tier] = f"{provider}/{model}" if model else provider
            by = variable if variable in self.env else f"(the usual {variable})"
            self.origins[f"tiers.{tier}"] = f"environment {by}"

    def bound(self) -> None:
        """The bounds of max_tokens as a rule that sends nothing anywhere."""
        least, most = (self._whole(name) for name in ("MIN_TOKENS_LIMIT", "MAX_TOKENS_LIMIT"))
        if least is not None and most is not None and least > most:
            self.remarks.append("MIN_TOKENS_LIMIT: is more than MAX_TOKENS_LIMIT and is not used")
            least = None
        if most is not None:
            self.routes.append({"clamp": {"max_tokens": [least, most] if least is not None else most}})
        elif least is not None:
            self.routes.append({"clamp": {"max_tokens": [least, _ENDLESS]}})
        for name in ("MAX_TOKENS_LIMIT", "MIN_TOKENS_LIMIT"):
            if name in self.env and self.routes and "routes[1]" not in self.origins:
                self.origins["routes[1]"] = f"environment {name}"

    def dress(self) -> None:
        """Headers and the time limit of what these proxies call OpenAI."""
        openai = self.providers.get("openai")
        headers = self._headers()
        seconds = self._whole("REQUEST_TIMEOUT")
        if openai is None:
            return
        from tui_router.settings.imports.endpoints import placed

        endpoint = placed(openai.base_url)
        if endpoint.preset != openai.preset:
            # Another server speaks there, with habits of its own.
            other = presets().get(endpoint.preset)
            openai = msgspec.structs.replace(
                openai, preset=endpoint.preset, quirks=other.quirks if other else Quirks(), tier_models={}
            )
        if headers:
            openai = msgspec.structs.replace(openai, headers={**openai.headers, **headers})
            for name in headers:
                variable = f"{_HEADER}{name.upper().replace('-', '_')}"
                self.origins[f"providers.openai.headers.{name}"] = f"environment {variable}"
        if seconds is not None and seconds <= 86400:
            openai = msgspec.structs.replace(openai, timeouts=Timeouts(first_byte=seconds, idle=seconds))
            for key in ("first_byte", "idle"):
                self.origins[f"providers.openai.timeouts.{key}"] = "environment REQUEST_TIMEOUT"
        self.providers["openai"] = openai

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for variable, value in self.env.items():
            name = variable.removeprefix(_HEADER).replace("_", "-").lower()
            if not variable.startswith(_HEADER) or not name:
                continue
            if (
                not _NAME.fullmatch(name)
                or not value.isascii()
                or not value.isprintable()
                or name in _OWN_HEADERS
            ):
                self.remarks.append(f"{_shown(variable)}: is not a header that can be sent")
            elif looks_secret(value) or any(part in name for part in _SECRET_WORDS):
                self.remarks.append(
                    f"{_shown(variable)}: looks like a key and is not sent; a key is given as a reference, "
                    "in `key` of the provider"
                )
            else:
                found[name] = value
        return found

    def tell(self) -> None:
        for name, says in _NOT_HERE.items():
            if name in self.env:
                self.remarks.append(f"{name}: {says}")
        if self.env.get("USE_VERTEX_AUTH", "").lower() in ("true", "1", "yes"):
            self.remarks.append(
                "USE_VERTEX_AUTH: is not taken over; name a provider of the preset vertex-gemini in the settings"
            )
            for name in ("VERTEX_PROJECT", "VERTEX_LOCATION"):
                if name in self.env:
                    self.remarks.append(f"{name}: belongs to Vertex AI and is not used")

    def _whole(self, name: str) -> int | None:
        text = self.env.get(name, "")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
            self.remarks.append(f"{name}: must be a whole number above 0; it is not used")
            return None
        return int(text)


_ENDLESS = 1_000_000_000
"""No upper bound, in tokens."""


def _shown(variable: str) -> str:
    plain = "".join(c if c.isprintable() else "?" for c in variable[:80])
    return f"{_HEADER}…" if looks_secret(plain) else plain
