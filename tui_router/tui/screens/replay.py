"""Send an exchange again: to where the wiring points now, or to another target. Once, however often it is pressed."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.inspect import Resend
from tui_router.journal.record import ExchangeRow, Tiers
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.targets import usual
from tui_router.tui.widgets.choice import Option
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Word, Words


class ReplayScreen(Dialog[int]):
    """Gives the id of the new exchange."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "send", "Send", show=False, priority=True)]

    def __init__(
        self, client: ControlClient, row: ExchangeRow, tiers: Tiers | None, providers: list[str]
    ) -> None:
        super().__init__()
        self._client = client
        self._row = row
        self._tiers = tiers
        self._providers = providers
        self._sent = False

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        wired = self._tiers.chain(self._row.tier) if self._tiers else []
        now = f"as wired now: {usual(wired, glyphs)}" if wired else "as wired now"
        tier: list[Word] = [(f"   {glyphs.tiers[self._row.tier]} {self._row.tier}", f"tier-{self._row.tier}")]
        with Vertical(id="dialog"):
            yield Words([[(f"Replay #{self._row.id}", "ink", "b"), *tier, *ESC_CLOSE], []])
            yield TargetField("Target", fixed=[Option("", now)])
            yield Words(id="replay-say")

    def on_mount(self) -> None:
        self._draw()
        self._load()

    def _draw(self, said: str = "") -> None:
        _, glyphs = look_of(self.app)
        cost: list[list[Word]] = [
            [],
            [("It is a new request and costs one. No tool is run by it.", "ink-soft")],
            [],
        ]
        act: list[Word]
        if said:
            act = [(said, "state-error")]
        elif self._sent:
            act = [("Sending.", "ink-soft")]
        elif self.query_one(TargetField).target is None:
            act = []
        else:
            act = [
                (f" {glyphs.enter}  Send ", "on-accent", "b"),
                ("   ^s", "accent", "b"),
                (" send too", "ink-soft"),
            ]
        self.query_one("#replay-say", Words).say([*cost, act])

    @work(exclusive=True, group="replay-load")
    async def _load(self) -> None:
        field = self.query_one(TargetField)
        try:
            field.load(await self._client.models(), self._providers)
        except ControlError as error:
            field.load([], self._providers, problem=safe_text(str(error), line=True))

    @on(TargetField.Changed)
    def _changed(self) -> None:
        if not self._sent:
            self._draw()

    @on(TargetField.Accepted)
    def _accepted(self) -> None:
        self.action_send()

    def action_send(self) -> None:
        target = self.query_one(TargetField).target
        if self._sent or target is None:
            return
        self._sent = True
        self._draw()
        self._send(target)

    @work(group="replay-send")
    async def _send(self, target: str) -> None:
        try:
            new = await self._client.replay(self._row.id, Resend(to=target))
        except ControlError as error:
            # Without an answer nobody knows whether it was sent: closing and looking is safer than a second one.
            self._sent = error.status == 0
            self._draw(safe_text(str(error), line=True))
            return
        self.dismiss(new)
