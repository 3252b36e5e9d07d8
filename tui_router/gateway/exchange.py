"""One exchange: a client's request on its road to an upstream and back, and what is told of it."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import Fault, UpstreamFault
from tui_router.core.target import Target
from tui_router.gateway.attempts import Attempt
from tui_router.gateway.ending import fail, finish
from tui_router.gateway.holding import BY_HAND, ByHand
from tui_router.gateway.plan import Plan
from tui_router.gateway.refusals import STOPPING, our_fault
from tui_router.gateway.relay import Relay
from tui_router.gateway.responder import Responder
from tui_router.gateway.taken import Taken, asked_by, change
from tui_router.messages.codec import decode_request
from tui_router.messages.request import MessagesRequest
from tui_router.net.errors import NetError
from tui_router.routing.asked import Asked
from tui_router.routing.kinds import classify as classify_kind
from tui_router.routing.sessions import Origin, origin_of
from tui_router.routing.table import Route, Table
from tui_router.tokens.estimate import estimate_prompt, least_prompt
from tui_router.upstream.send import broken, read_failure

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway

log = logging.getLogger("tui_router.gateway")

COMMIT_AFTER = 30.0
"""Seconds of waiting after which a streaming client gets its 200 and a ping."""
PING_EVERY = 10.0
"""Seconds of silence after which a streaming client gets another ping."""

CLIENT_S = 600.0
"""Seconds a client may take to read what was written to it. A suspended one comes back; one that is gone for good
must not hold its upstream."""
FORMALITY_S = 5.0
"""Seconds an upstream gets for its usage and its last word once it has said why it ended. Some never say it."""

LAUNCH_HEADER = "x-tui-router-launch"

GUESS_OFF = 2.0
"""A prompt has at most this many times the tokens that its size lets guess: text in scripts that tokenizers know badly."""


class Exchange:
    """`run()` serves it and never raises; `expire()` and `leave()` end it from outside."""

    def __init__(
        self,
        gateway: "Gateway",
        responder: Responder,
        headers: Mapping[str, str],
        *,
        force: Target | None = None,
    ) -> None:
        self.gateway = gateway
        self.responder = responder
        self.live = responder.live
        self.headers = headers
        self.attempt: Attempt | None = None
        self.streams = False
        self._force = force
        self._task: asyncio.Task[object] | None = None
        self._expired: Diagnosis | None = None
        self._silent: Diagnosis | None = None  # why the present attempt is being ended
        self._left = False
        self._ping: asyncio.Task[None] | None = None
        self._relay = Relay(responder)

    # -- from outside

    def expire(self, diagnosis: Diagnosis) -> None:
        """End it with this answer."""
        if self._expired is None and self._task is not None:
            self._expired = diagnosis
            self._task.cancel()

    def _time_out(self, diagnosis: Diagnosis) -> None:
        """End the present attempt; what follows is the plan's to say."""
        if self._silent is None and self._expired is None and self._task is not None:
            self._silent = diagnosis
            self._task.cancel()

    def leave(self) -> None:
        """The client is gone."""
        if not self._left and not self.responder.ended and self._task is not None:
            self._left = True
            self._task.cancel()

    def watch(self) -> None:
        """Called about twice a second: end what is silent for too long, ping a client that waits."""
        now, attempt = self.live.now(), self.attempt
        if self.responder.writing:
            if now - self.responder.last > CLIENT_S:
                self.leave()
            return
        if attempt is not None and attempt.row.times.ended is None:
            limits = attempt.call.provider.timeouts
            talking = attempt.c.size > 0
            if attempt.may_end and now - attempt.last_read > FORMALITY_S:
                self._ping = asyncio.ensure_future(attempt.hang_up())
                return
            if now - attempt.last_read > (limits.idle if talking else limits.first_byte):
                silence = "idle_timeout" if talking else "first_byte_timeout"
                self._time_out(read_failure(attempt.call, transport=silence))
                return
        if self.streams and not self.responder.ended and (self._ping is None or self._ping.done()):
            wait = PING_EVERY if self.responder.started else COMMIT_AFTER
            if now - self.responder.last >= wait:
                self._ping = asyncio.ensure_future(self.responder.keep_alive())

    # -- the road

    async def run(self, body: bytes) -> None:
        live, gateway = self.live, self.gateway
        self._task = asyncio.current_task()
        gateway.active[live.row.id] = self
        try:
            await self._serve(body)
        except asyncio.CancelledError:
            if self._task is not None:
                self._task.uncancel()
            if self._left:
                live.row.state = "cancelled"
                live.row.trouble = "client left"
            else:
                await fail(gateway, self.responder, self._expired or self._silent or STOPPING)
        finally:
            del gateway.active[live.row.id]
            finish(gateway, live)

    async def _serve(self, body: bytes) -> None:
        live = self.live
        live.a.add(body, 0.0)
        try:
            request = self._read(body)
            tokens = await self._tokens(body)
            # From here to the plan nothing waits: one table decides, whatever is rewired meanwhile.
            table = self.gateway.wiring.table
            asked, route = self._route(request, tokens)
            taken = change(request, body, route, asked)
            live.row.times.read = live.now()
            self.gateway.recorder.opened(live.row, live.a.capture())
            live.touch()
            if live.row.replay_of is None and self.gateway.holds.fits(live.row):
                by_hand = await self.gateway.holds.wait(live, body)
                if by_hand is not None:
                    table, route, taken = self._by_hand(by_hand)
            await self._attempts(Plan(self.gateway, live, table, route, taken, self.headers))
        except Fault as fault:
            await fail(self.gateway, self.responder, fault.diagnosis)
        except Exception as error:  # the last door: a fault of ours must reach the client as an answer
            log.exception("exchange %d broke", live.row.id)
            await fail(self.gateway, self.responder, our_fault(error))

    def _read(self, body: bytes) -> MessagesRequest:
        """Decode. What is known so far stands on the row, also when the rest fails."""
        row, headers, gateway = self.live.row, self.headers, self.gateway
        row.tokens.input = estimate_prompt(len(body))
        row.client = headers.get("user-agent", "").split(" ")[0]
        self._place(origin_of(headers))
        request = decode_request(body)
        if not row.session:
            self._place(origin_of(headers, request))
        gateway.seen(row.session)
        row.client_model = request.model
        row.stream = self.streams = request.stream
        row.kind = classify_kind(headers, request, row.path)
        return request

    def _place(self, origin: Origin) -> None:
        row = self.live.row
        row.session, row.agent, row.parent = origin.session, origin.agent, origin.parent
        row.depth = self.gateway.agents.depth(origin)

    async def _tokens(self, body: bytes) -> int:
        """The prompt in tokens, for rules that ask. A guess by size where that is sure enough for all of them; only
        for a prompt near a rule's border is the scribe asked, and waited for."""
        guess = self.live.row.tokens.input
        borders = self.gateway.wiring.borders
        if not borders or not _near(borders, least_prompt(body), guess * GUESS_OFF):
            return guess
        counted = await self.gateway.recorder.count(body)
        return counted.total if counted is not None else guess

    def _route(self, request: MessagesRequest, tokens: int) -> tuple[Asked, Route]:
        row, gateway = self.live.row, self.gateway
        wiring = gateway.wiring
        asked = asked_by(row, request, self.headers, tokens=tokens, looks=wiring.looks)
        route = wiring.resolve(asked, launch=self.headers.get(LAUNCH_HEADER, ""), force=self._force)
        row.revision, row.rule = wiring.table.revision, route.rule
        row.tier, row.reason = route.tier, route.reason
        row.provider, row.model, row.dialect = route.provider.name, route.target.model, route.provider.dialect
        row.window = route.limits.context_window
        self.live.routed = (asked, route, wiring.table.routes)
        return asked, route

    def _by_hand(self, by_hand: ByHand) -> tuple[Table, Route, Taken]:
        """What a person made of it while it was held, routed as the wiring is by now. How the client wants its answer
        stays as the client said."""
        row, request = self.live.row, decode_request(by_hand.body)
        self._force = by_hand.to
        row.edited = row.edited or by_hand.edited
        row.tokens.input = tokens = estimate_prompt(len(by_hand.body))
        asked, route = self._route(request, tokens)
        reason = BY_HAND if by_hand.to is not None else f"{route.reason}; {BY_HAND}"
        row.reason, route = reason, replace(route, reason=reason)
        table = self.gateway.wiring.table
        self.live.routed = (asked, route, table.routes)
        taken = change(request, by_hand.body, route, asked)
        return table, route, replace(taken, notes=(*by_hand.notes, *taken.notes))

    async def _attempts(self, plan: Plan) -> None:
        """Try until one attempt is answered or nothing is left to try. Raises `UpstreamFault`."""
        live, gateway = self.live, self.gateway
        await plan.begin()
        http = await gateway.http()
        stale = False
        while True:
            await plan.read_documents()
            attempt = self.attempt = Attempt(
                live,
                plan.call,
                plan.module,
                plan.prepared,
                secret=plan.secret,
                signer=plan.signer,
                cause="stale connection" if stale else plan.cause,
                repair=plan.repair,
                wait=plan.waited,
            )
            plan.sent()
            outcome, pause = "stopped", 0.0
            try:
                gateway.recorder.sent(live.row.id, attempt.b.capture())
                await attempt.open(http)
                self._answered(attempt)
                await self._relay.bring(attempt, plan, stream=self.streams)
                outcome = "ok"
                return
            except NetError as error:
                outcome = "stale connection"
                if stale:
                    pause = await self._next(plan, attempt, broken(error, plan.call))
                stale = not stale
            except UpstreamFault as fault:
                stale = False
                outcome = fault.diagnosis.title or fault.diagnosis.name
                pause = await self._next(plan, attempt, fault.diagnosis)
            except asyncio.CancelledError:
                silent, self._silent = self._silent, None
                if silent is None or self._left or self._expired or self._task is None:
                    raise
                self._task.uncancel()
                stale = False
                outcome = silent.title
                pause = await self._next(plan, attempt, silent)
            finally:
                await attempt.close(outcome)
            if pause:
                await asyncio.sleep(pause)

    async def _next(self, plan: Plan, attempt: Attempt, diagnosis: Diagnosis) -> float:
        """Plan the next attempt, or raise what the client is to be told."""
        live = self.live
        attempt.row.diagnosis = diagnosis
        self._limits(attempt)
        self._relay.grade(attempt)
        took = live.now() - (attempt.row.times.sent or 0.0)
        pause = await plan.after(diagnosis, took=took, begun=self._relay.begun)
        live.row.state = "waiting"
        live.row.trouble = plan.words[-1] if plan.words else ""
        live.touch()
        return pause

    def _limits(self, attempt: Attempt) -> None:
        self.gateway.limits.heard(
            attempt.call.provider.name, attempt.c.status, attempt.c.headers, time.time()
        )

    def _answered(self, attempt: Attempt) -> None:
        self._limits(attempt)
        times = attempt.row.times
        if times.sent is not None and times.headers is not None:
            self.gateway.answered(attempt.call.provider.name, times.headers - times.sent)
        self.live.row.state = "live"
        self.live.touch()


def _near(borders: Sequence[int], least: float, most: float) -> bool:
    return any(least <= border <= most for border in borders)
