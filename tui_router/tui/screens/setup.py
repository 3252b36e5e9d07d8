"""The guided set-up: what was found, a target for each tier, a test of each, and the settings file. Nothing is
written before the last step, and esc leaves at any time.
"""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.control import setup
from tui_router.control.client import ControlError
from tui_router.control.setup import Ask
from tui_router.control.wiring import Trial, Verdict
from tui_router.core.target import TIERS, Target, Tier
from tui_router.tui.screens import setup_words as say
from tui_router.tui.screens.setup_view import FOUND, MODELS, TEST, WRITE, SetupView
from tui_router.tui.widgets.choice import Option
from tui_router.tui.widgets.target_field import TargetField


class SetupScreen(SetupView):
    """Gives the wiring that was written; None when nothing was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "Next", show=False),
        Binding("a", "again", "Look again", show=False),
        Binding("b", "back", "Back", show=False),
        Binding("t", "test", "Test again", show=False),
        Binding("ctrl+s", "take", "Take them all", show=False, priority=True),
        Binding("ctrl+l", "spread", "This for all", show=False, priority=True),
        Binding("ctrl+r", "again", "Look again", show=False, priority=True),
        Binding("tab", "tier(1)", "Next tier", show=False, priority=True),
        Binding("shift+tab", "tier(-1)", "Tier before", show=False, priority=True),
    ]

    def on_mount(self) -> None:
        self._load(again=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        match action:
            case "again":
                return self._step in (FOUND, MODELS) and not self._looking
            case "tier" | "take" | "spread":
                return self._step == MODELS and bool(self._fields)
            case "test":
                return self._step == TEST and not self._testing
            case "back":
                return self._step in (TEST, WRITE) and not self._writing and self._written is None
            case _:
                return True

    # looking

    @work(exclusive=True, group="setup-load")
    async def _load(self, *, again: bool) -> None:
        """Read what the gateway has; ask its providers anew when told to, or when it knows of nothing."""
        self._looking = True
        self._tell()
        try:
            models = await self._client.models(refresh=again)
            if not models and not again:
                models = await self._client.models(refresh=True)
            status, wires = await asyncio.gather(self._client.status(), self._client.wiring())
        except ControlError as error:
            self._looking = False
            self._tell(str(error))
            return
        self._looking = False
        self._models, self._status, self._wires = models, status, wires
        if self._step == FOUND:
            self._choice = setup.proposal(wires, models)
        for field in self._fields:
            field.load(models, self._providers)
        self._tell()

    @property
    def _providers(self) -> list[str]:
        return [provider.name for provider in self._status.providers] if self._status else []

    def action_again(self) -> None:
        self._load(again=True)

    # from step to step

    async def action_next(self) -> None:
        match self._step:
            case 0 if self._ready and not self._looking:
                self._step = MODELS
                await self._ask()
            case 2:
                self._step = WRITE
            case 3 if self._written is not None or not self._change.patch:
                self.dismiss(self._written)
                return
            case 3 if not self._writing:
                self._writing = True
                self._write()
            case _:
                return
        self._tell()

    async def action_back(self) -> None:
        self._step -= 1
        if self._step == MODELS:
            await self._ask()
        self._tell()

    def action_close(self) -> None:
        """What is being written is waited for: nobody could say afterwards whether it was."""
        if not self._writing:
            self.dismiss(self._written)

    @on(events.Click, "#setup-act")
    async def _clicked(self) -> None:
        if self._step == MODELS:
            self._take_tier()
        else:
            await self.action_next()

    # choosing

    async def _ask(self) -> None:
        """A field for each tier, what is chosen now standing first in it."""
        self._before = {tier: self._choice.get(tier, "") for tier in TIERS}
        place = self.query_one("#setup-fields", Vertical)
        self._fields = []
        await place.remove_children()
        fields = [TargetField(tier, fixed=[self._now(tier)]) for tier in TIERS]
        await place.mount(*fields)
        self._fields = fields
        for field in fields:
            field.load(self._models, self._providers)
        self._look_at(self._tier)

    def _now(self, tier: Tier) -> Option:
        target = self._choice.get(tier, "")
        return Option(target, target or say.unwired(tier), tail="chosen " if target else "")

    def _look_at(self, tier: Tier) -> None:
        self._tier = tier
        for each, field in zip(TIERS, self._fields, strict=True):
            field.display = each == tier
            if each == tier:
                field.query_one(Input).focus()
        self._draw()

    @on(TargetField.Changed)
    def _changed(self) -> None:
        """A field without a match says so itself, and its tier is what it was before the typing."""
        for tier, field in zip(TIERS, self._fields, strict=False):
            self._choice[tier] = self._before[tier] if field.target is None else field.target
        self._draw()

    @on(TargetField.Accepted)
    def _take_tier(self) -> None:
        if not self._fields or self._field.target is None:
            return
        if self._tier == TIERS[-1]:
            self.action_take()
        else:
            self.action_tier(1)

    def action_tier(self, by: int) -> None:
        self._once_matched(self._look_at, TIERS[(TIERS.index(self._tier) + by) % len(TIERS)])

    def action_spread(self) -> None:
        self._once_matched(self._spread)

    def action_take(self) -> None:
        self._once_matched(self._take)

    def _once_matched(self, then: Callable[..., object], *given: object) -> None:
        """These keys come before the field's own, so letters typed just before may still wait: first they have to go
        through the input, then through the field that matches them."""
        field = self._field
        text = field.query_one(Input)
        text.call_later(text.call_later, field.call_later, self.call_later, then, *given)

    @property
    def _field(self) -> TargetField:
        return self._fields[TIERS.index(self._tier)]

    async def _spread(self) -> None:
        self._changed()
        if target := self._choice.get(self._tier, ""):
            self._choice = dict.fromkeys(TIERS, target)
            await self._ask()

    def _take(self) -> None:
        self._changed()
        if not any(self._choice.values()):
            self._tell("Choose a target for at least one tier.", "state-warn")
            return
        self._step, self._tier = TEST, TIERS[0]
        self.set_focus(None)
        self._tell()
        if any(ask.to not in self._verdicts for ask in self._asks):
            self.action_test()

    # testing

    def action_test(self) -> None:
        self._testing = True
        self._verdicts = {}
        self._test(self._asks)

    @work(exclusive=True, group="setup-test")
    async def _test(self, asks: list[Ask]) -> None:
        """Providers side by side, the models of one in turn: a small server loads one at a time."""
        turns: dict[str, list[Ask]] = {}
        for ask in asks:
            turns.setdefault(Target.parse(ask.to).provider, []).append(ask)
        self._draw()
        await asyncio.gather(*(self._in_turn(each) for each in turns.values()))
        self._testing = False
        self._draw()

    async def _in_turn(self, asks: list[Ask]) -> None:
        for ask in asks:
            try:
                verdict = await self._client.test(Trial(to=ask.to))
            except ControlError as error:
                verdict = Verdict(target=ask.to, ok=False, said=str(error))
            self._verdicts[ask.to] = verdict
            self._draw()

    # writing

    @work(exclusive=True, group="setup-write")
    async def _write(self) -> None:
        try:
            self._written = await self._client.rewire(self._change)
        except ControlError as error:
            if error.status != 409:
                self._refused(str(error))
                return
            try:
                self._wires = await self._client.wiring()
            except ControlError as again:
                self._refused(str(again))
                return
            self._refused("The wiring changed meanwhile. Press again to write this over it.", "state-warn")
            return
        self._writing = False
        self._tell()

    def _refused(self, why: str, role: str = "state-error") -> None:
        self._writing = False
        self._tell(why, role)
