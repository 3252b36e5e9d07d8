from typing import Any

import pytest

from tui_router.dialects.responses.phases import tell, told_otherwise
from tui_router.dialects.responses.shelf import Item


def item(type: str) -> dict[str, Any]:
    return {"type": type}


@pytest.mark.parametrize(
    ("kinds", "goes_on", "expected"),
    [
        (["message"], False, ["final_answer"]),
        (["message", "function_call"], True, ["commentary", None]),
        (["function_call", "message"], True, [None, "commentary"]),
        (["message", "web_search_call", "message"], False, ["commentary", None, "final_answer"]),
        (["message", "reasoning", "message"], False, ["commentary", None, "final_answer"]),
        (["reasoning"], False, [None]),
        ([], False, []),
    ],
)
def test_where_a_text_stands_says_what_it_was(kinds, goes_on, expected):
    items = [item(kind) for kind in kinds]
    assert tell(items, goes_on=goes_on) == kinds.count("message")
    assert [told.get("phase") for told in items] == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("message", "commentary"), ("function_call", "")], 0),
        ([("reasoning", ""), ("message", "final_answer")], 0),
        ([("message", "commentary"), ("reasoning", ""), ("message", "final_answer")], 0),
        ([("message", "commentary"), ("message", "final_answer")], 1),  # one message in the history
        ([("message", "final_answer"), ("function_call", "")], 1),
        ([("message", "commentary")], 1),
        ([("message", "neither")], 1),
        ([("message", ""), ("function_call", "")], 0),
    ],
)
def test_what_the_history_will_say_otherwise_is_counted(told, expected):
    items = [
        Item(at, kind, phase=phase, said=3 * (kind == "message")) for at, (kind, phase) in enumerate(told)
    ]
    assert told_otherwise(items) == expected


def test_a_text_without_words_is_not_in_the_history():
    assert (
        told_otherwise(
            [Item(0, "message", phase="commentary"), Item(1, "message", phase="final_answer", said=1)]
        )
        == 0
    )
