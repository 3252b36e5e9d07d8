"""Send an exchange again: to where the wiring points now, or to other targets; as it was, or changed. Each once, however
often it is pressed.
"""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.inspect import Resend
from tui_router.control.wiring import Rehearsal
from tui_router.journal.record import ExchangeRow, Tiers
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.replay_plan import Plan
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.screens.edit_request import EditRequestScreen
from tui_router.tui.targets import spoken, usual
from tui_router.tui.widgets.choice import Option
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Word, Words

PAUSE_S = 0.2
"""Seconds the cursor must rest on a target before its price is asked for."""
MOST = 50
"""Targets of one sending."""


class ReplayScreen(Dialog[list[int]]):
    """Gives the ids of the new exchanges."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send", show=False, priority=True),
        Binding("plus", "tick", "Tick", show=False, priority=True),
        Binding("space", "tick_untyped", "Tick", show=False, priority=True),
        Binding("ctrl+r", "change", "Change", show=False, priority=True),
        Binding("ctrl+o", "change_whole", "Editor", show=False, priority=True),
    ]

    def __init__(
        self,
        client: ControlClient,
        row: ExchangeRow,
        tiers: Tiers | None,
        providers: list[str],
        ask: Resend | None = None,
    ) -> None:
        """`ask`: what was changed before; its target is not looked at."""
        super().__init__()
        self._client = client
        self._row = row
        self._tiers = tiers
        self._providers = providers
        self._plan = Plan(ask or Resend())
        self._asked_twice: list[str] = []
        self._sending = False
        self._gone: set[str] = set()
        """Sent, or perhaps sent: never again."""
        self._new: list[int] = []
        self._said = ""
        self._due: Timer | None = None

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        tier: list[Word] = [(f"   {glyphs.tiers[self._row.tier]} {self._row.tier}", f"tier-{self._row.tier}")]
        with Vertical(id="dialog"):
            yield Words([[(f"Replay #{self._row.id}", "ink", "b"), *tier, *ESC_CLOSE], []])
            yield TargetField("Target", fixed=[self._wired_now()], ticks=True)
            yield Words(id="replay-say")

    def on_mount(self) -> None:
        self._show()
        self._load_models()

    def _wired_now(self) -> Option:
        """Where it would go: what the rehearsal found, until then the tier's chain where no rule decided. What was
        changed by hand may lead elsewhere."""
        _, glyphs = look_of(self.app)
        chain = self._tiers.chain(self._row.tier) if self._tiers else []
        rehearsed = self._plan.rehearsed.get("")
        if rehearsed is not None and rehearsed.target:
            chain = chain if chain[:1] == [rehearsed.target] else [rehearsed.target]
        elif self._row.rule:
            chain = []
        if self._plan.ask.body or "model" in self._plan.ask.patch:
            chain = []
        return Option("", f"as wired now: {usual(chain, glyphs)}" if chain else "as wired now")

    @property
    def aims(self) -> list[str]:
        """Where it goes, without those it was sent to already."""
        return [aim for aim in self._plan.aims(self.query_one(TargetField).target) if aim not in self._gone]

    def _show(self) -> None:
        lines: list[list[Word]] = [[]]
        if self._plan.targets:
            lines.append([("Sent to   ", "ink-soft"), (self._names(self._plan.targets), "ink")])
        changed = safe_text(self._plan.changed, line=True)
        state: Word = (cells.clip(changed, 40), "ink") if changed else ("nothing", "ink-soft")
        keys: list[Word] = [("   ^r", "accent", "b"), (" change it", "ink-soft")]
        keys += [("   ^o", "accent", "b"), (" in the editor", "ink-soft")]
        lines.append([("Changed   ", "ink-soft"), state, *keys])
        aims = self.aims
        lines += [[], [("No tool is run by it.", "ink-soft")]]
        if aims:
            lines[-1].insert(0, (f"{self._plan.said(aims)}. ", "ink"))
        lines += [
            [(safe_text(said[:100], line=True), "state-warn")] for said in self._plan.problems(aims)[:2]
        ]
        self.query_one("#replay-say", Words).say([*lines, [], self._act(aims)])

    def _names(self, targets: list[str]) -> str:
        _, glyphs = look_of(self.app)
        names = [spoken(target, glyphs) if target else "as wired now" for target in targets]
        return cells.clip(", ".join(names), 60 if self.narrow else 74, glyphs.ellipsis)

    def _act(self, aims: list[str]) -> list[Word]:
        _, glyphs = look_of(self.app)
        if self._said:
            return [(self._said, "state-error")]
        if self._sending:
            return [("Sending.", "ink-soft")]
        if not aims:
            return []
        if self._asked_twice == aims:
            again = f"{glyphs.enter} again sends {'it' if len(aims) == 1 else f'all {len(aims)}'}"
            return [(f"{glyphs.slow} {self._plan.said(aims)}: {again}", "state-warn", "b")]
        send = f" {glyphs.enter}  Send " if len(aims) == 1 else f" {glyphs.enter}  Send {len(aims)} "
        more = " one more target" if not self._plan.targets else " another, or not this one"
        return [
            (send, "on-accent", "b"),
            ("   ^s", "accent", "b"),
            (" send too   ", "ink-soft"),
            ("+", "accent", "b"),
            (more, "ink-soft"),
        ]

    @work(exclusive=True, group="replay-load")
    async def _load_models(self) -> None:
        field = self.query_one(TargetField)
        try:
            field.load(await self._client.models(), self._providers)
        except ControlError as error:
            field.load([], self._providers, problem=safe_text(str(error), line=True))

    # what it costs

    def _price_soon(self) -> None:
        if self._due is not None:
            self._due.stop()
        self._due = self.set_timer(PAUSE_S, self._price)

    @work(exclusive=True, group="replay-price")
    async def _price(self) -> None:
        for aim in self.aims:
            if aim in self._plan.rehearsed:
                continue
            try:
                rehearsal = Rehearsal(exchange=self._row.id, to=aim)
                self._plan.rehearsed[aim] = await self._client.dry_run(rehearsal)
            except ControlError:
                continue  # its price stays unknown; whether it can be sent is said when it is
        self._show()
        self.query_one(TargetField).fix([self._wired_now()])

    # acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A space is a letter of what is typed, and ticks only where nothing is."""
        del parameters
        return not self.query_one(TargetField).text if action == "tick_untyped" else True

    def action_tick(self) -> None:
        target = self.query_one(TargetField).target
        if target is None or self._sending or len(self._plan.targets) >= MOST:
            return
        self._plan.toggle(target)
        self._changed()

    def action_tick_untyped(self) -> None:
        self.action_tick()

    def action_change(self) -> None:
        self._edit(whole=False)

    def action_change_whole(self) -> None:
        self._edit(whole=True)

    def _edit(self, *, whole: bool) -> None:
        if not self._sending:
            screen = EditRequestScreen(self._client, self._row, self._plan.ask, whole=whole)
            self.app.push_screen(screen, self._edited)

    def _edited(self, ask: Resend | None) -> None:
        if ask is not None:
            self._plan.ask = ask
            self.query_one(TargetField).fix([self._wired_now()])
            self._changed()

    @on(TargetField.Changed)
    def _changed(self) -> None:
        self._asked_twice = []
        if not self._sending:
            self._price_soon()
            self._show()

    @on(TargetField.Accepted)
    def _accepted(self) -> None:
        self.action_send()

    def action_send(self) -> None:
        aims = self.aims
        if self._sending or not aims:
            return
        if self._plan.asks_twice(aims) and self._asked_twice != aims:
            self._asked_twice = aims
            self._show()
            return
        self._sending = True
        self._said = ""
        self._show()
        self._send_all(aims)

    @work(group="replay-send")
    async def _send_all(self, aims: list[str]) -> None:
        wrong: list[str] = []
        for aim in aims:
            try:
                self._new.append(await self._client.replay(self._row.id, self._plan.resend(aim)))
                self._gone.add(aim)
            except ControlError as error:
                if error.status == 0:
                    # Without an answer nobody knows whether it was sent: looking is safer than a second one.
                    self._gone.add(aim)
                name = f"{self._names([aim])}: " if len(aims) > 1 else ""
                wrong.append(safe_text(f"{name}{error}", line=True))
        self._sending = False
        if not wrong:
            self.dismiss(self._new)
            return
        sent = f"{len(self._new)} sent. " if self._new else ""
        self._said = cells.clip(f"{sent}{'; '.join(wrong)}", 84)
        self._show()

    def action_close(self) -> None:
        if not self._sending:
            self.dismiss(self._new or None)
