import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.pair_messages import pair_messages

turns = st.lists(st.sampled_from(["user", "assistant", "system", "tool", "model", 7]), max_size=12)


def nodes(roles: list[Any]) -> list[Node]:
    return [Node(str(n), json.dumps({"role": role, "content": "x"}).encode()) for n, role in enumerate(roles)]


@given(turns, turns)
def test_every_message_stands_once_in_order_on_its_side(left_roles, right_roles):
    left, right = nodes(left_roles), nodes(right_roles)
    pairs = list(pair_messages(left, right))
    assert [one for one, _ in pairs if one] == left
    assert [other for _, other in pairs if other] == right
    assert all(one or other for one, other in pairs)


def test_the_turns_of_the_model_stand_beside_each_other():
    left = nodes(["user", "system", "assistant", "user", "assistant"])
    right = nodes(["user", "user", "assistant", "tool", "tool", "assistant"])
    pairs = [(one and one.key, other and other.key) for one, other in pair_messages(left, right)]
    assert pairs == [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3"), (None, "4"), ("4", "5")]


def test_a_message_with_results_takes_as_many_lines():
    content = [{"type": "tool_result", "tool_use_id": str(n), "content": "x"} for n in range(3)]
    left = [Node("0", json.dumps({"role": "user", "content": content}).encode()), *nodes(["user"])]
    right = nodes(["tool", "tool", "tool", "user"])
    pairs = [(one is not None, other is not None) for one, other in pair_messages(left, right)]
    assert pairs == [(True, True), (False, True), (False, True), (True, True)]
