"""An exchange with every leg of every attempt, read piece by piece from a gateway."""

from tui_router.control.client import ControlClient, ControlError
from tui_router.export.bundle import MAX_LEGS, Bundled
from tui_router.journal.record import LegCapture, LegName

WHOLE_CAP = 48 * 1024 * 1024
"""Bytes kept of all legs together; six attempts with images could have more."""


async def read_whole(client: ControlClient, id: int, *, cap: int = WHOLE_CAP) -> Bundled:
    """What is there now, of a live exchange too. Legs that were not captured are left out; one that is not whole has a
    larger `size` than data. Raises `ControlError`."""
    detail = await client.exchange(id)
    attempts = sorted((attempt.number for attempt in detail.attempts), reverse=True)
    if not attempts and detail.row.attempts:
        attempts = [detail.row.attempts]
    places: list[tuple[LegName, int]] = [("a", 0), ("d", 0)]
    for number in attempts:  # the last one first: it is what the client got, should there not be room for all
        places += [("c", number), ("b", number)]
    legs: list[LegCapture] = []
    for leg, attempt in places[:MAX_LEGS]:
        read = await read_leg(client, id, leg, attempt, cap)
        if read is not None:
            cap -= len(read.data)
            legs.append(read)
    legs.sort(key=lambda each: (each.leg == "d", each.attempt, each.leg))
    return Bundled(detail=detail, legs=legs)


async def read_leg(
    client: ControlClient, id: int, leg: LegName, attempt: int = 0, cap: int = WHOLE_CAP
) -> LegCapture | None:
    """At most `cap` bytes of one leg; None where it was not captured."""
    read = LegCapture(leg=leg, attempt=attempt)
    parts: list[bytes] = []
    offset = 0
    while True:
        try:
            piece = await client.leg(id, leg, attempt=attempt, offset=offset)
        except ControlError as error:
            if error.status == 404:
                return None
            raise
        parts.append(piece.data[: max(0, cap - offset)])
        read.attempt = piece.attempt or attempt
        read.status = piece.status if piece.status is not None else read.status
        read.start, read.headers = piece.start or read.start, piece.headers or read.headers
        read.marks = read.marks + piece.marks
        read.size = max(read.size, piece.size)
        if piece.next <= offset or piece.next >= min(piece.size, cap) or not piece.data:
            break
        offset = piece.next
    read.data = b"".join(parts)
    return read
