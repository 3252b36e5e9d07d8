"""Who vouches for a request where a key in one header is not enough: AWS's signature, Google's tokens, the Codex login.

A provider whose `auth` is a plain header has no signer and costs nothing here. The modules of the others are imported at
the first request that needs them; each has `signer(provider, means)`.
"""

from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.providers.provider import SIGNED, Provider

if TYPE_CHECKING:
    from tui_router.net.http import Http

MOST = 64
"""Signers kept; a gateway with more providers makes them anew."""


class Outgoing(NamedTuple):
    """A request as it will be sent, but for the headers that vouch for it. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Signer(Protocol):
    """Both may be called by many requests at once."""

    async def headers(self, outgoing: Outgoing) -> dict[str, str]:
        """What to add to the request's headers. Raises `UpstreamFault`, an authentication_error whose words say what to
        do and hold no secret."""
        ...

    async def refused(self) -> bool:
        """The upstream did not take what was sent: forget it, or get another. True when sending once more can help."""
        ...


class Means(NamedTuple):
    """What signers work with. `know` is told every token, so that it is masked wherever it turns up."""

    http: "Callable[[], Awaitable[Http]]"
    env: Mapping[str, str]
    know: Callable[[Secret], None]


class Signers:
    """Made once; keeps a signer for each provider, and with it the tokens it holds."""

    def __init__(
        self,
        http: "Callable[[], Awaitable[Http]]",
        env: Mapping[str, str],
        know: Callable[[Secret], None] = lambda _: None,
    ) -> None:
        self._means = Means(http, env, know)
        self._kept: dict[tuple[str, ...], Signer] = {}

    def of(self, provider: Provider, secret: Secret | None) -> Signer | None:
        """None: the key, if there is one, goes as it is (`send.auth_of`)."""
        if secret or provider.auth not in SIGNED:
            return None
        place = (provider.auth, provider.name, provider.base_url, provider.region, provider.project)
        signer = self._kept.get(place)
        if signer is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            module = import_module(f"tui_router.upstream.auth.{provider.auth}")
            signer = self._kept[place] = cast("Signer", module.signer(provider, self._means))
        return signer


def cannot(provider: Provider, why: str) -> UpstreamFault:
    """The fault of a signer: nothing was sent."""
    return UpstreamFault.say(
        f"provider {provider.name}: {why}", type="authentication_error", name="key_missing"
    )


def missing_extra(extra: str) -> str:
    return f"auth needs pip install 'tui-router[{extra}]'"
