"""Facts as they are laid over a target, and what may be one."""

from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tui_router.core.fact import Fact
from tui_router.core.target import Limits
from tui_router.diagnose.facts import CALIBRATION, LISTS, MOST_TOKENS, key_of, lay, same, trouble
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

PROVIDER = Provider(name="p", dialect="chat", base_url="https://p.example/v1")
LIMITS = Limits(200_000, 32_000, "list", "catalog")


def fact(name: str, value: Any, **more: Any) -> Fact:
    return Fact(provider="p", base_url="https://p.example/v1", model="m", name=name, value=value, **more)


def test_without_facts_a_target_is_what_it_was() -> None:
    known = lay((), PROVIDER, LIMITS)
    assert known.provider is PROVIDER
    assert known.limits is LIMITS
    assert (known.applied, known.factor) == ((), 1.0)


def test_a_quirk_and_a_limit() -> None:
    clamp, field = fact("max_output_tokens", 16_384), fact("output_field", "max_completion_tokens")
    known = lay([clamp, field], PROVIDER, LIMITS)
    assert known.limits == Limits(200_000, 16_384, "list", "fact")
    assert known.provider == replace(PROVIDER, quirks=Quirks(output_field="max_completion_tokens"))
    assert known.applied == (clamp, field)
    assert PROVIDER.quirks == Quirks()


def test_the_later_of_two_wins() -> None:
    known = lay(
        [
            fact("context_window", 8_192),
            fact("context_window", 32_768),
            fact("images", False),
            fact("images", True),
        ],
        PROVIDER,
        Limits(),
    )
    assert known.limits.context_window == 32_768
    assert known.provider.quirks.images


def test_lists_grow_and_repeat_nothing() -> None:
    own = replace(PROVIDER, quirks=Quirks(drop=("top_k",)))
    told = [
        fact("drop", "temperature"),
        fact("drop", "top_k"),
        fact("drop", "top_p"),
        fact("drop", "temperature"),
    ]
    known = lay(told, own, LIMITS)
    assert known.provider.quirks.drop == ("top_k", "temperature", "top_p")
    assert known.applied == (told[0], told[2])


def test_what_changes_nothing_was_not_applied() -> None:
    known = lay([fact("images", True), fact("output_field", "auto")], PROVIDER, LIMITS)
    assert known.provider is PROVIDER
    assert known.applied == ()


def test_a_limit_of_the_settings_stands_until_it_was_refused() -> None:
    written = Limits(200_000, 32_000, "config", "config")
    said = [fact("context_window", 8_192), fact("max_output_tokens", 4_096)]
    assert lay(said, PROVIDER, written).limits is written
    tried = lay((), PROVIDER, written, repairs=said)
    assert tried.limits == Limits(8_192, 4_096, "fact", "fact")
    assert tried.applied == ()  # it is being tried, not known


def test_what_is_tried_lies_over_what_is_known() -> None:
    known = lay([fact("max_output_tokens", 16_384)], PROVIDER, LIMITS, [fact("max_output_tokens", 8_192)])
    assert known.limits.max_output_tokens == 8_192
    assert [told.value for told in known.applied] == [16_384]


def test_an_answer_is_never_longer_than_the_window() -> None:
    known = lay([fact("context_window", 8_192)], PROVIDER, LIMITS)
    assert known.limits == Limits(8_192, 8_192, "fact", "fact")


def test_a_calibration_changes_estimates_alone() -> None:
    known = lay([fact(CALIBRATION, 1.25)], PROVIDER, LIMITS)
    assert (known.factor, known.applied) == (1.25, ())
    assert known.provider is PROVIDER


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_output_tokens", 1),
        ("context_window", MOST_TOKENS),
        (CALIBRATION, 0.1),
        (CALIBRATION, 2),
        ("drop", "output_config.effort"),
        ("refused_betas", "context-1m-2026-01-01"),
        ("output_field", "max_tokens"),
        ("images", False),
        ("least_budget", 1024),
        ("most_cache_marks", 0),
        ("replay_reasoning", "reasoning_content"),
        ("replay_reasoning", ""),
    ],
)
def test_facts(name: str, value: Any) -> None:
    assert trouble(name, value) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_output_tokens", 0),
        ("max_output_tokens", True),
        ("max_output_tokens", "8192"),
        ("max_output_tokens", 8192.0),
        ("context_window", MOST_TOKENS + 1),
        ("context_window", 10**30),
        (CALIBRATION, 0.0),
        (CALIBRATION, float("nan")),
        (CALIBRATION, float("inf")),
        (CALIBRATION, True),
        ("drop", ""),
        ("drop", 5),
        ("drop", True),
        ("drop", "x" * 201),
        ("drop", "a\x1b[2J"),
        ("drop", "a\ud800"),
        ("output_field", "tokens"),
        ("images", 1),
        ("images", "yes"),
        ("least_output", -1),
        ("least_output", 10**30),
        ("max_stop", 1.0),
        ("replay_reasoning", "a\nb"),
        ("efforts", "low"),
        ("nothing", 1),
        ("\x1b" * 300, 1),
        ("", ""),
    ],
)
def test_what_is_no_fact_is_told_in_words(name: str, value: Any) -> None:
    told = trouble(name, value)
    assert told
    assert len(told) < 400


SCALARS = st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=300))
NAMES = st.sampled_from(
    [*get_type_hints(Quirks), "max_output_tokens", "context_window", CALIBRATION, "other"]
)


@given(st.lists(st.tuples(NAMES, SCALARS), max_size=8))
def test_what_passes_can_be_laid_and_is_a_sound_target(told: list[tuple[str, Any]]) -> None:
    facts = [fact(name, value) for name, value in told if not trouble(name, value)]
    known = lay(facts, PROVIDER, LIMITS)
    quirks = msgspec.to_builtins(known.provider.quirks)
    assert msgspec.convert(quirks, Quirks) == known.provider.quirks
    assert msgspec.json.decode(msgspec.json.encode(known), type=type(known)) == known
    assert set(known.applied) <= set(facts)
    for number in (known.limits.context_window, known.limits.max_output_tokens, quirks.get("max_stop", 4)):
        assert 0 <= number <= MOST_TOKENS


@given(st.lists(st.tuples(NAMES, SCALARS), max_size=8))
def test_laying_twice_is_laying_once(told: list[tuple[str, Any]]) -> None:
    facts = [fact(name, value) for name, value in told if not trouble(name, value)]
    once = lay(facts, PROVIDER, LIMITS)
    twice = lay(facts, once.provider, once.limits)
    assert (twice.provider, twice.limits, twice.factor) == (once.provider, once.limits, once.factor)


def test_which_facts_replace_each_other() -> None:
    drop = fact("drop", "temperature")
    assert same(fact("images", True), fact("images", False, origin="person", pinned=True))
    assert same(drop, fact("drop", "temperature", exchange=7))
    assert not same(drop, fact("drop", "top_p"))
    assert not same(drop, fact("drop", "temperature", conversation="c"))
    assert not same(drop, replace(drop, model="other"))
    assert not same(drop, replace(drop, base_url="https://elsewhere.example"))
    assert len({key_of(fact(name, "x")) for name in LISTS}) == len(LISTS)


def test_every_quirk_of_several_values_is_a_list_here_or_only_in_the_settings() -> None:
    several = {name for name, kind in get_type_hints(Quirks).items() if kind == tuple[str, ...]}
    assert several - LISTS == {"efforts"}
    assert several >= LISTS


@pytest.mark.parametrize(
    ("dialect", "value", "laid"),
    [
        ("chat", "responses", "responses"),
        ("responses", "chat", "chat"),
        ("anthropic", "chat", "anthropic"),
        ("gemini", "responses", "gemini"),
        ("chat", "gemini", "chat"),
        ("chat", True, "chat"),
    ],
)
def test_the_language_changes_between_the_two_of_openai_alone(dialect: Any, value: Any, laid: str) -> None:
    provider = replace(PROVIDER, dialect=dialect)
    known = lay([fact("dialect", value)], provider, LIMITS)
    assert known.provider.dialect == laid
    assert (known.provider is provider) == (laid == dialect)
    assert len(known.applied) == (laid != dialect)


def test_what_a_language_may_be_called() -> None:
    assert trouble("dialect", "responses") == ""
    for value in ("gemini", "", 1, True):
        assert trouble("dialect", value) == "dialect is one of chat and responses"
