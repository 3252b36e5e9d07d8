"""A checker beside a stream on its way out: what is wrong with it, and the events that were."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from tui_router.messages.codec import encode_event
from tui_router.messages.events import BlockDelta, Emitted, Verbatim
from tui_router.messages.grammar import Checker
from tui_router.messages.violations import Grade, Violation

MOST_KEPT = 50
"""Offences of one stream that are kept; a broken upstream repeats itself."""
EXCERPT = 300
"""Bytes of an offending event."""


class Offence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`leg` c is what the upstream sent, d what the client got. `event` counts from 1; `excerpt` is the event as it
    stood on the wire, cut."""

    leg: Literal["c", "d"]
    grade: Grade
    rule: str
    text: str
    event: int = 0
    index: int = -1  # of the block it concerns, -1 for none
    excerpt: str = ""


def offences(
    found: Iterable[Violation], leg: Literal["c", "d"], event: int, raw: bytes, kept: int
) -> list[Offence]:
    """What was found with one event, as far as `kept` others leave room."""
    excerpt = raw[:EXCERPT].decode("utf-8", "replace")
    return [
        Offence(
            leg=leg,
            grade=violation.grade,
            rule=violation.rule,
            text=violation.text,
            event=event,
            index=violation.index,
            excerpt=excerpt,
        )
        for violation in list(found)[: max(0, MOST_KEPT - kept)]
    ]


class Watch:
    """`see` every batch that is sent, `close` at a proper end."""

    __slots__ = ("_checker", "_delta", "_index", "_seen", "offences")

    def __init__(self) -> None:
        self.offences: list[Offence] = []
        self._checker = Checker()
        self._seen = 0
        self._index = -1  # the block whose deltas of type `_delta` were found to be in order
        self._delta: type | None = None

    def see(self, events: Iterable[Emitted]) -> None:
        for item in events:
            self._seen += 1
            event = item.event if type(item) is Verbatim and item.event is not None else item
            if type(event) is BlockDelta:
                if event.index == self._index and type(event.delta) is self._delta:
                    continue
                self._index, self._delta = event.index, type(event.delta)
            else:
                self._index = -1
            found = self._checker.feed(event)
            if found:
                self._index = -1
                self._keep(found, item)

    def close(self) -> None:
        self._keep(self._checker.close(), None)

    def _keep(self, found: list[Violation], item: Emitted | None) -> None:
        raw = b"" if item is None else encode_event(item)
        self.offences += offences(found, "d", self._seen, raw, len(self.offences))
