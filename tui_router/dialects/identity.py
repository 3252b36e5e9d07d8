"""Who asks: one name for the user, one key for the session's prompt cache. Neither says more than that."""

import hashlib
import re
from typing import Any

import msgspec

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.wire.json import NotJson, read

LONGEST = 64

_SESSION = re.compile(r"_session_([0-9a-zA-Z-]+)\Z")


class _UserId(msgspec.Struct):
    device_id: str = ""
    session_id: str = ""


_user_id = msgspec.json.Decoder(_UserId)


def parse(user_id: str) -> tuple[str, str]:
    """The person and the session in `metadata.user_id`: JSON in a string, or "user_…_session_…"."""
    if user_id.startswith("{"):
        try:
            told = read(user_id.encode("utf-8", "replace"), _user_id)
        except NotJson:
            return user_id, ""
        return told.device_id or user_id, told.session_id
    found = _SESSION.search(user_id)
    return (user_id[: found.start()], found[1]) if found else (user_id, "")


def add_identity(call: Call, body: dict[str, Any], ledger: Ledger) -> None:
    quirks = call.provider.quirks
    user_id = call.request.user_id
    person, session = parse(user_id)
    session = session or call.session
    if quirks.user and person:
        body["user"] = hashlib.sha256(person.encode("utf-8", "replace")).hexdigest()[:LONGEST]
        ledger.add(
            "renamed",
            "metadata.user_id",
            "hashed: the target needs to tell users apart, not to know them",
            to="user",
            after=body["user"],
        )
    elif user_id:
        ledger.add("dropped", "metadata.user_id", "the target is not told who asks")
    if quirks.prompt_cache_key and session:
        body["prompt_cache_key"] = (
            session
            if len(session) <= LONGEST
            else hashlib.sha256(session.encode("utf-8", "replace")).hexdigest()
        )
        ledger.add(
            "added",
            "metadata.user_id",
            "one cache for the session",
            to="prompt_cache_key",
            after=body["prompt_cache_key"],
        )
