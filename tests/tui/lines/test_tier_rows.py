import pytest

from tui_router.control.wiring import Verdict
from tui_router.journal.record import KnownModel, ProviderState
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.tier_rows import (
    TierFacts,
    key_words,
    lost_words,
    price_words,
    says_spans,
    tier_columns,
    tier_head,
    tier_spans,
)
from tui_router.tui.recent import Sum

EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40
OPENAI = ProviderState(name="openai", dialect="chat", base_url="u", key="env:OPENAI_API_KEY")
MODEL = KnownModel(
    target="openai/gpt-4o",
    context_window=128_000,
    max_output_tokens=16_384,
    price_in=2.5,
    price_out=10.0,
)
SONNET = TierFacts(
    "sonnet", ["openai/gpt-4o"], model=MODEL, provider=OPENAI, lately=Sum(count=14), lost=("thinking",)
)


def state(of, **look):
    return plain(tier_spans(of, tier_columns(80), Look(**look))).split()[-2:]


@pytest.mark.parametrize("width", [40, 60, 79, 80, 109, 110, 120, 140, 190, 200])
def test_figures_stand_under_their_headings_and_nothing_runs_over(width):
    at = tier_columns(width)
    head, line = plain(tier_head(at)), plain(tier_spans(SONNET, at, Look()))
    assert line.index("gpt-4o") == head.index("TARGET")
    if width >= 80:
        assert line.index("128k") + 4 == head.index("WINDOW") + 6
        assert line.index("16k") + 3 == head.index("MAX OUT") + 7
    if width >= 110:
        assert line.index("2.50 / 10") + 9 == head.index("$ IN / OUT") + 10
        assert span_width(tier_spans(SONNET, at, Look())) <= width - 4
    ugly = SONNET._replace(chain=[f"{EVIL}/{EVIL * 9}"], lost=(EVIL,) * 40)
    told = plain(tier_spans(ugly, at, Look()))
    assert not set("\x1b\x07\u202e\n") & set(told)
    assert span_width(tier_spans(ugly, at, Look())) == span_width(tier_spans(SONNET, at, Look()))


def test_how_it_has_been_doing():
    assert state(SONNET) == ["✓", "healthy"]
    assert state(SONNET._replace(lately=Sum())) == ["·", "unused"]
    assert state(SONNET._replace(lately=Sum(count=3, failed=2, repaired=1)))[-2:] == ["2", "failed"]
    assert state(SONNET._replace(lately=Sum(count=3, repaired=1)))[-2:] == ["1", "mended"]
    assert state(SONNET._replace(chain=[])) == ["○", "nowhere"]
    assert state(
        SONNET._replace(
            provider=ProviderState(name="o", dialect="chat", base_url="", key="env:K", key_set=False)
        )
    ) == ["no", "key"]
    assert state(SONNET._replace(asking=True), phase=1) == ["⠙", "asking"]
    assert state(SONNET._replace(verdict=Verdict(target="t", ok=True, ms=1800.0))) == ["1.8", "s"]
    assert state(SONNET._replace(verdict=Verdict(target="t", ok=False))) == ["✗", "failed"]


def said(of):
    return plain(says_spans(of, UNICODE)).strip()


def test_the_second_line_says_what_to_do_first():
    keyless = ProviderState(name="o", dialect="chat", base_url="", key="env:O_KEY", key_set=False)
    assert said(SONNET) == "loses thinking"
    assert said(SONNET._replace(chain=["a/b", "c/d"])) == "then d · c   loses thinking"
    assert said(SONNET._replace(provider=keyless)) == "set O_KEY and press t"
    assert said(SONNET._replace(chain=[])) == "press ⏎ to say where it goes"
    assert said(SONNET._replace(problem="its key is not set")) == "its key is not set"
    assert said(SONNET._replace(too_long=91_000)) == "its last prompt, 91.0k, does not fit"
    assert said(SONNET._replace(own=False, lost=())) == "as default"
    assert (
        said(SONNET._replace(verdict=Verdict(target="t", ok=False, said="no credit left")))
        == "no credit left"
    )
    native = ProviderState(name="a", dialect="anthropic", base_url="")
    assert said(SONNET._replace(provider=native, lost=())) == "same language, bytes pass through"


def test_keys_by_where_they_are_kept():
    assert plain(key_words("file:~/key")) == "put the key into ~/key and press t"
    assert plain(key_words("keyring:openai")) == "store the key in the keyring and press t"
    assert "\x1b" not in plain(key_words("env:\x1b[2J"))


def test_prices():
    assert price_words(MODEL, UNICODE) == "2.50 / 10"
    assert price_words(KnownModel(target="t", price_in=0.0, price_out=0.0), UNICODE) == "free"
    assert price_words(KnownModel(target="t", price_in=1.0), UNICODE) == "·"
    assert price_words(None, UNICODE) == "·"


def test_what_is_lost_in_part_says_so():
    assert lost_words(["thinking", "context_management"]) == "thinking, context_management"
    assert (
        lost_words(["system: a line", "tools: x", "tools: y", "thinking"])
        == "thinking; parts of system, tools"
    )
    assert lost_words(["tools", "tools: x"]) == "tools"
    assert lost_words([]) == ""
