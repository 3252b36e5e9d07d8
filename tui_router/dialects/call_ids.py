"""Ids of earlier tool calls in the form a target takes. Made from the id itself, so that they are the same in every
turn and prompt caches hold."""

import hashlib
import re
from collections.abc import Iterable
from typing import Literal

from tui_router.providers.quirks import ToolIds

Form = ToolIds | Literal["messages"]
"""messages: what Anthropic takes, whose own look like "toolu_01A…"."""

WORDS = {
    "alnum9": "nine letters and digits",
    "alnum40": "at most forty letters and digits",
    "messages": "at most 64 letters, digits, _ and -",
}

_FORMS = {
    "alnum9": (re.compile(r"[a-zA-Z0-9]{9}"), 9),
    "alnum40": (re.compile(r"[a-zA-Z0-9]{1,40}"), 32),
    "messages": (re.compile(r"[a-zA-Z0-9_-]{1,64}"), 32),
}
"""What fits, and the length of an id of ours."""


def fit_ids(ids: Iterable[str], form: Form) -> dict[str, str]:
    """The ids that do not fit, each with another that no call of this request has."""
    if not form or form == "any":
        return {}
    pattern, length = _FORMS[form]
    told = list(dict.fromkeys(ids))
    taken = {id for id in told if pattern.fullmatch(id)}
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
