"""What the answer's translation must remember of its request."""

import msgspec

from tui_router.dialects.names import NameMap
from tui_router.dialects.signatures import Signatures


class Memo(msgspec.Struct):
    """`used` are the tool ids of the history as the client knows them, `thinking` whether it asked to see any,
    `lone_tool` the client's name of the only tool there is, "" when there are more or none. `keeps` is that of
    `Prepared`."""

    names: NameMap
    used: set[str]
    thinking: bool
    lone_tool: str
    signatures: Signatures
    keeps: dict[str, str]
