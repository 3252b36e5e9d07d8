"""The inspector's view of a gateway. One protocol, two implementations: HTTP here, and the gateway's own
control service, which tests use directly.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from tui_router.control.events import ControlEvent
from tui_router.control.inspect import Annotation, Breakpoints, Found, LogLine, Release, Resend, Search
from tui_router.control.wiring import Change, DryRun, Rehearsal, Revision, Trial, Verdict, Wires
from tui_router.core.fact import Fact
from tui_router.journal.record import (
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegName,
    LegSlice,
    Status,
    Tiers,
    Trouble,
)
from tui_router.journal.sessions import Session


class ControlError(Exception):
    """The gateway refused or could not be reached; the text is for a person. `status` is 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class ControlClient(Protocol):
    async def status(self) -> Status: ...

    async def exchanges(
        self, *, filter: str = "", before: int | None = None, limit: int = 500
    ) -> list[ExchangeRow]:
        """Newest first. `before` pages back by id. `ControlError` 400 says what is wrong with the filter."""
        ...

    async def exchange(self, id: int) -> ExchangeDetail: ...

    async def leg(self, id: int, leg: LegName, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        """`attempt` 0 means the last one. At most 1 MiB a call: ask again from `next` until `complete`."""
        ...

    async def replay(self, id: int, ask: Resend | None = None) -> int:
        """Send leg a again, changed or not, to where the wiring points now or to "provider/model"; returns the new id."""
        ...

    async def annotate(self, id: int, annotation: Annotation) -> ExchangeRow:
        """Mark it, or write beside it."""
        ...

    def search(self, ask: Search) -> AsyncIterator[Found]:
        """Look through bodies. Leaving the iterator ends the search. `ControlError` 400 for a bad expression."""
        ...

    async def cancel(self, id: int) -> None:
        """End a live exchange: its client gets an error, its upstream is hung up on. 409 when it has ended."""
        ...

    async def breakpoints(self) -> Breakpoints: ...

    async def put_breakpoints(self, breakpoints: Breakpoints) -> Breakpoints:
        """Hold the requests that these filters fit; none lets everything through, what is held stays held."""
        ...

    async def release(self, id: int, release: Release) -> None:
        """409 when it is not held any more."""
        ...

    async def import_bundle(self, lines: bytes) -> list[int]:
        """Take in exchanges of a bundle (JSON lines, at most 64 MiB a call); returns their new ids. 400 says what is
        wrong and in which line; then nothing was taken."""
        ...

    async def log(self, *, after: int = 0) -> list[LogLine]:
        """What the gateway said of itself, oldest first, from the line after that number on, at most 500."""
        ...

    async def tiers(self) -> Tiers: ...

    async def put_tiers(self, tiers: Tiers) -> Tiers:
        """Change the wiring for the next requests; `ControlError` 409 when `tiers.revision` is old."""
        ...

    async def facts(self) -> list[Fact]:
        """What is known of the targets, newest first: learned, a person's, and the catalog's of those in use."""
        ...

    async def put_fact(self, fact: Fact) -> Fact:
        """A person's word; an empty `base_url` is that of the provider. `ControlError` 400 says what is wrong."""
        ...

    async def forget_fact(self, fact: Fact) -> None:
        """The one that says something of the same thing. `ControlError` 404 when there is none, 409 when it stands
        in the catalog."""
        ...

    async def troubles(self) -> list[Trouble]:
        """What went wrong lately: failed, mended, lost something, in groups."""
        ...

    async def remedy(self, id: int) -> int:
        """Put down what is offered for this failure and send it again; returns the new id. `ControlError` 409 when
        there is nothing to apply."""
        ...

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        """What could be chosen; `refresh` asks every provider for its list first."""
        ...

    async def wiring(self) -> Wires:
        """Tiers, rules, aliases, providers and session wirings, as they are in force."""
        ...

    async def rewire(self, change: Change) -> Wires:
        """Lay a piece of settings over the wiring. `ControlError` 409 when its revision is old, 400 says what is
        wrong with it; then nothing has changed."""
        ...

    async def revisions(self) -> list[Revision]:
        """Newest first."""
        ...

    async def restore(self, number: int, *, revision: int) -> Wires:
        """Put the wiring of that number in force again; it becomes a new revision. 409 when `revision` is old."""
        ...

    async def dry_run(self, ask: Rehearsal) -> DryRun:
        """Translate a recorded request for a target, and send nothing."""
        ...

    async def test(self, trial: Trial) -> Verdict:
        """Ask a target for one token. A target that fails is a verdict, not an error."""
        ...

    async def sessions(self) -> list[Session]:
        """The newest 50 sessions, the one that was heard last first."""
        ...

    def events(self) -> AsyncIterator[ControlEvent]:
        """Everything that changes from now on. Reconnects by itself is not its job: it ends or raises."""
        ...

    async def stop(self) -> None:
        """End the gateway, draining."""
        ...

    async def aclose(self) -> None: ...
