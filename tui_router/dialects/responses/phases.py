"""Commentary and the final answer, which Messages does not tell apart.

A text has nothing in which a client would bring the upstream's word for it back, but where it stands says the same: a
turn that goes on behind a text, with a call, a search or more reasoning, had no answer in it yet. So it is told anew
from the history, alike in every later turn, and for turns that another model wrote too.
"""

from collections.abc import Iterable
from typing import Any

from tui_router.dialects.responses.shelf import CALLS, MESSAGE, Item

COMMENTARY = "commentary"
ANSWER = "final_answer"


def tell(items: list[dict[str, Any]], *, goes_on: bool) -> int:
    """Put `phase` into the assistant's messages among the items of one turn; how many there were. `goes_on`: results
    of its calls follow."""
    messages = [at for at, item in enumerate(items) if item["type"] == MESSAGE]
    for at in messages:
        ends = at == len(items) - 1 and not goes_on
        items[at]["phase"] = ANSWER if ends else COMMENTARY
    return len(messages)


def told_otherwise(items: Iterable[Item]) -> int:
    """Texts of an answer of which its history will say another thing than its upstream did."""
    shown = [item for item in items if item.kind != MESSAGE or item.said]
    last = next((item.at for item in reversed(shown) if item.kind != MESSAGE), -1)
    goes_on = any(item.kind in CALLS for item in shown)
    texts = [item for item in shown if item.kind == MESSAGE and item.phase]
    return sum(item.phase != (ANSWER if item.at > last and not goes_on else COMMENTARY) for item in texts)
