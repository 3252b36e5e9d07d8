"""A held request, as it would be sent: to be let go, changed or sent elsewhere first, or refused."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.inspect import Release, Resend
from tui_router.journal.record import ExchangeRow, Tiers
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.edit_request import EditRequestScreen
from tui_router.tui.screens.refuse import RefuseScreen
from tui_router.tui.targets import usual
from tui_router.tui.widgets.choice import Option
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Word, Words


class ReleaseScreen(EditRequestScreen):
    """Lets it go by itself, and gives what was changed; what the gateway does not take can be mended here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "refuse", "Refuse", show=False, priority=True),
    ]

    def __init__(
        self, client: ControlClient, row: ExchangeRow, tiers: Tiers | None, providers: list[str]
    ) -> None:
        super().__init__(client, row)
        self._tiers = tiers
        self._providers = providers
        self._sending = False
        self._over = False

    def heading(self) -> list[Word]:
        _, glyphs = look_of(self.app)
        row = self._row
        return [
            (f"{glyphs.states['held']} #{row.id} is held", "state-warn", "b"),
            (f"   {glyphs.tiers[row.tier]} {row.tier}", f"tier-{row.tier}"),
            (f"   {row.kind}", "ink-soft"),
        ]

    def above(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        wired = self._tiers.chain(self._row.tier) if self._tiers else []
        target = f"{self._row.provider}/{self._row.model}" if self._row.model else ""
        if target and wired[:1] != [target]:
            wired = [target]  # a rule, or a session's own wiring, decided
        now = f"as wired: {usual(wired, glyphs)}" if wired else "as wired"
        yield TargetField("Goes to", fixed=[Option("", now)], folds=True, placeholder=now)

    def on_mount(self) -> None:
        """Those of the form are called by themselves, after this one."""
        self._load_models()

    @work(exclusive=True, group="release-load")
    async def _load_models(self) -> None:
        field = self.query_one(TargetField)
        try:
            field.load(await self._client.models(), self._providers)
        except ControlError as error:
            field.load([], self._providers, problem=safe_text(str(error), line=True))

    def act(self, count: int, *, whole: bool) -> list[Word]:
        changed = count or whole or bool(self.query_one(TargetField).target)
        return [
            (f" ^s  Release {'it so' if changed else 'as it is'} ", "on-accent", "b"),
            ("   ^x", "accent", "b"),
            (" refuse", "ink-soft"),
            ("   ^o", "accent", "b"),
            (" the whole in the editor", "ink-soft"),
        ]

    def _tell(self, said: str, role: str = "ink-soft") -> None:
        """What cannot be changed, or was not taken, can still be let go or refused."""
        act = [] if self._over else self.act(0, whole=bool(self._body))
        self.query_one("#edit-say", Words).say([[], [(safe_text(said, line=True), role)], [], act])

    @on(TargetField.Changed)
    def _aimed(self) -> None:
        self._show()

    @on(TargetField.Accepted)
    def _accepted(self) -> None:
        self.action_done()

    # letting go

    def over(self) -> None:
        """It is not held any more: its client left, or somebody else let it go."""
        if not self._over and not self._sending:
            self._over = True
            self._tell(f"#{self._row.id} is not held any more.", "state-warn")

    def action_done(self) -> None:
        """A request that cannot be read can still go as it is."""
        result = self.result if self._value else Resend()
        to = self.query_one(TargetField).target
        if result is not None and to is not None:
            self._send(Release(to=to, patch=result.patch, body=result.body))

    def action_refuse(self) -> None:
        def worded(words: str | None) -> None:
            if words is not None:
                self._send(Release(refuse=words))

        if not self._over:
            self.app.push_screen(RefuseScreen(self._row.id), worded)

    def _send(self, release: Release) -> None:
        if not self._sending and not self._over:
            self._sending = True
            self._let_go(release)

    @work(group="release")
    async def _let_go(self, release: Release) -> None:
        try:
            await self._client.release(self._row.id, release)
        except ControlError as error:
            self._sending = False
            self._tell(cells.clip(safe_text(str(error), line=True), 84), "state-error")
            return
        self.dismiss(Resend(to=release.to, patch=release.patch, body=release.body))
