"""What a client changed against the request before in its session: fields, system, tools, messages.

Parts are compared as raw JSON and parsed only where they differ. A mark for the prompt cache that moved, and a text
that became a block, are no change. Pure; whatever cannot be read is said in words.
"""

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec import Raw

from tui_router.replay.reading import (
    contents,
    counted,
    name_of,
    read_items,
    read_members,
    read_value,
    same_prompt,
)

Change = Literal["added", "removed", "changed"]
_PARTS = frozenset({"system", "tools", "messages"})
_SHOWN = 200  # characters of a system block that tell it from another


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One part that differs. `path` is its place now, or where it was when it is gone. All text is from the wire."""

    change: Change
    path: str
    name: str = ""  # the field, the tool, the role of the message
    what: str = ""  # what is in it
    before: bytes = b""  # raw JSON
    now: bytes = b""

    @property
    def size(self) -> int:
        """Bytes of what is there now, or of what is gone."""
        return len(self.now or self.before)


class Turn(msgspec.Struct, kw_only=True):
    """`same_…` count the parts that did not change; of the messages those before the first difference."""

    fields: list[Piece] = []
    system: list[Piece] = []
    tools: list[Piece] = []
    messages: list[Piece] = []
    same_system: int = 0
    same_tools: int = 0
    same_messages: int = 0
    reordered: bool = False  # the tools that stayed come in another order
    problem: str = ""  # why the two could not be compared

    @property
    def appended(self) -> bool:
        """Whether the history is as it was, and messages were only added at its end."""
        return all(piece.change == "added" for piece in self.messages)

    def words(self) -> str:
        """One line: "2 messages added, 1 tool changed, system the same"."""
        if self.problem:
            return self.problem
        parts = [
            *_told(self.messages, "message"),
            *_told(self.tools, "tool"),
            *(["tools in another order"] if self.reordered else []),
            *([] if self.tools or self.reordered else ["tools the same"]),
            *_told(self.system, "system block"),
            *([] if self.system else ["system the same"]),
            *_told(self.fields, "field"),
        ]
        return ", ".join(parts if self.messages else ["no message added", *parts])


def _told(pieces: list[Piece], word: str) -> list[str]:
    """The first carries the word: "2 messages added", "1 removed"."""
    told: list[str] = []
    for change in ("added", "removed", "changed"):
        number = sum(1 for piece in pieces if piece.change == change)
        if number:
            noun = "" if told else f" {word}{'' if number == 1 else 's'}"
            told.append(f"{number}{noun} {change}")
    return told


def diff_turns(before: bytes, now: bytes) -> Turn:
    """Two bodies of Messages requests. Never raises."""
    then, why = read_members(before)
    if why:
        return Turn(problem=f"the request before cannot be read: {why}")
    this, why = read_members(now)
    if why:
        return Turn(problem=f"this request cannot be read: {why}")
    turn = Turn(fields=_fields(then, this))
    turn.system, turn.same_system = _aligned(_blocks(then), _blocks(this), "system", _system_words)
    turn.messages, turn.same_messages = _aligned(
        read_items(then.get("messages")), read_items(this.get("messages")), "messages", _message_words
    )
    _tools(turn, read_items(then.get("tools")), read_items(this.get("tools")))
    return turn


def _fields(then: dict[str, Raw], now: dict[str, Raw]) -> list[Piece]:
    pieces = []
    for name in [*now, *(name for name in then if name not in now)]:
        if name in _PARTS:
            continue
        one, other = then.get(name), now.get(name)
        if one is None or other is None or not same_prompt(one, other):
            pieces.append(_piece(name, one, other, name=name))
    return pieces


def _blocks(members: dict[str, Raw]) -> list[Raw]:
    """The system prompt as blocks: a plain string is one."""
    raw = members.get("system")
    if raw is None or bytes(memoryview(raw)[:1]) != b'"':
        return read_items(raw)
    return [Raw(b'{"type":"text","text":' + bytes(raw) + b"}")]


def _piece(path: str, one: Raw | None, other: Raw | None, *, name: str = "", what: str = "") -> Piece:
    change: Change = "added" if one is None else "removed" if other is None else "changed"
    return Piece(
        change=change,
        path=path,
        name=name,
        what=what,
        before=bytes(one) if one is not None else b"",
        now=bytes(other) if other is not None else b"",
    )


def _system_words(value: Any) -> tuple[str, str]:
    text = value.get("text") if isinstance(value, dict) else value
    return "", text[:_SHOWN] if isinstance(text, str) else ""


def _message_words(value: Any) -> tuple[str, str]:
    role = value.get("role") if isinstance(value, dict) else None
    return (role[:40] if isinstance(role, str) else "no role"), contents(value)


def _aligned(
    then: list[Raw], now: list[Raw], section: str, words: Callable[[Any], tuple[str, str]]
) -> tuple[list[Piece], int]:
    """What lies between the parts that are the same from the start and those that are the same at the end, and how
    many are the same at the start. With as many now as before, or more, each goes with its like; where fewer are left (a
    history made short), the old ones are gone and the others new."""
    head = 0
    most = min(len(then), len(now))
    while head < most and same_prompt(then[head], now[head]):
        head += 1
    tail = 0
    while tail < most - head and same_prompt(then[-1 - tail], now[-1 - tail]):
        tail += 1
    gone, come = then[head : len(then) - tail], now[head : len(now) - tail]
    pieces = []
    pairs = len(gone) if len(gone) <= len(come) else 0
    for number, raw in enumerate(gone):
        other = come[number] if number < pairs else None
        if other is not None and same_prompt(raw, other):
            continue
        name, what = words(read_value(other if other is not None else raw))
        pieces.append(_piece(f"{section}[{head + number}]", raw, other, name=name, what=what))
    for number, raw in enumerate(come[pairs:], pairs):
        name, what = words(read_value(raw))
        pieces.append(_piece(f"{section}[{head + number}]", None, raw, name=name, what=what))
    return pieces, head


def _tools(turn: Turn, then: list[Raw], now: list[Raw]) -> None:
    """Tools by their names; where a name comes twice, the first goes with the first."""
    if len(then) == len(now) and all(one == other for one, other in zip(then, now, strict=True)):
        turn.same_tools = len(now)
        return
    old, new = _named(then), _named(now)
    for key, (index, raw) in new.items():
        was = old.get(key)
        if was is not None and same_prompt(was[1], raw):
            turn.same_tools += 1
            continue
        turn.tools.append(_piece(f"tools[{index}]", was[1] if was else None, raw, name=key[0]))
    for key, (index, raw) in old.items():
        if key not in new:
            turn.tools.append(_piece(f"tools[{index}]", raw, None, name=key[0]))
    turn.reordered = [key for key in old if key in new] != [key for key in new if key in old]


def _named(tools: list[Raw]) -> dict[tuple[str, int], tuple[int, Raw]]:
    seen: dict[str, int] = {}
    found: dict[tuple[str, int], tuple[int, Raw]] = {}
    for index, raw in enumerate(tools):
        name = name_of(read_value(raw))
        seen[name] = seen.get(name, 0) + 1
        found[name, seen[name]] = (index, raw)
    return found


def tool_changes(piece: Piece) -> str:
    """Which members of a changed tool differ, in words."""
    one, other = read_value(piece.before), read_value(piece.now)
    if piece.change != "changed" or not isinstance(one, dict) or not isinstance(other, dict):
        return ""
    differ = [key for key in {**one, **other} if one.get(key) != other.get(key)]
    return counted(key[:40] for key in differ) if differ else "order of its keys"
