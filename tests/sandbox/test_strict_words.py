from collections.abc import Iterator
from typing import Any

import pytest

from tui_router.sandbox.reply import Complaint
from tui_router.sandbox.strict_words import at_most, between, missing, one_of, typed, unknown


def first(complaints: Iterator[Complaint]) -> Complaint | None:
    return next(complaints, None)


@pytest.mark.parametrize(
    ("value", "kinds", "got"),
    [
        ("x", (int,), "expected an integer, but got a string"),
        (True, (int,), "but got a boolean"),
        (True, (float,), "but got a boolean"),
        (0.5, (int, type(None)), "expected an integer, but got a decimal"),
        (None, (str, list), "expected a string or an array, but got null"),
        ({}, (list,), "but got an object"),
    ],
)
def test_a_wrong_type_is_told_with_what_was_wanted(value: Any, kinds: tuple[type, ...], got: str) -> None:
    found = first(typed(value, "a", *kinds))
    assert found is not None
    assert found.message.startswith("Invalid type for 'a': ")
    assert got in found.message
    assert (found.param, found.code) == ("a", "invalid_type")


@pytest.mark.parametrize(("value", "kind"), [(1, float), (1.0, float), (False, bool), (None, type(None))])
def test_a_right_one_is_not(value: Any, kind: type) -> None:
    assert first(typed(value, "a", kind)) is None


def test_words_out_of_a_list() -> None:
    found = first(one_of("c", "x", ("a", "b")))
    assert found == Complaint("Invalid value: 'c'. Supported values are: 'a', and 'b'.", "x", "invalid_value")
    assert first(one_of({"a": 1}, "x", {"a": 1})) is not None  # what cannot be looked up is none of them
    assert first(one_of("a", "x", ("a",))) is None
    assert len(str(first(one_of("c" * 5000, "x", ("a",))))) < 400


def test_members_nobody_knows_and_members_that_lack() -> None:
    assert first(unknown({"a": 1, "b": 2}, ("a",), "in[0]")) == Complaint(
        "Unknown parameter: 'in[0].b'.", "in[0].b", "unknown_parameter"
    )
    assert first(unknown({"a": 1}, ("a",))) is None
    assert missing("a.b").message == "Missing required parameter: 'a.b'."


def test_lengths_and_bounds() -> None:
    long = first(at_most("abc", "x", 2))
    assert long is not None
    assert long.code == "string_above_max_length"
    assert "maximum length 2, but got a string with length 3" in long.message
    assert first(at_most([1], "x", 0)) is not None
    assert first(at_most("ab", "x", 2)) is None
    assert first(between(2.5, "x", 0.0, 2.0)) == Complaint(
        "Invalid 'x': decimal above maximum value. Expected a value <= 2.0, but got 2.5 instead.",
        "x",
        "decimal_above_max_value",
    )
    assert first(between(15, "x", 16, None)) is not None
    assert first(between(16, "x", 16, None)) is None
