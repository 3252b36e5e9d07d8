"""Change one member of a JSON text and nothing else of it. Pure.

A settings file is a person's: its order, its indentation, its line ends and whatever we do not know stay to the byte,
so that taking out what was put in gives the text back as it was.
"""

import json
import re
from typing import Any, NamedTuple, NoReturn

_SPACE = re.compile(r"[ \t\n\r]*")


class NotJsonError(Exception):
    """The text cannot be read; says the line and why, for a person."""


class Member(NamedTuple):
    """Offsets: `start` of the name, `value` of its value, `end` behind the value."""

    name: str
    start: int
    value: int
    end: int


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


# Numbers stay text: they are never looked at, and Python refuses to read the very long ones.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse)


def check(text: str) -> None:
    """Raises `NotJsonError`. All other functions here ask for a text that has passed."""
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NotJsonError(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except ValueError as error:
        raise NotJsonError(str(error)) from None
    except RecursionError:
        raise NotJsonError("it is nested too deep") from None


def top(text: str) -> int | None:
    """Where the outermost object begins; None when the text is no object."""
    at = _skip(text, 0)
    return at if text[at] == "{" else None


def is_object(text: str, at: int) -> bool:
    return text[at] == "{"


def line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def members(text: str, at: int) -> list[Member]:
    """Those of the object that begins at `at`. A name may come twice; readers take the last."""
    found = []
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, behind = _value(text, at)
        value = _skip(text, _skip(text, behind) + 1)
        _, end = _value(text, value)
        found.append(Member(name, at, value, end))
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def find(text: str, at: int, name: str) -> Member | None:
    return next((member for member in reversed(members(text, at)) if member.name == name), None)


def raw(text: str, member: Member) -> str:
    return text[member.value : member.end]


def string_of(text: str, member: Member) -> str | None:
    """What a member says that is a string; None for every other value."""
    read, _ = _value(text, member.value)
    return str(read) if text[member.value] == '"' else None


def put(text: str, at: int, name: str, value: str, *, depth: int) -> str:
    """Give a member of the object at `at` another value, or add it behind the last. `value` is JSON text; `depth`
    counts the objects around the members, for the indentation of an object's first one.
    """
    found = members(text, at)
    old = next((member for member in reversed(found) if member.name == name), None)
    if old is not None:
        return text[: old.value] + value + text[old.end :]
    pair = f"{json.dumps(name)}: {value}"
    if found:
        last = found[-1]
        before = found[-2].end if len(found) > 1 else at + 1
        gap = text[before : last.start].rpartition(",")[2]
        return f"{text[: last.end]},{gap}{pair}{text[last.end :]}"
    behind = _skip(text, at + 1)
    line = "\r\n" if "\r\n" in text else "\n"
    step = _step(text)
    return f"{text[: at + 1]}{line}{step * depth}{pair}{line}{step * (depth - 1)}{text[behind:]}"


def cut(text: str, at: int, name: str) -> str:
    """Without this member, and without the comma and the space that came with it."""
    found = members(text, at)
    index = next((i for i in reversed(range(len(found))) if found[i].name == name), None)
    if index is None:
        return text
    member = found[index]
    if index > 0:
        return text[: found[index - 1].end] + text[member.end :]
    if len(found) > 1:
        return text[: member.start] + text[found[1].start :]
    return text[: at + 1] + text[_skip(text, member.end) :]


def _value(text: str, at: int) -> tuple[Any, int]:
    return _DECODER.raw_decode(text, at)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _step(text: str) -> str:
    """One level of indentation, as the text has it."""
    found = re.search(r"\n([ \t]{1,16})\S", text)
    return found[1] if found else "  "
