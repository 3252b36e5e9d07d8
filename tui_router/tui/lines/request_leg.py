"""Leg a or b as it arrives: bytes put in order until the whole body is here."""

import msgspec

from tui_router.journal.record import LegName, LegSlice
from tui_router.tui.lines.json_tree import Node, read_tree


class RequestLeg:
    """`next` is the offset wanted next; a slice that begins elsewhere is ignored."""

    def __init__(self, leg: LegName) -> None:
        self.leg = leg
        self._begin(0)

    def _begin(self, attempt: int) -> None:
        self.attempt = attempt
        self.next = 0
        self.size = 0
        self.start = ""
        self.complete = False
        self.truncated = False
        self.tree: Node | None = None
        self._body = bytearray()

    @property
    def started(self) -> bool:
        return self.next > 0

    def add(self, piece: LegSlice) -> bool:
        """Take a slice in; says whether there is something new to show."""
        if piece.attempt > self.attempt and piece.offset == 0 and self.started:
            self._begin(piece.attempt)
        if piece.offset != self.next or piece.attempt < self.attempt:
            return False
        fresh = bool(piece.data) or piece.complete != self.complete or piece.truncated != self.truncated
        if not fresh:
            return False
        self.attempt = piece.attempt
        self.start = piece.start or self.start
        self._body += piece.data
        self.next = max(piece.next, piece.offset + len(piece.data))
        self.size = max(self.size, piece.size, self.next)
        self.complete = piece.complete
        self.truncated = piece.truncated
        if self.tree is None and (self.next >= self.size or self.complete):
            self._read()
        return True

    def _read(self) -> None:
        """The body as a tree. One that is not JSON, or was cut, is shown as text under the name `body`."""
        body = bytes(self._body)
        if not body:
            return
        tree = read_tree(body)
        if tree is not None and tree.shape == "object":
            self.tree = tree
        elif self.complete or self.truncated or not body.lstrip().startswith(b"{"):
            self.tree = Node("", msgspec.json.encode({"body": body.decode("utf-8", "replace")}))
