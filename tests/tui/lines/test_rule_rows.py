import pytest

from tui_router.control.wiring import RuleState, Verdict
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.rule_rows import (
    alias_spans,
    no_rules,
    rule_spans,
    rules_head,
    session_wire_spans,
    tiers_words,
)

NOW = 1_790_078_676.0
EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40
RULE = RuleState(
    number=2,
    when="kind is subagent and thinking is off",
    to=["deepseek/deepseek-chat"],
    hits=3,
    last=NOW - 60,
)
LONG = RuleState(
    number=12,
    when="header x-team is " + "very " * 40 + "long",
    to=["openai/gpt-5.4", "vllm/q"],
    changes="without top_k",
)


@pytest.mark.parametrize("width", [40, 60, 80, 110, 120, 200])
def test_a_rule_fits_and_its_target_is_never_lost(width):
    told = rule_spans(LONG, width, Look(now=NOW))
    assert span_width(told) == width - 4
    if width >= 60:
        assert "openai/gpt-5.4" in plain(told)
    head = rules_head(width, some=True)
    assert span_width(head) == width - 4
    assert plain(head).endswith("HITS")
    assert plain(rule_spans(RULE, width, Look(now=NOW))).endswith("3")


def test_words_hits_and_when():
    told = plain(rule_spans(RULE, 120, Look(now=NOW)))
    assert told.startswith("2   kind is subagent and thinking is off  →  deepseek/deepseek-chat")
    assert told.endswith("12:03     3")
    assert "12:03" not in plain(rule_spans(RULE, 80, Look(now=NOW)))


def test_a_rule_without_a_target_says_that_others_decide():
    only = RuleState(number=3, when="", changes="max_tokens at most 8,192")
    assert "always  →  max_tokens at most 8,192, then the rules after it" in plain(
        rule_spans(only, 120, Look())
    )
    assert "nothing changes" in plain(rule_spans(RuleState(number=1, when="x"), 120, Look()))


def test_a_test_takes_the_place_of_the_time():
    good = plain(
        rule_spans(RULE, 120, Look(now=NOW), verdict=Verdict(target="t", ok=True, said="answers in 180 ms"))
    )
    assert "✓ answers in 180 ms" in good
    assert "12:03" not in good
    assert "asking" in plain(rule_spans(RULE, 80, Look(), asking=True))
    bad = rule_spans(RULE, 80, Look(), verdict=Verdict(target="t", ok=False, said="no " * 99))
    assert span_width(bad) == 76


def test_aliases_and_sessions_of_their_own():
    assert "fast                         →  a/b  then c/d" in plain(
        alias_spans("fast", ["a/b", "c/d"], 120, Look())
    )
    assert "nowhere" in plain(alias_spans("fast", None, 80, Look()))
    assert (
        plain(tiers_words({"opus": ["a/b", "c/d"], "haiku": "e/f"}, UNICODE))
        == "▂ haiku → e/f   ▆ opus → a/b +1"
    )
    assert plain(session_wire_spans("9c02aaaa-1", {"opus": "a/b"}, Look())).startswith("9c02aaaa  ▆ opus")


def test_nothing_to_list_says_what_to_press():
    assert plain(rules_head(120, some=False)).strip() == "RULES   none"
    assert plain(no_rules()).startswith("a adds one")


def test_ugly_words_are_safe():
    ugly = RuleState(number=1, when=EVIL, to=[EVIL] * 20, changes=EVIL, hits=10**15)
    for told in (
        rule_spans(ugly, 80, Look()),
        rule_spans(ugly, 120, Look(), verdict=Verdict(target="t", ok=False, said=EVIL)),
        alias_spans(EVIL, EVIL, 80, Look()),
    ):
        assert not set("\x1b\x07\u202e\n") & set(plain(told))
        assert span_width(told) in {76, 116}
    assert not set("\x1b\n") & set(plain(session_wire_spans(EVIL, {"opus": EVIL}, Look())))
