"""What the control plane asks about facts and troubles, and the remedies it applies."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.core.fact import Fact
from tui_router.core.faults import Fault
from tui_router.diagnose.facts import key_of
from tui_router.gateway.troubles import gather, offer_for
from tui_router.journal.query import Reader
from tui_router.journal.record import ExchangeDetail, Offer, Trouble
from tui_router.journal.redact import redact_detail
from tui_router.providers.catalog import facts_of

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway

LOOKED_AT = 1000
"""Exchanges that are searched for what went wrong."""
LOSSES = 200
"""Newest exchanges of which losses are counted: nearly every one loses something small."""
SICK = ("failed", "repaired")


class FactDesk:
    def __init__(self, gateway: "Gateway", reader: Reader) -> None:
        self._gateway = gateway
        self._reader = reader

    def facts(self) -> list[Fact]:
        """All that is known, newest first; the catalog's word on the targets that are wired or were used."""
        book, table = self._gateway.facts, self._gateway.wiring.table
        known = book.all()
        said = {key_of(fact) for fact in known}
        targets = {(target.provider, target.model) for chain in table.tiers.values() for target in chain}
        targets.update((provider, model) for provider, _, model in book.seen())
        for name, model in targets:
            provider = table.providers.get(name)
            if provider is not None and model:
                known += (fact for fact in facts_of(provider, model) if key_of(fact) not in said)
        return sorted(known, key=lambda fact: fact.learned_at, reverse=True)

    def put(self, fact: Fact) -> Fact:
        try:
            self._gateway.wiring.known(f"{fact.provider}/{fact.model}")
            return self._gateway.facts.put(self._placed(fact))
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault

    def forget(self, fact: Fact) -> None:
        fact = self._placed(fact)
        if self._gateway.facts.forget(fact):
            return
        key, provider = key_of(fact), self._gateway.wiring.table.providers.get(fact.provider)
        if provider is not None and any(key_of(told) == key for told in facts_of(provider, fact.model)):
            told = f"{fact.name} of {fact.model} comes from the catalog; put another value over it"
            raise ControlError(told, 409)
        raise ControlError(f"no {fact.name} is known of {fact.provider}/{fact.model}"[:300], 404)

    def offer(self, detail: ExchangeDetail) -> Offer:
        """What can be done about this failure. Raises `ControlError` when a person must do something first."""
        row, diagnosis = detail.row, detail.diagnosis
        if row.state != "failed":
            raise ControlError(f"#{row.id} did not fail, there is nothing to apply", 409)
        offer = offer_for(row, diagnosis, self._gateway.wiring.table.providers)
        if offer is not None and not offer.rewire:
            return offer
        asked = offer.words if offer is not None else diagnosis.remedy if diagnosis is not None else ""
        told = f"nothing can be applied to #{row.id}" + (f": {asked}" if asked else "")
        raise ControlError(told, 409)

    def apply(self, offer: Offer) -> None:
        """Put its facts down. One that is pinned stays pinned, at the new value."""
        book = self._gateway.facts
        try:
            for fact in offer.facts:
                held = book.held(fact)
                book.put(replace(fact, pinned=held is not None and held.pinned))
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 409) from fault

    async def troubles(self) -> list[Trouble]:
        keys, providers = list(self._gateway.known_keys), self._gateway.wiring.table.providers
        held = self._held()

        def look() -> list[Trouble]:
            stored, since = self._reader.troubled(LOOKED_AT, LOSSES)
            found = {detail.row.id: detail for detail in stored}
            # What memory knows is newer than what the journal knows.
            found.update((detail.row.id, redact_detail(detail, keys)) for detail in held)
            return gather(found.values(), providers, since=since)

        return await asyncio.to_thread(look)

    def _held(self) -> list[ExchangeDetail]:
        """The exchanges in memory that count, as they are now: what is under way changes while a thread reads."""
        registry = self._gateway.registry
        found: list[ExchangeDetail] = []
        for row in registry.rows()[:LOOKED_AT]:
            live = registry.find(row.id)
            if live is None or not (row.losses or row.state in SICK):
                continue
            detail = live.detail()
            found.append(
                replace(
                    detail,
                    row=replace(row),
                    notes=list(detail.notes),
                    attempts=list(detail.attempts),
                    learned=list(detail.learned),
                )
            )
        return found

    def _placed(self, fact: Fact) -> Fact:
        """A fact that names no endpoint is about the one its provider has now."""
        provider = self._gateway.wiring.table.providers.get(fact.provider)
        return (
            replace(fact, base_url=provider.base_url) if provider is not None and not fact.base_url else fact
        )
