"""Notes while they gather. A long conversation repeats its losses: the first few are told, the rest counted."""

import re
from typing import Literal

from tui_router.core.note import Act, Note

TOLD = 3
"""Notes of one act and reason that stand on their own."""

SHORT = 80

_INDEX = re.compile(r"\[\d+\]")

_Key = tuple[Act, str, str]


def short(value: object) -> str:
    """A value as a note shows it."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if not text:
        return ""
    text = " ".join(text[: SHORT * 4].split())
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


class Ledger:
    __slots__ = ("_order", "_side", "_totals")

    def __init__(self, side: Literal["request", "answer"] = "request") -> None:
        self._side = side
        self._order: dict[_Key, list[Note]] = {}
        self._totals: dict[_Key, tuple[Note, int, str]] = {}

    def add(
        self,
        act: Act,
        path: str,
        reason: str,
        *,
        to: str = "",
        before: object = "",
        after: object = "",
    ) -> None:
        key = (act, reason, _INDEX.sub("", path) if "[" in path else path)
        told = self._order.setdefault(key, [])
        if len(told) < TOLD:
            told.append(Note(act, path, reason, to, short(before), short(after), self._side))
        else:
            note, count, _ = self._totals.get(key) or (Note(act, path, reason, to, side=self._side), 0, "")
            self._totals[key] = (note, count + 1, "more")

    def count(self, act: Act, path: str, reason: str, unit: str, *, to: str = "", by: int = 1) -> None:
        """One note in all; `unit` names what is counted, a plural in s."""
        key = (act, reason, "")
        self._order.setdefault(key, [])
        note, count, _ = self._totals.get(key) or (Note(act, path, reason, to, side=self._side), 0, unit)
        self._totals[key] = (note, count + by, unit)

    def join(self, other: "Ledger") -> None:
        """Take in what another gathered on paths of its own; `other` stays as it is."""
        for key, told in other._order.items():  # noqa: SLF001  one of this class
            self._order.setdefault(key, []).extend(told)
        for key, (theirs, more, unit) in other._totals.items():  # noqa: SLF001  one of this class
            note, count, _ = self._totals.get(key) or (theirs, 0, unit)
            self._totals[key] = (note, count + more, unit)

    def notes(self) -> list[Note]:
        out: list[Note] = []
        for key, told in self._order.items():
            out += told
            if total := self._totals.get(key):
                note, count, unit = total
                told_count = f"{count:,} {unit.removesuffix('s') if count == 1 else unit}"
                out.append(Note(note.act, note.path, note.reason, note.to, told_count, "", note.side))
        return out
