import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui_router.sandbox.pieces import Piece, fold, pieces, size, split_words
from tui_router.sandbox.scenario import Call, Scenario, Step

OFFERED: list[dict[str, Any]] = [{"function": {"name": "Bash"}}, {"function": {"name": "Read"}}]
LEFT = Call(tools={"Bash": {"command": "echo a rather long left"}})
RIGHT = Call(tools={"Read": {"file_path": "/right"}})


def said(*steps: Step, scenario: Scenario | None = None, plain: bool = False) -> Iterator[Piece]:
    numbers = count(1)
    return pieces(
        scenario or Scenario("Test", gap_ms=10),
        steps,
        tools=OFFERED,
        results="42",
        new_id=lambda: f"call_{next(numbers)}",
        plain=plain,
    )


@given(st.text(), st.integers(0, 5))
def test_splitting_loses_nothing(text: str, words: int) -> None:
    parts = split_words(text, words)
    assert "".join(parts) == text
    assert all(parts)


def test_results_are_quoted() -> None:
    assert fold(said(Step(text="It is $results, for $5."))).message["content"] == "It is 42, for $5."


def test_thinking_comes_before_text_and_text_before_calls() -> None:
    order = [next(iter(p.delta or {})) for p in said(Step(text="b", thinking="a", calls=(RIGHT,)))]
    assert order[:3] == ["reasoning_content", "content", "tool_calls"]


def indices(*parts: Piece) -> list[int]:
    return [f["index"] for p in parts for f in (p.delta or {})["tool_calls"]]


def test_calls_follow_one_another_or_take_turns() -> None:
    plain = list(said(Step(calls=(LEFT, RIGHT))))
    mixed = list(said(Step(calls=(LEFT, RIGHT), interleaved=True)))
    assert indices(*plain) == sorted(indices(*plain))
    assert indices(*mixed)[:4] == [0, 1, 0, 1]
    assert fold(plain).message == fold(mixed).message


def test_told_plainly_calls_follow_one_another_and_begin_with_their_names() -> None:
    late = Call(tools=LEFT.tools, form="late_id")
    plain = list(said(Step(calls=(late, RIGHT), interleaved=True), plain=True))
    assert indices(*plain) == sorted(indices(*plain))
    first = (plain[0].delta or {})["tool_calls"][0]
    assert (first["id"], first["function"]["name"]) == ("call_1", "Bash")
    assert fold(plain).message == fold(said(Step(calls=(LEFT, RIGHT)))).message


def test_an_input_that_stands_in_the_start_is_whole_where_there_is_no_start() -> None:
    call = Call(tools=LEFT.tools, form="in_start")
    (whole,) = said(Step(calls=(call,)))
    assert json.loads((whole.delta or {})["tool_calls"][0]["function"]["arguments"]) == LEFT.tools["Bash"]
    (start,) = said(Step(calls=(call,)), plain=True)
    fragment = (start.delta or {})["tool_calls"][0]
    assert (fragment["input"], fragment["function"]["arguments"]) == (LEFT.tools["Bash"], "")


def test_a_later_step_goes_on_counting_calls() -> None:
    assert set(indices(*said(Step(calls=(LEFT,)), Step(calls=(RIGHT,))))) == {0, 1}


def test_folded_calls_hold_their_arguments_in_every_form() -> None:
    for form in ("fragments", "whole", "late_id"):
        call = Call(tools=LEFT.tools, form=form)  # type: ignore[arg-type] # the loop widens the literal
        folded = fold(said(Step(calls=(call,))))
        (made,) = folded.message["tool_calls"]
        assert made["id"] == "call_1"
        assert made["function"]["name"] == "Bash"
        assert json.loads(made["function"]["arguments"]) == LEFT.tools["Bash"]
        assert folded.message["content"] is None


def test_arguments_come_before_the_name_where_the_id_is_late() -> None:
    first, second, *_ = said(Step(calls=(Call(tools=LEFT.tools, form="late_id"),)))
    assert "id" not in (first.delta or {})["tool_calls"][0]
    assert (second.delta or {})["tool_calls"][0]["function"]["name"] == "Bash"


def test_an_error_event_ends_the_fold() -> None:
    folded = fold(said(Step(text="so far"), Step(event={"error": {"message": "no"}})))
    assert folded.event == {"error": {"message": "no"}}
    assert folded.message == {}


def test_the_waits_add_up() -> None:
    folded = fold(said(Step(text="one two three"), Step(wait_ms=500, text="four")))
    assert round(folded.wait, 6) == 4 * 0.01 + 0.5


def test_raw_bytes_are_latin_1() -> None:
    (piece,) = said(Step(raw="\u00ff\u0000"))
    assert piece.raw == b"\xff\x00"


def test_size_counts_what_the_model_wrote() -> None:
    assert size({"content": "four"}) == 4
    assert size({"tool_calls": [{"function": {"name": "Bash", "arguments": "{}"}}]}) == 2
