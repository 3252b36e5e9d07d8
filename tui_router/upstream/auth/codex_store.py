"""A login as one process holds it: what the file says, and what should stand in the file and could not be written yet."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from tui_router.core.secret import Secret
from tui_router.upstream.auth.codex_file import CodexLogin, read_login, save_tokens


def seal(secret: Secret) -> str:
    """By which a token is known again without being kept."""
    return hashlib.sha256(secret.reveal().encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """`know` is told every token and the account, to have them masked wherever they turn up."""

    def __init__(self, path: Path, know: Callable[[Secret], None], clock: Callable[[], float]) -> None:
        self.path = path
        self._know = know
        self._clock = clock
        self._known: set[str] = set()
        self._unsaved: tuple[Secret, dict[str, str]] | None = None

    @property
    def unsaved(self) -> bool:
        return self._unsaved is not None

    def keep(self, instead_of: Secret, fresh: Mapping[str, str]) -> None:
        """Renewed tokens, to be written at the next read; `instead_of` is the token they were got with."""
        for token in fresh.values():
            self._learn(token)
        self._unsaved = (instead_of, dict(fresh))

    async def read(self) -> CodexLogin:
        """Raises `LoginTrouble`. While the file cannot be written the tokens are used from memory, and every read tries
        again."""
        fresh: dict[str, str] = {}
        if self._unsaved is not None:
            instead_of, fresh = self._unsaved
            try:
                await asyncio.to_thread(save_tokens, self.path, fresh, self._clock(), instead_of=instead_of)
                self._unsaved, fresh = None, {}
            except OSError:
                pass  # `unsaved` tells it
        login = await asyncio.to_thread(read_login, self.path, fresh)
        for secret in (login.access, login.refresh):
            if secret is not None:
                self._learn(secret.reveal())
        if login.account:
            self._learn(login.account)
        return login

    def _learn(self, value: str) -> None:
        secret = Secret(value)
        if seal(secret) not in self._known:
            self._known.add(seal(secret))
            self._know(secret)
