"""The front door: which scenario, refused or not, in which language."""

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.answer import answer
from tui_router.sandbox.asked import Language
from tui_router.sandbox.doors import Door
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import parse, scenarios

VERSION = {"anthropic-version": "2023-06-01"}


def ask(body: Any, language: Language = "chat", *, more: str = "", **told: Any) -> Whole | Stream:
    numbers = count(1)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    known = {**scenarios(), **parse(more)}
    headers = {"headers": VERSION, **told}
    return answer(sent, known, language=language, new_id=lambda: f"{next(numbers):03}", **headers)


def request(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "hi"}], "max_tokens": 99, **fields}


def status(reply: Whole | Stream) -> int:
    return reply.status if isinstance(reply, Whole) else 200


@pytest.mark.parametrize(
    ("model", "fields", "status", "words"),
    [
        ("output-limit", {"max_tokens": 128000}, 400, "max_tokens is too large: 128000. This model supports"),
        ("output-limit", {"max_completion_tokens": 9000}, 400, "at most 8192 completion tokens"),
        ("output-limit", {"max_tokens": 8192}, 200, "all is well"),
        (
            "overflow",
            {"messages": [{"role": "user", "content": "x" * 20000}]},
            400,
            "maximum context length is 4096",
        ),
        ("overflow", {}, 200, "short prompt"),
        ("window-sum", {"max_tokens": 32768}, 400, "32768 > 32768 - "),
        ("window-sum", {"max_tokens": 1000}, 200, "they fit"),
        ("nobody", {}, 404, "`nobody` does not exist"),
        ("text", {"tools": []}, 400, "'tools': empty array"),
        ("error-in-200", {}, 200, "Internal Server Error"),
        ("html-error", {}, 502, "<h1>502 Bad Gateway</h1>"),
    ],
)
def test_refusals_in_the_words_of_the_real_ones(
    model: str, fields: dict[str, Any], status: int, words: str
) -> None:
    reply = ask(request(model, **fields))
    assert isinstance(reply, Whole)
    assert reply.status == status
    assert words in reply.body.decode()


@pytest.mark.parametrize("language", ["chat", "anthropic"])
def test_every_other_time_and_the_first_times(language: Language) -> None:
    def seen(model: str) -> list[int]:
        return [status(ask(request(model), language, ordinal=n)) for n in range(4)]

    assert seen("rate-limit-once") == [429, 200, 429, 200]
    assert seen("loading") == [503, 503, 200, 200]
    assert seen("html-once") == [502, 200, 200, 200]


def test_a_model_loads_for_its_seconds_and_no_longer() -> None:
    assert [status(ask(request("loading-seconds"), age=age)) for age in (0.0, 2.9, 3.1)] == [503, 503, 200]


def test_the_first_times_are_told_as_another_scenario_tells_them() -> None:
    first, second = (ask(request("silent-once", stream=True), ordinal=n) for n in range(2))
    assert isinstance(first, Stream)
    assert isinstance(second, Stream)
    assert next(first.frames).wait == 3600
    assert next(second.frames).wait < 1


def test_a_scenario_is_had_only_in_the_languages_it_speaks() -> None:
    for model, right, wrong in (("garbage", "chat", "anthropic"), ("no-adaptive", "anthropic", "chat")):
        assert status(ask(request(model), right)) == 200  # type: ignore[arg-type]
        assert status(ask(request(model), wrong)) == 404  # type: ignore[arg-type]


def test_a_refusal_comes_before_what_is_refused_to_all() -> None:
    body = request("no-temperature", temperature=0.5, tools=[])
    refused = ask(body)
    assert isinstance(refused, Whole)
    assert b"deprecated" in refused.body
    del body["temperature"]
    refused = ask(body)
    assert isinstance(refused, Whole)
    assert b"empty array" in refused.body


def test_without_strictness_only_scenarios_refuse() -> None:
    assert status(ask(request("text", tools=[]), strict=False)) == 200
    assert status(ask(request("text", surprise=1), "anthropic", strict=False)) == 200
    assert status(ask(request("text", surprise=1), "anthropic")) == 400


def test_a_connection_that_closes_has_no_answer_at_all() -> None:
    reply = ask(request("hangs-up"))
    assert isinstance(reply, Whole)
    assert (reply.end, reply.body) == ("closed", b"")


def test_strangers_and_broken_bodies_are_told_in_their_language() -> None:
    reply = ask(request("nobody"), "anthropic")
    assert isinstance(reply, Whole)
    assert (reply.status, json.loads(reply.body)["error"]["message"]) == (404, "model: nobody")
    reply = ask(b"{", "anthropic")
    assert isinstance(reply, Whole)
    assert json.loads(reply.body)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"model": 5}', b'{"model": "text"}', b"\xff", b"null"])
@pytest.mark.parametrize("language", ["chat", "anthropic", "responses"])
def test_a_broken_body_is_a_400(body: bytes, language: Language) -> None:
    reply = ask(body, language)
    assert isinstance(reply, Whole)
    assert reply.status == 400
    assert json.loads(reply.body)["error"]["message"]


def test_what_the_path_says_is_not_looked_for_in_the_body() -> None:
    said = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
    whole, streamed = (ask(said, door=Door("gemini", "text", streams)) for streams in (False, True))
    assert isinstance(whole, Whole)
    assert json.loads(whole.body)["candidates"]
    assert isinstance(streamed, Stream)
    stranger = ask(said, door=Door("gemini", "nobody", True))
    assert isinstance(stranger, Whole)
    assert json.loads(stranger.body)["error"]["status"] == "NOT_FOUND"


def test_a_refusal_names_the_member_as_its_maker_does() -> None:
    reply = ask({"model": "text", "input": "hi", "stop": ["a"]}, "responses")
    assert isinstance(reply, Whole)
    error = json.loads(reply.body)["error"]
    assert (error["param"], error["code"]) == ("stop", "unknown_parameter")
    reply = ask({"contents": []}, door=Door("gemini", "text", True))
    assert isinstance(reply, Whole)
    assert json.loads(reply.body)["error"]["code"] == 400


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
members = st.sampled_from(
    [
        "tools",
        "stop",
        "response_format",
        "tool_choice",
        "stream",
        "max_tokens",
        "thinking",
        "system",
        "output_config",
    ]
)
models = st.sampled_from(
    ["text", "tools", "thinking", *(name for name, s in scenarios().items() if s.refuse and s.refuse.when)]
)
roles = st.sampled_from(["user", "assistant", "tool", "system"])
message = st.fixed_dictionaries(
    {"role": roles | anything}, optional={"content": anything, "tool_calls": anything}
)


@given(
    models,
    st.sampled_from(["chat", "anthropic", "responses", "gemini"]),
    st.lists(message),
    st.dictionaries(members, anything),
)
@settings(max_examples=400, deadline=None)
def test_any_request_gets_an_answer(
    model: str, language: Language, messages: list[Any], fields: dict[str, Any]
) -> None:
    reply = ask({"model": model, "messages": messages, "max_tokens": 9, **fields}, language)
    if isinstance(reply, Stream):
        assert list(reply.frames)
    else:
        assert reply.status in (200, 400, 402, 404, 413, 422, 429, 500, 503, 529)
        if reply.type == "application/json":
            json.loads(reply.body)
