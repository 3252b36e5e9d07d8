"""One exchange: a client's request on its road to an upstream and back, and what is told of it."""

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import ConfigFault, Fault, UpstreamFault
from tui_router.core.target import Target
from tui_router.dialects.base import Call, DialectModule
from tui_router.gateway.attempts import Attempt
from tui_router.gateway.ending import fail, finish
from tui_router.gateway.figures import Figures
from tui_router.gateway.refusals import STOPPING, no_key, our_fault
from tui_router.gateway.responder import SSE, Responder
from tui_router.messages.codec import decode_request, encode_events, encode_message
from tui_router.messages.events import Emitted
from tui_router.messages.fold import Fold
from tui_router.messages.request import MessagesRequest
from tui_router.messages.unfold import unfold
from tui_router.net.errors import NetError
from tui_router.routing.kinds import classify as classify_kind
from tui_router.routing.table import Route
from tui_router.tokens.estimate import estimate_prompt
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


def dialect_of(name: str) -> DialectModule:
    """The package of a dialect; imported at its first use."""
    if name == "anthropic":
        from tui_router.dialects import anthropic

        return anthropic
    from tui_router.dialects import chat

    return chat


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
        self._left = False
        self._ping: asyncio.Task[None] | None = None
        self._figures = Figures(self.live.row.tokens)

    # -- from outside

    def expire(self, diagnosis: Diagnosis) -> None:
        """End it with this answer."""
        if self._expired is None and self._task is not None:
            self._expired = diagnosis
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
                self.expire(
                    read_failure(attempt.call, transport="idle_timeout" if talking else "first_byte_timeout")
                )
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
                await fail(gateway, self.responder, self._expired or STOPPING)
        finally:
            del gateway.active[live.row.id]
            finish(gateway, live)

    async def _serve(self, body: bytes) -> None:
        live = self.live
        live.a.add(body, 0.0)
        try:
            route, request = self._read(body)
            live.row.times.read = live.now()
            self.gateway.recorder.opened(live.row, live.a.capture())
            live.touch()
            await self._attempts(request, route, body)
        except Fault as fault:
            await fail(self.gateway, self.responder, fault.diagnosis)
        except Exception as error:  # the last door: a fault of ours must reach the client as an answer
            log.exception("exchange %d broke", live.row.id)
            await fail(self.gateway, self.responder, our_fault(error))

    def _read(self, body: bytes) -> tuple[Route, MessagesRequest]:
        """Decode and route. What is known so far stands on the row, also when the rest fails."""
        row, headers, gateway = self.live.row, self.headers, self.gateway
        row.tokens.input = estimate_prompt(len(body))
        row.session = headers.get("x-claude-code-session-id", "")
        row.agent = headers.get("x-claude-code-agent-id", "")
        row.client = headers.get("user-agent", "").split(" ")[0]
        gateway.seen(row.session)
        request = decode_request(body)
        row.client_model = request.model
        row.stream = self.streams = request.stream
        row.kind = classify_kind(headers, request, row.path)
        route = gateway.wiring.resolve(
            request.model, row.kind, launch=headers.get(LAUNCH_HEADER, ""), force=self._force
        )
        row.revision = gateway.wiring.table.revision
        row.tier, row.reason = route.tier, route.reason
        row.provider, row.model, row.dialect = route.provider.name, route.target.model, route.provider.dialect
        row.window = route.limits.context_window
        return route, request

    async def _attempts(self, request: MessagesRequest, route: Route, body: bytes) -> None:
        live, gateway = self.live, self.gateway
        call = Call(
            request=request,
            body=body,
            target=route.target,
            provider=route.provider,
            limits=route.limits,
            headers=self.headers,
            session=live.row.session,
            estimate=live.row.tokens.input,
            new_id=gateway.new_id,
        )
        module = dialect_of(route.provider.dialect)
        prepared = module.prepare(call)
        live.note(prepared.notes)
        secret = gateway.secret(route.provider.key)
        if route.provider.key and secret is None:
            raise ConfigFault(no_key(route.provider))
        http = await gateway.http()
        cause = ""
        while True:
            attempt = self.attempt = Attempt(live, call, module, prepared, secret=secret, cause=cause)
            outcome = "stopped"
            try:
                gateway.recorder.sent(live.row.id, attempt.b.capture())
                await attempt.open(http)
                self._answered(attempt)
                await self._relay(attempt)
                outcome = "ok"
                return
            except NetError as error:
                outcome = cause = "stale connection"
                if len(live.attempts) > 1:
                    raise UpstreamFault(broken(error, call)) from error
            except UpstreamFault as fault:
                outcome = fault.diagnosis.title or fault.diagnosis.name
                raise
            finally:
                await attempt.close(outcome)

    def _answered(self, attempt: Attempt) -> None:
        times = attempt.row.times
        if times.sent is not None and times.headers is not None:
            self.gateway.answered(attempt.call.provider.name, times.headers - times.sent)
        self.live.row.state = "live"
        self.live.touch()

    async def _relay(self, attempt: Attempt) -> None:
        """Bring the answer to the client in the form it asked for."""
        prepared = attempt.prepared
        if prepared.streams and self.streams:
            async for events in attempt.batches():
                await self._stream(events)
            self._ready_to_end(attempt)
            await self.responder.end()
            return
        if prepared.streams:
            fold = Fold()
            async for events in attempt.batches():
                self._figures.count(events)
                for event in events:
                    fold.accumulate(event)
            message, verbatim = fold.message(), None
            self.live.note(fold.notes)
        else:
            message, verbatim = await attempt.message()
        self._figures.last = self._figures.last or message.usage
        self.live.row.times.first = self.live.now()
        if self.streams:
            await self._stream(list(unfold(message)))
            self._ready_to_end(attempt)
            await self.responder.end()
        else:
            self._ready_to_end(attempt)
            await self.responder.whole(200, {}, verbatim or encode_message(message))

    async def _stream(self, events: list[Emitted]) -> None:
        responder, live = self.responder, self.live
        data = encode_events(events)
        if live.row.times.first is None:
            live.row.times.first = live.now()
        if not responder.started:
            await responder.start(200, SSE)
        self._figures.count(events)
        await responder.write(data)
        if self.attempt is not None:
            self.attempt.last_read = live.now()  # while the client did not read, nor did we
        live.touch()

    def _ready_to_end(self, attempt: Attempt) -> None:
        """Everything a viewer may look at is in place before the client can know that the answer ended."""
        self._figures.settle(attempt.machine.usage if attempt.machine is not None else self._figures.last)
        row = self.live.row
        row.state = "ok"
        row.times.ended = self.live.now()
