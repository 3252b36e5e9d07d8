"""How freely the answer is drawn: members that most languages spell alike."""

from collections.abc import Callable
from typing import Any

from tui_router.core.note import Act
from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import reasons

COOL = 0.2
"""The temperature after a call that the model got wrong."""
FIXED = "reasoning models of this family refuse it"

_USUAL = 1.0

Refuses = Callable[[tuple[str, ...], str], bool]


def add_drawing(call: Call, model: str, body: dict[str, Any], ledger: Ledger, refuses: Refuses) -> None:
    """`refuses` is the language's own reading of `quirks.drop`: who refuses a temperature cannot be made cooler."""
    request, quirks = call.request, call.provider.quirks
    fixed = reasons(model) is True
    for name in ("temperature", "top_p"):
        value = getattr(request, name)
        if value is None:
            continue
        if fixed:
            ledger.add("dropped", name, FIXED, before=value)
        else:
            body[name] = value
    if quirks.safe_generation and not fixed and not refuses(quirks.drop, "temperature"):
        cool(body, ledger, to="temperature")
    if request.top_k is not None:
        if quirks.top_k:
            body["top_k"] = request.top_k
        else:
            ledger.add("dropped", "top_k", "the target has no such field", before=request.top_k)


def cool(members: dict[str, Any], ledger: Ledger, *, to: str = "") -> None:
    """After a tool call that the model got wrong."""
    warm = members.get("temperature")
    if (_USUAL if warm is None else warm) <= COOL:
        return
    act: Act = "added" if warm is None else "clamped"
    reason = "cooler, after a tool call that the model got wrong"
    ledger.add(act, "temperature", reason, to=to, before="" if warm is None else warm, after=COOL)
    members["temperature"] = COOL
