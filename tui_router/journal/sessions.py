"""Sessions of a client, put together from rows: who asked whom, what it used, what failed."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from tui_router.core.target import Kind, Tier
from tui_router.journal.record import ENDED, ExchangeRow


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


MOST_TURNS = 200
_ORDER: tuple[Kind, ...] = (
    "main", "subagent", "title", "compaction", "web_search", "classifier", "count", "other",
)  # fmt: skip


class SessionBook:
    """Folds rows that have ended into sessions; the caller gives each row once, older ones first. At most `most` sessions are kept; the
    one that was heard longest ago goes first."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._sessions: dict[str, _Folded] = {}

    def add(self, row: ExchangeRow) -> None:
        if not row.session or row.state not in ENDED:
            return
        folded = self._sessions.setdefault(row.session, _Folded())
        folded.add(row)
        if len(self._sessions) > self._most:
            oldest = min(self._sessions, key=lambda name: self._sessions[name].last_at)
            del self._sessions[oldest]

    def forget(self, before: float | None) -> None:
        """Let go of sessions that were not heard since that moment, or of all of them."""
        self._sessions = {
            name: folded
            for name, folded in self._sessions.items()
            if before is not None and folded.last_at >= before
        }

    def listing(
        self, live: Iterable[ExchangeRow] = (), wired: Collection[str] = (), most: int = 50
    ) -> list[Session]:
        """The one heard last first. `live` are exchanges under way, `wired` the sessions with tiers of their own."""
        under_way: dict[str, list[ExchangeRow]] = {}
        for row in live:
            if row.session and row.state not in ENDED:
                under_way.setdefault(row.session, []).append(row)
        found = [
            self._sessions.get(name, _Folded()).told(name, under_way.get(name, ()), name in wired)
            for name in {**self._sessions, **under_way}
        ]
        return sorted(found, key=lambda session: session.last_at, reverse=True)[:most]


class _Folded:
    """One session's rows, summed up by branch."""

    def __init__(self) -> None:
        self.client = ""
        self.started_at = 0.0
        self.last_at = 0.0
        self.branches: dict[tuple[Kind, str], Branch] = {}
        self.turns: list[Turn] = []

    def add(self, row: ExchangeRow) -> None:
        self._see(row)
        _into(self.branches, row)
        if row.kind in ("main", "compaction") and not row.replay_of and row.state in ("ok", "repaired"):
            self.turns.append(Turn(id=row.id, tokens=row.tokens.input, window=row.window, kind=row.kind))
            if len(self.turns) > 2 * MOST_TURNS:
                self._sort_turns()

    def _sort_turns(self) -> None:
        """By number: rows come from the journal and from memory, in no order."""
        self.turns = sorted(self.turns, key=lambda turn: turn.id)[-MOST_TURNS:]

    def _see(self, row: ExchangeRow) -> None:
        self.client = row.client or self.client
        self.started_at = min(self.started_at or row.started_at, row.started_at)
        self.last_at = max(self.last_at, row.started_at + (row.times.ended or 0.0))

    def told(self, name: str, live: Iterable[ExchangeRow], wired: bool) -> Session:
        self._sort_turns()
        seen = _Folded()
        seen.client, seen.started_at, seen.last_at = self.client, self.started_at, self.last_at
        branches = {key: msgspec.structs.replace(branch) for key, branch in self.branches.items()}
        for row in live:
            seen._see(row)
            _into(branches, row)
        every = branches.values()
        main = branches.get(("main", ""))
        costs = [branch.cost for branch in every if branch.cost is not None]
        return Session(
            id=name,
            client=seen.client,
            started_at=seen.started_at,
            last_at=seen.last_at,
            exchanges=sum(branch.exchanges for branch in every),
            failed=sum(branch.failed for branch in every),
            live=sum(branch.live for branch in every),
            tokens_in=sum(branch.tokens_in for branch in every),
            tokens_out=sum(branch.tokens_out for branch in every),
            cost=sum(costs) if costs else None,
            context=main.context if main else 0,
            window=main.window if main else None,
            wired=wired,
            branches=_tree(branches),
            turns=list(self.turns),
        )


def _into(branches: dict[tuple[Kind, str], Branch], row: ExchangeRow) -> None:
    agent = row.agent if row.kind == "subagent" else ""
    key = (row.kind, agent)
    branch = branches.get(key)
    if branch is None:
        depth = max(1, row.depth) if row.kind == "subagent" else 0
        branch = branches[key] = Branch(
            kind=row.kind, agent=agent, parent=row.parent if agent else "", depth=depth
        )
    branch.exchanges += 1
    branch.failed += row.state in ("failed", "interrupted")
    branch.repaired += row.state == "repaired"
    branch.live += row.state not in ENDED
    if row.kind != "count":  # its prompts are counted again when they are sent
        branch.tokens_in += row.tokens.input
        branch.tokens_out += row.tokens.output
        branch.cache_read += row.tokens.cache_read
    if row.cost is not None:
        branch.cost = (branch.cost or 0.0) + row.cost
    if row.id >= branch.last:
        branch.last, branch.last_at = row.id, row.started_at
        branch.tier, branch.state, branch.trouble = row.tier, row.state, row.trouble
        branch.target = f"{row.provider}/{row.model}" if row.provider else ""
        if row.state not in ("failed", "interrupted") or not branch.context:
            branch.context, branch.window = row.tokens.input, row.window


def _tree(branches: Mapping[tuple[Kind, str], Branch]) -> list[Branch]:
    """Main first, agents in the order in which they were heard first, each under its parent; then the rest. An agent
    whose parent is not known here stands under main."""
    agents = [branch for branch in branches.values() if branch.kind == "subagent"]
    names = {branch.agent for branch in agents}
    below: dict[str, list[Branch]] = {}
    for branch in agents:
        known = branch.parent in names and branch.parent != branch.agent
        below.setdefault(branch.parent if known else "", []).append(branch)
    ordered: list[Branch] = []
    waiting = [(branch, 1) for branch in reversed(below.pop("", []))]
    while waiting:
        branch, depth = waiting.pop()
        branch.depth = depth
        ordered.append(branch)
        waiting += [(child, depth + 1) for child in reversed(below.pop(branch.agent, []))]
    for circle in below.values():  # agents that name each other as parents
        ordered += circle
    rest = [branch for branch in branches.values() if branch.kind not in ("main", "subagent")]
    rest.sort(key=lambda branch: _ORDER.index(branch.kind))
    main = branches.get(("main", ""))
    return [*([main] if main else []), *ordered, *rest]
