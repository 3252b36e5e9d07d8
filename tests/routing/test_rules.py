import msgspec
import pytest

from tui_router.core.target import Target
from tui_router.routing.asked import Asked, Tag, named
from tui_router.routing.changes import Changes
from tui_router.routing.rules import Rule, When, looks_of

TO = (Target("x", "y"),)


@pytest.mark.parametrize(
    ("pattern", "model", "fits"),
    [
        ("cc-gpt55", "cc-gpt55", True),
        ("cc-gpt55", "cc-gpt5", False),
        ("claude-*", "claude-opus-5", True),
        ("claude-*", "x-claude-opus", False),
        ("*opus*", "claude-opus-5", True),
        ("gpt-?", "gpt-5", True),
        ("m[1]", "m[1]", True),
        ("GPT-*", "gpt-5", False),
        ("*" * 60 + "b", "a" * 5000, False),
    ],
)
def test_a_model_is_exact_or_a_glob(pattern, model, fits):
    rule = Rule(number=1, when=When(model=(pattern,)), to=TO)
    assert rule.misfit(named(model)) == ("" if fits else "model")


ASKED = Asked(
    model="claude-opus-5",
    tier="opus",
    kind="subagent",
    session="a1f3-0001",
    agent="a01",
    depth=2,
    thinking=True,
    effort="high",
    input_tokens=60_000,
    image=True,
    document=False,
    tools=("Bash", "web_search_20250305"),
    headers={"x-team": "red", "x-tag": "one two"},
    tag=Tag("x/y", "<…>"),
)


@pytest.mark.parametrize(
    ("holds", "fails", "words"),
    [
        (When(tier=("opus",)), When(tier=("haiku",)), "tier is opus"),
        (When(tier=("haiku", "opus")), When(tier=("haiku", "fable")), "tier is haiku or opus"),
        (When(kind=("subagent",)), When(kind=("main",)), "kind is subagent"),
        (When(session=("a1f3*",)), When(session=("b*",)), "session is a1f3*"),
        (When(agent=("a*",)), When(agent=("b*",)), "agent is a*"),
        (When(agent_depth=2), When(agent_depth=1), "agent depth is 2"),
        (When(agent_depth_over=1), When(agent_depth_over=2), "agent depth over 1"),
        (When(thinking=True), When(thinking=False), "thinking is on"),
        (When(effort=("hi*", "max")), When(effort=("low",)), "effort is hi* or max"),
        (When(input_tokens_over=59_999), When(input_tokens_over=60_000), "input over 59,999"),
        (When(input_tokens_under=60_001), When(input_tokens_under=60_000), "input under 60,001"),
        (When(has_image=True), When(has_image=False), "has an image"),
        (When(has_document=False), When(has_document=True), "no document"),
        (When(has_tool=("web_search*",)), When(has_tool=("Read",)), "has tool web_search*"),
        (When(header={"x-team": ("red",)}), When(header={"x-team": ("blue",)}), "header x-team is red"),
        (When(header={"x-tag": ("one*",)}), When(header={"x-none": ("*",)}), "header x-tag is one*"),
        (When(tag=True), None, "the prompt names its model"),
    ],
)  # fmt: skip
def test_each_condition_holds_and_fails(holds, fails, words):
    rule = Rule(number=1, when=holds, to=TO)
    assert rule.misfit(ASKED) == ""
    assert rule.conditions() == words
    if fails is not None:
        assert Rule(number=1, when=fails, to=TO).misfit(ASKED) in fails.given()
    # of a request that shows nothing, only what is said not to be there holds
    assert bool(rule.misfit(named("x"))) is (words not in ("no document", "input under 60,001"))


def test_every_condition_is_covered_above():
    shown = {"tier", "kind", "session", "agent", "agent_depth", "agent_depth_over", "thinking", "effort"}
    shown |= {"input_tokens_over", "input_tokens_under", "has_image", "has_document", "has_tool", "header"}
    assert set(When.__struct_fields__) == shown | {"tag", "model"}


def test_all_conditions_must_hold_and_the_first_that_does_not_is_named():
    rule = Rule(number=1, when=When(model=("claude-*",), tier=("opus",), thinking=False), to=TO)
    assert rule.misfit(named("claude-opus-5")) == ""
    assert rule.misfit(named("claude-sonnet-5")) == "tier"
    assert rule.misfit(ASKED) == "thinking"
    assert rule.conditions() == "model is claude-* and tier is opus and thinking is off"


def test_a_rule_in_words():
    changes = Changes(set={"temperature": 0.2}, drop=("top_k",))
    assert Rule(number=1, to=TO).words() == "always → x/y"
    assert Rule(number=2, when=When(kind=("title",)), to=TO, changes=changes).words() == (
        "kind is title → x/y, without top_k, temperature set to 0.2"
    )
    assert Rule(number=3, when=When(tag=True)).words() == "the prompt names its model → the tag's model"
    assert Rule(number=4, changes=changes).words() == "always without top_k, temperature set to 0.2"


def test_a_rule_decides_when_it_has_somewhere_to_send_it():
    assert Rule(number=1, to=TO).decides
    assert Rule(number=1, when=When(tag=True)).decides
    assert not Rule(number=1, changes=Changes(drop=("x",))).decides


def test_what_rules_look_at():
    rules = [Rule(number=1, when=When(has_image=False, kind=("main",)), to=TO), Rule(number=2, to=TO)]
    assert looks_of(rules) == {"has_image", "kind"}
    assert looks_of([]) == frozenset()


def test_rules_are_plain_values():
    rule = Rule(number=1, when=When(header={"x": ("y",)}), changes=Changes(clamp={"max_tokens": (1, None)}))
    assert msgspec.convert(msgspec.to_builtins(rule), Rule) == rule
