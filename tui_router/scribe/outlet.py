"""Where frames to the scribe go: into its pipe, or aside while no scribe is there. Bounded, and never waited for."""

import logging
from collections.abc import Iterable, Sequence

from tui_router.journal.record import LegCapture
from tui_router.scribe.child import Child
from tui_router.scribe.frames import Annotate, Bye, Count, Purge, ToScribe, encode

PIPE_CAP = 8 * 1024 * 1024
"""Bytes that may wait for the scribe before captures are left out."""
ROW_ROOM = 1024 * 1024
"""Bytes above that for rows without their legs."""

_log = logging.getLogger(__name__)


class Outlet:
    def __init__(self) -> None:
        self.child: Child | None = None
        self.shut = False
        self._aside: list[bytearray] = []
        self._aside_bytes = 0

    @property
    def waiting(self) -> int:
        """Bytes."""
        return self.child.waiting if self.child is not None else self._aside_bytes

    def offer(self, frame: ToScribe, legs: Sequence[LegCapture]) -> bool:
        """Send it if there is room for its legs. One that is larger than all the room needs an empty pipe."""
        waiting = self.waiting
        fits = not waiting or waiting + sum(len(leg.data) for leg in legs) < PIPE_CAP
        return fits and self.put(frame)

    def offer_row(self, frame: ToScribe) -> bool:
        """Send it if there is room for frames without legs."""
        return self.waiting < PIPE_CAP + ROW_ROOM and self.put(frame)

    def put(self, frame: ToScribe) -> bool:
        try:
            data = encode(frame)
        except Exception as error:  # noqa: BLE001 - whatever a capture holds, the answer beside it goes on
            _log.warning("a capture cannot be encoded: %s", type(error).__name__)
            return False
        if self.child is not None:
            return self.child.send(data, at_once=isinstance(frame, Annotate | Count | Purge | Bye))
        if self.shut:
            return False
        self._aside.append(data)
        self._aside_bytes += len(data)
        return True

    def connect(self, child: Child, first: Iterable[ToScribe]) -> None:
        """From now on to this scribe: `first`, then what was put aside."""
        self.child = child
        for frame in first:
            self.put(frame)
        aside, self._aside, self._aside_bytes = self._aside, [], 0
        for data in aside:
            child.send(data)

    def disconnect(self) -> None:
        self.child = None
