"""Thinking after a refusal."""

from typing import Any

import pytest

from tui_router.diagnose.remedies import repairs


def values(found: Any) -> list[list[tuple[str, object]]]:
    return [[(learn.name, learn.value) for learn in repair.learn] for repair in found]


@pytest.mark.parametrize(("asked", "other"), [("adaptive", "enabled"), ("enabled", "adaptive")])
def test_the_other_form_comes_before_none(refused: Any, make_call: Any, asked: str, other: str) -> None:
    thinking = {"type": asked, **({"budget_tokens": 9000} if asked == "enabled" else {})}
    refusal = refused("thinking_type_unsupported", "this form of thinking is not supported")
    found = values(repairs(refusal, make_call(thinking=thinking)))
    assert found == [[("thinking_type", other)], [("thinking_type", "off")]]


def test_who_cannot_be_told_not_to_think_thinks_as_little_as_it_can(refused: Any, make_call: Any) -> None:
    refusal = refused("thinking_type_unsupported", "This model always engages in thinking")
    found = values(repairs(refusal, make_call(thinking={"type": "disabled"})))
    assert found == [[("always_thinks", True)], [("thinking_type", "off")]]


def test_a_surplus_member_goes_first(refused: Any, make_call: Any) -> None:
    quote = "thinking.adaptive.budget_tokens: Extra inputs are not permitted"
    found = values(repairs(refused("thinking_type_unsupported", quote), make_call()))
    assert found[0] == [("drop", "thinking.budget_tokens")]


@pytest.mark.parametrize(
    ("quote", "first"),
    [
        ("choose a value between 512 and 24576.", [("least_budget", 512), ("most_budget", 24_576)]),
        ("thinking.budget_tokens: must be greater than or equal to 1024", [("least_budget", 1024)]),
        ("the budget is wrong", [("thinking_type", "off")]),
    ],
)
def test_a_budget_is_brought_into_its_bounds(
    refused: Any, make_call: Any, quote: str, first: list[tuple[str, object]]
) -> None:
    assert values(repairs(refused("thinking_budget_invalid", quote), make_call()))[0] == first


def test_effort_stands_back_for_tools(refused: Any, make_call: Any) -> None:
    assert values(repairs(refused("reasoning_effort_with_tools"), make_call())) == [
        [("effort_with_tools", False)]
    ]


@pytest.mark.parametrize("name", ["thinking_block_order", "thinking_signature_invalid"])
def test_what_a_conversation_carries_concerns_that_conversation(
    refused: Any, make_call: Any, name: str
) -> None:
    (repair,) = repairs(refused(name), make_call())
    assert [learn.scope for learn in repair.learn] == ["conversation"]


def test_reasoning_and_signatures_are_sent_along(refused: Any, make_call: Any) -> None:
    found = values(repairs(refused("reasoning_content_missing"), make_call()))
    assert found == [[("replay_reasoning", "reasoning_content")]]
    found = values(repairs(refused("thought_signature_missing"), make_call()))
    assert found == [[("thought_signatures", True)]]
