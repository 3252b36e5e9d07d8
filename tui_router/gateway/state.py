"""What the road needs and every request shares. One object, made at start, handed down."""

import asyncio
import itertools
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tui_router.core.secret import Secret
from tui_router.gateway.fact_book import FactBook
from tui_router.gateway.guard import Policy
from tui_router.gateway.holding import Holds
from tui_router.gateway.keepsakes import Keepsakes
from tui_router.gateway.limits_left import LimitsLeft
from tui_router.gateway.live import Registry
from tui_router.gateway.logbook import Logbook
from tui_router.gateway.overlays import Overlays
from tui_router.gateway.pdf_desk import PdfDesk
from tui_router.gateway.wiring import Wiring
from tui_router.journal.bus import Bus
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.routing.sessions import Agents
from tui_router.settings.secrets import resolve
from tui_router.upstream.auth import Signers

if TYPE_CHECKING:
    from tui_router.gateway.exchange import Exchange
    from tui_router.gateway.reload import Reload
    from tui_router.net.http import Http
    from tui_router.scribe.frames import Counted, Purged
    from tui_router.scribe.link import Capture

KEY_KEPT_S = 10.0
"""Seconds a resolved key is used before its reference is looked at again."""
SESSION_SEEN_S = 600
"""Seconds after its last request that a session still counts as there."""


class Recorder(Protocol):
    """The scribe's link. None of these waits or raises, `count` and `close` excepted."""

    lost: int
    problem: str
    """What is wrong with the journal, in words."""
    capture: "Capture"

    @property
    def waiting(self) -> int: ...

    @property
    def state(self) -> str: ...

    @property
    def pid(self) -> int | None: ...

    def opened(self, row: ExchangeRow, a: LegCapture) -> None: ...

    def sent(self, id: int, b: LegCapture) -> None: ...

    def closed(self, detail: ExchangeDetail, legs: Sequence[LegCapture]) -> None: ...

    def annotated(self, id: int, marked: bool | None, comment: str | None) -> None: ...

    def know(self, secrets: Sequence[bytes]) -> None: ...

    async def annotate(
        self, id: int, marked: bool | None, comment: str | None, timeout: float = 5.0
    ) -> str: ...

    async def purge(self, before: float | None = None, timeout: float = 60.0) -> "Purged": ...

    async def count(self, body: bytes, timeout: float = 2.0) -> "Counted | None": ...

    async def close(self) -> None: ...


class Gateway:
    def __init__(
        self,
        *,
        wiring: Wiring,
        registry: Registry,
        bus: Bus,
        policy: Policy,
        recorder: Recorder,
        environment: Mapping[str, str],
        facts: FactBook,
        reload: "Reload",
        overlays: Overlays,
        keepsakes: Keepsakes | None = None,
    ) -> None:
        self.wiring = wiring
        self.registry = registry
        self.bus = bus
        self.policy = policy
        self.recorder = recorder
        self.environment = environment
        self.facts = facts
        self.active: dict[int, Exchange] = {}
        self.latency: dict[str, float] = {}  # provider → ms to the response head, moving average
        self.draining = False
        self.started_at = time.time()
        self.url = ""
        self.known_keys: list[bytes] = []
        self.known_texts: list[str] = []
        facts.secrets = self.known_texts
        self.logbook = Logbook(self.known_texts)
        self.holds = Holds()
        self.limits = LimitsLeft()
        self.config = ""  # the settings file in force
        self.reload = reload
        self.overlays = overlays
        self.keepsakes = keepsakes if keepsakes is not None else Keepsakes()
        self.pdfs = PdfDesk()
        self.agents = Agents()
        self.stop_asked = asyncio.Event()
        self._keys: dict[str, tuple[float, Secret | None]] = {}
        self._ids = itertools.count(1)
        self._boot = secrets.token_hex(6)
        self.signers = Signers(self.http, environment, self.know)
        self._http: asyncio.Future[Http] = asyncio.get_running_loop().create_future()

    def new_id(self, prefix: str) -> str:
        """An id no other message of this or an earlier run has: a random start and a count."""
        return f"{prefix}{self._boot}{next(self._ids):012x}"

    def ready(self, http: "Http") -> None:
        self._http.set_result(http)

    @property
    def has_http(self) -> bool:
        return self._http.done()

    async def http(self) -> "Http":
        """The upstream client; it is imported after we listen, so the very first request may wait for it."""
        return await asyncio.shield(self._http) if not self._http.done() else self._http.result()

    def secret(self, reference: str) -> Secret | None:
        """The key behind a reference; None when there is no reference, or nothing behind it.

        Kept for a few seconds, so that a key which rotates is noticed and a busy road does not read files. The
        scribe is told every key, to mask it wherever it turns up.
        """
        if not reference:
            return None
        now = time.monotonic()
        kept = self._keys.get(reference)
        if kept is not None and kept[0] > now:
            return kept[1]
        found = resolve(reference, self.environment)
        self._keys[reference] = (now + KEY_KEPT_S, found)
        if found:
            self.know(found)
        return found

    def read_again(self, reference: str) -> Secret | None:
        """The key behind a reference as it is this moment: a token may have been renewed since."""
        self._keys.pop(reference, None)
        return self.secret(reference)

    def know(self, secret: Secret) -> None:
        """Mask this value wherever it stands, in what is shown and in what is stored."""
        text = secret.reveal()
        if text not in self.known_texts:
            self.known_texts.append(text)
            self.known_keys.append(text.encode())
            self.recorder.know(self.known_keys)

    def answered(self, provider: str, seconds: float) -> None:
        """Keep the moving average of what a provider takes to its response head."""
        now = seconds * 1000
        before = self.latency.get(provider)
        self.latency[provider] = now if before is None else before * 0.7 + now * 0.3

    def seen(self, session: str) -> None:
        if session:
            self.registry.seen[session] = time.monotonic()

    def sessions(self) -> int:
        """Sessions seen in the last ten minutes."""
        edge = time.monotonic() - SESSION_SEEN_S
        self.registry.seen = {name: at for name, at in self.registry.seen.items() if at >= edge}
        return len(self.registry.seen)
