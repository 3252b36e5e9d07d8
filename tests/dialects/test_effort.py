from typing import get_args

import pytest

from tui_router.dialects.effort import (
    KEEPS,
    SWITCHES,
    asked_thinking,
    choose_effort,
    efforts_of,
    fit,
    level_of,
    put,
)
from tui_router.providers.quirks import KeepReasoning, Quirks, ThinkingForm


@pytest.mark.parametrize(
    ("budget", "level"),
    [
        (0, "minimal"),
        (1_023, "minimal"),
        (1_024, "low"),
        (4_000, "low"),
        (10_000, "medium"),
        (16_384, "medium"),
        (31_999, "high"),
    ],
)
def test_levels_of_budgets(budget, level):
    assert level_of(budget) == level


@pytest.mark.parametrize(
    ("level", "accepted", "chosen"),
    [
        ("medium", ("low", "medium", "high"), "medium"),
        ("max", ("low", "medium", "high"), "high"),
        ("max", ("low", "high", "xhigh"), "xhigh"),
        ("xhigh", ("low", "high", "max"), "high"),
        ("minimal", ("low", "medium"), "low"),
        ("low", ("none", "medium"), "medium"),
        ("none", ("none", "medium"), "none"),
        ("medium", ("low", "high"), "low"),
        ("strange", ("low", "medium"), "medium"),
        ("strange", ("on",), "on"),
        ("high", (), "medium"),
        ("high", ("none",), "none"),
    ],
)
def test_fits_a_level_to_what_is_accepted(level, accepted, chosen):
    assert fit(level, accepted) == chosen


@pytest.mark.parametrize(
    ("request_", "level", "path", "before"),
    [
        ({"thinking": {"type": "enabled", "budget_tokens": 10_000}}, "medium", "thinking", "enabled 10000"),
        ({"thinking": {"type": "adaptive"}}, "medium", "thinking", "adaptive"),
        ({"thinking": {"type": "disabled"}}, "", "thinking", "disabled"),
        ({"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}}, "max", "output_config.effort", "max"),
        ({"thinking": {"type": "disabled"}, "output_config": {"effort": "low"}}, "", "thinking", "disabled"),
        ({"output_config": {"effort": "low"}}, "low", "output_config.effort", "low"),
    ],
)  # fmt: skip
def test_what_a_client_asks_for_is_one_level(make_call, request_, level, path, before):
    asked = asked_thinking(make_call(request_).request)
    assert (asked.level, asked.path, asked.before) == (level, path, before)


def test_nothing_asked_is_nothing(make_call):
    assert asked_thinking(make_call().request) is None


def test_every_form_of_thinking_has_its_place():
    assert set(SWITCHES) == set(get_args(ThinkingForm)) - {"effort", "openrouter", "none"}
    assert set(KEEPS) == set(get_args(KeepReasoning)) - {""}


def test_a_member_is_put_beside_what_stands_there():
    body = {"thinking": {"type": "enabled"}}
    put(body, ("thinking", "keep"), "all")
    put(body, ("a", "b", "c"), 1)
    put(body, ("d",), 2)
    assert body == {"thinking": {"type": "enabled", "keep": "all"}, "a": {"b": {"c": 1}}, "d": 2}


def test_efforts_are_those_of_the_endpoint_then_of_the_model_then_the_usual_three():
    assert efforts_of("gpt-5", Quirks(efforts=("low",))) == ("low",)
    assert efforts_of("gpt-5", Quirks()) == ("minimal", "low", "medium", "high")
    assert efforts_of("qwen3", Quirks()) == ("low", "medium", "high")


@pytest.mark.parametrize(
    ("request_", "accepted", "always", "expected"),
    [
        ({"output_config": {"effort": "high"}}, ("low", "high"), False, ("high", "renamed")),
        ({"output_config": {"effort": "max"}}, ("low", "high"), False, ("high", "clamped")),
        ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, ("low",), False, ("low", "approximated")),
        ({"thinking": {"type": "disabled"}}, ("none", "low"), False, ("none", "renamed")),
        ({"thinking": {"type": "disabled"}}, ("minimal", "low"), False, ("minimal", "renamed")),
        ({"thinking": {"type": "disabled"}}, ("low", "high"), False, None),
        ({"thinking": {"type": "disabled"}}, ("none", "low", "high"), True, ("low", "approximated")),
    ],
)
def test_an_effort_is_chosen_with_its_note(make_call, request_, accepted, always, expected):
    chosen = choose_effort(asked_thinking(make_call(request_).request), accepted, always=always)
    assert (chosen and (chosen.effort, chosen.act)) == expected


GO = {"role": "user", "content": "go"}
OK = {"role": "assistant", "content": "ok"}
RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "r"}]}


def effort(level, **more):
    return {"role": "system", "content": [], "output_config": {"effort": level}, **more}


@pytest.mark.parametrize(
    ("messages", "level", "path"),
    [
        ([GO], "high", "output_config.effort"),
        ([GO, effort("low")], "low", "messages[1].output_config.effort"),
        ([GO, {"role": "system", "content": "s"}, effort("low")], "low", "messages[2].output_config.effort"),
        ([GO, OK, effort("low"), GO], "low", "messages[2].output_config.effort"),
        ([GO, OK, effort("low")], "high", "output_config.effort"),
        ([GO, OK, effort("low"), RESULT], "high", "output_config.effort"),
        ([GO, OK, RESULT, effort("low")], "high", "output_config.effort"),
        ([GO, effort("low"), OK, RESULT, OK, GO], "low", "messages[1].output_config.effort"),
        ([GO, effort("low"), OK, effort("max"), GO], "max", "messages[3].output_config.effort"),
        ([GO, effort(None), effort(5), effort("x", output_config=7)], "high", "output_config.effort"),
    ],
)
def test_a_message_sets_the_effort_of_the_turns_from_there(make_call, messages, level, path):
    request = make_call({"output_config": {"effort": "high"}, "messages": messages}).request
    asked = asked_thinking(request)
    assert (asked.effort, asked.path) == (level, path)
