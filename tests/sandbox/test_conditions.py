from typing import Any

import msgspec
import pytest

from tui_router.sandbox.asked import Asked
from tui_router.sandbox.conditions import PREDICATES, Condition, holds

BODY = {
    "model": "m",
    "max_tokens": 100,
    "temperature": 0.5,
    "stop": None,
    "thinking": {"type": "enabled", "budget_tokens": 100},
    "tools": [{"name": "a"}, {"name": "b"}],
}


def asked(**more: Any) -> Asked:
    given = {"headers": {"anthropic-beta": "one, two,three"}, "size": 400, **more}
    return Asked("anthropic", {**BODY, **given.pop("fields", {})}, **given)


def test_every_condition_has_its_predicate_and_every_predicate_its_condition() -> None:
    assert set(PREDICATES) == set(Condition.__struct_fields__)


def test_without_conditions_it_always_holds() -> None:
    assert holds([], asked()) == [{}]
    assert holds([Condition()], asked()) == [{}]


def test_all_conditions_must_hold() -> None:
    both = (Condition(has="temperature"), Condition(over_output=50))
    assert [find["limit"] for find in holds(both, asked())] == [50]
    assert holds([*both, Condition(has="stop")], asked()) == []
    assert holds([Condition(has="temperature", lacks="thinking")], asked()) == []


def test_a_switch_that_is_off_says_nothing() -> None:
    assert holds([Condition(not_streaming=False)], asked(fields={"stream": True})) == [{}]


def test_every_place_is_found_and_knows_what_the_others_know() -> None:
    found = holds([Condition(over_output=50), Condition(has="tools[*].name")], asked())
    assert [(find["value"], find["limit"]) for find in found] == [("a", 50), ("b", 50)]
    assert holds([Condition(has="tools[*].name"), Condition(over_output=50)], asked()) == found


@pytest.mark.parametrize("written", [{"hass": "x"}, {"has": 5}, {"first": "1"}, {"follows": ["a"]}])
def test_a_condition_that_is_written_wrong_is_no_condition(written: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, Condition)
