"""The settings that an import puts together, and what it has to tell about them."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tui_router.providers.address import is_loopback, trouble
from tui_router.providers.presets import presets
from tui_router.routing.chains import LONGEST
from tui_router.settings.imports.endpoints import Endpoint
from tui_router.settings.imports.texts import whole
from tui_router.settings.problems import looks_secret, shown
from tui_router.settings.references import reference_trouble

NOTHING: Mapping[str, str] = {}

_REMARKS_CAP = 200
_ROUTES_CAP = 200  # as our own reader has it
_PROVIDERS_CAP = 200
_NO_KEYS = frozenset(
    {"", "none", "null", "no-key", "not-needed", "dummy", "dummy-key", "fake", "empty", "ollama", "lm-studio", "vllm",
     "local", "any", "anything", "x", "xxx", "sk-no-key-required", "no-key-required"}
)  # fmt: skip
"""What people write where a key must stand and none is asked for."""

SECRET_WORDS = ("auth", "key", "token", "secret", "cookie", "password", "credential")


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """`settings` has the shape of our TOML file. `remarks` tell, a sentence each, what has no counterpart here and
    what a person still has to do. `source` names the program the settings come from."""

    source: str
    settings: dict[str, Any]
    remarks: list[str]


class Draft:
    def __init__(self) -> None:
        self.server: dict[str, Any] = {}
        self.providers: dict[str, dict[str, Any]] = {}
        self.tiers: dict[str, Any] = {}
        self.routes: list[dict[str, Any]] = []
        self.aliases: dict[str, Any] = {}
        self.remarks: list[str] = []
        self._names: dict[str, int] = {}  # a wished name → how many have it
        self._keys: dict[str, str] = {}  # a variable we made up → the key it is to hold

    def finish(self, source: str) -> Imported:
        if len(self.routes) > _ROUTES_CAP:
            self.remark(f"Only the first {_ROUTES_CAP} rules are taken over")
            del self.routes[_ROUTES_CAP:]
        tables = {
            "server": self.server, "providers": self.providers, "tiers": self.tiers, "routes": self.routes,
            "aliases": self.aliases,
        }  # fmt: skip
        return Imported(
            source=source,
            settings={name: held for name, held in tables.items() if held},
            remarks=self.remarks,
        )

    def remark(self, text: str) -> None:
        """Each sentence once. A file of nothing but oddities does not fill the screen with them."""
        if len(self.remarks) < _REMARKS_CAP and text not in self.remarks:
            self.remarks.append(text)
            if len(self.remarks) == _REMARKS_CAP:
                self.remarks.append("There is more like this; the rest is not listed.")

    def without(
        self, place: str, keys: Mapping[str, Any], meanings: Mapping[str, str], known: set[str]
    ) -> None:
        """A remark for every key that has no counterpart; `meanings` has words for the usual ones, empty for those
        that need none."""
        for key in keys:
            if key not in known and meanings.get(key, "?") != "":
                says = meanings.get(key, "has no counterpart here and is left out")
                self.remark(f"{place}{plain(key)}: {says}")

    def provider(
        self,
        wish: str,
        endpoint: Endpoint,
        *,
        key: str = "",
        headers: Mapping[str, str] = NOTHING,
    ) -> str:
        """Add a provider and return its name here, empty when it cannot be one. `key` is a reference ("env:NAME") or
        whatever stood where the key belongs. The same endpoint with the same key and headers is one provider."""
        if len(self.providers) >= _PROVIDERS_CAP:
            self.remark(f"Only the first {_PROVIDERS_CAP} providers are taken over")
            return ""
        preset = presets().get(endpoint.preset)
        keyless = key.lower() in _NO_KEYS
        url = endpoint.base_url or (preset.base_url if preset else "")
        wrong = trouble(url, keyed=False)
        if wrong:
            self.remark(f"{plain(wish)}: its address {wrong}; it is left out, and what points at it")
            return ""
        table: dict[str, Any] = {"preset": endpoint.preset} if preset else {"dialect": endpoint.dialect}
        if endpoint.base_url:
            table["base_url"] = endpoint.base_url
        if not keyless or (endpoint.variable and not is_loopback(url) and not (preset and preset.local)):
            table["key"] = self._reference(wish, endpoint, "" if keyless else key)
            if preset and preset.auth == "none":
                table["auth"] = "bearer"
            if trouble(url, keyed=True):
                table["insecure"] = True
                self.remark(f"{plain(wish)}: its key goes over plain http, as before; use https if it can")
        elif not key and not preset and not is_loopback(url):
            self.remark(f'{plain(wish)}: no key is given in that file; if it wants one, add key = "env:NAME"')
        if not preset and endpoint.dialect == "anthropic":
            table["auth"] = "x-api-key"
        kept = self._headers(wish, headers)
        if kept:
            table["headers"] = kept
        for name, other in self.providers.items():
            if {k: v for k, v in other.items() if k not in ("models", "timeouts", "quirks")} == table:
                return name
        name = self._name(wish)
        self.providers[name] = table
        return name

    def _reference(self, wish: str, endpoint: Endpoint, key: str) -> str:
        """Keys are never copied: the one in the file gets a variable, and a remark says so. Other references than
        variables are none of theirs, so a file is never opened because of what such a file says."""
        if not key:
            return f"env:{endpoint.variable}"
        if key.startswith("env:") and not reference_trouble(key):
            self._keys.setdefault(key[4:], key)
            return key
        own = re.sub(r"[^A-Z0-9]+", "_", wish.upper()).strip("_") or "PROVIDER"
        own = own if own[0].isalpha() else f"P_{own}"
        choices = [
            endpoint.variable,
            f"{own}_API_KEY",
            *(f"{own}_API_KEY_{n}" for n in range(2, _PROVIDERS_CAP + 2)),
        ]
        variable = next(name for name in choices if name and self._keys.setdefault(name, key) == key)
        self.remark(
            f"{plain(wish)}: its key stands in that file and is not copied; put it in the variable {variable}"
        )
        return f"env:{variable}"

    def _headers(self, wish: str, headers: Mapping[str, str]) -> dict[str, str]:
        kept = {}
        for name, value in headers.items():
            if looks_secret(value) or any(part in name.lower() for part in SECRET_WORDS):
                self.remark(
                    f"{plain(wish)}: the header {plain(name)} may hold a secret and is not copied; "
                    "a key is given as a reference in `key`"
                )
            else:
                kept[name.lower()] = value
        return kept

    def _name(self, wish: str) -> str:
        """A name that may stand in our settings, and that nobody else has."""
        base = re.sub(r"[^A-Za-z0-9._-]+", "-", wish)[:50].strip("-._") or "provider"
        base = "router" if base == "claude-router" else base
        number = self._names.get(base, 0) + 1
        while (name := base if number == 1 else f"{base}-{number}") in self.providers:
            number += 1
        self._names[base] = number
        return name

    def model(self, provider: str, model: str, **facts: int | None) -> None:
        """Names a model, with what is known of it."""
        row = self.providers[provider].setdefault("models", {}).setdefault(model, {})
        row.update({name: value for name, value in facts.items() if whole(value) is not None})

    def timeout(self, provider: str, seconds: float | None) -> None:
        """How long it may be silent. The longest that was asked for it holds."""
        if seconds is None or not 0 < seconds <= 86400:
            return
        limits = self.providers[provider].setdefault("timeouts", {})
        most = max(seconds, limits.get("first_byte", 0.0))
        limits.update(dict.fromkeys(("first_byte", "idle"), int(most) if most == int(most) else most))

    def listen(self, host: str, port: int | None, *, guarded: bool) -> None:
        """Where it listened. Everybody's address is kept only where a key was asked for, which is our own rule."""
        if port is not None and port <= 65535:
            self.server["port"] = port
        if host and host not in ("127.0.0.1", "localhost", "::1"):
            if guarded:
                self.server["host"] = host
                self.remark(f"It listens on {plain(host)}, as before, and for that needs TUI_ROUTER_TOKEN")
            else:
                self.remark(
                    f"It listened on {plain(host)} for everybody; here it listens on this machine only. "
                    "For others set server.host and TUI_ROUTER_TOKEN"
                )


def chain(targets: list[str]) -> str | list[str]:
    """Targets as our settings write them: each once, one alone as a text."""
    once = list(dict.fromkeys(targets))[:LONGEST]
    return once[0] if len(once) == 1 else once


def plain(text: object) -> str:
    """A word of that file in a remark: short, on one line, and never a secret."""
    said = shown(text)
    return said[1:-1] if said.endswith('"') else "…"
