"""What the answer's translation must remember of its request."""

import msgspec

from tui_router.dialects.names import NameMap


class Memo(msgspec.Struct):
    """`used` are the tool ids of the history as the client knows them, `lone_tool` the client's name of the only tool
    there is, "" when there are more or none. `stops` are cut out of the text here. `thinking` says whether the client
    asked to see any, `searches` whether it declared the web search and so knows its blocks. `most` are the tokens that the answer was
    given, 0 when it was given none in particular."""

    names: NameMap
    used: set[str]
    stops: list[str]
    thinking: bool
    lone_tool: str
    searches: bool
    most: int = 0
