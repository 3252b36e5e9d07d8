"""What a target would make of a request, before anybody rewires to it: a recorded request translated and not sent, or
a question of one token.
"""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui_router.control.client import ControlError
from tui_router.control.wiring import DryRun, Rehearsal, ThinkingRow, Trial, Verdict
from tui_router.core.faults import Fault
from tui_router.core.note import Note
from tui_router.core.redact import mask_secret_bytes
from tui_router.core.target import Target
from tui_router.diagnose.facts import lay
from tui_router.dialects.base import Call
from tui_router.dialects.effort_table import effort_table
from tui_router.dialects.find import dialect_of
from tui_router.gateway.laying import laid
from tui_router.gateway.pdf_desk import Asking
from tui_router.gateway.refusals import no_key
from tui_router.gateway.taken import asked_by, change
from tui_router.journal.redact import redact_note
from tui_router.messages.codec import decode_request
from tui_router.providers.pricing import cost_of
from tui_router.providers.provider import Provider
from tui_router.replay.replay import Again
from tui_router.routing.models import describe_target
from tui_router.routing.rules import looks_of
from tui_router.routing.table import Table, chosen, resolve, route_to
from tui_router.tokens.estimate import estimate_prompt
from tui_router.upstream.ping import Pinged, ping

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway
    from tui_router.journal.record import ExchangeRow

BODY = 256 * 1024
"""Bytes of a rehearsed request that are shown."""
MOST_LOST = 12
_MEMBER = re.compile(r"(?:\.\.|headers\.)?([A-Za-z_][A-Za-z0-9_-]*)")
_INSIDE = frozenset({"messages", "system", "tools"})

RowsOf = Callable[[], Awaitable[list["ExchangeRow"]]]
RequestOf = Callable[[int], Awaitable[Again]]


class Rehearser:
    """`rows` are the newest exchanges, newest first; `request_of` is leg a of one. Both belong to the control service."""

    def __init__(self, gateway: "Gateway", rows: RowsOf, request_of: RequestOf) -> None:
        self._gateway = gateway
        self._rows = rows
        self._request_of = request_of

    async def dry_run(self, ask: Rehearsal) -> DryRun:
        row = await self._chosen(ask)
        if row is None:
            return DryRun(target=ask.to)
        again = await self._request_of(row.id)
        try:
            asking = Asking(self._gateway.pdfs)
            told = self._rehearsed(ask, row, again, asking)
            if asking.unread:
                await asking.read()
                told = self._rehearsed(ask, row, again, asking)
            return told
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault

    async def _chosen(self, ask: Rehearsal) -> "ExchangeRow | None":
        """The exchange that is named, or the newest one of the session and the tier that had a conversation."""
        for row in await self._rows():
            if ask.exchange:
                if row.id == ask.exchange:
                    return row
                continue
            fits = (not ask.tier or row.tier == ask.tier) and (not ask.session or row.session == ask.session)
            if fits and row.kind != "count" and row.client_model:
                return row
        if ask.exchange:
            raise ControlError(f"there is no exchange #{ask.exchange} to rehearse", 404)
        return None

    def _table(self, patch: dict[str, object]) -> Table:
        wiring = self._gateway.wiring
        return laid(wiring.table, wiring.wired, patch)[0] if patch else wiring.table

    def _rehearsed(self, ask: Rehearsal, row: "ExchangeRow", again: Again, asking: Asking) -> DryRun:
        gateway = self._gateway
        table = self._table(ask.patch)
        request = decode_request(again.body)
        asked = asked_by(row, request, again.headers, tokens=row.tokens.input, looks=looks_of(table.routes))
        target = Target.parse(ask.to)
        route = chosen(table, target, asked, "chosen here") if ask.to else resolve(table, asked)
        taken = change(request, again.body, route, asked)
        facts = gateway.facts.known(route.provider, route.target.model)
        known = lay(facts, route.provider, route.limits)
        tokens = row.tokens.input or estimate_prompt(len(taken.body))
        call = Call(
            request=taken.request,
            body=taken.body,
            target=route.target,
            provider=known.provider,
            limits=known.limits,
            headers=again.headers,
            session=row.session,
            estimate=tokens,
            kept=gateway.keepsakes.of(row.session),
            new_id=gateway.new_id,
            read_pdf=asking,
        )
        prepared = dialect_of(known.provider.dialect).prepare(call)
        window = known.limits.context_window
        notes = [redact_note(note, gateway.known_texts) for note in (*taken.notes, *prepared.notes)]
        price = describe_target(table, route.target).price
        return DryRun(
            exchange=row.id,
            target=str(route.target),
            dialect=known.provider.dialect,
            reason=route.reason,
            notes=notes,
            lost=lost(notes),
            tokens=tokens,
            window=window,
            max_output=known.limits.max_output_tokens,
            fits=window is None or tokens <= window,
            cost=cost_of(price, input=tokens, output=0),
            body=mask_secret_bytes(prepared.body[:BODY], gateway.known_keys),
            size=len(prepared.body),
            thinking=[
                ThinkingRow(asked=row.asked, sent=row.sent, why=row.why)
                for row in effort_table(known.provider, route.target.model or request.model, known.limits)
            ],
            problem=self._problem(known.provider),
        )

    def _problem(self, provider: Provider) -> str:
        try:
            missing = provider.needs_key and self._gateway.secret(provider.key) is None
            return f"{provider.key} is not set" if missing else ""
        except Fault as fault:
            return fault.diagnosis.message

    async def test(self, trial: Trial) -> Verdict:
        """Ask the target for one token. A target that fails is a verdict."""
        gateway = self._gateway
        try:
            table = self._table(trial.patch)
            route = route_to(table, Target.parse(trial.to), "", "a test")
            secret = gateway.secret(route.provider.key)
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault
        provider, model = route.provider, route.target.model
        if not model:
            raise ControlError(f"{trial.to} names no model", 400)
        if provider.needs_key and secret is None:
            diagnosis = no_key(provider)
            return Verdict(target=trial.to, ok=False, said=diagnosis.title, diagnosis=diagnosis)
        known = lay(gateway.facts.known(provider, model), provider, route.limits)
        answer = await ping(
            await gateway.http(), known.provider, model, known.limits, secret, signers=gateway.signers
        )
        if answer.ok:
            gateway.answered(provider.name, answer.ms / 1000)
        return Verdict(
            target=str(route.target),
            ok=answer.ok,
            ms=answer.ms,
            status=answer.status,
            said=said(answer),
            diagnosis=answer.diagnosis,
        )


def said(answer: Pinged) -> str:
    """A verdict in words."""
    took = f"{answer.ms:.0f} ms" if answer.ms < 1000 else f"{answer.ms / 1000:.1f} s"
    if answer.ok:
        mended = f", after {', '.join(answer.mended)}" if answer.mended else ""
        return f"answers in {took}{mended}"
    if answer.diagnosis is not None:
        return answer.diagnosis.title or answer.diagnosis.message[:120]
    return f"no answer after {took}"


def lost(notes: list[Note]) -> list[str]:
    """What is lost, each thing once: a member of the request by its name, what lies inside the conversation or the
    tools by the reason."""
    found: dict[str, None] = {}
    for note in notes:
        if not note.lossy:
            continue
        member = _MEMBER.match(note.path or note.to)
        name = member[1] if member else ""
        found[f"{name}: {note.reason}" if name in _INSIDE else name or note.reason] = None
    words = list(found)
    return words if len(words) <= MOST_LOST else [*words[:MOST_LOST], f"and {len(words) - MOST_LOST} more"]
