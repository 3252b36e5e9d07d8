"""What the rewire form asks of the gateway, and what it tells it: one question at a time, never in the way of the keys."""

from typing import Any

from textual import work
from textual.timer import Timer

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.wiring import Change, DryRun, Rehearsal, Trial, Wires
from tui_router.core.target import Tier
from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.lines import rewire_words as say
from tui_router.tui.lines.check import Check
from tui_router.tui.rewire_draft import Draft, NotReadable, complaints
from tui_router.tui.rewired import Rewired
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import Dialog
from tui_router.tui.screens.rewire_form import RewireForm
from tui_router.tui.standing import stands
from tui_router.tui.widgets.chain_field import ChainList

PAUSE_S = 0.25
"""Seconds without a key after which the gateway is asked what the change would bring."""


class RewireTalk(Dialog[Rewired]):
    """`_draw` belongs to the screen."""

    def __init__(
        self,
        client: ControlClient,
        tier: Tier,
        live: int,
        providers: list[str] | None = None,
        *,
        row: ExchangeRow | None = None,
        rule: int | None = None,
        session: str = "",
        only: bool = False,
        write: bool = False,
    ) -> None:
        """`rule`: the number of a `[[routes]]` entry, 0 for a new one. `row`: the exchange it was opened from, which is
        rehearsed and can be sent again. `only`: begin with the wiring of `session` alone. `write`: begin with the box
        ticked. `providers` is known from elsewhere already and not needed.
        """
        super().__init__()
        del providers
        self._client = client
        self._first_tier: Tier = tier
        self._live = live
        self._row = row
        self._rule = rule
        self._session = session or (row.session if row is not None else "")
        self._only = only and bool(self._session)
        self._write = write
        self._wires: Wires | None = None
        self._dry: DryRun | None = None
        self._base: dict[tuple[str, str], DryRun] = {}
        """What is lost at the target of now, by tier and session: "still lost" is told from "lost"."""
        self._asking = False
        self._busy = False
        self._leaving = False
        self._soon: Timer | None = None
        self._said: Check = ("", "ink-soft")
        self._said_for = Draft()
        """What it was said of: other words, or none, stand there when that is another one."""

    @property
    def form(self) -> RewireForm:
        return self.query_one(RewireForm)

    @property
    def there(self) -> bool:
        """False while it is taken down: an answer that comes then finds no fields."""
        return stands(self, ChainList)

    @property
    def tier(self) -> Tier:
        return self.form.tier

    @work(exclusive=True, group="rewire-load")
    async def _load(self, *, refresh: bool = False) -> None:
        problem = ""
        models, states = [], []
        try:
            self._wires = await self._client.wiring()
            states = (await self._client.status()).providers
            models = await self._client.models(refresh=refresh)
        except ControlError as error:
            problem = safe_text(str(error)[:300], line=True)
        if not self.there:
            return
        if self._wires is None:
            self._say(problem or "nothing is known of the wiring", "state-error")
            return
        self.form.load(self._wires, states, models, problem)
        if refresh:
            said = f"{cells.plural(len(models), 'model')} of {cells.plural(len(states), 'provider')}"
            self._say(problem or said, "state-error" if problem else "state-ok")
        self._rehearse_soon()

    def action_models(self) -> None:
        self._say("asking the providers for their models", "ink-soft")
        self._load(refresh=True)

    def _rehearse_soon(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(PAUSE_S, self._rehearse)

    @work(exclusive=True, group="rewire-rehearse")
    async def _rehearse(self) -> None:
        """Ask the gateway what would be sent, lost and refused. A stale question is dropped when a newer one comes."""
        draft = self.form.draft
        try:
            patch = self.form.patch(draft)
        except NotReadable:
            self._dry = None
            self._draw()
            return
        if not draft.chain and not patch:
            return
        self._asking = True
        self._draw()
        refused: ControlError | None = None
        try:
            base = (draft.tier, draft.session)
            now = next(iter(self.form.before), "")
            if now and base not in self._base:
                self._base[base] = await self._client.dry_run(self._rehearsal(draft, now, {}))
            self._dry = await self._client.dry_run(self._rehearsal(draft, next(iter(draft.chain), ""), patch))
        except ControlError as error:
            refused = error
        finally:
            self._asking = False
        if not self.there:
            return
        if refused is not None:
            self._dry = None
            self._complain(refused)
        else:
            self.form.rehearsed(self._dry)
        self._draw()

    def _rehearsal(self, draft: Draft, to: str, patch: dict[str, Any]) -> Rehearsal:
        """Of the exchange this was opened from when it is one of this tier, else the newest of tier and session."""
        row = self._row
        ours = row is not None and row.kind != "count" and draft.session in ("", row.session)
        ours = ours and row is not None and (draft.rule is not None or row.tier == draft.tier)
        return Rehearsal(
            exchange=row.id if row is not None and ours else 0,
            tier="" if draft.rule is not None else draft.tier,
            session=draft.session,
            to=to,
            patch=patch,
        )

    def _complain(self, error: ControlError) -> None:
        """A refusal goes to the fields it speaks of; the rest is said at the foot."""
        if error.status != 400:
            self._say(safe_text(str(error)[:300], line=True), "state-error")
            return
        found = complaints(str(error))
        general = found.pop("", "")
        self.form.complain({name: said for name, said in found.items() if name})
        self._say(safe_text(general, line=True), "state-error")

    def _say(self, said: str, role: str) -> None:
        self._said, self._said_for = (said, role), self.form.draft
        self._draw()

    def _draw(self) -> None:
        raise NotImplementedError

    @work(exclusive=True, group="rewire-test")
    async def _test(self, target: str) -> None:
        draft = self.form.draft
        try:
            patch = {name: table for name, table in self.form.patch(draft).items() if name == "providers"}
            verdict = await self._client.test(Trial(to=target, patch=patch))
        except NotReadable as error:
            self._say(str(error), "state-error")
        except ControlError as error:
            if self.there:
                self._complain(error)
        else:
            if self.there and next(iter(self.form.draft.chain), "") == target:
                self._say(*say.verdict_words(verdict))

    @work(group="rewire-apply")
    async def _apply(self, wires: Wires, draft: Draft, patch: dict[str, Any]) -> None:
        before, write = list(self.form.before), self.form.write
        change = Change(revision=wires.revision, patch=patch, session=draft.session, write=write, by="screen")
        try:
            result = await self._client.rewire(change)
        except ControlError as error:
            self._busy = False
            if error.status == 409:
                await self._read_again()
            else:
                self._complain(error)
            return
        replay = self.form.replay
        self.dismiss(
            Rewired(
                draft.tier, before, list(draft.chain), wires.revision, result, rule=draft.rule,
                session=draft.session, alone=set(patch) == {"tiers"}, written=write, replay=replay,
            )
        )  # fmt: skip

    async def _read_again(self) -> None:
        """Somebody else changed the wiring: show it as it is, with what was typed over it."""
        try:
            self._wires = await self._client.wiring()
            states, models = (await self._client.status()).providers, await self._client.models()
        except ControlError as error:
            self._say(safe_text(str(error)[:300], line=True), "state-error")
            return
        self._base.clear()
        self.form.load(self._wires, states, models, "")
        self._say("The wiring changed meanwhile; this is how it is now. ^s applies it.", "state-warn")
        self._rehearse_soon()
