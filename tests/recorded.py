"""Whole answers from the field, read from tests/recordings/<dialect>: what an upstream says, a line for each event, `raw`
lines as they stand, and what is done to them in every language.
"""

import itertools
import json
import os
import re
from pathlib import Path

from hypothesis import strategies as st

from tui_router.dialects.envelope import TAG, unseal

AGAIN = os.environ.get("TUI_ROUTER_RECORD") == "1"


class Recordings:
    def __init__(self, dialect):
        self.folder = Path(__file__).parent / "recordings" / dialect
        self.cases = sorted(
            path.name.removesuffix(".chunks.txt") for path in self.folder.glob("*.chunks.txt")
        )

    def said(self, case):
        for line in (self.folder / f"{case}.chunks.txt").read_text("utf-8").splitlines():
            if line.startswith("raw "):
                yield json.loads(line.removeprefix("raw ")).encode()
            elif not line.startswith("#"):
                yield line

    def client(self, case):
        """The client's request, None where any will do."""
        path = self.folder / f"{case}.request.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def expected(self, case, told):
        """What was recorded; written anew with TUI_ROUTER_RECORD=1."""
        path = self.folder / f"{case}.events.txt"
        if AGAIN:
            path.write_text(told, "utf-8")
        return path.read_text("utf-8")

    def whole(self, playbook, case):
        return b"".join(playbook.frame(one) for one in self.said(case))


def unsealed(text, show):
    """Our envelopes by what is in them, as `show` words it: sealed, nobody could read them here."""

    def each(found):
        sealed = unseal(found[0])
        return found[0] if sealed is None else show(sealed)

    return re.sub(re.escape(TAG) + r"[\w=-]+", each, text)


def cut(data, whole):
    """The bytes in parts, cut anywhere."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)) | {0, len(whole)})
    return [whole[a:b] for a, b in itertools.pairwise(cuts)]


def damaged(data, whole):
    """Bytes changed, lost, doubled."""
    whole = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(0, len(whole) - 1)))
        change = data.draw(st.sampled_from(["set", "cut", "double", "drop"]))
        if change == "set" and whole:
            whole[at] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del whole[at:]
        elif change == "double":
            whole[at:at] = whole[at : at + 40]
        else:
            del whole[at : at + data.draw(st.integers(1, 20))]
    return bytes(whole)
