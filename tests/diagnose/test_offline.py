import base64
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.core.diagnosis import ErrorType
from tui_router.diagnose.finding import encode_finding
from tui_router.diagnose.offline import find
from tui_router.diagnose.taxonomy import TAXONOMY

MEMBERS = {
    "id",
    "diagnosis",
    "anthropic_error_type",
    "anthropic_status",
    "auto_fixable",
    "extract",
    "client_message",
    "retry_after_s",
    "translated",
    "remedy",
}
TYPES = {None, *ErrorType.__args__}


def judged(line):
    """The finding of a line, as a reader of the output gets it; its form is checked."""
    written = encode_finding(find(line))
    assert written.count(b"\n") == 1
    told = json.loads(written, parse_constant=pytest.fail)
    assert set(told) == MEMBERS
    assert told["diagnosis"] in {"ok", *TAXONOMY}
    assert told["anthropic_error_type"] in TYPES
    assert 200 <= told["anthropic_status"] <= 599
    assert isinstance(told["auto_fixable"], bool)
    assert isinstance(told["extract"], dict)
    assert isinstance(told["client_message"], str)
    assert isinstance(told["remedy"], str)
    assert told["retry_after_s"] is None or told["retry_after_s"] >= 0
    assert (told["translated"] is not None) == (told["diagnosis"] == "ok")
    if told["translated"]:
        assert set(told["translated"]) == {"text", "thinking", "tool_calls", "stop_reason", "usage"}
        assert isinstance(told["translated"]["text"], str)
        assert all(isinstance(call["input"], dict) for call in told["translated"]["tool_calls"])
        assert all(type(count) is int and count >= 0 for count in told["translated"]["usage"].values())
    return told


def find_in(body=None, status=200, **members):
    return judged(
        json.dumps({"id": "x", "upstream_status": status, "upstream_body": body, **members}).encode()
    )


def chunk(delta, finish=None, **more):
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def stream(*events):
    return "".join(f"data: {one if isinstance(one, str) else json.dumps(one)}\n\n" for one in events)


def document(content, finish="stop", **more):
    return json.dumps({"choices": [{"message": {"content": content}, "finish_reason": finish}], **more})


SAID = chunk({"role": "assistant", "content": "Hello"})
USAGE = {"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13}
WHOLE = stream(SAID, chunk({}, "stop"), {"choices": [], "usage": USAGE}, "[DONE]")
HELLO = {
    "text": "Hello",
    "thinking": None,
    "tool_calls": [],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 11, "output_tokens": 2},
}


@pytest.mark.parametrize(
    "case",
    [
        {"upstream_body": WHOLE, "stream": True},
        {"upstream_body": WHOLE, "stream": False, "request": {"stream": False}},
        {"upstream_body": WHOLE, "upstream_headers": {"content-type": "application/json"}},
        {"upstream_body": document("Hello", usage=USAGE), "stream": True},
        {"upstream_body": json.loads(document("Hello", usage=USAGE))},
        {"upstream_body": None, "upstream_chunks_b64": [base64.b64encode(WHOLE.encode()).decode()]},
        {"upstream_body": WHOLE, "upstream_status": None},
        {"upstream_body": WHOLE, "upstream_status": 500},
        {"upstream_body": WHOLE, "transport_error": "ECONNRESET"},
        {"upstream_body": WHOLE.rstrip("\n")},
        {"upstream_body": WHOLE.replace("\n", "\r\n")},
        {"upstream_body": WHOLE + 'data: {"object":"x-stats"}\n\n'},
    ],
)
def test_a_whole_answer_is_ok_however_it_came(case):
    told = judged(json.dumps({"id": 7, "upstream_status": 200, **case}).encode())
    assert (told["id"], told["diagnosis"], told["anthropic_status"], told["remedy"]) == (
        7,
        "ok",
        200,
        "normalise",
    )
    assert told["translated"] == HELLO


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        " \n",
        stream("[DONE]"),
        ": keep-alive\n\n",
        stream(chunk({"role": "assistant", "content": ""}), chunk({}, "stop"), "[DONE]"),
        stream(chunk({"content": " \n"}), chunk({}, "stop"), "[DONE]"),
        document(None),
        document(""),
        '{"choices": []}',
        '{"object": "chat.completion", "choices": null}',
        '{"choices": null, "base_resp": {"status_code": 0, "status_msg": ""}}',
        '{"candidates": null}',
        "{}",
        "[]",
        '{"type": "message", "role": "assistant", "content": [], "stop_reason": "end_turn"}',
        '{"candidates": [{"content": {"parts": []}, "finishReason": "STOP"}]}',
        '{"object": "response", "status": "completed", "output": []}',
    ],
)
def test_an_answer_that_says_nothing_is_empty(body):
    told = find_in(body)
    assert (told["diagnosis"], told["anthropic_status"], told["remedy"]) == (
        "empty_completion",
        502,
        "retry_once",
    )


@pytest.mark.parametrize(
    ("body", "stop"),
    [
        (document("", "length"), "max_tokens"),
        ('{"type": "message", "content": [], "stop_reason": "refusal"}', "refusal"),
        (document("I must st", "content_filter"), "refusal"),
    ],
)
def test_an_answer_that_says_why_it_says_no_more_is_ok(body, stop):
    told = find_in(body)
    assert (told["diagnosis"], told["translated"]["stop_reason"]) == ("ok", stop)


@pytest.mark.parametrize(
    ("body", "category"),
    [
        (document(None, "content_filter"), {}),
        ('{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}', {"category": "PROHIBITED_CONTENT"}),
        ('{"object":"response","status":"incomplete","incomplete_details":{"reason":"content_filter"}}', {"category": "content_filter"}),
    ],
)  # fmt: skip
def test_an_answer_that_was_kept_back_is_filtered(body, category):
    told = find_in(body)
    assert (told["diagnosis"], told["extract"]) == ("content_filtered", category)


NATIVE = {"type": "message_start", "message": {"role": "assistant", "content": []}}


@pytest.mark.parametrize(
    "body",
    [
        stream(SAID),
        stream(SAID) + 'data: {"id":"chatcmpl-1","obj',
        stream(chunk({"role": "assistant"})),
        'data: {"id":"chatcmpl-1","obj',
        "da",
        "event: message_start\ndata: {",
        stream(NATIVE),
        stream({"candidates": [{"content": {"parts": [{"text": "Hel"}]}}]}),
        stream({"type": "response.created", "response": {}}),
        document("Hello")[:-30],
        '{"type":"message","role":"assistant","content":[{"type":"text","te',
        '[{"candidates":[{"content":{"parts":[{"te',
    ],
)
def test_an_answer_that_breaks_off_is_truncated(body):
    told = find_in(body)
    assert (told["diagnosis"], told["anthropic_status"], told["auto_fixable"]) == (
        "stream_truncated",
        502,
        False,
    )
    assert told["client_message"]


def test_pieces_cut_inside_a_character_are_truncated():
    whole = stream(chunk({"content": "渐"})).replace("\\u6e10", "渐").encode()
    at = whole.index("渐".encode()) + 1
    told = judged(
        json.dumps(
            {"upstream_status": 200, "upstream_chunks_b64": [base64.b64encode(whole[:at]).decode()]}
        ).encode()
    )
    assert told["diagnosis"] == "stream_truncated"


@pytest.mark.parametrize(
    ("status", "body", "transport", "name"),
    [
        (None, None, "connect: Connection refused", "upstream_connect_error"),
        (None, None, "getaddrinfo ENOTFOUND api.example.com", "upstream_connect_error"),
        (None, None, "TLS handshake failed", "upstream_connect_error"),
        (None, None, "socket hang up", "upstream_connect_error"),
        (None, None, "ETIMEDOUT", "upstream_timeout"),
        (200, None, "ECONNRESET", "stream_truncated"),
        (200, "", "read timeout", "upstream_timeout"),
        (200, stream(SAID), "ECONNRESET", "stream_truncated"),
        (200, stream(SAID), "connection refused", "stream_truncated"),
        (200, stream(SAID), "idle timeout", "upstream_timeout"),
        (200, ": waiting\n\n", "socket hang up", "stream_truncated"),
        (200, '{"er', "socket hang up", "stream_truncated"),
        (200, '{"error":{"message":"the prompt is too long"}}', "socket hang up", "context_overflow"),
        (401, "", "socket hang up", "auth_invalid_key"),
        (429, '{"error":{"message":"Rate limit reached"}}', "ECONNRESET", "rate_limited"),
    ],
)
def test_a_failed_connection_is_judged_by_what_came_before_it(status, body, transport, name):
    told = find_in(body, status, transport_error=transport)
    assert told["diagnosis"] == name


def test_the_words_for_a_failed_connection_are_shown_without_secrets():
    key = "sk-proj-" + "a1b2" * 12
    told = find_in(None, None, transport_error=f"connect refused for Bearer {key}")
    assert "connect refused" in told["client_message"]
    assert key not in json.dumps(told)


def test_the_words_for_a_failed_answer_are_shown_without_secrets():
    key = "sk-ant-" + "a1b2" * 10
    told = find_in(json.dumps({"candidates": [{"finishReason": f"TOOL_CALL {key}"}]}))
    assert told["diagnosis"] == "model_tool_call_failed"
    assert "TOOL_CALL" in told["client_message"]
    assert "a1b2a1b2" not in told["client_message"]


def test_an_error_inside_an_answer_is_judged_by_its_words():
    full = {
        "error": {
            "message": "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."
        }
    }
    for body in (stream(full), stream(SAID, full), stream(full, "[DONE]"), json.dumps(full)):
        told = find_in(body)
        assert told["diagnosis"] == "context_overflow"
        assert told["extract"]["window"] == 8192
        assert told["client_message"].startswith("prompt is too long: ")
    failed = {"type": "response.failed", "response": {"error": {"message": full["error"]["message"]}}}
    assert (
        find_in(stream({"type": "response.created", "response": {}}, failed))["diagnosis"]
        == "context_overflow"
    )


def test_a_refusal_is_judged_by_headers_and_body():
    told = find_in('{"error":{"message":"Rate limit reached"}}', 429, upstream_headers={"Retry-After": "7"})
    assert (told["diagnosis"], told["retry_after_s"], told["remedy"]) == ("rate_limited", 7, "backoff")
    dated = {"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert find_in("{}", 429, upstream_headers=dated)["retry_after_s"] == 30


def test_what_the_request_asked_for_completes_the_figures():
    body = '{"error":{"message":"max_tokens is too large: the limit is 8192"}}'
    told = find_in(body, 400, request={"max_tokens": 64_000})
    assert (told["diagnosis"], told["extract"]["requested"]) == ("max_tokens_too_large", 64_000)
    assert "requested" not in find_in(body, 400, request={"max_tokens": True})["extract"]
    assert "requested" not in find_in("{}", 401, request={"max_tokens": 64_000})["extract"]


def test_a_page_is_a_page():
    told = find_in("<html><title>Bad Gateway</title></html>")
    assert told["diagnosis"] == "html_error_page"
    assert "status 200" in told["client_message"]
    assert "<" not in told["client_message"]


@pytest.mark.parametrize(
    "body", ['{"model":"x","message":{"role":"assistant","content":"Hi"},"done":true}', '{"a":1}']
)
def test_an_answer_in_no_known_language_is_not_called_empty(body):
    assert find_in(body)["diagnosis"] == "upstream_server_error"


@pytest.mark.parametrize(
    "body",
    [
        '{"choices": null, "base_resp": {"status_code": 1013, "status_msg": "unknown fault"}}',
        '{"choices": null, "error": {"message": "something broke"}}',
        '{"output": [], "msg": "something broke"}',
        '["choices"]',
    ],
)
def test_an_error_beside_an_empty_place_is_an_error(body):
    told = find_in(body)
    assert told["diagnosis"] == "upstream_server_error"


@pytest.mark.parametrize(
    "line", [b"", b"  ", b"\x00\x00", b"{", b"[1]", b"{}", b'{"id":"x"}', b"\xff", b"null"]
)
def test_a_line_that_tells_nothing_has_an_honest_finding(line):
    told = judged(line)
    assert told["diagnosis"] == "upstream_server_error"
    assert told["client_message"].startswith("nothing can be said about this failure: the line ")


def test_a_body_that_cannot_be_read_leaves_the_status():
    assert find_in(None, 429, upstream_chunks_b64=["!"])["diagnosis"] == "rate_limited"
    told = find_in(None, 200, upstream_chunks_b64=["!"])
    assert "upstream_chunks_b64[0] is not base64" in told["client_message"]


def test_nothing_but_the_evidence_counts():
    """Labels that say something else change nothing."""
    liars = {
        "id": "context_overflow-01",
        "class": "context_overflow",
        "provenance": "prompt is too long",
        "note": "overloaded",
        "expect": {"diagnosis": "context_overflow", "anthropic_status": 400},
        "provider": "anthropic",
        "stream": False,
    }
    for body in (WHOLE, stream(SAID), '{"error":{"message":"Incorrect API key provided"}}'):
        told = find_in(body, **liars)
        assert {**told, "id": None} == {**find_in(body), "id": None}
        assert told["id"] == "context_overflow-01"


# -- what hostile lines can do

RECORDINGS = Path(__file__).parents[1] / "recordings"


def recorded():
    """Answers from the field, as the bytes that came."""
    for path in sorted(RECORDINGS.glob("*/*.chunks.txt")):
        said = []
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("raw "):
                said.append(json.loads(line.removeprefix("raw ")).encode())
            elif line and not line.startswith("#"):
                said.append(b"data: " + line.encode() + b"\n\n")
        yield path.stem, b"".join(said)


BODIES = dict(recorded())
SEEDS = [
    *BODIES.values(),
    WHOLE.encode(),
    document("Hello").encode(),
    stream(
        {"type": "response.output_text.delta", "delta": "x"}, {"type": "response.completed", "response": {}}
    ).encode(),
    json.dumps(
        {"object": "response", "output": [{"type": "function_call", "name": "x", "arguments": "{}"}]}
    ).encode(),
    stream(
        {"candidates": [{"content": {"parts": [{"functionCall": {"name": "x"}}]}, "finishReason": "STOP"}]}
    ).encode(),
]


def test_there_are_recordings():
    assert len(BODIES) > 80


@pytest.mark.parametrize("name", BODIES)
def test_a_recorded_answer_is_the_same_cut_anywhere(name):
    body = BODIES[name]
    whole = judged(line_of([body]))
    assert judged(line_of([body[at : at + 3] for at in range(0, len(body), 3)])) == whole


def line_of(pieces, **members):
    told = [base64.b64encode(piece).decode() for piece in pieces]
    return json.dumps({"upstream_status": 200, "upstream_chunks_b64": told, **members}).encode()


FUZZ = settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(data=st.data())
def test_a_damaged_answer_has_one_finding(data):
    body = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        match data.draw(st.sampled_from(["put", "cut", "drop", "double", "join"])):
            case "put":
                body[at:at] = data.draw(st.binary(max_size=6))
            case "cut":
                del body[at:]
            case "drop":
                del body[at : at + 9]
            case "double":
                body[at:at] = body[at : at + 60]
            case _:
                body[at:] = data.draw(st.sampled_from(SEEDS))
    status = data.draw(st.sampled_from([200, 200, None, 400, 500]))
    transport = data.draw(st.sampled_from(["", "ECONNRESET", "read timeout"]))
    judged(line_of([bytes(body)], upstream_status=status, transport_error=transport))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
NAMES = [
    "id",
    "upstream_status",
    "upstream_headers",
    "upstream_body",
    "upstream_chunks_b64",
    "transport_error",
]


@FUZZ
@given(st.dictionaries(st.sampled_from([*NAMES, "request", "stream", "provider"]), values))
def test_any_members_have_one_finding(members):
    judged(json.dumps(members).encode("utf-8", "surrogatepass"))


@FUZZ
@given(st.binary(max_size=60), st.sampled_from(SEEDS), st.integers(0, 500))
def test_a_damaged_line_has_one_finding(junk, body, at):
    line = line_of([body[:200]])
    judged(line[:at] + junk + line[at:])
    judged(junk)
