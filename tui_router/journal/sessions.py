"""Sessions of a client, put together from rows: who asked whom, what it used, what failed."""

import msgspec

from tui_router.core.target import Kind, Tier


class Turn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answered request of a session's main conversation, for its context by turn."""

    id: int
    tokens: int  # of the prompt
    window: int | None = None
    kind: Kind = "main"  # or compaction


class Branch(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything of one kind and one agent in a session. Branches stand in the order of a tree: main first, agents
    under their parents (`depth` 1, 2 …), then the helpers' kinds (title, compaction, web_search, classifier, count).
    """

    kind: Kind
    agent: str = ""
    parent: str = ""
    depth: int = 0
    exchanges: int = 0
    failed: int = 0
    repaired: int = 0
    live: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cache_read: int = 0
    cost: float | None = None  # US dollars; None when no exchange had a price
    tier: Tier = "default"  # these are of the newest exchange
    target: str = ""
    state: str = ""
    trouble: str = ""
    last: int = 0
    last_at: float = 0.0
    context: int = 0  # tokens of its prompt
    window: int | None = None


class Session(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Totals are those of all its branches."""

    id: str
    client: str = ""
    started_at: float = 0.0
    last_at: float = 0.0
    exchanges: int = 0
    failed: int = 0
    live: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    context: int = 0  # of the newest main request
    window: int | None = None
    wired: bool = False  # it has tiers of its own
    branches: list[Branch] = []
    turns: list[Turn] = []  # the newest 200, oldest first
