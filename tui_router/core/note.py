"""One thing translation did to a message. A loss is a value, never a log line."""

from typing import Literal

import msgspec

Act = Literal["dropped", "renamed", "added", "clamped", "approximated", "repaired", "moved"]

LOSSY: frozenset[str] = frozenset({"dropped", "clamped", "approximated"})
"""The acts that lost something: shown in amber. The others changed the form and kept the meaning."""


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """`path` is a JSON path in the message that came in (leg a for a request, leg c for an answer), `to` the
    path in the one that went out; either is empty where there is no counterpart. `before` and `after` are
    short renderings of the values, at most some 80 characters. `reason` is a clause for a person to read:
    "the target takes at most 8192", "no counterpart in Chat Completions".
    """

    act: Act
    path: str
    reason: str
    to: str = ""
    before: str = ""
    after: str = ""
    side: Literal["request", "answer"] = "request"

    @property
    def lossy(self) -> bool:
        return self.act in LOSSY
