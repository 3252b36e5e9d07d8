"""System text, wherever the client put it, into the places where a target takes it."""

import re

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import Placed, Turn
from tui_router.messages.blocks import TextBlock, UnknownBlock
from tui_router.messages.request import MessagesRequest

_BILLING = re.compile(r"\Ax-anthropic-billing-header:[^\n]*\n?", re.IGNORECASE)

BILLING = b"x-anthropic-billing-header:"

FIRST = "messages[0]"

_TOOLS = {
    "tool_addition": "every tool is offered from the start",
    "tool_removal": "every tool stays offered",
}
"""What system messages do with tools, and why nothing becomes of it."""

_SPEAKERS = frozenset({"user", "assistant"})
_ROLES = _SPEAKERS | {"system"}


def without_billing(text: str) -> tuple[str, str]:
    """The line that names the client's build, with its end, and the rest of a system text. It changes with every
    request or release and stands first, so nothing behind it is ever found in a prompt cache."""
    found = _BILLING.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def top_text(request: MessagesRequest, ledger: Ledger, place: str = FIRST) -> list[str]:
    """The texts of `system`, without the line that names the client's build: it changes with every release and
    spoils the prompt cache. `place` is the member that takes them."""
    system = request.system
    if system is None:
        return []
    texts = [system] if isinstance(system, str) else [block.text for block in system]
    kept = []
    for at, text in enumerate(texts):
        path = "system" if isinstance(system, str) else f"system[{at}].text"
        line, rest = without_billing(text)
        if line:
            ledger.add(
                "dropped", path, "the billing line is for Anthropic and spoils prompt caches", before=line
            )
        if rest.strip():
            kept.append(rest)
    if kept:
        blocks = "" if isinstance(system, str) else f"{len(texts)} blocks"
        reason = "system text is the first message here" if place == FIRST else f"system text is {place} here"
        ledger.add("moved", "system", reason, to=place, before=blocks)
    return kept


def fold(
    turns: list[Turn], ledger: Ledger, *, anywhere: bool, place: str = FIRST
) -> tuple[list[str], list[Turn]]:
    """System turns at the start become part of the first message. Later ones stay if the target takes them
    there, else they are told to the model as a reminder inside a user turn."""
    if all(turn.role in _SPEAKERS for turn in turns):
        return [], turns
    first: list[str] = []
    out: list[Turn] = []
    for turn in turns:
        role = _role(turn, ledger)
        if role != "system":
            _append(out, role, turn.blocks)
        elif not turn.blocks:
            continue  # it sets the effort, which is read elsewhere
        elif not out:
            first += [text for text, _ in _texts(turn, ledger)]
            ledger.add(
                "moved",
                turn.blocks[0].path if turn.blocks else "messages[0]",
                "joins the first message" if place == FIRST else f"joins {place}",
                to=place,
            )
        elif anywhere:
            _append(out, "system", turn.blocks)
        else:
            reminders = [Placed(path, TextBlock(_reminder(text))) for text, path in _texts(turn, ledger)]
            if reminders:
                reason = "system text inside the conversation is told as a reminder"
                ledger.count("moved", reminders[0].path, reason, "system messages", to="messages[*].content")
                _append(out, "user", reminders)
    return first, out


def _append(out: list[Turn], role: str, blocks: list[Placed]) -> None:
    """`blocks` now belong to `out`, and grow with what follows."""
    if out and out[-1].role == role:
        out[-1].blocks.extend(blocks)
    else:
        out.append(Turn(role, blocks))


def _role(turn: Turn, ledger: Ledger) -> str:
    if turn.role in _ROLES:
        return turn.role
    role = "system" if turn.role == "developer" else "user"
    path = turn.blocks[0].path if turn.blocks else "messages"
    ledger.add("approximated", path, "a role Messages does not have", before=turn.role, after=role)
    return role


def _texts(turn: Turn, ledger: Ledger) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for placed in turn.blocks:
        block = placed.block
        if isinstance(block, TextBlock):
            if block.text.strip():
                texts.append((block.text, placed.path))
        else:
            kind = block.kind if isinstance(block, UnknownBlock) else str(type(block).__struct_config__.tag)
            reason = _TOOLS.get(kind, "system text is nothing but text here")
            ledger.add("dropped", placed.path, reason, before=kind)
    return texts


def _reminder(text: str) -> str:
    if text.lstrip().startswith("<system-reminder>"):
        return text
    return f"<system-reminder>\n{text}\n</system-reminder>"
