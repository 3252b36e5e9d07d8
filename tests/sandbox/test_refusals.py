import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tui_router.sandbox.asked import Asked
from tui_router.sandbox.conditions import Condition
from tui_router.sandbox.refusals import quoted, refuse
from tui_router.sandbox.scenario import Refusal


def asked(**fields: Any) -> Asked:
    return Asked("chat", {"model": "m", **fields}, size=400)


def test_without_conditions_everything_is_refused() -> None:
    refusal = Refusal(429, "no", headers={"retry-after": "1"}, type="text/plain")
    refused = refuse(refusal, asked(), wait=0.5)
    assert refused is not None
    assert (refused.status, refused.body, refused.type, refused.wait) == (429, b"no", "text/plain", 0.5)
    assert refused.headers == {"retry-after": "1"}


def test_only_what_offends_is_refused() -> None:
    refusal = Refusal(400, "", when=(Condition(has="temperature"),))
    assert refuse(refusal, asked()) is None
    assert refuse(refusal, asked(temperature=1)) is not None


def test_the_words_quote_the_request_and_what_was_found() -> None:
    refusal = Refusal(400, "$model $asked $prompt $total $limit $nothing", when=(Condition(over_output=7),))
    refused = refuse(refusal, asked(max_tokens=50))
    assert refused is not None
    assert refused.body == b"m 50 100 150 7 $nothing"


CALLS = [{"id": f"call_{n}", "function": {"name": f"tool {n}", "arguments": "{}"}} for n in (1, 2, 2)]
HISTORY = {"messages": [{"role": "assistant", "tool_calls": CALLS}]}
OPEN = (Condition(call_id_unlike="x+"),)


def test_the_plural_names_all_of_them_once() -> None:
    refused = refuse(Refusal(400, "$id: $ids", when=OPEN), asked(**HISTORY))
    assert refused is not None
    assert refused.body == b"call_1: call_1, call_2"


def test_a_sentence_for_each() -> None:
    refusal = Refusal(400, '{"message": "$each"}', when=OPEN, each="$id of $model is wrong.")
    refused = refuse(refusal, asked(**HISTORY))
    assert refused is not None
    said = json.loads(refused.body)["message"].split("\n")
    assert said == ["call_1 of m is wrong.", "call_2 of m is wrong.", "call_2 of m is wrong."]


@given(st.text() | st.integers() | st.none())
def test_what_is_quoted_can_stand_in_json_in_json(value: Any) -> None:
    said = quoted(value)
    inner = f'{{"message": "{said}"}}'
    outer = '{"raw": "' + inner.replace('"', '\\"') + '"}'
    assert json.loads(json.loads(outer)["raw"])["message"] == said
    assert len(said) <= 200


def test_a_name_that_is_plain_is_quoted_as_it_is() -> None:
    assert quoted("mcp__server-1/tool.name:x") == "mcp__server-1/tool.name:x"
    assert quoted('a"b\\c\x1b`') == "a?b?c??"


def test_a_thousand_offences_make_no_endless_error() -> None:
    calls = [{"id": f"call_{n:0200}", "function": {}} for n in range(1000)]
    fields = {"messages": [{"role": "assistant", "tool_calls": calls}]}
    refused = refuse(Refusal(400, "$ids $each", when=OPEN, each="$id"), asked(**fields))
    assert refused is not None
    assert len(refused.body) < 10_000
