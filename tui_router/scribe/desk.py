"""The scribe's work: weigh a request, redact and compress what passed, hand it to the journal, tell the gateway."""

import logging
import time
from collections.abc import Callable

from tui_router.core.redact import mask_secrets
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture, Weighed
from tui_router.journal.redact import redact_detail, redact_leg, redact_row
from tui_router.journal.store import pack
from tui_router.scribe.frames import (
    Annotate,
    Annotated,
    Bye,
    Closed,
    Count,
    Counted,
    Health,
    Known,
    Opened,
    Purge,
    Purged,
    Ready,
    Sent,
    Stored,
    ToGateway,
    ToScribe,
)
from tui_router.scribe.keeper import Keeper
from tui_router.scribe.weigh import Scales
from tui_router.tokens.counter import Parts, Weights

TELL_EVERY_S = 1.0
PATIENCE_S = 4.0
"""For a journal that cannot be written when the scribe is to end."""

_MOST_WEIGHTS = 4096

_log = logging.getLogger(__name__)


class Desk:
    def __init__(
        self,
        keeper: Keeper | None,
        say: Callable[[ToGateway], None],
        *,
        legs: bool = True,
        scales: Scales | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without a keeper it only weighs; with `legs` off, rows are kept and what passed is not."""
        self.over = False
        """A `Bye` has come."""
        self._keeper = keeper
        self._say = say
        self._keep_legs = legs
        self._scales = scales or Scales()
        self._clock = clock
        self._known: list[bytes] = []
        self._known_texts: list[str] = []
        self._weights: dict[int, Parts] = {}
        self._lost = 0
        self._told = Health(0, 0)
        self._tell_at = 0.0

    def begin(self) -> None:
        self._say(Ready(self._keeper.open() if self._keeper is not None else 0))
        self.tick()

    def take(self, frame: ToScribe) -> None:
        try:
            self._take(frame)
        except Exception as error:  # noqa: BLE001 - one capture we cannot handle must not cost the others
            self._lost += 1
            _log.warning("a capture was left out: %s", type(error).__name__)

    def wait(self) -> float | None:
        """Seconds until `tick` has something to do; None is never."""
        due = [self._keeper.due] if self._keeper is not None else []
        if self._health() != self._told:
            due.append(self._tell_at)
        times = [at for at in due if at is not None]
        return max(0.0, min(times) - self._clock()) if times else None

    def tick(self) -> None:
        if self._keeper is not None:
            self._announce(self._keeper.tick())
        health = self._health()
        now = self._clock()
        if health != self._told and now >= self._tell_at:
            self._told, self._tell_at = health, now + TELL_EVERY_S
            self._say(health)

    def idle(self) -> None:
        """There is nothing to do right now: get ready for what will come."""
        self._scales.load()

    def finish(self) -> None:
        if self._keeper is not None:
            self._announce(self._keeper.finish(PATIENCE_S))

    def _announce(self, stored: list[int]) -> None:
        if stored:
            self._say(Stored(stored))

    def _health(self) -> Health:
        keeper = self._keeper
        if keeper is None:
            return Health(self._lost, 0)
        return Health(self._lost + keeper.lost, keeper.behind, keeper.problem, keeper.health)

    def _take(self, frame: ToScribe) -> None:
        match frame:
            case Opened(row, a):
                self._weigh(row, a)
                self._keep(row.id, [a], row=redact_row(row, self._known_texts))
            case Sent(id, b):
                self._keep(id, [b])
            case Closed(detail, legs):
                self._close(detail, legs)
            case Count(ticket, body):
                parts = self._scales.weigh(body)
                self._say(_counted(parts.weights if parts is not None else Weights(), ticket=ticket))
            case Annotate():
                self._annotate(frame)
            case Known(secrets):
                self._known = secrets
                self._known_texts = [secret.decode("utf-8", "replace") for secret in secrets]
            case Purge():
                removed, problem = (0, "nothing is kept")
                if self._keeper is not None:
                    removed, problem = self._keeper.purge(frame.before)
                self._say(Purged(removed, problem, frame.ticket))
            case Bye():
                self.over = True

    def _weigh(self, row: ExchangeRow, a: LegCapture) -> None:
        if a.size > len(a.data):
            return  # cut off: the gateway's estimate by size is nearer
        parts = self._scales.weigh(a.data)
        if parts is None:
            return
        if len(self._weights) >= _MOST_WEIGHTS:
            del self._weights[next(iter(self._weights))]
        self._weights[row.id] = parts
        self._say(_counted(parts.weights, id=row.id))

    def _annotate(self, frame: Annotate) -> None:
        problem = "nothing is kept"
        if self._keeper is not None:
            comment = None if frame.comment is None else mask_secrets(frame.comment, self._known_texts)
            problem = self._keeper.annotate(frame.id, frame.marked, comment)
        if frame.ticket:
            self._say(Annotated(frame.ticket, problem))

    def _close(self, detail: ExchangeDetail, legs: list[LegCapture]) -> None:
        tokens = detail.row.tokens
        parts = self._weights.pop(detail.row.id, None)
        if parts is not None and not tokens.messages:
            weights = parts.weights
            tokens.system, tokens.tools, tokens.messages = weights.system, weights.tools, weights.messages
        if parts:
            detail.weighed = Weighed(system=parts.system, tools=parts.tools, messages=parts.messages)
        detail.row.stored = True
        detail = redact_detail(detail, self._known)
        self._keep(detail.row.id, legs, row=detail.row, detail=detail)

    def _keep(
        self,
        id: int,
        legs: list[LegCapture],
        row: ExchangeRow | None = None,
        detail: ExchangeDetail | None = None,
    ) -> None:
        if self._keeper is None or self._keeper.health == "refused":
            return
        kept = legs if self._keep_legs else []
        self._keeper.add(id, [pack(redact_leg(leg, self._known)) for leg in kept], row, detail)


def _counted(w: Weights, *, id: int = 0, ticket: int = 0) -> Counted:
    return Counted(id=id, ticket=ticket, system=w.system, tools=w.tools, messages=w.messages, total=w.total)
