"""The inspector's view of a gateway. One protocol, two implementations: HTTP here, and the gateway's own
control service, which tests use directly.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from tui_router.control.events import ControlEvent
from tui_router.journal.record import (
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegName,
    LegSlice,
    Status,
    Tiers,
)


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
        """Newest first. `before` pages back by id. `filter` is a bare word for now."""
        ...

    async def exchange(self, id: int) -> ExchangeDetail: ...

    async def leg(self, id: int, leg: LegName, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        """`attempt` 0 means the last one. At most 1 MiB a call: ask again from `next` until `complete`."""
        ...

    async def replay(self, id: int, *, to: str = "") -> int:
        """Send leg a again, to where the wiring points now or to "provider/model"; returns the new id."""
        ...

    async def tiers(self) -> Tiers: ...

    async def put_tiers(self, tiers: Tiers) -> Tiers:
        """Change the wiring for the next requests; `ControlError` 409 when `tiers.revision` is old."""
        ...

    async def models(self) -> list[KnownModel]: ...

    def events(self) -> AsyncIterator[ControlEvent]:
        """Everything that changes from now on. Reconnects by itself is not its job: it ends or raises."""
        ...

    async def stop(self) -> None:
        """End the gateway, draining."""
        ...

    async def aclose(self) -> None: ...
