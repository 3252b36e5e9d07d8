"""Google's access tokens, by google-auth from the credentials a person has on this machine.

Those are the file that GOOGLE_APPLICATION_CREDENTIALS names, else what `gcloud auth application-default login` wrote. The
address at which a machine of Google hands out its own credentials is never asked, whatever a file says.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tui_router.core.faults import UpstreamFault
from tui_router.core.files import read_plain
from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.providers.address import trouble
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Means, Outgoing, cannot, missing_extra

if TYPE_CHECKING:
    from tui_router.net.http import Http

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
PATIENCE = 15.0
"""Seconds for one question to a token server."""
GRACE_S = 3.0
"""Seconds that a request waits for a new token while the old one still holds; the question goes on."""
MOST_BYTES = 64 * 1024
"""Bytes of its answer, and of a file of credentials."""

_NONE = (
    "no Google credentials: run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS, or give an"
    " access token as the key; a machine's own service account is not asked for"
)


def signer(provider: Provider, means: Means) -> "GoogleSigner":
    return GoogleSigner(provider, means)


def file_of(env: Mapping[str, str]) -> Path:
    """Where the credentials lie, whether or not they do."""
    named = env.get("GOOGLE_APPLICATION_CREDENTIALS", "").strip()
    if named:
        return Path(named).expanduser()
    folder = env.get("CLOUDSDK_CONFIG", "").strip()
    if folder:
        return Path(folder).expanduser() / "application_default_credentials.json"
    home = Path(env.get("HOME") or Path.home())
    return home / ".config" / "gcloud" / "application_default_credentials.json"


class GoogleSigner:
    """Holds one token, renewed shortly before it ends: google-auth calls one fresh until some minutes before."""

    def __init__(self, provider: Provider, means: Means) -> None:
        self._provider = provider
        self._means = means
        self._found: Any = None  # google-auth's credentials
        self._lock = asyncio.Lock()
        self._renewal: asyncio.Task[Any] | None = None
        self._used = ""

    async def headers(self, outgoing: Outgoing) -> dict[str, str]:  # noqa: ARG002 - a token is for any request
        found = self._found
        if found is None or not found.valid:
            found = await self._current(found)
        self._used = found.token
        held: dict[str, str] = {}
        found.apply(held)
        return {name.lower(): value for name, value in held.items()}

    async def _current(self, found: Any) -> Any:
        """What may be sent. A token about to end is good enough while no newer one is to be had."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._once())
            self._renewal.add_done_callback(_heard)
        renewal, holds = self._renewal, found is not None and found.token_state.name == "STALE"
        await asyncio.wait({renewal}, timeout=GRACE_S if holds else None)
        if holds and (not renewal.done() or renewal.exception() is not None):
            return found
        return renewal.result()

    async def _once(self) -> Any:
        async with self._lock:
            found = self._found
            return found if found is not None and found.valid else await self._renewed(found)

    async def refused(self) -> bool:
        """One refusal forgets the token; others that were sent with it wait for the one that comes in its place."""
        async with self._lock:
            before = self._used
            held = self._found.token if self._found is not None else before
            if held != before:
                return True
            try:
                self._found = await self._renewed(None)
            except UpstreamFault:
                self._found = None
                return False
            held = self._found.token
            return bool(held != before)

    async def _renewed(self, found: Any) -> Any:
        http, loop = await self._means.http(), asyncio.get_running_loop()
        request = _road(http, loop)
        try:
            if found is None:
                found = await asyncio.to_thread(_load, file_of(self._means.env))
            if found is None:
                raise cannot(self._provider, _NONE)
            await asyncio.to_thread(found.refresh, request)
        except ImportError:
            raise cannot(self._provider, missing_extra("vertex")) from None
        except _faults() as error:
            why = f"Google gave no access token: {_told(error)}; `gcloud auth application-default login` makes new ones"
            raise cannot(self._provider, why) from None
        if not isinstance(found.token, str) or not found.token.isascii() or not found.token.isprintable():
            raise cannot(self._provider, "Google gave no access token that can be sent")
        self._means.know(Secret(found.token))
        self._found = found
        return found


def _heard(renewal: "asyncio.Task[Any]") -> None:
    """Nobody may have waited for it."""
    if not renewal.cancelled():
        renewal.exception()


def _faults() -> tuple[type[Exception], ...]:
    """A broken file of credentials raises whatever its reader meets."""
    own = import_module("google.auth.exceptions").GoogleAuthError
    return OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, own


def _load(path: Path) -> Any:
    """None when there is no file. Of the kinds of credentials only the two that ask nobody but a token server are read:
    others name programs to run and addresses to ask."""
    try:
        data = read_plain(Path(os.path.realpath(path)), MOST_BYTES)
    except FileNotFoundError:
        return None
    try:
        info = msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path} is no file of credentials") from error
    match info.get("type"):
        case "authorized_user":
            kind = import_module("google.oauth2.credentials").Credentials
            found = kind.from_authorized_user_info(info, scopes=[SCOPE])
            return found.with_quota_project(payer) if (payer := info.get("quota_project_id")) else found
        case "service_account":
            kind = import_module("google.oauth2.service_account").Credentials
            return kind.from_service_account_info(info, scopes=[SCOPE])
        case kind:
            named = f" ({kind[:40]})" if isinstance(kind, str) and kind.isprintable() and kind else ""
            raise ValueError(
                f"{path} holds credentials of a kind that is not read{named}; give what"
                " `gcloud auth print-access-token` prints as the key"
            )


class _Answer:
    """What google-auth wants an answer to look like."""

    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self.status = status
        self.headers = headers
        self.data = data


def _road(http: "Http", loop: asyncio.AbstractEventLoop) -> Callable[..., _Answer]:
    """The way by which google-auth, which is not asynchronous, asks over our own client."""

    def request(
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG001 - ours holds
        **_: object,
    ) -> _Answer:
        transport = import_module("google.auth.exceptions").TransportError
        wrong = trouble(url.partition("?")[0], keyed=True)
        if wrong:
            raise transport(f"the token address {wrong}")
        data = body.encode() if isinstance(body, str) else (body or b"")
        asked = asyncio.run_coroutine_threadsafe(_ask(http, method, url, dict(headers or {}), data), loop)
        try:
            return asked.result(PATIENCE + 5)
        except (NetError, TimeoutError) as error:
            raise transport(f"{url.partition('?')[0]} is not reached ({error})") from error

    return request


async def _ask(http: "Http", method: str, url: str, headers: dict[str, str], body: bytes) -> _Answer:
    async with asyncio.timeout(PATIENCE):
        reply = await http.send(method, url, headers, body)
        try:
            return _Answer(reply.status, dict(reply.headers), await reply.read(MOST_BYTES))
        finally:
            await reply.aclose()


def _told(error: Exception) -> str:
    """The library's words, cut short; of a refusal it repeats the server's, which hold no token."""
    said = error.args[0] if error.args and isinstance(error.args[0], str) else type(error).__name__
    return " ".join(said.split())[:200]
