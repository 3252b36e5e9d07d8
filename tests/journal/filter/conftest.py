import pytest

from tui_router.journal.filter import compile_filter
from tui_router.journal.filter.values import Given
from tui_router.journal.record import ExchangeRow, LegSizes, Times, Tokens

NOW = 1_790_078_676.0  # 2026-09-22 12:04:36 UTC


@pytest.fixture(autouse=True)
def _one_zone(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def row(**fields):
    return ExchangeRow(**{"id": 38, "started_at": NOW - 60, **fields})


@pytest.fixture
def make_row():
    return row


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def full():
    """A row that has everything."""
    return row(
        state="failed",
        kind="subagent",
        tier="opus",
        client_model="claude-Opus-5",
        provider="groq",
        model="Qwen/Qwen3-8B",
        status=429,
        stream=True,
        session="a1f3-77",
        agent="a0123",
        rule=2,
        revision=7,
        cost=0.25,
        trouble="Rate limit reached for TPM",
        diagnosis="rate_limited",
        attempts=2,
        notes=3,
        losses=1,
        replay_of=31,
        stop="tool_use",
        tools=["Bash", "mcp__files__read"],
        marked=True,
        comment="ask Ann",
        edited=True,
        imported=True,
        path="/v1/messages",
        tokens=Tokens(input=21_400, output=300, cache_read=12_000, estimated=False),
        times=Times(first=2.5, ended=32.5),
        sizes=LegSizes(a=90_000, b=1, c=1, d=20_000),
    )


@pytest.fixture
def fits(now):
    """`fits(text, row)`: whether a filter lets it through."""
    return lambda text, row: compile_filter(text, clock=lambda: now).matches(row)


@pytest.fixture
def given(now):
    """What the parser hands to an operator."""
    return lambda name, value="", relation="": Given(name, relation, value, 5, 5 + len(value), lambda: now)
