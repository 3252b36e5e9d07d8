import json
import re

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose import answer
from tui_router.diagnose.classify import classify
from tui_router.messages.events import Verbatim
from tui_router.messages.grammar import check


def made(**changes):
    return Diagnosis(
        **{
            "name": "rate_limited",
            "type": "rate_limit_error",
            "status": 429,
            "message": "slow down",
            "heals": True,
            **changes,
        }
    )


def test_the_body_is_anthropics_and_names_the_exchange():
    status, headers, body = answer.answer(made(), "req_1", 38)
    assert (status, headers) == (429, {})
    assert json.loads(body) == {
        "type": "error",
        "error": {"type": "rate_limit_error", "message": "slow down (tui_router #38)"},
        "request_id": "req_1",
    }


def test_without_a_number_the_sentence_stands_alone():
    assert json.loads(answer.answer(made(), "req_1", None)[2])["error"]["message"] == "slow down"


@pytest.mark.parametrize(("heals", "headers"), [(True, {}), (False, {"x-should-retry": "false"})])
def test_what_cannot_heal_is_not_retried(heals, headers):
    assert answer.answer(made(heals=heals), "r", 1)[1] == headers


@pytest.mark.parametrize(
    ("status", "wait", "wanted"),
    [
        (429, 0.644, "1"),
        (429, 431.2, "432"),
        (529, 3.0, "3"),
        (429, 0.0, "0"),
        (429, None, None),
        (502, 5.0, None),
    ],
)
def test_waits_are_whole_seconds(status, wait, wanted):
    assert answer.answer(made(status=status, retry_after_s=wait), "r", 1)[1].get("retry-after") == wanted


def message(diagnosis):
    return json.loads(answer.answer(diagnosis, "r", 38)[2])["error"]["message"]


def test_the_sentence_that_mends_max_tokens_ends_with_its_number():
    body = (
        b'{"error":{"message":"input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000"}}'
    )
    diagnosis = classify(status=400, body=body)
    assert re.fullmatch(
        r"input length and `max_tokens` exceed context limit: (\d+) \+ (\d+) > (\d+)", message(diagnosis)
    )
    assert "x-should-retry" not in answer.answer(diagnosis, "r", 38)[1]


def test_the_sentence_that_compacts_keeps_its_numbers():
    diagnosis = classify(
        status=500,
        body=b'{"error":{"message":"request (24071 tokens) exceeds the available context size (8192 tokens)"}}',
    )
    found = re.search(
        r"prompt is too long[^0-9]*(\d+)\s*tokens?\s*>\s*(\d+)", message(diagnosis), re.IGNORECASE
    )
    assert (found[1], found[2]) == ("24071", "8192")
    assert diagnosis.status == 400


def test_inside_a_stream_it_is_one_event():
    event = answer.event(made(message="two\nlines"), "req_1", 38)
    assert event.startswith(b"event: error\ndata: {")
    assert event.count(b"\n") == 3
    assert check([Verbatim(event)]) == []
    assert json.loads(event.split(b"data: ")[1])["error"]["message"] == "two\nlines (tui_router #38)"
