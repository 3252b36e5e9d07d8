import time

import pytest

from tui_router.control.wiring import Verdict
from tui_router.journal.record import Limit, ProviderState
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.provider_rows import (
    ProviderFacts,
    address,
    limits_spans,
    provider_columns,
    provider_head,
    provider_spans,
)
from tui_router.tui.recent import BUCKETS, Sum

EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40


def of(latency=None, **given):
    state = ProviderState(**{"name": "openai", "dialect": "chat", "base_url": "https://api.openai.com/v1", "latency_ms": latency, **given})  # fmt: skip
    return ProviderFacts(state)


def told(facts, width=120, **look):
    return plain(provider_spans(facts, provider_columns(width), Look(**look)))


@pytest.mark.parametrize("width", [40, 60, 80, 110, 120, 140, 200])
def test_words_stand_under_their_headings(width):
    at = provider_columns(width)
    head = plain(provider_head(at))
    assert span_width(provider_head(at)) <= max(24, width - 4)
    line = told(of(180.0, models=41), width)
    assert line.index("✓") == head.index("STATE")
    if width >= 80:
        assert line.index("41 models") == head.index("MODELS")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"latency": 180.0}, "✓ ok"),
        ({"latency": 1_300.0}, "▲ slow"),
        ({"key": "env:K", "key_set": False, "latency": 5.0}, "✗ no key    set K and press t"),
        (
            {"problem": "connection refused", "base_url": "http://127.0.0.1:11434"},
            "○ off       start it and press m",
        ),
        ({"problem": "404"}, "▲ no list   404   m ask again"),
        ({"models": 3}, "✓ ready"),
        ({}, "· unused"),
    ],
)
def test_states_and_what_to_do(given, words):
    assert words in told(of(**given))


def test_a_test_speaks_louder_than_the_past():
    refused = of(180.0)._replace(verdict=Verdict(target="t", ok=False, said="invalid key"))
    assert "✗ failed    invalid key" in told(refused)
    good = of(problem="404")._replace(verdict=Verdict(target="t", ok=True, ms=240.0))
    assert "✓ ok" in told(good)
    assert "240 ms" in told(good)
    assert "⠹ asking" in told(of()._replace(asking=True), phase=2)


def test_how_long_it_took_is_drawn_only_when_it_was_asked():
    waits = [[] for _ in range(BUCKETS)]
    waits[-1] = [0.5, 1.5]
    line = told(of(1000.0)._replace(lately=Sum(waits=waits), learned=2))
    assert "▁▁▁▁▁▁▁▁▁█" in line
    assert line.endswith("2 facts")
    assert "▁" not in told(of(180.0))


def test_addresses():
    assert address("https://api.openai.com/v1") == "api.openai.com"
    assert address("http://[::1]:8000/") == "[::1]:8000"
    assert address("http://[bad") == "http://[bad"
    assert address("http://h:99999999") == "http://h:99999999"
    assert address("") == ""


def test_ugly_words_are_safe():
    for key in ("env:" + EVIL, "file:" + EVIL, EVIL):
        ugly = of(name=EVIL, base_url=EVIL, problem=EVIL, key=key, key_set=False)
        for width in (60, 80, 120):
            assert not set("\x1b\x07\u202e\n") & set(told(ugly, width))
            assert not set("\x1b\x07\u202e\n") & set(told(of(name=EVIL, base_url=EVIL, problem=EVIL), width))


@pytest.mark.parametrize(
    ("limits", "filled", "words"),
    [
        ([Limit(name="tokens", left=1, of=2)], 3, "50% tokens"),
        ([Limit(name="tokens", left=30, of=30)], 6, "100% tokens"),
        ([Limit(name="requests", left=9, of=10), Limit(name="input tokens", left=4, of=100)], 1, "4% in"),
        ([Limit(name="tokens", left=0, of=30)], 0, "0% tokens"),
        ([Limit(name="requests", left=0)], 0, "0% requests"),
        ([Limit(name="tokens", left=99, of=30)], 6, "100% tokens"),
    ],
)
def test_what_is_left_of_the_tightest_limit(limits, filled, words):
    full, rest, said = limits_spans(limits, 21, Look().glyphs)
    assert (span_width([full]), span_width([rest]), rest.role) == (filled, 6 - filled, "line")
    assert plain([said]).strip() == words


def test_a_limit_nobody_told_is_not_drawn():
    for limits in ([], [Limit(name="requests", left=7)]):  # of how many?
        assert plain(limits_spans(limits, 21, Look().glyphs)).strip() == "·"


def test_little_is_told_in_amber():
    look = Look()
    for left, role in ((10, "state-warn"), (60, "tokens-tools")):
        spans = limits_spans([Limit(name="tokens", left=left, of=100)], 24, look.glyphs)
        assert spans[0].role == role
        assert span_width(spans) == 24
    assert limits_spans([Limit(name="tokens", left=1, of=2)], 0, look.glyphs) == []


def test_limits_stand_where_there_is_room():
    line = told(
        of(180.0, models=41, limits=[Limit(name="tokens", left=41, of=100)])._replace(learned=12), 120
    )
    assert line.index("━") == plain(provider_head(provider_columns(120))).index("LIMITS LEFT")
    assert "41% tokens" in line
    assert line.endswith("12 facts")
    assert "%" not in told(of(180.0, limits=[Limit(name="tokens", left=41, of=100)]), 100)
    assert EVIL[:3] not in told(of(180.0, limits=[Limit(name=EVIL, left=1, of=9)]), 120)


def test_a_login_tells_its_plan_and_until_when_where_there_is_room(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    login = of(180.0, base_url="https://chatgpt.com/x", plan="plus", login_ends_at=1_795_255_200.0)
    assert "chatgpt.com  plus  " in told(login)
    assert "chatgpt.com  plus, until 11-21 10:00" in told(login, 200)
    assert "plus" not in told(login, 80)
    long = of(180.0, base_url="https://chatgpt.com/x", plan=EVIL * 9, login_ends_at=1e300)
    assert "\x1b" not in told(long, 200)
    assert told(long).index("✓") == plain(provider_head(provider_columns(120))).index("STATE")


def test_what_is_wrong_with_a_login_is_louder_than_the_past():
    line = told(of(180.0, plan="plus", problem="the login has ended; run codex login"))
    assert "▲ login" in line
    assert "run codex login" in line
    assert "ask again" not in line
