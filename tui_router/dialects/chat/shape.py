"""Passes over the finished messages, for servers and chat templates that are strict about their shape."""

from typing import Any

from tui_router.dialects.chat.content import text_part
from tui_router.dialects.content import Part
from tui_router.dialects.ledger import Ledger

Sent = dict[str, Any]
Content = str | list[Part] | None

NOTHING = "(no content)"
BEGIN = "(the conversation begins)"
NEXT = "(going on)"
"""Stands between a tool's result and an image, where two of the user's messages may not follow each other."""

USER_SAYS = "[the user says]"

_MESSAGES = "messages[*].content"


def fill_empty(messages: list[Sent], ledger: Ledger) -> list[Sent]:
    """No null, no empty text: a message with nothing in it goes where its neighbours can meet, else it gets words.
    Beside calls the empty string stands for null."""
    out: list[Sent] = []
    for at, message in enumerate(messages):
        content = _without_empty_parts(message, ledger)
        if content is not None and not _blank(content):
            out.append(message)
            continue
        if message.get("tool_calls"):
            if content != "":
                ledger.count("repaired", _MESSAGES, "no content is an empty text here", "messages")
                message["content"] = ""
        elif _can_go(out, message, messages[at + 1 :]):
            ledger.count("dropped", _MESSAGES, "the target takes no empty message", "messages")
            continue
        else:
            ledger.count("added", _MESSAGES, "the target takes no empty message", "messages")
            message["content"] = NOTHING
        out.append(message)
    return out


def _without_empty_parts(message: Sent, ledger: Ledger) -> Content:
    content: Content = message["content"]
    if not isinstance(content, list):
        return content
    kept = [part for part in content if part["type"] != "text" or part["text"].strip()]
    if len(kept) < len(content):
        ledger.count(
            "dropped", _MESSAGES, "the target takes no empty text", "parts", by=len(content) - len(kept)
        )
        message["content"] = kept
    return kept


def _blank(content: str | list[Part]) -> bool:
    return not content.strip() if isinstance(content, str) else not content


def _can_go(before: list[Sent], message: Sent, after: list[Sent]) -> bool:
    role = message["role"]
    if role == "tool":
        return False
    if role == "system":
        return True
    first = not before or before[-1]["role"] == "system"
    if not after:
        return role == "assistant" and not first
    return not first and _side(before[-1]) != _side(after[0])


def _side(message: Sent) -> str:
    role: str = message["role"]
    return "user" if role == "tool" else role


def merge_roles(messages: list[Sent], ledger: Ledger) -> list[Sent]:
    """System text first, then a user's message, and never two of one side in a row: user and assistant in turn as
    chat templates count them, where the results of tools are on the user's side."""
    out: list[Sent] = []
    for message in messages:
        role = message["role"]
        last = out[-1] if out else None
        if role not in ("system", "user") and (last is None or last["role"] == "system"):
            ledger.add("added", "messages[0]", "the target wants the user to begin", after=BEGIN)
            last = {"role": "user", "content": BEGIN}
            out.append(last)
        if last is not None and last["role"] == role and role != "tool":
            ledger.count("moved", _MESSAGES, "messages of one side are one here", "messages")
            _join(last, message)
        elif role == "user" and last is not None and last["role"] == "tool":
            _behind_result(out, message, ledger)
        else:
            out.append(message)
    if not out or out[-1]["role"] == "system":
        ledger.add("added", "messages", "the target wants a message of the user", after=BEGIN)
        out.append({"role": "user", "content": BEGIN})
    return out


def _join(last: Sent, message: Sent) -> None:
    """`last` has no calls: their results would stand between the two."""
    content = _joined(last["content"], message["content"])
    last["content"] = content if content or not message.get("tool_calls") else message["content"]
    for key, value in message.items():
        if key in ("role", "content"):
            continue
        have = last.get(key)
        if isinstance(have, str) and isinstance(value, str):
            last[key] = f"{have}\n{value}"
        else:
            last[key] = have + value if isinstance(have, list) and isinstance(value, list) else value


def _joined(one: Content, other: Content) -> str | list[Part]:
    if isinstance(one, list) or isinstance(other, list):
        return [*_parts(one), *_parts(other)]
    return "\n\n".join(filter(None, (one, other)))


def _parts(content: Content) -> list[Part]:
    if isinstance(content, list):
        return content
    return [text_part(content)] if content else []


def _behind_result(out: list[Sent], message: Sent, ledger: Ledger) -> None:
    """What the user says beside the results of tools joins the last of them. An image cannot stand there."""
    content: Content = message["content"]
    if isinstance(content, list):
        ledger.add("added", "messages", "an image cannot stand in a tool's result", after=NEXT)
        out += [{"role": "assistant", "content": NEXT}, message]
        return
    if content:
        ledger.count("moved", _MESSAGES, "the user's text joins the tool's result", "messages")
        out[-1]["content"] += f"\n\n{USER_SAYS}\n{content}"
