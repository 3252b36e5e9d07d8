"""Whose request it is: the client's session, the agent in it, and how deep that agent stands.

Claude Code names all three in headers. Older releases, and SDKs that set `metadata.user_id` alone, name the session
there: as JSON with a `session_id`, or as a text that ends in `_session_<uuid>`.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping

import msgspec

from tui_router.messages.request import MessagesRequest

_OLD = re.compile(r"_session_([0-9A-Za-z-]{8,80})\Z")
_LONGEST = 128
MOST_AGENTS = 5000
"""Agents whose place is remembered."""


class Origin(msgspec.Struct, frozen=True):
    """Empty where the client did not say. An agent without a `parent` was started by the main conversation."""

    session: str = ""
    agent: str = ""
    parent: str = ""


class _UserId(msgspec.Struct):
    session_id: str = ""


def origin_of(headers: Mapping[str, str], request: MessagesRequest | None = None) -> Origin:
    """`headers` with lower-case names."""
    session = headers.get("x-claude-code-session-id", "")
    if not session and request is not None and request.user_id:
        session = _session_in(request.user_id)
    return Origin(
        _clean(session),
        _clean(headers.get("x-claude-code-agent-id", "")),
        _clean(headers.get("x-claude-code-parent-agent-id", "")),
    )


def _session_in(user_id: str) -> str:
    if user_id.startswith("{"):
        try:
            return msgspec.json.decode(user_id, type=_UserId).session_id
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return ""
    found = _OLD.search(user_id[-200:])
    return found[1] if found else ""


def _clean(name: str) -> str:
    return "".join(c for c in name[:_LONGEST].strip() if c.isprintable())


class Agents:
    """How deep each agent stands: 1 for one that main started, one more than its parent otherwise. A parent nobody has
    heard of counts as depth 1. Bounded: what was not heard of for longest is forgotten first.
    """

    def __init__(self) -> None:
        self._depth: OrderedDict[tuple[str, str], int] = OrderedDict()

    def depth(self, origin: Origin) -> int:
        if not origin.agent:
            return 0
        key = (origin.session, origin.agent)
        depth = self._depth.get(key)
        if depth is None:
            above = self._depth.get((origin.session, origin.parent), 1) if origin.parent else 0
            depth = above + 1
            if len(self._depth) >= MOST_AGENTS:
                self._depth.popitem(last=False)
            self._depth[key] = depth
        else:
            self._depth.move_to_end(key)
        return depth
