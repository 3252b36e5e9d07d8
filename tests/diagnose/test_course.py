"""What follows a failed attempt, and when it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.target import Target
from tui_router.diagnose.course import (
    MOST_ATTEMPTS,
    MOST_REPAIRS,
    MOST_WAITED,
    MOST_WAITS,
    Course,
    Give,
    Mend,
    Pause,
    Turn,
)
from tui_router.diagnose.remedies import Learn, Repair
from tui_router.diagnose.taxonomy import TAXONOMY

FIRST, SECOND, THIRD = Target("a", "x"), Target("b", "y"), Target("c", "z")
MILD = Repair(words="mild", learn=(Learn("drop", "one"),))
STRONG = Repair(words="strong", learn=(Learn("drop", "two"),))


def said(name: str, *, wait: float | None = None, heals: bool | None = None, **figures: int) -> Diagnosis:
    row = TAXONOMY[name]
    return Diagnosis(
        name=name,
        type=row.type,
        status=row.answer_status,
        message=name,
        title=row.title,
        heals=row.heals if heals is None else heals,
        retry_after_s=wait,
        figures=dict(figures),
    )


def test_a_repair_comes_before_everything_else() -> None:
    course = Course(FIRST, [SECOND])
    assert course.after(said("overloaded"), [MILD]) == Mend(MILD)


def test_each_repair_is_tried_once_and_three_in_all() -> None:
    course = Course(FIRST)
    others = [Repair(words=str(n), learn=(Learn("drop", str(n)),)) for n in range(9)]
    steps = [course.after(said("bad_request"), others) for _ in range(5)]
    assert [type(step) for step in steps] == [Mend, Mend, Mend, Give, Give]
    assert len({step.repair.words for step in steps if isinstance(step, Mend)}) == MOST_REPAIRS


def test_a_server_that_names_one_thing_at_a_time_gets_the_strongest_repair_at_last() -> None:
    course = Course(FIRST)
    names = ["first", "second", "third"]
    given_repairs = [
        course.after(said("tool_schema_rejected"), [Repair(words=name), STRONG]) for name in names
    ]
    assert [step.repair.words for step in given_repairs if isinstance(step, Mend)] == [
        "first",
        "second",
        "strong",
    ]


def test_a_repair_that_changes_nothing_does_not_count() -> None:
    course = Course(FIRST)
    for number in range(6):
        step = course.after(said("bad_request"), [Repair(words=str(number))])
        assert isinstance(step, Mend)
        course.futile()


def test_a_short_named_wait_is_waited_for_once() -> None:
    course = Course(FIRST)
    assert course.after(said("rate_limited", wait=3.5), []) == Pause(3.5)
    assert isinstance(course.after(said("rate_limited", wait=3.5), []), Give)


def test_a_long_wait_is_the_clients_to_wait_for() -> None:
    trouble = said("rate_limited", wait=11.0)
    assert Course(FIRST).after(trouble, []) == Give(trouble)


def test_without_a_named_wait_a_short_one_is_made() -> None:
    step = Course(FIRST).after(said("upstream_server_error"), [])
    assert isinstance(step, Pause)
    assert 0 < step.seconds <= 1


def test_what_took_long_to_fail_is_not_asked_for_again() -> None:
    assert isinstance(Course(FIRST).after(said("upstream_timeout"), [], took=300.0), Give)


def test_a_server_that_is_not_there_is_not_waited_for() -> None:
    assert isinstance(Course(FIRST).after(said("upstream_connect_error", heals=False), []), Give)


def test_a_model_that_loads_is_asked_twice_more() -> None:
    course = Course(FIRST)
    steps = [type(course.after(said("model_loading"), [])) for _ in range(3)]
    assert steps == [Pause, Pause, Give]


@pytest.mark.parametrize(
    "name", ["auth_invalid_key", "insufficient_credits", "model_not_found", "too_many_tools"]
)
def test_a_fault_of_the_targets_own_goes_on_to_the_next(name: str) -> None:
    course = Course(FIRST, [SECOND, THIRD])
    assert course.after(said(name), []) == Turn(SECOND)
    assert course.after(said(name), []) == Turn(THIRD)
    assert isinstance(course.after(said(name), []), Give)


@pytest.mark.parametrize("name", ["bad_request", "content_filtered", "tool_result_missing"])
def test_a_fault_of_the_request_goes_nowhere_else(name: str) -> None:
    assert isinstance(Course(FIRST, [SECOND]).after(said(name), []), Give)


def test_an_overflow_goes_only_to_a_window_known_to_be_larger() -> None:
    trouble = said("context_overflow", input=150_000, window=128_000)
    assert Course(FIRST, [SECOND, THIRD], {THIRD: 200_000}.get).after(trouble, []) == Turn(THIRD)
    assert isinstance(Course(FIRST, [SECOND, THIRD], {THIRD: 140_000}.get).after(trouble, []), Give)


def test_an_overflow_is_the_answer_whatever_came_after_it() -> None:
    course = Course(FIRST, [SECOND], {SECOND: 900_000}.get)
    overflow = said("context_overflow", input=150_000, window=128_000)
    assert course.after(overflow, []) == Turn(SECOND)
    assert course.after(said("auth_invalid_key"), []) == Give(overflow)


def test_else_the_first_target_has_the_last_word() -> None:
    course = Course(FIRST, [SECOND])
    course.after(said("unsupported_parameter"), [MILD])
    mine = said("insufficient_credits")
    assert course.after(mine, []) == Turn(SECOND)
    assert course.after(said("model_not_found"), []) == Give(mine)


def test_after_content_nothing_is_tried() -> None:
    trouble = said("overloaded")
    assert Course(FIRST, [SECOND]).after(trouble, [MILD], begun=True) == Give(trouble)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(TAXONOMY)), st.floats(0, 30) | st.none(), st.booleans()), max_size=40
    ),
    st.integers(0, 8),
)
def test_every_course_ends_within_its_budget(
    troubles: list[tuple[str, float | None, bool]], chain: int
) -> None:
    targets = [Target("p", str(number)) for number in range(chain)]
    course = Course(FIRST, targets)
    mends = waits = attempts = 0
    waited = 0.0
    turned: list[Target] = []
    for number, (name, wait, mendable) in enumerate(troubles):
        course.sent()
        attempts += 1
        repairs = [Repair(words=str(number))] if mendable else []
        match course.after(said(name, wait=wait), repairs):
            case Mend():
                mends += 1
            case Pause(seconds):
                waits += 1
                waited += seconds
            case Turn(target):
                turned.append(target)
            case Give():
                break
    else:
        return
    assert attempts <= MOST_ATTEMPTS
    assert mends <= MOST_REPAIRS
    assert waits <= MOST_WAITS
    assert waited <= MOST_WAITED
    assert len(turned) == len(set(turned))
