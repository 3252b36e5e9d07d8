"""Signs requests with the login of the Codex client: a ChatGPT subscription instead of a key.

The login stays Codex's. It is read at every request, renewed shortly before it ends or when the service refuses it, and
written back, since renewing uses up the token that renews. Codex and other gateways may do the same at the same time: one
renewal at a time, and never with a token that the file does not hold any more.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.providers.address import is_loopback
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Means, Outgoing, cannot
from tui_router.upstream.auth.codex_file import (
    SAY_LOGIN,
    CodexLogin,
    LoginTrouble,
    auth_path,
    read_login,
    unwritable,
)
from tui_router.upstream.auth.codex_headers import client_headers, login_headers, request_headers
from tui_router.upstream.auth.codex_lock import LockBusy, alone
from tui_router.upstream.auth.codex_refresh import GONE, USED, NotRenewed, renew, token_url
from tui_router.upstream.auth.codex_store import Store, seal

if TYPE_CHECKING:
    from tui_router.net.http import Http

EARLY_S = 300.0
"""Seconds before its end that a token is renewed; Codex takes as many."""
AGAIN_S = 30.0
"""Seconds until a renewal that failed is tried again, while the token still holds."""
URGENT_S = 5.0
"""The same when nothing can be sent without."""
JUST_S = 60.0
"""Seconds in which a refusal may still be of the token before the renewal."""
GRACE_S = 3.0
"""Seconds that a request waits for a renewal while the token still holds; the renewal goes on."""
LOOKS = 4
LOOK_S = 0.5
"""When the login server says that somebody else has renewed: how often the file is looked at, and how far apart."""

Due = Literal["", "soon", "now"]


class LoginState(NamedTuple):
    """For people. `ends_at` is UTC epoch seconds; `problem` is a clause, empty when all is well."""

    plan: str = ""
    ends_at: float | None = None
    problem: str = ""


class CodexSigner:
    """One login, in one process. `path` is the file; `clock` gives UTC epoch seconds."""

    def __init__(
        self,
        http: "Callable[[], Awaitable[Http]]",
        path: Path,
        *,
        provider: Provider,
        env: Mapping[str, str] | None = None,
        know: Callable[[Secret], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.path = path
        self._http = http
        self._provider = provider
        self._env = env or {}
        self._store = Store(path, know, clock)
        self._clock = clock
        self._pause = pause
        self._task: asyncio.Task[CodexLogin] | None = None
        # Tokens are remembered by their seals only.
        self._sent = ""
        self._refused = ""
        self._dead: tuple[str, NotRenewed] | None = None
        self._failed: tuple[float, NotRenewed] | None = None
        self._renewed_at: float | None = None

    def __repr__(self) -> str:
        return f"CodexSigner({str(self.path)!r})"

    async def headers(self, outgoing: Outgoing) -> dict[str, str]:
        if outgoing.url.startswith("http:") and not (self._provider.insecure or is_loopback(outgoing.url)):
            raise cannot(self._provider, "the login would be sent in plain text; use https")
        login = await self._current()
        self._sent = seal(login.access)
        return {**request_headers(outgoing.body, outgoing.headers), **login_headers(login)}

    async def refused(self) -> bool:
        """True also where nothing is to be had any more: `headers` then says what to do, in place of the service."""
        try:
            login = await self._store.read()
        except LoginTrouble:
            return True
        just = self._renewed_at is not None and self._clock() - self._renewed_at < JUST_S
        if seal(login.access) == self._sent and not just:
            self._refused = self._sent
        return True

    def state(self) -> LoginState:
        """What the file says now, and what is wrong."""
        try:
            login = read_login(self.path)
        except LoginTrouble as trouble:
            return LoginState(problem=str(trouble))
        wrong = self._hopeless(login)
        if wrong is None and self._due(login) and self._failed is not None:
            wrong = self._failed[1]
        problem = f"{wrong}; {SAY_LOGIN}" if wrong is not None and wrong.code else str(wrong or "")
        if not problem and self._store.unsaved:
            problem = f"renewed tokens could not be written to {self.path}"
        return LoginState(login.plan, login.ends_at, problem)

    async def _current(self) -> CodexLogin:
        """A login that the service may take. Raises `UpstreamFault`."""
        try:
            login = await self._store.read()
            due = self._due(login)
            if not due:
                return login
            renewal = self._renewal()
            try:
                # A client that hangs up must not cut off an answer that cannot be asked for again.
                await asyncio.wait({renewal}, timeout=GRACE_S if due == "soon" else None)
                return renewal.result() if renewal.done() else login
            except NotRenewed:
                if due == "now":
                    raise
                return login
        except LoginTrouble as trouble:
            raise cannot(self._provider, str(trouble)) from None
        except NotRenewed as failed:
            raise self._over(failed) from None

    def _renewal(self) -> "asyncio.Task[CodexLogin]":
        """The one that runs, for all who wait for it."""
        if self._task is None:
            self._task = asyncio.create_task(self._renewed())
            self._task.add_done_callback(self._ended)
        return self._task

    def _ended(self, task: "asyncio.Task[CodexLogin]") -> None:
        self._task = None
        if not task.cancelled():
            task.exception()  # nobody may have waited for it

    async def _renewed(self) -> CodexLogin:
        login = await self._store.read()  # it may have been renewed while this began
        if not self._due(login):
            return login
        try:
            return await self._renew(login)
        except NotRenewed as failed:
            if self._failed is None or self._failed[1] is not failed:
                self._failed = (self._clock(), failed)
            raise

    def _due(self, login: CodexLogin) -> Due:
        now, ends_at = self._clock(), login.ends_at
        if seal(login.access) == self._refused or (ends_at is not None and ends_at <= now):
            return "now"
        if ends_at is None or ends_at - now > EARLY_S or login.refresh is None:
            return ""
        if self._hopeless(login) or (self._failed is not None and now - self._failed[0] < AGAIN_S):
            return ""
        return "soon"

    def _hopeless(self, login: CodexLogin) -> NotRenewed | None:
        if self._dead is not None and login.refresh is not None and seal(login.refresh) == self._dead[0]:
            return self._dead[1]
        return None

    async def _renew(self, login: CodexLogin) -> CodexLogin:
        """A new token, kept before it is used. Raises `NotRenewed`, `LoginTrouble`."""
        refresh = login.refresh
        if refresh is None:
            raise NotRenewed("the login has ended and holds nothing to renew it with", GONE)
        if wrong := self._hopeless(login):
            raise wrong
        if self._failed is not None and self._clock() - self._failed[0] < URGENT_S:
            raise self._failed[1]
        if blocked := await asyncio.to_thread(unwritable, self.path):
            raise NotRenewed(f"the login is not renewed, for it could not be kept: {blocked}")
        try:
            async with alone(self.path, pause=self._pause):
                now = await self._store.read()
                if seal(now.access) != seal(login.access) and self._due(now) != "now":
                    return now  # somebody else has renewed it
                return await self._ask(now, now.refresh or refresh)
        except LockBusy as busy:
            raise NotRenewed(str(busy)) from None
        except OSError as error:
            raise NotRenewed(f"{self.path} cannot be locked ({error.strerror})") from None

    async def _ask(self, login: CodexLogin, refresh: Secret) -> CodexLogin:
        try:
            fresh = await renew(await self._http(), token_url(self._env), refresh, client_headers())
        except NotRenewed as failed:
            other = await self._elsewhere(login) if failed.code == USED else None
            if other is not None:
                return other
            if failed.code:
                self._dead = (seal(refresh), failed)
            raise
        self._store.keep(refresh, fresh)
        renewed = await self._store.read()
        if seal(renewed.access) == seal(login.access):
            raise NotRenewed("the login server's answer holds no new token")
        self._renewed_at, self._failed = self._clock(), None
        return renewed

    async def _elsewhere(self, login: CodexLogin) -> CodexLogin | None:
        """The login as somebody else renewed it: Codex takes no lock, and writes when it has its answer."""
        for _ in range(LOOKS):
            found = await self._store.read()
            if seal(found.access) != seal(login.access):
                return found
            await self._pause(LOOK_S)
        return None

    def _over(self, failed: NotRenewed) -> UpstreamFault:
        if failed.code:
            return cannot(self._provider, f"{failed}; {SAY_LOGIN}")
        return UpstreamFault(
            Diagnosis(
                name="upstream_server_error",
                type="api_error",
                status=502,
                message=f"provider {self._provider.name}: {failed}, and its token does not hold any more",
                title="login not renewed",
                remedy=f"Ask again in a while; if it stays so, {SAY_LOGIN}.",
                heals=True,
            )
        )


def signer(provider: Provider, means: Means) -> CodexSigner:
    return CodexSigner(means.http, auth_path(means.env), provider=provider, env=means.env, know=means.know)
