"""What the tokens of a login say of themselves: until when they hold, whose they are, of which plan.

Read and not verified: only who made them can do that, and a false word here changes no more than what a request says of
itself. Tokens come from a file and from an answer, so nothing in them is trusted to have a shape.
"""

import base64
import binascii
import math
from typing import Any, NamedTuple

from tui_router.wire.json import NotJson, read_any

LONGEST = 64 * 1024
"""Characters of a token. Theirs have some two thousand."""
_AUTH = "https://api.openai.com/auth"
_WORD = 128


class Claims(NamedTuple):
    """Empty is unknown. `ends_at` is UTC epoch seconds."""

    ends_at: float | None = None
    account: str = ""
    plan: str = ""
    fedramp: bool = False


def sendable(text: str, longest: int = LONGEST) -> bool:
    """Whether it can stand in a header: visible ASCII of a bounded length."""
    return 0 < len(text) <= longest and text.isascii() and text.isprintable() and " " not in text


def read_claims(token: str) -> Claims:
    """Never raises; what cannot be read says nothing."""
    parts = token.split(".", 3) if len(token) <= LONGEST else []
    if len(parts) != 3:
        return Claims()
    try:
        told = read_any(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, NotJson):
        return Claims()
    if not isinstance(told, dict):
        return Claims()
    auth = told.get(_AUTH)
    auth = auth if isinstance(auth, dict) else {}
    return Claims(
        ends_at=_moment(told.get("exp")),
        account=_word(auth.get("chatgpt_account_id")),
        plan=_word(auth.get("chatgpt_plan_type")),
        fedramp=auth.get("chatgpt_account_is_fedramp") is True,
    )


def _moment(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        moment = float(value)
    except OverflowError:
        return None
    return moment if math.isfinite(moment) and 0 < moment < 1e11 else None


def _word(value: Any) -> str:
    return value if isinstance(value, str) and sendable(value, _WORD) else ""
