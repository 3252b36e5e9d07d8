"""What the answer's translation must remember of its request."""

import msgspec
from msgspec import Raw

from tui_router.dialects.names import NameMap


class Memo(msgspec.Struct):
    """`used` are the tool ids of the history as the client knows them, `thinking` whether it asked to see any,
    `lone_tool` the client's name of the only tool there is, "" when there are more or none; `tools` are the schemas of
    those that may be called, by the target's names; `cuts` the stop
    sequences that it was not told, at which the text is cut here."""

    names: NameMap
    used: set[str]
    stops: list[str]
    thinking: bool
    lone_tool: str
    tools: dict[str, Raw] = {}
    cuts: list[str] = []
