"""One upstream call inside an exchange, recorded on legs b and c."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.base import Call, DialectModule, Prepared, StreamMachine
from tui_router.gateway.live import Live, Tape, open_headers
from tui_router.journal.record import AttemptRow
from tui_router.messages.events import Emitted, MessageOut
from tui_router.net.errors import NetError
from tui_router.upstream.send import ERROR_CAP, broken, headers_of, read_failure, send, url_of, vouched

if TYPE_CHECKING:
    from tui_router.core.secret import Secret
    from tui_router.net.http import Http, Reply
    from tui_router.upstream.auth import Signer

RUN_OUT_S = 0.5
"""Seconds a finished stream gets to end its body."""
BODY_CAP = 64 * 1024 * 1024
"""Bytes of a whole JSON answer."""


class Attempt:
    """Leg b stands when it is made. `open()`, then either `batches()` or `message()`, then `close()` in every case."""

    def __init__(
        self,
        live: Live,
        call: Call,
        module: DialectModule,
        prepared: Prepared,
        *,
        secret: "Secret | None",
        signer: "Signer | None" = None,
        cause: str = "",
        repair: str = "",
        wait: float = 0.0,
    ) -> None:
        number = len(live.attempts) + 1
        self.live = live
        self.call = call
        self.module = module
        self.prepared = prepared
        self.row = AttemptRow(
            number=number,
            provider=call.target.provider,
            model=call.target.model,
            url=url_of(call.provider, prepared, call.target.model),
            cause=cause,
            repair=repair,
            wait=wait,
        )
        self.b = Tape("b", number, f"POST {self.row.url}")
        self.c = Tape("c", number)
        live.attempts.append(self.row)
        live.row.attempts = number
        live.b.append(self.b)
        live.c.append(self.c)
        self.last_read = live.now()  # seconds since the request arrived; the watch looks at it
        self.machine: StreamMachine | None = None
        self._reply: Reply | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._signer = signer
        self._headers = headers_of(call.provider, secret, prepared)
        self.b.headers = open_headers(self._headers.items())
        self.b.add(prepared.body, live.now())

    async def open(self, http: "Http") -> None:
        """Send leg b and wait for the head of leg c.

        Raises `UpstreamFault`, or `NetError` "stale" when the same request may be sent once more.
        """
        live, row = self.live, self.row
        if self._signer is not None:
            self._headers = await vouched(self._signer, row.url, self._headers, self.prepared.body)
            self.b.headers = open_headers(self._headers.items())
        row.times.sent = live.row.times.sent = live.now()
        live.touch()
        reply = await send(http, row.url, self._headers, self.prepared.body, self.call)
        self._reply = reply
        self.last_read = row.times.headers = live.now()
        live.row.times.headers = row.times.headers
        row.status = self.c.status = reply.status
        self.c.headers = open_headers(reply.headers)
        if reply.status >= 400 or not 200 <= reply.status < 300:
            body = await self._read(ERROR_CAP)
            raise UpstreamFault(
                read_failure(self.call, status=reply.status, headers=reply.headers, body=body)
            )

    async def _read(self, limit: int) -> bytes:
        try:
            async for data in self._opened().chunks():
                self.last_read = self.live.now()
                self.c.add(data, self.last_read)
                if self.c.size >= limit:
                    break
        except NetError as error:
            if not self.c.size:
                raise UpstreamFault(broken(error, self.call)) from error
        return self.c.data()[:limit]

    async def batches(self) -> AsyncIterator[list[Emitted]]:
        """The answer as events, one list for each read that gave any. Raises `UpstreamFault` at its place."""
        live, tape = self.live, self.c
        machine = self.machine = self.module.machine(self.call, self.prepared)
        cut: NetError | None = None
        self._chunks = self._opened().chunks()
        try:
            async for data in self._chunks:
                at = self.last_read = live.now()
                tape.add(data, at)
                events = machine.feed(data)
                if events:
                    yield events
                if machine.fault is not None or machine.done:
                    break
        except NetError as error:
            cut = error
        # Whether a stream is whole is the machine's to say: a cut after the terminal event harms nobody.
        events = machine.close()
        live.note(machine.notes)
        if events:
            yield events
        if machine.fault is not None:
            raise self._reclassified(machine, machine.fault) from cut

    async def _run_out(self) -> None:
        """Read what follows the terminal event, so that the connection can be used again. The client has all by
        then, so neither a slow end nor a cut matters.
        """
        if self._chunks is None or self.machine is None or not self.machine.done:
            return
        try:
            async with asyncio.timeout(RUN_OUT_S):
                async for data in self._chunks:
                    self.c.add(data, self.live.now())
        except (TimeoutError, NetError):
            return

    def _opened(self) -> "Reply":
        if self._reply is None:
            raise RuntimeError("open() comes first")
        return self._reply

    def _reclassified(self, teller: object, fault: UpstreamFault) -> UpstreamFault:
        """A fault inside a 200: an error body is read like any other, a plain cut keeps its name."""
        body = getattr(teller, "error_body", b"")
        if body:
            return UpstreamFault(read_failure(self.call, body=body))
        return fault

    async def message(self) -> tuple[MessageOut, bytes | None]:
        """A whole JSON answer; the bytes are set when they may be sent as they are."""
        body = await self._read(BODY_CAP)
        try:
            message, notes, verbatim = self.module.read_response(self.call, self.prepared, body)
        except UpstreamFault as fault:
            raise self._reclassified(fault, fault) from fault
        self.live.note(notes)
        return message, verbatim

    @property
    def may_end(self) -> bool:
        """The upstream gave its reason for ending, and only its last formality is missing."""
        return bool(getattr(self.machine, "may_end", False))

    async def hang_up(self) -> None:
        """Close the connection under the reader, which then takes what it has for the end."""
        if self._reply is not None:
            await self._reply.aclose()

    async def close(self, outcome: str) -> None:
        self.row.outcome = outcome
        self.row.times.ended = self.live.now()
        if self._reply is not None:
            try:
                await self._run_out()
            finally:
                await self._reply.aclose()
                self._reply = None
