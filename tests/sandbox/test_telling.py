import json
from itertools import count

from tui_router.sandbox.scenario import Call, Scenario, Step
from tui_router.sandbox.telling import LONGEST, Telling, told_by_tools

BASH = {"function": {"name": "Bash", "parameters": {"type": "object"}}}


def telling(scenario: Scenario, results: str = "", schema: object = None, *, plain: bool = False) -> Telling:
    numbers = count()
    return Telling(
        scenario,
        tools=[BASH],
        results=results,
        schema=schema,
        new_id=lambda: f"id{next(numbers)}",
        plain=plain,
    )


def test_what_was_written_is_weighed_as_it_is_told() -> None:
    told = telling(Scenario("X", steps=(Step(text="12345678"),)))
    assert told.tokens == 1
    assert list(told.once())
    assert told.tokens == 2


def test_it_ends_for_the_reason_the_steps_give_or_the_scenario_says() -> None:
    calls = (Step(calls=(Call(tools={"Bash": {}}),)),)
    told = telling(Scenario("X", steps=calls))
    assert told.finish == "stop"
    assert list(told.once())
    assert told.finish == "tool_calls"
    named = telling(Scenario("X", steps=calls, finish="length"))
    assert list(named.once())
    assert named.finish == "length"


def test_results_change_what_is_said() -> None:
    scenario = Scenario("X", steps=(Step(text="first"),), then=(Step(text="then"),))
    assert telling(scenario).steps == scenario.steps
    assert telling(scenario, "ok").steps == scenario.then
    assert telling(Scenario("X", steps=scenario.steps), "ok").steps == scenario.steps


def test_a_schema_is_followed_whatever_the_scenario_says() -> None:
    told = telling(Scenario("X"), schema={"type": "object", "required": ["a"], "properties": {}})
    (step,) = told.steps
    assert list(json.loads(step.text)) == ["a"]


def test_what_repeats_ends_after_ten_minutes() -> None:
    told = telling(Scenario("X", repeat=True, gap_ms=20_000, steps=(Step(text="again"),)))
    assert LONGEST < sum(piece.wait for piece in told.all()) < LONGEST + 41


def test_an_event_at_the_beginning_is_known_beforehand() -> None:
    assert telling(Scenario("X", steps=(Step(event={"error": {}}),))).begins_with_event
    assert not telling(Scenario("X", steps=(Step(text="a"), Step(event={})))).begins_with_event


def test_what_tools_said() -> None:
    assert told_by_tools([]) == ""
    assert told_by_tools([" two\n", "one"]) == "one\ntwo"
    assert told_by_tools([""]) == "(nothing)"
    assert told_by_tools([[{"type": "text", "text": "x"}]]) == '[{"type": "text", "text": "x"}]'
