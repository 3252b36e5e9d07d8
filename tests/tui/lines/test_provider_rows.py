import pytest

from tui_router.control.wiring import Verdict
from tui_router.journal.record import ProviderState
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.provider_rows import (
    ProviderFacts,
    address,
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
