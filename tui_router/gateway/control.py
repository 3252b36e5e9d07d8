"""The control plane as methods: what an inspector may ask. Implements `control.client.ControlClient` directly;
`control_routes` puts the same over HTTP.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import TYPE_CHECKING

import tui_router
from tui_router.control.client import ControlError
from tui_router.control.events import ControlEvent, ExchangeChanged, Reset, StatusChanged, TiersChanged
from tui_router.control.inspect import Annotation, Breakpoints, Found, LogLine, Release, Resend, Search
from tui_router.control.wiring import Change, DryRun, Rehearsal, Revision, Trial, Verdict, Wires
from tui_router.core.fact import Fact
from tui_router.core.faults import Fault
from tui_router.core.redact import mask_secrets
from tui_router.core.target import Target
from tui_router.gateway.fact_desk import FactDesk
from tui_router.gateway.importing import Importer
from tui_router.gateway.inspect_desk import InspectDesk
from tui_router.gateway.listing import listed
from tui_router.gateway.live import slice_of
from tui_router.gateway.logins import login_of
from tui_router.gateway.rehearsal import Rehearser
from tui_router.gateway.resending import Resender
from tui_router.gateway.searching import Searching
from tui_router.gateway.session_desk import SessionDesk
from tui_router.gateway.wiring_desk import WiringDesk
from tui_router.journal.query import Reader
from tui_router.journal.record import (
    ENDED,
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegName,
    LegSlice,
    ProviderState,
    Status,
    Tiers,
    Trouble,
)
from tui_router.journal.redact import mask_leg, redact_detail, redact_headers, redact_row
from tui_router.journal.sessions import Session

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway

SLICE = 1024 * 1024
"""Bytes of a leg in one answer."""
REHEARSED = 300
"""Newest exchanges among which one is looked for to rehearse."""
VIEW_EVERY = 1 / 15
"""Seconds between two looks of a viewer at what changed."""


class ControlService:
    def __init__(self, gateway: "Gateway", journal: Path) -> None:
        self._gateway = gateway
        self._reader = Reader(journal)
        self._desk = FactDesk(gateway, self._reader)
        self._wires = WiringDesk(gateway)
        self._sessions = SessionDesk(gateway, self._reader)
        self._resender = Resender(gateway, self.leg)
        self._importer = Importer(gateway, self._sessions.heard)
        self._inspect = InspectDesk(gateway, self._reader)
        self._searching = Searching(gateway, journal)
        self._rehearser = Rehearser(
            gateway, lambda: self.exchanges(limit=REHEARSED), self._resender.request_of
        )
        gateway.facts.on_change = self._facts_changed

    async def status(self) -> Status:
        return status_of(self._gateway)

    async def exchanges(
        self, *, filter: str = "", before: int | None = None, limit: int = 500
    ) -> list[ExchangeRow]:
        return await listed(self._gateway, self._reader, filter=filter, before=before, limit=limit)

    async def exchange(self, id: int) -> ExchangeDetail:
        live = self._gateway.registry.find(id)
        if live is not None:
            return redact_detail(live.detail(), self._gateway.known_keys)
        detail = await asyncio.to_thread(self._reader.detail, id)
        if detail is None:
            raise ControlError(f"there is no exchange #{id}", 404)
        return detail

    async def leg(self, id: int, leg: LegName, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        offset = max(0, offset)
        live = self._gateway.registry.find(id)
        if live is None:
            found = await asyncio.to_thread(self._reader.leg, id, leg, attempt, offset, SLICE)
            if found is None:
                if await asyncio.to_thread(self._reader.detail, id) is None:
                    raise ControlError(f"there is no exchange #{id}", 404)
                return LegSlice(leg=leg, attempt=attempt, complete=True)
            return found
        ended = live.row.state in ENDED
        tape = live.tape(leg, attempt)
        if tape is None:
            return LegSlice(leg=leg, attempt=attempt, complete=ended)
        complete = ended or leg in ("a", "b") or (leg == "c" and tape is not live.c[-1])
        piece = slice_of(
            tape, offset, SLICE, complete=complete, mask=self._mask, known=self._gateway.known_keys
        )
        texts = self._gateway.known_texts
        piece.headers = redact_headers(piece.headers, texts)
        piece.start = mask_secrets(piece.start, texts)
        return piece

    def _shown(self, row: ExchangeRow) -> ExchangeRow:
        """What leaves is masked like what is stored."""
        return redact_row(row, self._gateway.known_texts)

    def _mask(self, data: bytes) -> bytes:
        return mask_leg(data, self._gateway.known_keys)

    async def replay(self, id: int, ask: Resend | None = None) -> int:
        return await self._resender.replay(id, ask)

    async def remedy(self, id: int) -> int:
        """Put down what the failure of this exchange says of its target, and send it there again."""
        detail = await self.exchange(id)
        if detail.row.imported:
            raise ControlError("it failed at another gateway, whose targets are not ours: send it again", 409)
        offer = self._desk.offer(detail)
        request = await self._resender.request_of(id)
        self._desk.apply(offer)
        return self._resender.send(
            id, request, Target(detail.row.provider, detail.row.model) if offer.facts else None
        )

    async def breakpoints(self) -> Breakpoints:
        return self._gateway.holds.breakpoints()

    async def put_breakpoints(self, breakpoints: Breakpoints) -> Breakpoints:
        return self._gateway.holds.put(breakpoints.filters)

    async def import_bundle(self, lines: bytes) -> list[int]:
        return await self._importer.take(lines)

    async def release(self, id: int, release: Release) -> None:
        self._gateway.holds.release(id, release, self._gateway.wiring.known)

    async def tiers(self) -> Tiers:
        return self._gateway.wiring.tiers()

    async def put_tiers(self, tiers: Tiers) -> Tiers:
        return await self._wires.put_tiers(tiers)

    async def wiring(self) -> Wires:
        return self._wires.wiring()

    async def rewire(self, change: Change) -> Wires:
        return await self._wires.rewire(change)

    async def revisions(self) -> list[Revision]:
        return await self._wires.revisions()

    async def restore(self, number: int, *, revision: int) -> Wires:
        return await self._wires.restore(number, revision=revision)

    async def dry_run(self, ask: Rehearsal) -> DryRun:
        return await self._rehearser.dry_run(ask)

    async def test(self, trial: Trial) -> Verdict:
        return await self._rehearser.test(trial)

    async def sessions(self) -> list[Session]:
        return await self._sessions.sessions()

    async def register(self, body: bytes) -> bytes:
        """An alias, in the form of OGX's `POST /v1/models`; returns the answer's body."""
        return await self._wires.register(body)

    async def unregister(self, name: str) -> None:
        await self._wires.unregister(name)

    async def put_launch(self, name: str, tiers: dict[str, str], subagent: str | None) -> None:
        try:
            self._gateway.wiring.put_launch(name, tiers, subagent)
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        return await self._wires.models(refresh=refresh)

    async def facts(self) -> list[Fact]:
        return self._desk.facts()

    async def put_fact(self, fact: Fact) -> Fact:
        return self._desk.put(fact)

    async def forget_fact(self, fact: Fact) -> None:
        self._desk.forget(fact)

    async def troubles(self) -> list[Trouble]:
        return await self._desk.troubles()

    def _facts_changed(self) -> None:
        if self._gateway.bus.viewers:
            self._gateway.bus.status(status_of(self._gateway))

    async def annotate(self, id: int, annotation: Annotation) -> ExchangeRow:
        return await self._inspect.annotate(id, annotation)

    async def cancel(self, id: int) -> None:
        await self._inspect.cancel(id)

    def search(self, ask: Search) -> AsyncGenerator[Found, None]:
        return self._searching.search(ask)

    async def log(self, *, after: int = 0) -> list[LogLine]:
        return self._gateway.logbook.after(after)

    async def events(self) -> AsyncGenerator[ControlEvent, None]:
        bus = self._gateway.bus
        viewer = bus.watch()
        try:
            yield TiersChanged(self._gateway.wiring.tiers())
            yield StatusChanged(status_of(self._gateway))
            while True:
                batch = await viewer.take()
                if batch is None:
                    return
                if batch.reset:
                    yield Reset()
                if batch.tiers is not None:
                    yield TiersChanged(batch.tiers)
                for row in batch.rows.values():
                    yield ExchangeChanged(self._shown(row))
                if batch.status is not None:
                    yield StatusChanged(batch.status)
                await asyncio.sleep(VIEW_EVERY)
        finally:
            bus.leave(viewer)

    async def purge(self, before: float | None) -> int:
        """Remove what began before this moment (epoch seconds), or everything; returns how many."""
        purged = await self._gateway.recorder.purge(before)
        if purged.problem:
            raise ControlError(purged.problem, 503)
        self._sessions.forget(before)
        self._gateway.keepsakes.forget(before)
        self._gateway.pdfs.forget()
        return purged.removed

    async def stop(self) -> None:
        self._gateway.stop_asked.set()

    async def aclose(self) -> None:
        self._searching.close()
        await self._resender.close()
        await self._gateway.facts.close()
        self._gateway.pdfs.close()
        await self._gateway.keepsakes.close()
        await self._gateway.overlays.close(self._gateway.wiring.table)


def status_of(gateway: "Gateway") -> Status:
    registry, wiring = gateway.registry, gateway.wiring
    table = wiring.table
    return Status(
        version=tui_router.__version__,
        pid=os.getpid(),
        url=gateway.url,
        started_at=gateway.started_at,
        revision=table.revision,
        live=len(registry.live),
        held=len(gateway.holds),
        counts=dict(registry.counts),
        tokens_in=registry.tokens_in,
        tokens_out=registry.tokens_out,
        scribe=gateway.recorder.state,
        lost_captures=gateway.recorder.lost,
        providers=[
            ProviderState(
                name=provider.name,
                dialect=provider.dialect,
                base_url=provider.base_url,
                preset=provider.preset,
                key=provider.key,
                key_set=not provider.needs_key or bool(gateway.secret(provider.key)),
                found_by=provider.found_by,
                models=len(table.listed.get(provider.name, {})),
                latency_ms=gateway.latency.get(provider.name),
                problem=(login.problem if login else "") or gateway.reload.failed.get(provider.name, ""),
                listed_at=gateway.reload.listed_at.get(provider.name, 0.0),
                speaks=gateway.reload.speaks.get(provider.base_url, []),
                limits=gateway.limits.of(provider.name, time.time()),
                plan=login.plan if login else "",
                login_ends_at=(login.ends_at or 0.0) if login else 0.0,
            )
            for provider in table.providers.values()
            for login in (login_of(gateway, provider),)
        ],
        config=gateway.config,
        problem=wiring.problem,
        sessions=gateway.sessions(),
        facts=len(gateway.facts),
    )
