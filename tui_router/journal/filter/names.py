"""Operators that take a name, a glob of names, or the number of something."""

import difflib
import re
from collections.abc import Callable
from typing import get_args

from tui_router.core.target import TIERS, Kind
from tui_router.journal.filter.hay import plain
from tui_router.journal.filter.leaf import Leaf, Test
from tui_router.journal.filter.values import COMPARE, COMPARED, Given, Name, whole, whole_of
from tui_router.journal.record import ExchangeRow

KINDS: tuple[str, ...] = get_args(Kind)

_STATUS = re.compile(r"[1-9][0-9x]{2}")


def tier(given: Given) -> Leaf:
    wanted = _of(given, TIERS, "tier")
    return Leaf(lambda row: row.tier in wanted, _said("", given))


def kind(given: Given) -> Leaf:
    wanted = _of(given, KINDS, "kind")
    return Leaf(lambda row: row.kind in wanted, _said("", given))


def _of(given: Given, known: tuple[str, ...], what: str) -> frozenset[str]:
    """Those of a closed list that are meant. One that is not on it would never match: a slip of the pen."""
    name = Name(given)
    value = given.value.casefold()
    if not set(value) & set("*?[") and value not in known:
        near = next(iter(difflib.get_close_matches(value[:20], known, 1, 0.5)), "")
        hint = f"did you mean {near}" if near else f"there are {', '.join(known)}"
        raise given.fault(f"no {what} is named so; {hint}")
    return frozenset(each for each in known if name.fits(each))


def provider(given: Given) -> Leaf:
    return _named(given, "at ", lambda row: row.provider)


def model(given: Given) -> Leaf:
    """The target's or the client's; with a slash also "provider/model"."""
    name = Name(given)
    whole_target = "/" in given.value

    def fits(row: ExchangeRow) -> bool:
        found = [name.fits(row.model), name.fits(row.client_model)]
        if whole_target:
            found.append(name.fits(f"{row.provider}/{row.model}"))
        return all(found) if name.unlike else any(found)

    return Leaf(fits, _said("model ", given))


def session(given: Given) -> Leaf:
    return _named(given, "session ", lambda row: row.session, prefix=True)


def agent(given: Given) -> Leaf:
    return _named(given, "agent ", lambda row: row.agent, prefix=True)


def diagnosis(given: Given) -> Leaf:
    return _named(given, "diagnosed ", lambda row: row.diagnosis)


def stop(given: Given) -> Leaf:
    return _named(given, "stopped by ", lambda row: row.stop)


def path(given: Given) -> Leaf:
    return _named(given, "path ", lambda row: row.path)


def _named(given: Given, before: str, text: Callable[[ExchangeRow], str], *, prefix: bool = False) -> Leaf:
    name = Name(given, prefix=prefix)
    return Leaf(lambda row: name.fits(text(row)), _said(before, given))


def tool(given: Given) -> Leaf:
    name = Name(given)
    tell: Callable[[list[bool]], bool] = all if name.unlike else any
    return Leaf(lambda row: tell([name.fits(each) for each in row.tools]), _said("calls ", given))


def comment(given: Given) -> Leaf:
    if given.relation not in ("", "="):
        raise given.fault("~note takes words")
    wanted = plain(given.value)
    if not wanted.strip():
        return Leaf(lambda row: bool(row.comment), "with a note")
    return Leaf(lambda row: wanted in plain(row.comment), f"note “{given.value}”")


def status(given: Given) -> Leaf:
    """What the client got: 429, 4xx, or a comparison."""
    value = given.value.casefold()
    if given.relation in ("", "=", "!=") and _STATUS.fullmatch(value) and "x" in value:
        like = re.compile(value.replace("x", "[0-9]"))
        wanted = given.relation != "!="
        return Leaf(
            lambda row: row.status is not None and bool(like.fullmatch(str(row.status))) is wanted,
            _said("status ", given),
        )
    if not (value.isascii() and value.isdigit() and len(value) <= 3):
        raise given.fault("a status is 429, 4xx or >=500")
    return Leaf(_compared(given.relation, int(value), lambda row: row.status), _number_said("status ", given))


def rule(given: Given) -> Leaf:
    """0 is no rule at all: a row that none sent has no number to compare."""
    return _numbered(given, "rule ", lambda row: row.rule or None)


def revision(given: Given) -> Leaf:
    return _numbered(given, "revision ", lambda row: row.revision)


def replay_of(given: Given) -> Leaf:
    return _numbered(given, "replay of #", lambda row: row.replay_of)


def identity(given: Given) -> Leaf:
    low, dash, high = given.value.partition("-")
    if not dash:
        return _numbered(given, "#", lambda row: row.id)
    first, last = whole_of(given, low), whole_of(given, high)
    if given.relation not in ("", "="):
        raise given.fault("~id takes one number behind a comparison")
    return Leaf(lambda row: first <= row.id <= last, f"#{first} to #{last}")


def _numbered(given: Given, before: str, number: Callable[[ExchangeRow], int | None]) -> Leaf:
    return Leaf(_compared(given.relation, whole(given), number), _number_said(before, given))


def _compared(relation: str, wanted: int, number: Callable[[ExchangeRow], int | None]) -> Test:
    compare = COMPARE[relation]

    def fits(row: ExchangeRow) -> bool:
        found = number(row)
        return found is not None and compare(found, wanted)

    return fits


def _said(before: str, given: Given) -> str:
    value = given.value if given.value.strip() else "“”"
    return f"{before}{'other than ' if given.relation == '!=' else ''}{value}"


def _number_said(before: str, given: Given) -> str:
    value = given.value.removeprefix("#")
    return (
        f"{before}{value}"
        if given.relation in ("", "=")
        else f"{before.rstrip('#')}{COMPARED[given.relation]} {value}"
    )
