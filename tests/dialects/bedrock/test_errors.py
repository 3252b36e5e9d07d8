import json

import pytest

from tui_router.dialects.bedrock.errors import LONGEST, error_of, type_of
from tui_router.wire.eventstream import Message


def told(headers: dict, payload: bytes = b"") -> dict:
    return json.loads(error_of(Message(headers, payload)))["error"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("throttlingException", "rate_limit_error"),
        ("ThrottlingException", "rate_limit_error"),
        ("serviceUnavailableException", "overloaded_error"),
        ("validationException", "invalid_request_error"),
        ("modelTimeoutException", "timeout_error"),
        ("modelStreamErrorException", "api_error"),
        ("InternalServerError", "api_error"),
        ("somethingNew", "api_error"),
        ("", "api_error"),
    ],
)
def test_exceptions_by_their_names(name, meant) -> None:
    assert type_of(name) == meant


def test_an_exception_says_its_words() -> None:
    headers = {":message-type": "exception", ":exception-type": "throttlingException"}
    assert told(headers, b'{"message":"Too many requests"}') == {
        "type": "rate_limit_error",
        "message": "Too many requests",
        "code": "throttlingException",
    }


def test_an_error_has_its_words_in_headers() -> None:
    headers = {":message-type": "error", ":error-code": "InternalFailure", ":error-message": "broken"}
    assert told(headers) == {"type": "api_error", "message": "broken", "code": "InternalFailure"}


@pytest.mark.parametrize("payload", [b"", b"plain \xff words", b"[]", b'{"message":7}', b'{"Message":"M"}'])
def test_words_of_any_shape(payload) -> None:
    assert told({":message-type": "exception", ":exception-type": "validationException"}, payload)["message"]


def test_words_without_end_are_cut() -> None:
    headers = {":message-type": "exception", ":exception-type": "x" * 5000}
    error = told(headers, b"w" * 10 * LONGEST)
    assert len(error["message"]) == LONGEST
    assert len(error["code"]) == 100


@pytest.mark.parametrize("headers", [{}, {":message-type": "event"}, {":message-type": 7}])
def test_an_event_is_no_error(headers) -> None:
    assert error_of(Message(headers, b"{}")) == b""
