"""Tools after a refusal."""

from typing import Any

import pytest

from tui_router.diagnose.remedies import repairs


def values(found: Any) -> list[list[tuple[str, object]]]:
    return [[(learn.name, learn.value) for learn in repair.learn] for repair in found]


def test_named_keywords_go_before_all_but_the_plain_ones(refused: Any, make_call: Any) -> None:
    refusal = refused("tool_schema_rejected", keywords=["const", "propertyNames"])
    assert values(repairs(refusal, make_call())) == [
        [("drop_schema_keys", "const"), ("drop_schema_keys", "propertyNames")],
        [("plain_schemas", True)],
    ]
    assert values(repairs(refused("tool_schema_rejected"), make_call())) == [[("plain_schemas", True)]]


def test_a_grammar_is_relieved_of_its_bounds(refused: Any, make_call: Any) -> None:
    first, last = values(repairs(refused("grammar_error", "failed to parse grammar"), make_call()))
    assert ("drop_schema_keys", "pattern") in first
    assert last == [("plain_schemas", True)]


def test_names_are_cut_to_what_is_taken(refused: Any, make_call: Any) -> None:
    (found,) = values(repairs(refused("tool_name_invalid", max_length=32), make_call()))
    assert found == [("longest_tool_name", 32), ("plain_tool_names", True)]


@pytest.mark.parametrize(
    ("quote", "forms"),
    [
        ("Supported string values: none, auto, required", ["auto_required", "auto", "none"]),
        ("only auto is allowed", ["auto", "none"]),
    ],
)
def test_a_choice_becomes_looser(refused: Any, make_call: Any, quote: str, forms: list[str]) -> None:
    found = values(repairs(refused("tool_choice_unsupported", quote), make_call()))
    assert [pair[0][1] for pair in found] == forms


@pytest.mark.parametrize(
    ("quote", "first"),
    [
        ("must be a-z, A-Z, 0-9, with a length of 9", "alnum9"),
        ("string too long, at most 40", "alnum40"),
    ],
)
def test_ids_take_the_form_that_is_named(refused: Any, make_call: Any, quote: str, first: str) -> None:
    assert values(repairs(refused("tool_call_id_invalid", quote), make_call()))[0] == [("tool_ids", first)]


@pytest.mark.parametrize("name", ["tool_result_missing", "tool_result_orphan"])
def test_calls_and_results_are_paired(refused: Any, make_call: Any, name: str) -> None:
    assert values(repairs(refused(name), make_call())) == [[("mend_pairs", True)]]


def test_a_call_the_model_got_wrong_is_asked_for_again_this_once(refused: Any, make_call: Any) -> None:
    (repair,) = repairs(refused("model_tool_call_failed"), make_call())
    assert [learn.scope for learn in repair.learn] == ["exchange"]
