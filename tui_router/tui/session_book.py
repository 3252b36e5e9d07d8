"""The sessions of the gateway as it told them last, which of them are folded, and the lines that are to be seen."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from tui_router.journal.sessions import Branch, Session
from tui_router.tui.safe_text import safe_text

_SHORT, _LONGER = 4, 8
"""Characters of an id that are shown, and where two sessions begin alike."""


class Spot(NamedTuple):
    """What the cursor is on. `branch` empty: the session as a whole."""

    session: str
    branch: str = ""


def branch_key(branch: Branch) -> str:
    return f"{branch.kind} {branch.agent}"


class Twig(NamedTuple):
    """A branch with its place in the tree: whether more branches of its level follow, and whether the stem of the
    level above goes on beside it."""

    branch: Branch
    last: bool
    stem: bool


def twigs(branches: list[Branch]) -> list[Twig]:
    """Branches as they come; a `depth` over 1 hangs under the one before it."""
    upper = [number for number, branch in enumerate(branches) if branch.depth <= 1]
    end = upper[-1] if upper else -1
    found: list[Twig] = []
    for number, branch in enumerate(branches):
        if branch.depth <= 1:
            found.append(Twig(branch, number == end, stem=False))
            continue
        follows = branches[number + 1].depth if number + 1 < len(branches) else 0
        found.append(Twig(branch, follows < branch.depth, stem=number < end))
    return found


def searchable(session: Session) -> str:
    """What a filter word can match."""
    parts = [session.id, session.client, "live" if session.live else "", "failed" if session.failed else ""]
    parts.append("own" if session.wired else "")
    for branch in session.branches:
        parts += [branch.kind, branch.agent, branch.tier, branch.target, branch.state, branch.trouble]
    return " ".join(parts).casefold()


class SessionBook:
    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.loaded = False
        self.folded: set[str] = set()
        self.chosen: Hashable = None
        """What the cursor was on when the screen was last left."""
        self._short: dict[str, str] = {}

    def load(self, sessions: list[Session]) -> None:
        """The first time, only sessions that are in use are open: the newest, and those with live requests."""
        if not self.loaded:
            self.folded = {session.id for session in sessions[1:] if not session.live}
        self.sessions = sessions
        self.loaded = True
        begins: dict[str, int] = {}
        for session in sessions:
            begins[session.id[:_SHORT]] = begins.get(session.id[:_SHORT], 0) + 1
        self._short = {
            session.id: session.id[: _SHORT if begins[session.id[:_SHORT]] == 1 else _LONGER]
            for session in sessions
        }

    def short(self, id: str) -> str:
        return safe_text(self._short.get(id, id[:_LONGER]), line=True) or "none"

    def get(self, id: str) -> Session | None:
        return next((session for session in self.sessions if session.id == id), None)

    def fold(self, id: str) -> None:
        self.folded ^= {id}

    def listed(self, words: str = "") -> Iterator[Session]:
        wanted = words.casefold().split()
        for session in self.sessions:
            if not wanted or all(word in searchable(session) for word in wanted):
                yield session
