"""What the journal keeps of an exchange, and what the inspector is told. Plain values, JSON and msgpack alike.

The same structs cross three borders: gateway to scribe (msgpack frames), gateway to inspector (JSON), SQLite
to inspector. All times inside an exchange are seconds on the monotonic clock since its request arrived;
`started_at` alone is wall-clock (UTC epoch seconds).
"""

from typing import Literal

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.core.target import Kind, Tier
from tui_router.messages.watch import Offence

State = Literal["waiting", "held", "live", "ok", "failed", "repaired", "local", "cancelled", "interrupted"]
ENDED: frozenset[str] = frozenset({"ok", "failed", "repaired", "local", "cancelled", "interrupted"})

LegName = Literal["a", "b", "c", "d"]

LEG_CAP = 8 * 1024 * 1024
"""Bytes kept of one leg; what comes after is counted and marked as truncated."""


COMMENT_CAP = 500
"""Characters of what a person writes beside an exchange."""


class Tokens(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """`input` is the whole prompt, cached parts included. `estimated` until the upstream's usage arrives.

    `system`, `tools`, `messages` are the scribe's count of leg a by tiktoken, 0 until it has counted.
    """

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    estimated: bool = True
    system: int = 0
    tools: int = 0
    messages: int = 0


class Times(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Seconds since the request arrived; None was not reached.

    read: the body is in and decoded. sent: leg b handed to the upstream connection. headers: the upstream's
    status line. first: first content to the client. ended: last byte to the client.
    """

    read: float | None = None
    sent: float | None = None
    headers: float | None = None
    first: float | None = None
    ended: float | None = None


class LegSizes(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Bytes captured so far; b and c are those of the last attempt."""

    a: int = 0
    b: int = 0
    c: int = 0
    d: int = 0


class ExchangeRow(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """One line of the list. `id` counts up for the life of a journal and is the number people see (#38)."""

    id: int
    started_at: float
    state: State = "waiting"
    kind: Kind = "other"
    tier: Tier = "default"
    client_model: str = ""
    provider: str = ""
    model: str = ""
    dialect: str = ""
    reason: str = ""  # why it went there, in words
    revision: int = 0  # of the routing table it used
    stream: bool = False
    status: int | None = None  # what the client got
    session: str = ""
    agent: str = ""
    parent: str = ""  # the agent that started this agent
    depth: int = 0  # 0 main, 1 an agent of main, 2 an agent's agent …
    rule: int = 0  # number of the route that sent it there
    cost: float | None = None  # US dollars, once it has ended and a price is known
    client: str = ""  # user agent, first word
    path: str = "/v1/messages"
    tokens: Tokens = msgspec.field(default_factory=Tokens)
    times: Times = msgspec.field(default_factory=Times)
    sizes: LegSizes = msgspec.field(default_factory=LegSizes)
    attempts: int = 0
    notes: int = 0
    losses: int = 0  # notes that lost something
    trouble: str = ""  # one line: why it failed, or what was repaired
    diagnosis: str = ""  # its name, when there is one
    replay_of: int | None = None
    window: int | None = None  # the target's context window in tokens
    stop: str = ""  # the stop reason the client got
    tools: list[str] = []  # the tools its answer called, each once, the first 16
    marked: bool = False  # by a person
    comment: str = ""  # a person's words, at most `COMMENT_CAP` characters
    edited: bool = False  # a person changed the request before it was sent on
    imported: bool = False  # it passed through another gateway and came in a file
    stored: bool = False  # the journal has it for good


class AttemptRow(msgspec.Struct, kw_only=True, omit_defaults=True):
    number: int  # from 1
    provider: str = ""
    model: str = ""
    url: str = ""
    status: int | None = None  # the upstream's
    times: Times = msgspec.field(default_factory=Times)
    outcome: str = ""  # in words: "ok", "max_tokens too large", "connection refused"
    cause: str = ""  # why this attempt was made: "" for the first, else "stale connection", …
    repair: str = ""  # what it changed against the attempt before, in words: "max_tokens 32,000 → 16,384"
    wait: float = 0.0  # seconds it was held back
    diagnosis: Diagnosis | None = None  # why it failed


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """From byte `offset` on, the leg's bytes passed at `at` seconds."""

    offset: int
    at: float


class LegCapture(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One leg as it passed. `size` counts all bytes, `data` holds at most `LEG_CAP` of them."""

    leg: LegName
    attempt: int = 0  # 0 for a and d
    status: int | None = None
    start: str = ""  # request line ("POST /v1/messages?beta=true") or the URL of leg b
    headers: list[tuple[str, str]] = []
    data: bytes = b""
    size: int = 0
    marks: list[Mark] = []


class LegSlice(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A piece of a leg for the inspector, from `offset` to `next`. `complete` says nothing more will come."""

    leg: LegName
    attempt: int = 0
    status: int | None = None
    start: str = ""
    headers: list[tuple[str, str]] = []
    offset: int = 0
    next: int = 0
    size: int = 0
    complete: bool = False
    truncated: bool = False
    data: bytes = b""  # base64 in JSON
    marks: list[Mark] = []


class Weighed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Tokens of leg a by its parts, in the order of the request, as the scribe counted them.

    `system`: each block (a plain string is one). `tools`: each tool by its name. `messages`: of each message its
    content blocks (a plain string is one); what a message weighs beside them is a few tokens and not in here.
    """

    system: list[int] = []
    tools: list[tuple[str, int]] = []
    messages: list[list[int]] = []


class ExchangeDetail(msgspec.Struct, kw_only=True, omit_defaults=True):
    row: ExchangeRow
    weighed: Weighed | None = None  # None while it runs, and where nothing could be counted
    attempts: list[AttemptRow] = []
    notes: list[Note] = []
    diagnosis: Diagnosis | None = None  # why it failed, or of what it was mended
    applied: list[Fact] = []  # what was known of the target before the first attempt
    learned: list[Fact] = []  # what this exchange taught
    explained: str = ""  # one line: what matched, what was considered before, which facts applied
    offences: list[Offence] = []  # what was wrong with its streams


class Offer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What can be done about a failure with one key. `facts` are put down, then the exchange is sent again;
    `rewire` says that a person must choose another target first. Without either it is only sent again.
    """

    words: str  # "clamp max_tokens to 8,192"
    facts: list[Fact] = []
    rewire: bool = False


class Trouble(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Exchanges that failed, were mended or lost something in the same way at the same target."""

    group: Literal["failed", "mended", "lost"]
    name: str  # the diagnosis; of a loss the note's act
    title: str
    provider: str = ""
    model: str = ""
    targets: int = 1  # a loss may be the same at several; provider and model are then those of the newest
    count: int = 0
    first: float = 0.0  # UTC epoch seconds
    last: float = 0.0
    exchanges: list[int] = []  # the newest ones first, at most 10
    remedy: str = ""  # for a list row: "16,384 learned", "add credit, or use another provider"
    diagnosis: Diagnosis | None = None  # of the newest
    offer: Offer | None = None


class Limit(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a provider says is left before it refuses."""

    name: str  # "requests", "tokens", "input tokens", "output tokens"
    left: int
    of: int = 0  # 0 was not told
    resets_at: float = 0.0  # UTC epoch seconds; 0 was not told


class ProviderState(msgspec.Struct, kw_only=True, omit_defaults=True):
    name: str
    dialect: str
    base_url: str
    preset: str = ""
    key: str = ""  # the reference
    key_set: bool = True
    found_by: str = "config"
    models: int = 0
    latency_ms: float | None = None  # to the response head, moving average
    problem: str = ""  # why its models are not known: "its key is not set", "connection refused"
    listed_at: float = 0.0  # UTC epoch seconds of the list in use; 0 when there is none
    speaks: list[str] = []  # the languages it was found to speak, when somebody probed it
    limits: list[Limit] = []  # what its last answers said, as long as that holds
    plan: str = ""  # of the login it is asked with, as that names it: "plus"
    login_ends_at: float = 0.0  # UTC epoch seconds; 0 without a login, or where it does not tell


class Status(msgspec.Struct, kw_only=True, omit_defaults=True):
    version: str
    pid: int
    url: str
    started_at: float
    revision: int
    live: int = 0
    counts: dict[str, int] = {}  # by state
    tokens_in: int = 0
    tokens_out: int = 0
    scribe: str = "ok"  # ok | slow | down | off
    lost_captures: int = 0
    providers: list[ProviderState] = []
    config: str = ""  # path of the file in force, "" when none
    problem: str = ""  # the last thing wrong with the settings, "" when all is well
    sessions: int = 0  # seen in the last ten minutes
    facts: int = 0  # known of the targets, for good
    held: int = 0  # requests that wait at a breakpoint


class Tiers(msgspec.Struct, kw_only=True):
    """The wiring in force: tier → "provider/model", or a list of them for a fallback chain. Every tier that has
    a target is named.
    """

    revision: int
    tiers: dict[str, str | list[str]]

    def chain(self, tier: str) -> list[str]:
        """The usual target first; empty when the tier has none."""
        value = self.tiers.get(tier, [])
        return [value] if isinstance(value, str) else list(value)


def wire_form(chain: list[str]) -> str | list[str]:
    """How a chain stands in `Tiers`: a single target plain, as it always did."""
    return chain[0] if len(chain) == 1 else chain


class KnownModel(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A target that could be chosen, for the rewire dialog. Prices are US dollars per million tokens."""

    target: str
    display_name: str = ""
    context_window: int | None = None
    max_output_tokens: int | None = None
    window_from: str = ""  # config, fact, list, catalog, preset
    output_from: str = ""
    price_in: float | None = None
    price_out: float | None = None
    price_cache_read: float | None = None
    price_cache_write: float | None = None
    thinking: bool | None = None
    images: bool | None = None
    tools: bool | None = None
    listed: bool = False  # the provider's own list names it
