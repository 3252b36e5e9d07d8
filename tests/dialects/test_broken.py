import json

import pytest

from tui_router.dialects import broken


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"error": {"message": "x"}}, True),
        ({"error": "x"}, True),
        ({"error": None}, False),
        ({"error": {}}, False),
        ({"object": "error", "message": "x"}, True),
        ({"type": "error"}, True),
        ({"detail": [{"msg": "x"}]}, True),
        ({"message": "x"}, True),
        ({"message": {"role": "assistant"}}, False),
        ({"choices": [], "message": "x"}, False),
        ({"type": "response.failed", "response": {"error": {"code": "x"}}}, True),
        ({"type": "response.created", "response": {"error": None}}, False),
        ([{"error": {"message": "x"}}], True),
        ([], False),
        ({"type": "ping"}, False),
        (5, False),
    ],
)
def test_tells_an_error_from_a_thing_that_says_nothing(value, expected):
    assert broken.stray_error(json.dumps(value).encode()) is expected


def test_what_is_no_json_is_not_judged():
    assert broken.stray_error(b"{broken") is False


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"error":{"message":"quota exceeded","code":1}}', "quota exceeded"),
        (b'{"error":"no"}', "no"),
        (b'{"detail":[{"msg":"x"}]}', ""),
        (b'[{"error":{"message":"no"}}]', "no"),
        (b"plain words", "plain words"),
        (b'{"error":{"code":503}}', ""),
    ],
)
def test_quotes_the_upstream(data, words):
    diagnosis = broken.failed(data).diagnosis
    assert diagnosis.quote == words
    assert diagnosis.message.endswith(words or "answered")
    assert (diagnosis.name, diagnosis.type, diagnosis.status) == ("upstream_server_error", "api_error", 502)


def test_a_quote_is_short():
    assert len(broken.failed(b"x" * 100_000).diagnosis.quote) == broken.QUOTE
    assert len(broken.unreadable("x", b"y" * 100_000).diagnosis.quote) == broken.QUOTE


@pytest.mark.parametrize(
    ("fault", "name", "status", "heals"),
    [
        (broken.truncated(), "stream_truncated", 502, True),
        (broken.empty(), "empty_completion", 502, False),
        (broken.runaway("x"), "model_tool_call_failed", 502, False),
        (broken.gave_up("abort"), "upstream_server_error", 502, True),
        (broken.gave_up("insufficient_system_resource"), "upstream_server_error", 529, True),
        (broken.unreadable("x"), "upstream_server_error", 502, False),
    ],
)
def test_each_fault_has_its_name(fault, name, status, heals):
    assert (fault.diagnosis.name, fault.diagnosis.status, fault.diagnosis.heals) == (name, status, heals)
