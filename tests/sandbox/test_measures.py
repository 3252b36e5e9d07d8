import math
from typing import Any

import msgspec
import pytest

from tui_router.sandbox.asked import Asked
from tui_router.sandbox.conditions import Condition, holds

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


@pytest.mark.parametrize(
    ("condition", "request_", "finds"),
    [
        ({"over_output": 99}, {}, [{"limit": 99}]),
        ({"over_output": 100}, {}, []),
        ({"under_output": 101}, {}, [{"minimum": 101}]),
        ({"under_output": 100}, {}, []),
        ({"under_output": 16}, {"fields": {"max_tokens": None}}, []),
        ({"over_window": 99}, {}, [{"limit": 99}]),
        ({"over_window": 100}, {}, []),
        ({"over_sum": 199}, {}, [{"limit": 199}]),
        ({"over_sum": 200}, {}, []),
        ({"over_bytes": 399}, {}, [{"limit": 399}]),
        ({"over_bytes": 400}, {}, []),
        ({"first": 2}, {"ordinal": 1}, [{}]),
        ({"first": 2}, {"ordinal": 2}, []),
        ({"every": 2}, {"ordinal": 2}, [{}]),
        ({"every": 2}, {"ordinal": 3}, []),
        ({"within_s": 3.0}, {"age": 2.9}, [{}]),
        ({"within_s": 3.0}, {"age": 3.0}, []),
        ({"within_s": 3.0}, {"age": math.inf}, []),
        ({"has": "temperature"}, {}, [{"param": "temperature", "at": "temperature", "value": "0.5"}]),
        ({"has": "stop"}, {}, []),
        ({"lacks": "stop"}, {}, [{"param": "stop"}]),
        ({"lacks": "temperature"}, {}, []),
        (
            {"one_of": {"thinking.type": ["adaptive", "enabled"]}},
            {},
            [{"param": "thinking.type", "at": "thinking.type", "value": "enabled"}],
        ),
        ({"one_of": {"thinking.type": ["adaptive"]}}, {}, []),
        (
            {"other_than": {"thinking": ["on"]}},
            {},
            [{"param": "thinking", "at": "thinking", "value": "object"}],
        ),
        ({"other_than": {"temperature": [1, 0.5]}}, {}, []),
        ({"other_than": {"stop": [1]}}, {}, []),
        (
            {"outside": {"thinking.budget_tokens": [512, 1000]}},
            {},
            [{"param": "thinking.budget_tokens", "value": 100, "minimum": 512, "maximum": 1000}],
        ),
        ({"outside": {"thinking.budget_tokens": [100, 100]}}, {}, []),
        ({"outside": {"thinking.type": [1, 2]}}, {}, []),
        (
            {"not_below": {"thinking.budget_tokens": "max_tokens"}},
            {},
            [{"param": "thinking.budget_tokens", "value": 100, "limit": 100}],
        ),
        ({"not_below": {"thinking.budget_tokens": "max_tokens"}}, {"fields": {"max_tokens": 101}}, []),
        ({"more_than": {"tools[*]": 1}}, {}, [{"param": "tools[*]", "count": 2, "limit": 1}]),
        ({"more_than": {"tools[*]": 2}}, {}, []),
        (
            {"header": {"anthropic-beta": ["three", "four"]}},
            {},
            [{"param": "anthropic-beta", "value": "three"}],
        ),
        ({"header": {"x-none": ["three"]}}, {}, []),
        (
            {"header_other_than": {"anthropic-beta": ["one", "three"]}},
            {},
            [{"param": "anthropic-beta", "value": "two"}],
        ),
        ({"header_other_than": {"anthropic-beta": ["one", "two", "three"]}}, {}, []),
        ({"not_streaming": True}, {}, [{"param": "stream"}]),
        ({"not_streaming": True}, {"fields": {"stream": True}}, []),
    ],
)
def test_each_condition_by_itself(
    condition: dict[str, Any], request_: dict[str, Any], finds: list[Any]
) -> None:
    assert holds([msgspec.convert(condition, Condition)], asked(**request_)) == finds
