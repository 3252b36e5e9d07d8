"""What is kept of a repair, and what is not."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.target import Limits
from tui_router.diagnose.facts import CALIBRATION
from tui_router.diagnose.remedies import Learn, Repair
from tui_router.gateway.fact_book import EVIDENCE, FactBook
from tui_router.gateway.lessons import Lessons
from tui_router.messages.codec import decode_request
from tui_router.providers.provider import Provider

PROVIDER = Provider(name="p", dialect="chat", base_url="http://127.0.0.1:1/v1")
REQUEST = json.dumps({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]})


def said(name: str = "unsupported_parameter", quote: str = "no", **figures: Any) -> Diagnosis:
    return Diagnosis(
        name=name, type="invalid_request_error", status=400, message=quote, quote=quote, figures=figures
    )


def drop(name: str, scope: Any = "target") -> Repair:
    return Repair(words=f"without {name}", learn=(Learn("drop", name, scope),))


@pytest.fixture
def gateway() -> Any:
    book = FactBook()
    book.secrets = ["hunter2-hunter2-hunter2"]
    return SimpleNamespace(facts=book)


@pytest.fixture
def lessons(gateway: Any) -> Lessons:
    return new(gateway)


def new(gateway: Any, session: str = "s1") -> Lessons:
    row = SimpleNamespace(id=7, session=session)
    live: Any = SimpleNamespace(row=row, learned=[], applied=[])
    made = Lessons(gateway, live, decode_request(REQUEST.encode()))
    made.at(PROVIDER, "m")
    return made


def kept(gateway: Any) -> list[object]:
    return [fact.value for fact in gateway.facts.known(PROVIDER, "m")]


def test_a_repair_is_in_force_while_it_is_tried_and_kept_when_it_held(gateway: Any, lessons: Lessons) -> None:
    lessons.try_out(said(), drop("seed"))
    assert lessons.known(Limits()).provider.quirks.drop == ("seed",)
    assert kept(gateway) == []
    lessons.held()
    assert kept(gateway) == ["seed"]


def test_the_same_refusal_again_says_it_did_not_help(gateway: Any, lessons: Lessons) -> None:
    lessons.try_out(said(param="seed"), drop("seed"))
    lessons.judge(said(param="seed"))
    lessons.held()
    assert kept(gateway) == []
    assert lessons.known(Limits()).provider.quirks.drop == ()


@pytest.mark.parametrize("other", [said("rate_limited"), said(param="user")])
def test_another_refusal_says_it_did(gateway: Any, lessons: Lessons, other: Diagnosis) -> None:
    lessons.try_out(said(param="seed"), drop("seed"))
    lessons.judge(other)
    assert kept(gateway) == ["seed"]
    assert lessons.known(Limits()).provider.quirks.drop == ("seed",)


def test_what_holds_for_this_exchange_is_not_kept(gateway: Any, lessons: Lessons) -> None:
    lessons.try_out(said(), drop("seed", "exchange"))
    lessons.held()
    assert kept(gateway) == []


def test_what_a_conversation_taught_holds_for_it_alone(gateway: Any, lessons: Lessons) -> None:
    lessons.try_out(said(), drop("seed", "conversation"))
    lessons.held()
    assert new(gateway).known(Limits()).provider.quirks.drop == ("seed",)
    assert new(gateway, "s2").known(Limits()).provider.quirks.drop == ()


def test_a_client_without_sessions_is_known_by_its_first_message(gateway: Any) -> None:
    first = new(gateway, "")
    first.try_out(said(), drop("seed", "conversation"))
    first.held()
    assert new(gateway, "").known(Limits()).provider.quirks.drop == ("seed",)


def test_what_was_tried_at_one_target_says_nothing_of_the_next(gateway: Any, lessons: Lessons) -> None:
    lessons.try_out(said(), drop("seed"))
    lessons.at(PROVIDER, "other")
    lessons.held()
    assert kept(gateway) == []


def test_evidence_is_cut_and_masked(gateway: Any, lessons: Lessons) -> None:
    lessons.teach((Learn("context_window", 5000),), said(quote="hunter2-hunter2-hunter2 " + "x" * 5000))
    (fact,) = gateway.facts.known(PROVIDER, "m")
    assert "hunter2" not in fact.evidence
    assert len(fact.evidence) <= EVIDENCE
    assert (fact.exchange, fact.origin) == (7, "learned")


def test_counting_is_followed_without_being_a_lesson(gateway: Any, lessons: Lessons) -> None:
    lessons.counted(1.0, 10_000, 13_000, REQUEST.encode())
    (fact,) = gateway.facts.known(PROVIDER, "m")
    assert (fact.name, fact.value) == (CALIBRATION, 1.3)
    assert lessons.known(Limits()).factor == 1.3


TO_RESPONSES = Repair(words="asked in Responses", learn=(Learn("dialect", "responses"),))


def test_another_language_is_kept_only_when_it_was_answered(gateway: Any, lessons: Lessons) -> None:
    lessons.try_out(said("endpoint_not_found"), TO_RESPONSES)
    assert lessons.known(Limits()).provider.dialect == "responses"
    overloaded = said("overloaded")
    assert lessons.judge(overloaded) is overloaded
    assert lessons.known(Limits()).provider.dialect == "responses"
    assert kept(gateway) == []
    lessons.held()
    assert kept(gateway) == ["responses"]


@pytest.mark.parametrize("name", ["endpoint_not_found", "model_not_found", "responses_contract"])
def test_where_the_other_language_is_not_served_the_first_refusal_stands(
    gateway: Any, lessons: Lessons, name: str
) -> None:
    first = said("reasoning_effort_with_tools")
    lessons.try_out(first, TO_RESPONSES)
    assert lessons.judge(said(name)) is first
    assert lessons.known(Limits()).provider.dialect == "chat"
    lessons.held()
    assert kept(gateway) == []
