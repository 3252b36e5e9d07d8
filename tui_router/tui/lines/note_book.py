"""The notes of a request, found by the part they speak of."""

import re
from collections.abc import Sequence

from tui_router.core.note import Note

Path = tuple[str, ...]
_WEIGHT = {"dropped": 5, "clamped": 4, "approximated": 3, "repaired": 2, "added": 1}
_STEP = re.compile(r"[^.\[\]$'\"]+")


def path_of(text: str) -> Path:
    """A note's path as steps: "$.messages[3].content" and "messages.3.content" are the same."""
    return tuple(_STEP.findall(text))


class NoteBook:
    """The notes of a request by the part they speak of, on either side, and the heaviest under each part."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.left: dict[Path, Note] = {}
        self.right: dict[Path, Note] = {}
        self._under: dict[tuple[bool, Path], str] = {}
        self._went: dict[Path, Note] = {}
        for note in notes:
            if note.side != "request":
                continue
            for is_left, text in ((True, note.path), (False, note.to)):
                path = path_of(text)
                if not path or (is_left and note.act == "added" and note.to):
                    continue  # what was added is on the right; its path says on account of what
                table = self.left if is_left else self.right
                if path not in table or _weight(note.act) > _weight(table[path].act):
                    table[path] = note
                for length in range(1, len(path)):
                    key = (is_left, path[:length])
                    if _weight(note.act) > _weight(self._under.get(key, "")):
                        self._under[key] = note.act
                    if is_left and note.act != "added":
                        had = self._went.get(path[:length])
                        if had is None or (note.to and not had.to):
                            self._went[path[:length]] = note

    def under(self, left: Path | None, right: Path | None) -> str:
        """The heaviest act on anything inside the part, or nothing."""
        acts = [self._under.get((True, left), "") if left else ""]
        acts.append(self._under.get((False, right), "") if right else "")
        return max(acts, key=_weight)

    def within(self, left: Path) -> Note | None:
        """Where the inside of a part of the left side went: the first note that says so, else the first of all."""
        return self._went.get(left)


def _weight(act: str) -> int:
    return -1 if not act else _WEIGHT.get(act, 0)
