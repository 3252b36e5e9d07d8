"""Chat Completions or Responses: when the other one is tried."""

from typing import Any

import pytest
from msgspec.structs import replace

from tui_router.diagnose.classify import classify
from tui_router.diagnose.remedies import Learn, Repair, repairs
from tui_router.diagnose.remedies.language import names_responses, other_language, switches

TO_RESPONSES = Repair(words="asked in Responses", learn=(Learn("dialect", "responses"),))
TO_CHAT = Repair(words="asked in Chat Completions", learn=(Learn("dialect", "chat"),))


@pytest.fixture
def asked_in(make_call: Any) -> Any:
    def make(dialect: str, base_url: str = "https://api.p.example/v1") -> Any:
        call = make_call()
        return replace(call, provider=replace(call.provider, dialect=dialect, base_url=base_url))

    return make


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            404,
            '{"error":{"message":"This model is only supported in v1/responses and not in v1/chat/completions."}}',
        ),
        (
            404,
            '{"error":{"message":"This is not a chat model and thus not supported in the v1/chat/completions endpoint."}}',
        ),
        (
            400,
            '{"error":{"message":"model x is not accessible via the /chat/completions endpoint"}}',
        ),
        (
            400,
            '{"error":{"message":"The chatCompletion operation does not work with the specified model, codex-mini."}}',
        ),
    ],
)
def test_a_model_that_speaks_responses_alone_is_asked_so(asked_in: Any, status: int, body: str) -> None:
    diagnosis = classify(status=status, body=body.encode())
    assert diagnosis.name == "endpoint_not_found"
    assert repairs(diagnosis, asked_in("chat")) == (TO_RESPONSES,)
    assert repairs(diagnosis, asked_in("gemini")) == ()


def test_a_wrong_address_is_not_another_language(asked_in: Any) -> None:
    for body in (b"404 page not found", b'{"error":"Not Found"}', b""):
        assert repairs(classify(status=404, body=body), asked_in("chat")) == ()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"404 page not found"),
        (405, b'{"detail":"Method Not Allowed"}'),
        (501, b""),
        (404, b'{"error":{"message":"Unknown request URL: POST /v1/responses","code":"unknown_url"}}'),
        (404, b'{"error":{"message":"Invalid URL (POST /v1/responses)","type":"invalid_request_error"}}'),
    ],
)
def test_a_server_without_responses_is_asked_in_chat(asked_in: Any, status: int, body: bytes) -> None:
    diagnosis = classify(status=status, body=body)
    assert diagnosis.name == "endpoint_not_found"
    assert repairs(diagnosis, asked_in("responses")) == (TO_CHAT,)


PAGE = b"<!DOCTYPE html><html><head><title>%b</title></head><body><pre>Cannot POST /v1/responses</pre></body></html>"


@pytest.mark.parametrize(
    ("status", "body", "tried"),
    [
        (404, PAGE % b"404 Not Found", True),
        (405, PAGE % b"Error", True),
        (502, PAGE % b"502 Bad Gateway", False),
        (500, b'{"error":{"message":"not implemented","type":"new_api_error"}}', True),
        (500, b'{"error":{"message":"Not yet implemented."}}', True),
        (500, b'{"error":{"message":"the tool said: not implemented"}}', False),
        (500, b'{"error":{"message":"Internal server error"}}', False),
    ],
)
def test_other_ways_to_say_that_there_is_no_such_path(
    asked_in: Any, status: int, body: bytes, tried: bool
) -> None:
    diagnosis = classify(status=status, body=body)
    assert diagnosis.name in ("html_error_page", "upstream_server_error")
    assert repairs(diagnosis, asked_in("responses")) == ((TO_CHAT,) if tried else ())
    assert repairs(diagnosis, asked_in("chat")) == ()


def test_a_refused_form_of_responses_is_not_sent_again_in_it(refused: Any, asked_in: Any) -> None:
    contract = refused("responses_contract", "Store must be set to false")
    assert repairs(contract, asked_in("responses")) == (TO_CHAT,)
    assert repairs(contract, asked_in("chat")) == (TO_RESPONSES,)
    assert repairs(contract, asked_in("anthropic")) == ()


def test_an_effort_beside_tools_is_kept_where_responses_takes_it(refused: Any, asked_in: Any) -> None:
    named = refused(
        "reasoning_effort_with_tools",
        "Function tools with reasoning_effort are not supported in /v1/chat/completions. Use /v1/responses instead.",
    )
    without = Repair(words="no reasoning effort beside tools", learn=(Learn("effort_with_tools", False),))
    assert repairs(named, asked_in("chat")) == (TO_RESPONSES, without)
    assert repairs(named, asked_in("responses")) == (without,)
    assert repairs(refused("reasoning_effort_with_tools", "not with tools"), asked_in("chat")) == (without,)


@pytest.mark.parametrize(
    ("base_url", "other"),
    [
        ("https://api.openai.com/v1", "responses"),
        ("http://127.0.0.1:1234/v1", "responses"),
        ("https://r.openai.azure.com/openai/v1", "responses"),
        ("https://r.openai.azure.com/openai/deployments/gpt", ""),
        ("https://chatgpt.com/backend-api/codex", ""),
        ("https://generativelanguage.googleapis.com/v1beta/openai", ""),
        ("https://api.cohere.ai/compatibility/v1", ""),
        ("http://[broken/v1", ""),
    ],
)
def test_only_where_one_address_can_have_both(asked_in: Any, base_url: str, other: str) -> None:
    assert other_language(asked_in("chat", base_url).provider) == other


def test_words_and_switches(refused: Any) -> None:
    assert names_responses(refused("endpoint_not_found", "try the Responses API"))
    assert not names_responses(refused("endpoint_not_found", "no responses from upstream"))
    assert switches(TO_CHAT)
    assert not switches(Repair(words="roles merged", learn=(Learn("merge_roles", True),)))
