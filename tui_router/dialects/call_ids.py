"""Ids of earlier tool calls in the form a target takes. Made from the id itself, so that they are the same in every
turn and prompt caches hold."""

import hashlib
import re
from collections.abc import Iterable

from tui_router.providers.quirks import ToolIds

WORDS = {"alnum9": "nine letters and digits", "alnum40": "at most forty letters and digits"}

_FORMS = {"alnum9": (re.compile(r"[a-zA-Z0-9]{9}"), 9), "alnum40": (re.compile(r"[a-zA-Z0-9]{1,40}"), 32)}
"""What fits, and the length of an id of ours."""


def fit_ids(ids: Iterable[str], form: ToolIds) -> dict[str, str]:
    """The ids that do not fit, each with another that no call of this request has."""
    if not form:
        return {}
    fits, length = _FORMS[form]
    told = list(dict.fromkeys(ids))
    taken = {id for id in told if fits.fullmatch(id)}
    changed: dict[str, str] = {}
    for id in told:
        if id in taken:
            continue
        new, salt = _made(id, length), 0
        while new in taken:
            salt += 1
            new = _made(f"{id}+{salt}", length)
        taken.add(new)
        changed[id] = new
    return changed


def _made(id: str, length: int) -> str:
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:length]
