"""A gateway made of memory: exchanges in every state, legs, live streaming on demand, hostile text on demand."""

import asyncio
import json
import re
from collections.abc import AsyncIterator

import msgspec

from tui_router.control.client import ControlError
from tui_router.control.events import ControlEvent, ExchangeChanged, Reset, StatusChanged, TiersChanged
from tui_router.control.inspect import (
    Annotation,
    Breakpoints,
    Found,
    LogLine,
    Release,
    Resend,
    Search,
)
from tui_router.control.wiring import (
    Change,
    DryRun,
    Rehearsal,
    Revision,
    RuleState,
    Trial,
    Verdict,
    Wires,
)
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.diagnose.facts import same
from tui_router.journal.record import (
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegName,
    LegSizes,
    LegSlice,
    Limit,
    Mark,
    Offer,
    ProviderState,
    Status,
    Tiers,
    Times,
    Tokens,
    Trouble,
)
from tui_router.journal.sessions import Branch, Session, Turn

NOW = 1_790_078_676.1  # 2026-09-22 12:04:36 UTC
SECOND = NOW - 3.1

_SEED = [
    # id, age, state, kind, tier, model, provider, in, out, first, ended, extra
    (32, 109.1, "ok", "main", "opus", "gpt-5.4", "openai", 17_100, 1_412, 0.66, 24.1, {"notes": 3}),
    (33, 94.0, "cancelled", "main", "opus", "gpt-5.4", "openai", 17_800, 96, 0.7, 2.2, {}),
    (34, 75.0, "ok", "main", "sonnet", "gpt-4o", "openai", 19_900, 640, 0.58, 6.2, {"notes": 2}),
    (36, 38.1, "local", "count", "haiku", "", "", 20_100, 0, None, 0.006, {}),
    (35, 56.1, "ok", "main", "sonnet", "kimi-k2.5", "fireworks", 19_900, 790, 1.28, 16.9, {"replay_of": 31}),
    (
        *(37, 38.0, "repaired", "main", "sonnet", "gpt-4o", "openai", 19_900, 812, 1.32, 17.8),
        {"trouble": "max_tokens 32,000 → 16,384", "notes": 5, "losses": 3, "attempts": 2},
    ),
    (
        *(38, 25.0, "failed", "subagent", "sonnet", "deepseek-chat", "deepseek", 21_400, 0, None, 0.2),
        {"trouble": "max_tokens over 8,192", "diagnosis": "max_tokens_too_large", "status": 400, "notes": 5},
    ),
    (39, 12.6, "live", "subagent", "sonnet", "kimi-k2.5", "fireworks", 9_400, 1_100, 0.88, None, {}),
    (40, 5.0, "ok", "title", "haiku", "qwen3-8b", "vllm", 912, 31, 0.12, 0.4, {}),
    (
        41,
        3.1,
        "live",
        "main",
        "opus",
        "gpt-5.4",
        "openai",
        18_204,
        412,
        0.61,
        None,
        {"notes": 3, "window": 400_000},
    ),
]

TIERS = {"haiku": "vllm/qwen3-8b", "sonnet": "openai/gpt-4o", "opus": "openai/gpt-5.4"}

MODELS = [
    KnownModel(
        target="openai/gpt-4o", context_window=128_000, max_output_tokens=16_384, images=True, tools=True
    ),
    KnownModel(
        target="openai/gpt-4.1-mini",
        context_window=1_000_000,
        max_output_tokens=32_768,
        images=True,
        tools=True,
    ),
    KnownModel(
        target="openai/gpt-4.1-mini-2025-04-14",
        context_window=1_000_000,
        max_output_tokens=32_768,
        images=True,
        tools=True,
    ),
    KnownModel(target="openai/gpt-4o-mini", context_window=128_000, max_output_tokens=16_384, tools=True),
    KnownModel(
        target="openai/gpt-5.4", context_window=400_000, max_output_tokens=128_000, thinking=True, tools=True
    ),
    KnownModel(
        target="vllm/qwen3-8b", context_window=32_768, max_output_tokens=8_192, thinking=False, images=False
    ),
    KnownModel(target="fireworks/kimi-k2.5"),
    KnownModel(target="deepseek/deepseek-chat", context_window=64_000, max_output_tokens=8_192),
]

PROVIDERS = [
    ProviderState(name="openai", dialect="chat", base_url="https://api.openai.com/v1", key="env:OPENAI_API_KEY",
                  models=41, latency_ms=180.0, limits=[Limit(name="tokens", left=12_300, of=30_000)]),
    ProviderState(name="vllm", dialect="chat", base_url="http://127.0.0.1:8000/v1", models=1, latency_ms=12.0),
    ProviderState(name="anthropic", dialect="anthropic", base_url="https://api.anthropic.com",
                  key="env:ANTHROPIC_API_KEY", key_set=False),
    ProviderState(name="fireworks", dialect="chat", base_url="https://api.fireworks.ai/v1", key="env:FIREWORKS_KEY",
                  latency_ms=240.0),
    ProviderState(name="deepseek", dialect="chat", base_url="https://api.deepseek.com", key="env:DEEPSEEK_KEY"),
]  # fmt: skip


def seeded() -> list[ExchangeRow]:
    rows = []
    for id, age, state, kind, tier, model, provider, given, out, first, ended, extra in _SEED:
        row = ExchangeRow(
            id=id,
            started_at=NOW - age,
            state=state,
            kind=kind,
            tier=tier,
            client_model=f"claude-{tier}-5-5",
            provider=provider,
            model=model,
            dialect="chat",
            reason=f"tier {tier}",
            stream=True,
            status=200,
            session="a1f3",
            client="claude-cli/2.1",
            tokens=Tokens(input=given, output=out, estimated=state in {"live", "local"}, system=1_400, tools=7_900,
                          messages=max(0, given - 9_300)),
            times=Times(read=0.004, sent=0.02, headers=0.4 if first else None, first=first, ended=ended),
            attempts=0 if state == "local" else 1,
            window=64_000 if model == "deepseek-chat" else 128_000,
        )  # fmt: skip
        for name, value in extra.items():
            setattr(row, name, value)
        rows.append(row)
    return rows


def leg_a(model: str, *, said: str = "fix the parser test [TODO in line 88]") -> bytes:
    return json.dumps(
        {
            "model": model,
            "max_tokens": 32_000,
            "stream": True,
            "system": [{"type": "text", "text": "You are a coding agent."}] * 3,
            "tools": [
                {"name": name, "description": "d", "input_schema": {"type": "object"}}
                for name in "ABCDEFGHIJKL"
            ],
            "messages": [
                {"role": "user", "content": said},
                {
                    "role": "assistant",
                    "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {}}],
                },
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "def main(): …"}],
                },
            ],
            "thinking": {"type": "adaptive"},
            "context_management": {"edits": [{"type": "clear_thinking"}]},
            "metadata": {"user_id": "u"},
        }
    ).encode()


def leg_b(model: str) -> bytes:
    return json.dumps(
        {
            "model": model,
            "max_completion_tokens": 16_384,
            "stream": True,
            "stream_options": {"include_usage": True},
            "messages": [
                {"role": "system", "content": "You are a coding agent."},
                {"role": "user", "content": "fix the parser test [TODO in line 88]"},
            ],
            "tools": [{"type": "function", "function": {"name": name}} for name in "ABCDEFGHIJKL"],
        }
    ).encode()


def chat_chunk(text: str) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}).encode() + b"\n\n"


def text_event(text: str) -> bytes:
    body = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
    return b"event: content_block_delta\ndata: " + json.dumps(body).encode() + b"\n\n"


MESSAGE_START = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",'
    b'"model":"claude-opus-5-5","content":[],"stop_reason":null,"usage":{"input_tokens":18204,"output_tokens":1}}}\n\n'
    b'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n'
)

NOTES = [
    Note(act="renamed", path="model", to="model", reason="rewired", before="claude-sonnet-5-5", after="gpt-4o"),
    Note(act="clamped", path="max_tokens", to="max_completion_tokens", reason="the target takes at most 16,384",
         before="32000", after="16384"),
    Note(act="added", path="", to="stream_options", reason="so that usage arrives", after="include_usage"),
    Note(act="dropped", path="thinking", reason="gpt-4o cannot think", before="adaptive"),
    Note(act="dropped", path="context_management", reason="no counterpart", before="clear_thinking"),
]  # fmt: skip


DEEPSEEK, OPENAI = "https://api.deepseek.com", "https://api.openai.com/v1"
TOO_LARGE = Diagnosis(
    name="max_tokens_too_large", type="invalid_request_error", status=400, title="max_tokens too large",
    message="max_tokens: 32000 > 8192", remedy="Set max_output_tokens for this model.",
    quote="Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
    figures={"requested": 32_000, "limit": 8_192},
)  # fmt: skip
TOO_LARGE_AT_OPENAI = Diagnosis(
    name="max_tokens_too_large", type="invalid_request_error", status=400, title="max_tokens too large", message="",
    quote="max_tokens is too large: 32000. This model supports at most 16384 completion tokens",
    figures={"requested": 32_000, "limit": 16_384},
)  # fmt: skip
NO_CREDIT = Diagnosis(
    name="insufficient_credits", type="billing_error", status=402, title="no credit left", message="no credit",
    remedy="Add credit, or use another provider.", quote="Your account is out of credits",
)  # fmt: skip


def fact(name: str, value: bool | float | str, **given: object) -> Fact:
    return Fact(**{"provider": "openai", "base_url": OPENAI, "model": "gpt-4o", "name": name, "value": value,
                   "exchange": 37, "learned_at": NOW - 38, **given})  # fmt: skip


FACTS = [
    fact("max_output_tokens", 16_384, diagnosis="max_tokens_too_large", evidence=TOO_LARGE_AT_OPENAI.quote),
    fact("drop", "temperature", model="gpt-5.4", exchange=29, diagnosis="unsupported_parameter", pinned=True,
         evidence="Unsupported value: 'temperature' does not support 0.2 with this model.", learned_at=NOW - 900),
    fact("tokens_factor", 1.17, model="kimi-k2.5", provider="fireworks", exchange=35, learned_at=NOW - 950),
    fact("context_window", 131_072, provider="vllm", model="qwen3-8b", exchange=None, origin="catalog",
         learned_at=0.0),
]  # fmt: skip


def trouble(group: str, name: str, title: str, model: str, provider: str, count: int, age: float, *ids: int,
            remedy: str = "", first: float = 0.0, **given: object) -> Trouble:  # fmt: skip
    return Trouble(group=group, name=name, title=title, model=model, provider=provider, count=count,
                   first=NOW - (first or age), last=NOW - age, exchanges=list(ids), remedy=remedy, **given)  # fmt: skip


def troubles() -> list[Trouble]:
    """Nine groups, two of which need somebody."""
    clamp = fact("max_output_tokens", 8_192, provider="deepseek", model="deepseek-chat", base_url=DEEPSEEK,
                 exchange=38, diagnosis="max_tokens_too_large")  # fmt: skip
    why = "no counterpart in Chat Completions"
    return [
        trouble("failed", "max_tokens_too_large", "max_tokens too large", "deepseek-chat", "deepseek", 3, 25, 38, 32, 31,
                first=196, remedy="clamp max_tokens to 8,192", diagnosis=TOO_LARGE,
                offer=Offer(words="clamp max_tokens to 8,192", facts=[clamp])),
        trouble("failed", "insufficient_credits", "no credit left", "kimi-k2.5", "fireworks", 1, 740, 33,
                remedy="add credit, or use another provider", diagnosis=NO_CREDIT),
        trouble("mended", "max_tokens_too_large", "max_tokens too large", "gpt-4o", "openai", 1, 38, 37,
                remedy="16,384 learned", diagnosis=TOO_LARGE_AT_OPENAI),
        trouble("mended", "unsupported_parameter", "parameter refused", "gpt-5.4", "openai", 7, 110, 32,
                remedy="drop temperature learned"),
        trouble("mended", "rate_limited", "rate limited", "gpt-4o", "openai", 4, 97, 34,
                remedy="rate limited, sent again"),
        trouble("mended", "tool_name_invalid", "tool name refused", "gpt-4o", "openai", 2, 1470, 33),
        trouble("lost", "dropped", f"thinking dropped: {why}", "gpt-4o", "openai", 14, 20, 37, 34),
        trouble("lost", "approximated", "system approximated: 3 system messages joined", "gpt-4o", "openai", 31, 30,
                37, 34),
        trouble("lost", "dropped", f"context_management dropped: {why}", "gpt-4o", "openai", 14, 40, 37, 34),
    ]  # fmt: skip


def troubled() -> "FakeControl":
    """The usual exchanges, with what the gateway gathered of them, and the facts it knows."""
    control = FakeControl()
    control.trouble_groups, control.facts_known, control.remediable = troubles(), list(FACTS), {38}
    return control


RULES = [
    RuleState(
        number=1,
        when="kind is subagent and input over 60,000",
        to=["openai/gpt-5.4"],
        hits=3,
        last=NOW - 12,
        table={"when": {"kind": "subagent", "input_tokens_over": 60_000}, "to": "openai/gpt-5.4"},
    ),
    RuleState(
        number=2,
        when="kind is subagent and thinking is off",
        to=["deepseek/deepseek-chat", "vllm/qwen3-8b"],
        changes="temperature set to 0.2",
        hits=2,
        last=NOW - 25,
        table={
            "when": {"kind": "subagent", "thinking": False},
            "to": ["deepseek/deepseek-chat", "vllm/qwen3-8b"],
            "set": {"temperature": 0.2},
        },
    ),
    RuleState(
        number=3, when="always", changes="max_tokens at most 8,192", table={"clamp": {"max_tokens": 8192}}
    ),
]


def sessions() -> list[Session]:
    """Two sessions: a live one with an agent's agent and a compaction, and one that ended in a failure."""
    return [
        Session(
            id="a1f3c2d4-0000-4000-8000-000000000001",
            client="claude-cli/2.1.329",
            started_at=NOW - 8_000,
            last_at=NOW - 3,
            exchanges=31,
            failed=1,
            live=2,
            tokens_in=380_000,
            tokens_out=14_000,
            cost=0.29,
            context=91_000,
            window=128_000,
            branches=[
                Branch(
                    kind="main",
                    exchanges=9,
                    live=1,
                    tokens_in=201_000,
                    tokens_out=6_100,
                    cost=0.19,
                    tier="opus",
                    target="openai/gpt-5.4",
                    state="live",
                    last=41,
                    last_at=NOW - 3,
                    context=91_000,
                    window=128_000,
                ),
                Branch(
                    kind="subagent",
                    agent="a0123456789abcdef",
                    depth=1,
                    exchanges=8,
                    failed=1,
                    live=1,
                    tokens_in=98_000,
                    tokens_out=4_000,
                    cost=0.05,
                    tier="sonnet",
                    target="fireworks/kimi-k2.5",
                    state="live",
                    last=39,
                    last_at=NOW - 12,
                    context=46_000,
                    window=128_000,
                    trouble="max_tokens over 8,192",
                ),
                Branch(
                    kind="subagent",
                    agent="afedcba9876543210",
                    parent="a0123456789abcdef",
                    depth=2,
                    exchanges=3,
                    tokens_in=18_000,
                    tokens_out=600,
                    tier="haiku",
                    target="vllm/qwen3-8b",
                    state="ok",
                    last=30,
                    last_at=NOW - 120,
                    context=6_500,
                    window=32_768,
                ),
                Branch(
                    kind="title",
                    exchanges=1,
                    tokens_in=912,
                    tokens_out=18,
                    tier="haiku",
                    target="vllm/qwen3-8b",
                    state="ok",
                    last=40,
                    last_at=NOW - 5,
                ),
                Branch(
                    kind="compaction",
                    exchanges=1,
                    repaired=1,
                    tokens_in=154_000,
                    tokens_out=1_900,
                    cost=0.04,
                    tier="sonnet",
                    target="openai/gpt-4o",
                    state="repaired",
                    last=28,
                    last_at=NOW - 2_000,
                ),
                Branch(kind="count", exchanges=9, state="local", last=36, last_at=NOW - 38),
            ],
            turns=[
                *(Turn(id=10 + n, tokens=12_000 + n * 14_000, window=128_000) for n in range(8)),
                Turn(id=28, tokens=112_000, window=128_000, kind="compaction"),
                *(Turn(id=29 + n, tokens=15_000 + n * 9_500, window=128_000) for n in range(9)),
            ],
        ),
        Session(
            id="9c02aaaa-0000-4000-8000-000000000002",
            client="agent-sdk",
            started_at=NOW - 4_000,
            last_at=NOW - 2_460,
            exchanges=10,
            failed=3,
            tokens_in=32_000,
            tokens_out=5_200,
            context=29_000,
            window=128_000,
            wired=True,
            branches=[
                Branch(
                    kind="main",
                    exchanges=10,
                    failed=3,
                    tokens_in=32_000,
                    tokens_out=5_200,
                    tier="opus",
                    target="deepseek/deepseek-chat",
                    state="failed",
                    last=27,
                    last_at=NOW - 2_460,
                    trouble="insufficient credit",
                    context=29_000,
                    window=128_000,
                ),
            ],
            turns=[Turn(id=20, tokens=29_000, window=128_000)],
        ),
    ]


LOG = [
    LogLine(number=1, at=NOW - 8_040, level="info", source="gateway", text="listening on http://127.0.0.1:8787"),
    LogLine(number=2, at=NOW - 8_039, level="info", source="settings", text="read from /home/ada/.config/tui-router/config.toml"),
    LogLine(number=3, at=NOW - 3_000, level="warning", source="upstream", text="deepseek names 8,192 as its most output tokens", exchange=38),
    LogLine(number=4, at=NOW - 900, level="error", source="scribe", text="the journal could not be written for 2 s [disk full]"),
    LogLine(number=5, at=NOW - 40, level="info", source="wiring", text="revision 7: sonnet: openai/gpt-4o-mini → openai/gpt-4o"),
]  # fmt: skip


class FakeControl:
    """`ControlClient` without a wire. Tests push changes with `change`, `stream`, `say`, and read what was asked."""

    def __init__(
        self, rows: list[ExchangeRow] | None = None, *, tiers: dict[str, str | list[str]] | None = None
    ) -> None:
        self._rows = {row.id: row for row in (seeded() if rows is None else rows)}
        self._tiers = Tiers(revision=7, tiers=dict(TIERS if tiers is None else tiers))
        self.legs: dict[tuple[int, LegName], bytearray] = {}
        self.details: dict[int, ExchangeDetail] = {}
        self.listeners: list[asyncio.Queue[ControlEvent | Exception | None]] = []
        self.replays: list[tuple[int, str]] = []
        self.resends: list[Resend] = []
        self._newest = 0
        self.searches: list[Search] = []
        self.cancelled: list[int] = []
        self.stops = Breakpoints()
        self.releases: list[tuple[int, Release]] = []
        self.imports: list[bytes] = []
        self.log_lines = list(LOG) if self._rows else []
        self.puts: list[Tiers] = []
        self.asked: list[str] = []
        self.down: ControlError | None = None
        self.conflict = False
        self.stopped = False
        self.started_at = NOW - 8_040
        self.known = list(MODELS)
        self.providers = list(PROVIDERS)
        self.problem = ""
        self.facts_known: list[Fact] = []
        self.trouble_groups: list[Trouble] = []
        self.remediable: set[int] = set()
        self.rules = list(RULES)
        self.aliases: dict[str, str | list[str]] = {"claude-router/qwen": "vllm/qwen3-8b"}
        self.session_tiers: dict[str, dict[str, str | list[str]]] = {}
        self.provider_tables = {
            provider.name: {"preset": provider.preset or "openai", "key": provider.key}
            for provider in self.providers
        }
        self.changes: list[Change] = []
        self.past: dict[int, dict[str, str | list[str]]] = {}
        self.history = [
            Revision(
                revision=7, at=NOW - 600, by="screen", what=["sonnet: openai/gpt-4o-mini → openai/gpt-4o"]
            ),
            Revision(revision=6, at=NOW - 3_000, by="file", what=["rule 3 added"], written=True),
            Revision(revision=1, at=NOW - 8_040, by="start", what=["4 tiers wired"]),
        ]
        self.rehearsals: list[Rehearsal] = []
        self.trials: list[Trial] = []
        self.dry = DryRun(
            exchange=38,
            target="",
            dialect="chat",
            reason="chosen for this",
            lost=["thinking", "context_management"],
            tokens=21_400,
            window=128_000,
            max_output=16_384,
            cost=0.054,
            body=b'{"model":"x","messages":[]}',
            size=21_000,
        )
        self.verdict = Verdict(target="", ok=True, ms=180.0, status=200, said="answers in 180 ms")
        self.session_tree = sessions() if self._rows else []
        for row in list(self._rows.values()):
            self._seed_legs(row)

    def _seed_legs(self, row: ExchangeRow) -> None:
        self.legs[row.id, "a"] = bytearray(leg_a(row.client_model))
        if row.state != "local":
            self.legs[row.id, "b"] = bytearray(leg_b(row.model))
        if row.state == "failed":
            body = {
                "error": {"message": "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"}
            }
            self.legs[row.id, "c"] = bytearray(json.dumps(body).encode())
            told = {
                "type": "error",
                "error": {"type": "invalid_request_error", "message": "max_tokens over 8,192"},
            }
            self.legs[row.id, "d"] = bytearray(json.dumps(told).encode())
        elif row.state != "local":
            self.legs[row.id, "c"] = bytearray()
            self.legs[row.id, "d"] = bytearray(MESSAGE_START)
            for text in ("I will read the parser first, then ", "the failing test [TODO in line 88]."):
                self.legs[row.id, "c"] += chat_chunk(text)
                self.legs[row.id, "d"] += text_event(text)
        row.sizes = LegSizes(**{leg: len(data) for (id, leg), data in self.legs.items() if id == row.id})
        if row.state in {"failed", "repaired"}:
            self._seed_trouble(row)

    def _seed_trouble(self, row: ExchangeRow) -> None:
        failed = row.state == "failed"
        diagnosis = TOO_LARGE if failed else TOO_LARGE_AT_OPENAI
        attempts = [
            AttemptRow(number=1, provider=row.provider, model=row.model, url="https://up.example/v1/chat/completions",
                       status=400, times=Times(sent=0.02, headers=0.19, ended=0.2), outcome="max_tokens too large",
                       diagnosis=diagnosis),
        ]  # fmt: skip
        if not failed:
            attempts.append(AttemptRow(number=2, provider=row.provider, model=row.model, status=200, outcome="ok",
                                       times=Times(sent=0.21, headers=1.2), cause="max_tokens too large",
                                       repair="max_tokens 32,000 → 16,384"))  # fmt: skip
        self.details[row.id] = ExchangeDetail(row=row, attempts=attempts, notes=NOTES, diagnosis=diagnosis,
                                              learned=[] if failed else FACTS[:1])  # fmt: skip

    # what tests do

    def say(self, event: ControlEvent) -> None:
        for queue in self.listeners:
            queue.put_nowait(event)

    def change(self, row: ExchangeRow) -> None:
        self._rows[row.id] = row
        self.say(ExchangeChanged(row=row))

    def new(self, id: int, **fields: object) -> ExchangeRow:
        row = ExchangeRow(**{"id": id, "started_at": NOW, "state": "ok", "tier": "sonnet", "model": "gpt-4o",
                             "provider": "openai", "kind": "main", "status": 200, "times": Times(first=0.5, ended=2.0),
                             "tokens": Tokens(input=1_000, output=10, estimated=False), "attempts": 1, **fields})  # fmt: skip
        self.change(row)
        return row

    def stream(self, id: int, leg: LegName, data: bytes) -> None:
        """More bytes on a leg of a live exchange."""
        held = self.legs.setdefault((id, leg), bytearray())
        held += data
        row = self._rows[id]
        setattr(row.sizes, leg, len(held))
        self.say(ExchangeChanged(row=row))

    def reset(self) -> None:
        self.say(Reset())

    def fail(self, error: ControlError) -> None:
        """Break every connection, and refuse new ones until `down` is None."""
        self.down = error
        for queue in self.listeners:
            queue.put_nowait(error)

    def row(self, id: int) -> ExchangeRow:
        return self._rows[id]

    # ControlClient

    def _reach(self, what: str) -> None:
        self.asked.append(what)
        if self.down is not None:
            raise self.down

    async def status(self) -> Status:
        self._reach("status")
        return self._status()

    def _status(self) -> Status:
        counts: dict[str, int] = {}
        for row in self._rows.values():
            counts[row.state] = counts.get(row.state, 0) + 1
        return Status(
            version="0.1.0",
            pid=4121,
            url="http://127.0.0.1:8787",
            started_at=self.started_at,
            revision=self._tiers.revision,
            live=counts.get("live", 0),
            held=counts.get("held", 0),
            counts=counts,
            tokens_in=412_000 if self._rows else 0,
            tokens_out=19_000 if self._rows else 0,
            providers=self.providers,
            sessions=2 if self._rows else 0,
            problem=self.problem,
            facts=len(self.facts_known),
        )

    async def exchanges(
        self, *, filter: str = "", before: int | None = None, limit: int = 500
    ) -> list[ExchangeRow]:
        self._reach(f"exchanges before {before}")
        ids = sorted((id for id in self._rows if before is None or id < before), reverse=True)
        return [self._rows[id] for id in ids[:limit]]

    async def exchange(self, id: int) -> ExchangeDetail:
        self._reach(f"exchange {id}")
        if id not in self._rows:
            raise ControlError("there is no such exchange", 404)
        known = self.details.get(id)
        if known is None:
            return ExchangeDetail(row=self._rows[id])
        return msgspec.structs.replace(known, row=self._rows[id])

    async def leg(self, id: int, leg: LegName, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        self._reach(f"leg {id} {leg} {offset}")
        held = self.legs.get((id, leg))
        if held is None:
            raise ControlError("that leg was not captured", 404)
        row = self._rows[id]
        data = bytes(held[offset : offset + 1024 * 1024])
        ended = row.times.ended is not None
        marks = [Mark(offset=offset, at=row.times.first or 0.0)] if leg in ("c", "d") else []
        return LegSlice(
            leg=leg,
            attempt=attempt or (row.attempts if leg in ("b", "c") else 0),
            status=row.status if leg in ("c", "d") else None,
            start="POST /v1/messages?beta=true" if leg == "a" else "",
            headers=[("content-type", "application/json" if leg in "ab" or row.state == "failed" else "text/event-stream")],
            offset=offset,
            next=offset + len(data),
            size=len(held),
            complete=(ended or leg in "ab") and offset + len(data) == len(held),
            data=data,
            marks=marks,
        )  # fmt: skip

    async def replay(self, id: int, ask: Resend | None = None) -> int:
        self._reach(f"replay {id}")
        ask = ask or Resend()
        self.replays.append((id, ask.to))
        self.resends.append(ask)
        new = self._newest = max(self._newest, *self._rows) + 1
        origin = self._rows[id]
        asyncio.get_running_loop().call_soon(
            lambda: self.new(
                new, replay_of=id, tier=origin.tier, kind=origin.kind, tokens=origin.tokens, edited=ask.edited
            )
        )
        return new

    async def annotate(self, id: int, annotation: Annotation) -> ExchangeRow:
        self._reach(f"annotate {id}")
        row = self._rows[id]
        if annotation.marked is not None:
            row = msgspec.structs.replace(row, marked=annotation.marked)
        if annotation.comment is not None:
            row = msgspec.structs.replace(row, comment=annotation.comment)
        self.change(row)
        return row

    async def search(self, ask: Search) -> AsyncIterator[Found]:
        """In two steps: the newer half of the exchanges, then the older one."""
        self._reach(f"search {ask.pattern}")
        self.searches.append(ask)
        try:
            pattern = re.compile(ask.pattern.encode(), re.IGNORECASE)
        except re.error as error:
            raise ControlError(f"not a regular expression: {error}", 400) from None
        ids = [
            id
            for id in sorted(self._rows, reverse=True)
            if id > ask.after and (ask.before is None or id < ask.before) and (not ask.ids or id in ask.ids)
        ]
        half = (len(ids) + 1) // 2
        for searched, part in ((half, ids[:half]), (len(ids), ids[half:])):
            await asyncio.sleep(0)
            hits = [
                id for id in part if any(pattern.search(self.legs.get((id, leg), b"")) for leg in ask.legs)
            ]
            yield Found(ids=hits, searched=searched, total=len(ids), done=searched == len(ids))

    async def cancel(self, id: int) -> None:
        self._reach(f"cancel {id}")
        row = self._rows[id]
        if row.times.ended is not None:
            raise ControlError(f"#{id} has ended already", 409)
        self.cancelled.append(id)
        ended = msgspec.structs.replace(row.times, ended=NOW - row.started_at)
        self.change(
            msgspec.structs.replace(row, state="failed", times=ended, trouble="ended from the inspector")
        )

    async def breakpoints(self) -> Breakpoints:
        self._reach("breakpoints")
        return self.stops

    async def put_breakpoints(self, breakpoints: Breakpoints) -> Breakpoints:
        self._reach("put_breakpoints")
        self.stops = Breakpoints(filters=breakpoints.filters, held=self.stops.held)
        return self.stops

    async def release(self, id: int, release: Release) -> None:
        self._reach(f"release {id}")
        if self._rows[id].state != "held":
            raise ControlError(f"#{id} is not held", 409)
        self.releases.append((id, release))
        self.change(msgspec.structs.replace(self._rows[id], state="failed" if release.refuse else "waiting"))

    async def import_bundle(self, lines: bytes) -> list[int]:
        self._reach("import")
        self.imports.append(lines)
        first = max(self._rows, default=0) + 1
        new = [first + number for number, line in enumerate(lines.splitlines()) if line.strip()]
        for id in new:
            self.new(id, imported=True)
        return new

    async def log(self, *, after: int = 0) -> list[LogLine]:
        self._reach("log")
        return [line for line in self.log_lines if line.number > after][:500]

    async def tiers(self) -> Tiers:
        self._reach("tiers")
        return Tiers(revision=self._tiers.revision, tiers=dict(self._tiers.tiers))

    async def put_tiers(self, tiers: Tiers) -> Tiers:
        self._reach("put_tiers")
        self.puts.append(tiers)
        if self.conflict:
            self.conflict = False
            self._tiers = Tiers(revision=self._tiers.revision + 1, tiers=self._tiers.tiers)
        if tiers.revision != self._tiers.revision:
            raise ControlError("the wiring has changed", 409)
        self._tiers = Tiers(revision=tiers.revision + 1, tiers=dict(tiers.tiers))
        self.say(TiersChanged(tiers=self._tiers))
        return self._tiers

    async def facts(self) -> list[Fact]:
        self._reach("facts")
        return sorted(self.facts_known, key=lambda fact: fact.learned_at, reverse=True)

    async def put_fact(self, fact: Fact) -> Fact:
        self._reach(f"put_fact {fact.name}")
        fact = msgspec.structs.replace(fact, origin="person")
        self.facts_known = [held for held in self.facts_known if not same(held, fact)] + [fact]
        self.tick()
        return fact

    async def forget_fact(self, fact: Fact) -> None:
        self._reach(f"forget_fact {fact.name}")
        left = [held for held in self.facts_known if not same(held, fact)]
        if len(left) == len(self.facts_known):
            raise ControlError("no such fact is known", 404)
        self.facts_known = left
        self.tick()

    async def troubles(self) -> list[Trouble]:
        self._reach("troubles")
        return list(self.trouble_groups)

    async def remedy(self, id: int) -> int:
        self._reach(f"remedy {id}")
        if id not in self.remediable:
            raise ControlError("nothing can be applied to it", 409)
        return await self.replay(id)

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        self._reach("models again" if refresh else "models")
        return list(self.known)

    async def wiring(self) -> Wires:
        self._reach("wiring")
        return self._wires()

    def _wires(self) -> Wires:
        return Wires(
            revision=self._tiers.revision,
            wired=True,
            tiers=dict(self._tiers.tiers),
            effective=dict(self._tiers.tiers),
            rules=list(self.rules),
            aliases=dict(self.aliases),
            sessions=dict(self.session_tiers),
            providers={name: dict(table) for name, table in self.provider_tables.items()},
            config="/home/me/.config/tui-router/config.toml",
        )

    async def rewire(self, change: Change) -> Wires:
        """Lays tiers, routes, aliases and providers over what is there; knows nothing of whether they make sense."""
        self._reach("rewire")
        self.changes.append(change)
        if self.conflict:
            self.conflict = False
            self._tiers = Tiers(revision=self._tiers.revision + 1, tiers=self._tiers.tiers)
        if change.revision != self._tiers.revision:
            raise ControlError("the wiring has changed", 409)
        patch = change.patch
        self.past[change.revision] = dict(self._tiers.tiers)
        if change.session:
            held = {**self.session_tiers.get(change.session, {}), **patch.get("tiers", {})}
            self.session_tiers[change.session] = {
                tier: value for tier, value in held.items() if value is not None
            }
            tiers = dict(self._tiers.tiers)
        else:
            tiers = {**self._tiers.tiers, **patch.get("tiers", {})}
        if "routes" in patch:
            self.rules = [
                RuleState(number=n, when=str(table.get("when", "always")), table=table)
                for n, table in enumerate(patch["routes"], start=1)
            ]
        self.aliases |= patch.get("aliases", {})
        for name, table in patch.get("providers", {}).items():
            self.provider_tables[name] = {**self.provider_tables.get(name, {}), **table}
        self._tiers = Tiers(
            revision=change.revision + 1,
            tiers={tier: value for tier, value in tiers.items() if value is not None},
        )
        self.history.insert(
            0,
            Revision(
                revision=self._tiers.revision,
                at=NOW,
                by=change.by,
                what=["changed"],
                session=change.session,
                written=change.write,
            ),
        )
        self.say(TiersChanged(tiers=self._tiers))
        return self._wires()

    async def revisions(self) -> list[Revision]:
        self._reach("revisions")
        return list(self.history)

    async def restore(self, number: int, *, revision: int) -> Wires:
        self._reach(f"restore {number}")
        if revision != self._tiers.revision:
            raise ControlError("the wiring has changed", 409)
        tiers = self.past.get(number, self._tiers.tiers)
        self._tiers = Tiers(revision=revision + 1, tiers=dict(tiers))
        self.history.insert(0, Revision(revision=revision + 1, at=NOW, by=f"undo of {number}"))
        self.say(TiersChanged(tiers=self._tiers))
        return self._wires()

    async def dry_run(self, ask: Rehearsal) -> DryRun:
        self._reach("dry_run")
        self.rehearsals.append(ask)
        return msgspec.structs.replace(self.dry, target=ask.to or self.dry.target)

    async def test(self, trial: Trial) -> Verdict:
        self._reach(f"test {trial.to}")
        self.trials.append(trial)
        return msgspec.structs.replace(self.verdict, target=trial.to)

    async def sessions(self) -> list[Session]:
        self._reach("sessions")
        return list(self.session_tree)

    async def events(self) -> AsyncIterator[ControlEvent]:
        self._reach("events")
        queue: asyncio.Queue[ControlEvent | Exception | None] = asyncio.Queue()
        self.listeners.append(queue)
        try:
            while True:
                event = await queue.get()
                if event is None:
                    return
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.listeners.remove(queue)

    def tick(self) -> None:
        self.say(StatusChanged(status=self._status()))

    async def stop(self) -> None:
        self.stopped = True

    async def aclose(self) -> None:
        pass
