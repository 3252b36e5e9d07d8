"""What can be done on the Routes screen: rewire, test, add, move and remove rules, undo, write."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from textual import work

from tui_router.control.client import ControlError
from tui_router.control.wiring import Change, RuleState, Trial, Verdict
from tui_router.core.target import TIERS, Tier
from tui_router.journal.record import ProviderState
from tui_router.tui import cells
from tui_router.tui.bindings.key import Key
from tui_router.tui.lines.route_rows import Place
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.aside import Aside
from tui_router.tui.screens.ask import AskScreen
from tui_router.tui.wires_book import WiresBook

_AT_ONCE = 4
"""Targets asked at the same time."""
_REWIRED = frozenset({"tier", "rule", "session"})


def _tier(name: str) -> Tier:
    return next((tier for tier in TIERS if tier == name), "default")


class RoutingActs(Aside):
    busy = ""
    """What is under way and takes a while, in words."""

    @property
    def place(self) -> Place | None:
        raise NotImplementedError

    @property
    def book(self) -> WiresBook:
        return self._live.wires

    @property
    def providers(self) -> Sequence[ProviderState]:
        status = self._live.status_now
        return status.providers if status is not None else ()

    @property
    def rules(self) -> list[RuleState]:
        return self.book.wires.rules if self.book.wires is not None else []

    @property
    def rule(self) -> RuleState | None:
        """The rule under the cursor."""
        place = self.place
        if place is None or place.sort != "rule":
            return None
        return next((rule for rule in self.rules if str(rule.number) == place.name), None)

    def target(self, place: Place | None) -> str:
        """What a test of this would ask; empty when there is nothing to ask."""
        if place is None:
            return ""
        match place.sort:
            case "tier":
                names = self.book.chain(place.name)
            case "rule":
                names = self.rule.to if self.rule is not None else []
            case "alias":
                names = [place.name]
            case "provider":
                names = [self.book.model_of(place.name)]
            case _:
                return ""
        return next(iter(self.book.targets(name for name in names if name)), "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        place, wires = self.place, self.book.wires
        reachable = self._live.reachable and wires is not None
        name, _, given = action.partition("(")
        match name:
            case "open":
                return place is not None and (place.sort == "why" or (place.sort in _REWIRED and reachable))
            case "fallbacks":
                return place is not None and place.sort in {"tier", "rule"} and reachable
            case "test":
                return place is not None and place.sort not in {"why", "session"} and reachable
            case "shift":
                by, rule = int(str(parameters[0]) if parameters else given.rstrip(")")), self.rule
                return rule is not None and reachable and 1 <= rule.number + by <= len(self.rules)
            case "remove":
                return self.rule is not None and reachable
            case "write":
                return reachable and wires is not None and wires.unwritten
            case "test_all" | "add" | "undo" | "models" | "history":
                return reachable
            case "retry":
                return not self._live.reachable
            case "filter":
                return wires is not None
            case _:
                return True

    def worded(self, key: Key) -> Key:
        """The key with the word for what it does here."""
        if key.action == "open" and self.place is not None and self.place.sort == "why":
            return replace(key, label="Exchange")
        return key

    # rewire

    def action_open(self) -> None:
        place = self.place
        if place is None:
            return
        match place.sort:
            case "tier":
                self._live.rewire(_tier(place.name))
            case "rule":
                self._live.rewire("default", rule=int(place.name))
            case "session":
                self._live.rewire(self._first(place.name), session=place.name)
            case "why":
                self._live.jump(int(place.name))

    def _first(self, session: str) -> Tier:
        """The tier of a session's own wiring with which the form begins."""
        own = self.book.wires.sessions.get(session, {}) if self.book.wires is not None else {}
        return _tier(next(iter(own), "sonnet"))

    def action_fallbacks(self) -> None:
        self.action_open()

    def action_add(self) -> None:
        self._live.rewire("default", rule=0)

    # rules

    def action_shift(self, by: int) -> None:
        self._shift(by)

    @work(group="rules")
    async def _shift(self, by: int) -> None:
        async with self._one_at_a_time:
            rule, rules = self.rule, self.rules
            if rule is None or not 0 <= rule.number - 1 + by < len(rules):
                return
            tables = [each.table for each in rules]
            tables.insert(rule.number - 1 + by, tables.pop(rule.number - 1))
            if await self._route(tables):
                self.entries.go(Place("rule", str(rule.number + by)))

    def action_remove(self) -> None:
        rule = self.rule
        if rule is None:
            return
        about = rule.when + (f" → {rule.to[0]}" if rule.to else f": {rule.changes}")
        question = f"Remove rule {rule.number}?"

        def answered(yes: bool | None) -> None:
            if yes:
                self._removed(rule)

        self.app.push_screen(AskScreen(question, about, "Remove it"), answered)

    @work(group="rules")
    async def _removed(self, rule: RuleState) -> None:
        async with self._one_at_a_time:
            now = next((each for each in self.rules if each.number == rule.number), None)
            if now is None or now.table != rule.table:
                self._live.complain("The rules changed meanwhile; nothing was removed.")
                return
            if await self._route([each.table for each in self.rules if each is not now]):
                self._live.tell(f"Rule {rule.number} is removed. u undo")

    async def _route(self, tables: list[dict[str, Any]]) -> bool:
        wires = self.book.wires
        if wires is None:
            return False
        change = Change(revision=wires.revision, patch={"routes": tables}, by="screen")
        return await self.change(change) is not None

    # test

    def action_test(self) -> None:
        place = self.place
        target = self.target(place)
        if target:
            self._test([target])
        elif place is not None and place.sort == "provider":
            self._live.tell(f"No model of {place.name} is known to ask; its list is read first.")
            self.action_models()
        elif place is not None and place.sort == "rule":
            self._live.complain("This rule sends nothing anywhere; it only changes requests.")
        else:
            self._live.complain("It goes nowhere yet: press ⏎ to wire it.")

    def action_test_all(self) -> None:
        models = (self.book.model_of(state.name) for state in self.providers)
        self._test([*self.book.everything(), *(target for target in models if target)])

    @work(group="test")
    async def _test(self, targets: Iterable[str]) -> None:
        """Each once, a few at a time; what is being asked already is not asked again."""
        book = self.book
        wanted = [target for target in dict.fromkeys(targets) if target not in book.asking]
        book.asking.update(wanted)
        self.draw()
        few = asyncio.Semaphore(_AT_ONCE)
        try:
            await asyncio.gather(*(self._try(book, target, few) for target in wanted))
        finally:
            book.asking.difference_update(wanted)
        self.draw()

    async def _try(self, book: WiresBook, target: str, few: asyncio.Semaphore) -> None:
        async with few:
            try:
                verdict = await self.client.test(Trial(to=target))
            except ControlError as error:
                verdict = Verdict(target=target, ok=False, said=str(error)[:200])
            book.verdicts[target] = verdict
            book.asking.discard(target)
        self.draw()

    # the whole

    def action_undo(self) -> None:
        self._undo()

    @work(exclusive=True, group="undo")
    async def _undo(self) -> None:
        async with self._one_at_a_time:
            try:
                revisions = await self.client.revisions()
                if len(revisions) < 2:
                    self._live.complain("There is no wiring before this one.")
                    return
                newest, before = revisions[0], revisions[1]
                if not before.undoable:
                    self._live.complain("A newer settings file took the place of the wiring before this one.")
                    return
                wires = await self.client.restore(before.revision, revision=newest.revision)
            except ControlError as error:
                self.refused(error)
                return
            self._live.complain("")
            self.book.load(wires)
            what = "; ".join(newest.what) or newest.by
            self._live.tell(f"Undone: {cells.clip(safe_text(what, line=True), 120)}. u takes that back")
            self.draw()

    def action_history(self) -> None:
        self._live.action_history()

    def action_write(self) -> None:
        self._write()

    @work(exclusive=True, group="write")
    async def _write(self) -> None:
        async with self._one_at_a_time:
            wires = self.book.wires
            if wires is None:
                return
            done = await self.change(Change(revision=wires.revision, patch={}, write=True, by="screen"))
            if done is not None:
                self._live.tell(f"Written to {done.config}.")

    def action_models(self) -> None:
        if not self.busy:
            self.busy = "asking the providers"
            self.draw()
            self._models()

    @work(exclusive=True, group="models")
    async def _models(self) -> None:
        try:
            models = await self.client.models(refresh=True)
        except ControlError as error:
            self.refused(error)
        else:
            wires = self.book.wires
            if wires is not None:
                self.book.knows(models, (wires.revision, sum(state.models for state in self.providers)))
            self._live.tell(f"{cells.plural(len(models), 'model')} known.")
        finally:
            self.busy = ""
            self.draw()
