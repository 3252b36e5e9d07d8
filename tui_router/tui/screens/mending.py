"""What can be done about a failure, a fact or a tier, from Live or from Diagnostics: fix, replay, rewire, forget,
and undo of the last of them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual import work
from textual.geometry import Size
from textual.timer import Timer

from tui_router.control.client import ControlError
from tui_router.control.wiring import Change
from tui_router.core.fact import Fact
from tui_router.core.target import Tier
from tui_router.diagnose.facts import key_of
from tui_router.journal.record import ExchangeDetail, ExchangeRow, Offer, Status, Tiers, wire_form
from tui_router.tui import cells
from tui_router.tui.acts.comparing import Comparing
from tui_router.tui.acts.resending import Resending
from tui_router.tui.acts.taking import Taking
from tui_router.tui.bindings.key import Key
from tui_router.tui.ink import look_of
from tui_router.tui.lines.fact_words import sentences
from tui_router.tui.lines.strip_lines import About
from tui_router.tui.lines.trouble_rows import last_words
from tui_router.tui.rewired import Rewired, may_turn_back, rewired_words, tiers_of, undone_words
from tui_router.tui.screens.live_view import LiveView
from tui_router.tui.screens.revisions import Restored, RevisionsScreen
from tui_router.tui.screens.rewire import RewireScreen
from tui_router.tui.widgets.notice import Severity
from tui_router.tui.widgets.words import Word

ASK_S = 1.0
"""Seconds between two questions for what went wrong."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    facts: list[Fact]


class Mending(LiveView):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._undo: Rewired | Forgotten | None = None
        self._fresh = False
        """Nothing else has been looked at since: `u` takes the last act back whatever is selected."""
        self._forgotten: set[object] = set()
        self._fixing: set[int] = set()
        self._asked_at = 0.0
        self._ask_due: Timer | None = None
        self._asking = False
        self._ask_again = False
        self._asked_for: set[int] = set()
        self._writes = False
        """Whether the last rewire was written to the settings file: the next one begins with the same box."""
        self.not_read = ""
        """Why the groups could not be read."""
        self._facts_told = 0
        """How many facts there were when they were read last."""
        self.comparing = Comparing(self)
        self.resending = Resending(self)
        self.taking = Taking(self)

    def restarted(self) -> None:
        self._undo = None
        self._forgotten.clear()
        self._asked_for.clear()
        self.comparing.clear()
        super().restarted()

    # what is known

    @property
    def here(self) -> ExchangeDetail | None:
        """The selected exchange, once its detail has been read."""
        detail, row = self._detail, self.exchanges.row if self.is_mounted else None
        return detail if detail is not None and row is not None and detail.row.id == row.id else None

    @property
    def offer(self) -> Offer | None:
        return self.troubles.offer_of(self.here)

    @property
    def learned(self) -> list[Fact]:
        """What the selected exchange taught."""
        return list(self.here.learned) if self.here is not None else []

    def providers(self) -> list[str]:
        return [provider.name for provider in self._status.providers] if self._status else []

    def _say_remedy(self) -> None:
        """Tell the strip what is offered; ask for it when a failure is looked at that no group names."""
        detail = self.here
        group = self.troubles.group_of(detail) if detail is not None else None
        unknown = detail is not None and detail.row.state == "failed" and group is None
        if detail is not None and unknown and detail.row.id not in self._asked_for:
            self._asked_for.add(detail.row.id)
            self.want_troubles()
        word = {"forget": "forget", "put back": "put back"}.get(self.u_does(self.learned), "")
        failed = detail is not None and detail.row.state == "failed" and group is not None
        self.pane.strip.tell(
            About(
                offer=group.offer if failed and group is not None else None,
                seen=group.count if failed and group is not None else 0,
                u=word,
                attempt=self.pane.attempt,
            )
        )

    # asking for what went wrong

    def status(self, status: Status) -> None:
        """The column at the right shows what was learned: read it when there is more, or less."""
        super().status(status)
        if self.has_class("-rail") and status.facts != self._facts_told:
            self._facts_told = status.facts
            self.want_troubles()

    def want_troubles(self) -> None:
        """Ask anew, at most once a second however often this is called."""
        if self._gone or self._ask_due is not None:
            return
        if self._asking:
            self._ask_again = True
            return
        wait = self._asked_at + ASK_S - time.monotonic()
        self._ask_due = self.set_timer(max(0.01, wait), self._ask)

    def _ask(self) -> None:
        self._ask_due = None
        self._asked_at = time.monotonic()
        self._asking = True
        self._read_troubles()

    @work(group="troubles")
    async def _read_troubles(self) -> None:
        client = self.follower.client
        try:
            self.troubles.load(await client.troubles(), await client.facts())
            self.not_read = ""
        except ControlError as error:
            self.not_read = str(error)
        finally:
            self._asking = False
        if self._ask_again:
            self._ask_again = False
            self.want_troubles()
        self._hinted = None  # what can be mended may be another
        self._count()

    # acts

    def _looked_elsewhere(self) -> None:
        self._fresh = False
        super()._looked_elsewhere()

    def jump(self, id: int) -> None:
        """Show an exchange in Live, as soon as it is there."""
        if self.app.screen is not self and not self.app.screen.is_modal:
            self.app.pop_screen()
        if self._reach(id):
            return
        self._select_soon = id
        oldest = self.exchanges.book.oldest
        if oldest is not None and id < oldest:
            self.tell(f"#{id} is further back; it is selected when the list gets there.")
            self.follower.older()

    def replay(self, row: ExchangeRow) -> None:
        self.resending.replay(row)

    def marked(self) -> None:
        """What stands in the notice line of what goes on, or is marked, is another."""
        if self._down:
            return
        self._say_notice()
        self._hints()
        self._echo()

    @property
    def tiers_now(self) -> Tiers | None:
        return self._tiers

    def notice(self, too_small: Size | None) -> tuple[list[Word], Severity]:
        words, severity = super().notice(too_small)
        ours = self.resending.notice() or ([] if self._remark else self.comparing.notice())
        return (ours, "soft") if ours and severity == "soft" else (words, severity)

    def rewire(
        self, tier: Tier, *, rule: int | None = None, session: str = "", row: ExchangeRow | None = None
    ) -> None:
        """The form for a tier, for a rule (its number, 0 for a new one), or for the tier in one session alone. It can
        send `row` again: in Live the selected one, where none is given.
        """
        if row is None and self.app.screen is self and rule is None:
            row = self.exchanges.row
        screen = RewireScreen(
            self.follower.client,
            tier,
            self.exchanges.live,
            row=row,
            rule=rule,
            session=session,
            only=bool(session),
            write=self._writes,
        )
        self.app.push_screen(screen, self._rewired)

    def action_history(self) -> None:
        self.app.push_screen(RevisionsScreen(self.follower.client), self._restored)

    def _restored(self, done: Restored | None) -> None:
        if done is not None:
            self.wiring(tiers_of(done.wires))
            self._done(None)
            self.tell(f"The wiring of revision {done.number} is in force again.")

    def fix(self, id: int, offer: Offer, tier: Tier) -> None:
        """Apply what is offered for a failure, once however often it is pressed."""
        if offer.rewire:
            self.rewire(tier, row=self.exchanges.book.get(id))
        elif id not in self._fixing:
            self._fixing.add(id)
            self._apply(id)

    @work(group="fix")
    async def _apply(self, id: int) -> None:
        try:
            new = await self.follower.client.remedy(id)
        except ControlError as error:
            self.complain(f"Nothing was applied to #{id}: {error}")
        else:
            self.complain("")
            self.jump(new)
        finally:
            self._fixing.discard(id)

    def _rewired(self, done: Rewired | None) -> None:
        if done is None:
            return
        self._writes = done.written or (self._writes and bool(done.session))
        self._done(done)
        self.wiring(tiers_of(done.wires))
        _, glyphs = look_of(self.app)
        self.tell(f"{rewired_words(done, glyphs)}. u undo")
        if done.replay:
            self._send_again(done.replay)

    @work(group="replay")
    async def _send_again(self, id: int) -> None:
        try:
            self.jump(await self.follower.client.replay(id))
        except ControlError as error:
            self.complain(f"#{id} was not sent again: {error}")

    def _done(self, act: Rewired | Forgotten | None) -> None:
        self._undo, self._fresh = act, act is not None
        self._hints()
        self._echo()

    def u_does(self, facts: Sequence[Fact]) -> str:
        """What `u` does where these facts are spoken of: forget, put back, undo, or nothing."""
        held = any(key_of(fact) not in self._forgotten for fact in facts)
        if self._undo is not None and (self._fresh or not held):
            return "put back" if isinstance(self._undo, Forgotten) else "undo"
        return "forget" if held else ""

    def u_key(self, key: Key, facts: Sequence[Fact]) -> Key:
        """The key of `undo` with the word for what it would do."""
        label = {"forget": "Forget", "put back": "Put back"}.get(self.u_does(facts), "Undo")
        return replace(key, label=label)

    def moved_on(self) -> None:
        """Something else is looked at: what was said is over, and `u` speaks of that."""
        self._looked_elsewhere()

    @property
    def now(self) -> float:
        return self._clock()

    @property
    def since(self) -> str:
        """Since when the gateway runs, of today or with its age in days."""
        return last_words(self._status.started_at, self.now) if self._status else ""

    def undo(self, facts: Sequence[Fact]) -> None:
        """Do what `u_does` says."""
        match self.u_does(facts):
            case "forget":
                self._forget([fact for fact in facts if key_of(fact) not in self._forgotten])
            case "put back":
                self._put_back()
            case "undo":
                self._unwire()

    @work(exclusive=True, group="undo")
    async def _forget(self, facts: list[Fact]) -> None:
        gone: list[Fact] = []
        problem = ""
        for fact in facts:
            try:
                await self.follower.client.forget_fact(fact)
                gone.append(fact)
            except ControlError as error:
                problem = str(error)
                if error.status == 404:  # somebody forgot it before
                    self._forgotten.add(key_of(fact))
        self._forgotten.update(key_of(fact) for fact in gone)
        if problem:
            self.complain(f"Not forgotten: {problem}")
        if gone:
            self._done(Forgotten(gone))
            _, glyphs = look_of(self.app)
            self.tell(f"Forgotten: {cells.clip(sentences(gone, glyphs), 120)}. u put back")
        self.want_troubles()
        self._hints()

    @work(exclusive=True, group="undo")
    async def _put_back(self) -> None:
        done = self._undo
        if not isinstance(done, Forgotten):
            return
        try:
            for fact in done.facts:
                await self.follower.client.put_fact(fact)
                self._forgotten.discard(key_of(fact))
        except ControlError as error:
            self.complain(f"Not put back: {error}")
            return
        self._done(None)
        _, glyphs = look_of(self.app)
        self.tell(f"Known again: {cells.clip(sentences(done.facts, glyphs), 120)}.")
        self.want_troubles()

    @work(exclusive=True, group="undo")
    async def _unwire(self) -> None:
        """Put back the wiring that was before, unless somebody has changed it since; then this tier alone, when it
        still goes where it was sent.
        """
        done = self._undo
        if not isinstance(done, Rewired):
            return
        client = self.follower.client
        _, glyphs = look_of(self.app)
        try:
            now = await client.wiring()
            if now.revision == done.wires.revision:
                now = await client.restore(done.number, revision=now.revision)
            elif may_turn_back(done, now):
                value = wire_form(done.before) if done.before else None
                patch: dict[str, Any] = {"tiers": {done.tier: value}}
                change = Change(revision=now.revision, patch=patch, session=done.session, by="screen")
                now = await client.rewire(change)
            else:
                what = "The wiring" if done.rule is not None else done.tier
                self.tell(f"{what} was rewired again meanwhile; nothing was undone.", severity="warning")
                self._done(None)
                return
        except ControlError as error:
            self.tell(f"Not undone: {error}", severity="error")
            return
        self.wiring(tiers_of(now))
        kept = " The settings file still says the other." if done.written else ""
        self.tell(f"{undone_words(done, glyphs)}.{kept}")
        self._done(None)
