import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.core.target import Limits
from tui_router.diagnose import answer
from tui_router.diagnose.classify import QUOTE, classify
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.providers.provider import Provider

NEAR = Provider(name="near", dialect="chat", base_url="http://127.0.0.1:8000/v1")
FAR = Provider(name="far", dialect="chat", base_url="https://far.example/v1", key="env:FAR_KEY")


@pytest.mark.parametrize(
    ("status", "name", "answered", "heals"),
    [
        (400, "bad_request", 400, False),
        (401, "auth_invalid_key", 401, False),
        (402, "insufficient_credits", 402, False),
        (403, "permission_denied", 403, False),
        (404, "endpoint_not_found", 404, False),
        (408, "upstream_timeout", 504, True),
        (413, "payload_too_large", 413, False),
        (422, "bad_request", 400, False),
        (429, "rate_limited", 429, True),
        (500, "upstream_server_error", 502, True),
        (502, "upstream_server_error", 502, True),
        (503, "overloaded", 529, True),
        (504, "upstream_timeout", 504, True),
        (529, "overloaded", 529, True),
        (599, "upstream_server_error", 502, True),
        (None, "empty_completion", 502, False),
        (200, "empty_completion", 502, False),
    ],
)
def test_without_words_the_status_decides(status, name, answered, heals):
    diagnosis = classify(status=status)
    assert (diagnosis.name, diagnosis.status, diagnosis.heals) == (name, answered, heals)
    assert diagnosis.message


@pytest.mark.parametrize(
    ("status", "message", "name", "answered"),
    [
        (500, "the request exceeds the available context size", "context_overflow", 400),
        (200, "Your input exceeds the context window of this model", "context_overflow", 400),
        (429, "You exceeded your current quota, please check your billing", "insufficient_credits", 402),
        (400, "Incorrect API key provided", "auth_invalid_key", 401),
        (429, "The engine is currently overloaded", "overloaded", 529),
        (400, "model foo does not exist", "model_not_found", 404),
        (500, "image input is not supported", "image_unsupported", 400),
    ],
)
def test_words_win_over_the_status(said, status, message, name, answered):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.status) == (name, answered)


def test_codes_win_where_words_are_mute(said):
    assert said("no", 429, code="insufficient_quota").type == "billing_error"
    assert said("no", 200, code="context_length_exceeded").name == "context_overflow"


def test_figures_beside_the_words_are_read(said):
    diagnosis = said("the request exceeds the available context size", 500, n_prompt_tokens=1407, n_ctx=256)
    assert diagnosis.message == "prompt is too long: 1407 tokens > 256 maximum"


def test_known_limits_complete_missing_figures():
    body = b'{"error":{"message":"Prompt exceeds max length"}}'
    assert classify(status=400, body=body, limits=Limits(context_window=4096), estimate=9000).message == (
        "prompt is too long: 9000 tokens > 4096 maximum"
    )


def test_the_prompt_decides_between_the_two_overflows(said):
    text = "This model's maximum context length is {} tokens. However, you requested 1 tokens (5000 in the messages, 3000 in the completion)."
    assert (
        said(text.format(6000)).message
        == "input length and `max_tokens` exceed context limit: 5000 + 3000 > 6000"
    )
    assert said(text.format(4000)).message == "prompt is too long: 5000 tokens > 4000 maximum"


def test_a_request_larger_than_a_minute_allows_cannot_wait(said):
    text = "Request too large for model x on tokens per minute (TPM): Limit {}, Requested 9000"
    assert said(text.format(6000), 413).message.startswith("prompt is too long: 9000 tokens > 6000 maximum")
    assert said(text.format(30000), 429).name == "rate_limited"


@pytest.mark.parametrize(("wait", "heals"), [("12", True), ("432", True), ("86400", False)])
def test_a_wait_of_hours_is_no_burst(wait, heals):
    diagnosis = classify(status=429, headers={"Retry-After": wait})
    assert diagnosis.heals is heals
    assert diagnosis.retry_after_s == float(wait)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (200, "html_error_page"),
        (403, "html_error_page"),
        (502, "html_error_page"),
        (413, "payload_too_large"),
        (429, "rate_limited"),
    ],
)
def test_a_page_is_never_passed_on(status, name):
    body = b"<html><title>Oops</title><body onload=alert(1)>sk-ant-a1B2c3D4e5F6g7H8</body></html>"
    diagnosis = classify(status=status, body=body, provider=FAR)
    assert diagnosis.name == name
    assert "<" not in diagnosis.message + diagnosis.quote
    assert diagnosis.heals is (status in (429, 502))


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        ("connect", "upstream_connect_error", 502),
        ("dns", "upstream_connect_error", 502),
        ("tls", "upstream_connect_error", 502),
        ("connect_timeout", "upstream_timeout", 504),
        ("first_byte_timeout", "upstream_timeout", 504),
        ("idle_timeout", "upstream_timeout", 504),
        ("cut", "stream_truncated", 502),
    ],
)
def test_a_connection_that_failed(kind, name, status):
    diagnosis = classify(status=None, body=b"[Errno 111]", provider=FAR, transport=kind)
    assert (diagnosis.name, diagnosis.status) == (name, status)


def test_a_server_that_nobody_started_is_not_waited_for():
    assert not classify(status=None, provider=NEAR, transport="connect").heals
    assert classify(status=None, provider=FAR, transport="connect").heals
    assert not classify(status=None, provider=FAR, transport="dns").heals


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_no_key_is_repeated(status):
    key = "sk-proj-a1B2c3D4e5F6g7H8i9J0k1L2"
    body = json.dumps(
        {"error": {"message": f"Incorrect API key provided: {key}. model {key} not found", "code": key}}
    ).encode()
    diagnosis = classify(status=status, body=body, provider=FAR, model="m")
    assert key[12:] not in repr(diagnosis)


def test_a_quote_is_the_upstreams_words_and_has_an_end(said):
    assert said("x y " * 5000).quote.startswith("x y ")
    assert len(said("x y " * 5000).quote) == QUOTE


@pytest.mark.parametrize(
    "words", [b"model ", b"input ", b"max_tokens ", b"tool ", b"(1 tokens) exceeds ", b"1 s ", b"1h"]
)
def test_hostile_words_are_read_to_an_end(words):
    assert classify(status=400, body=b"try again in " + words * 100_000).message


WORDINGS = [
    json.loads(line)
    for path in sorted((Path(__file__).parent / "wordings").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
BODIES = [
    row["raw"] if "raw" in row else json.dumps(row.get("body", {"error": {"message": row.get("said", "")}}))
    for row in WORDINGS
]
MARKUP = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
STATUSES = st.none() | st.integers(0, 999)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "retry-after",
            "Retry-After-Ms",
            "date",
            "content-type",
            "x-ratelimit-reset",
            "x-ratelimit-remaining",
        ]
    )
    | st.text(max_size=8),
    st.sampled_from(
        ["0", "-1", "1e9", "nan", "6m0s", "Wed, 21 Oct 2026 07:28:30 GMT", "text/html", "1800000000"]
    )
    | st.text(max_size=12),
    max_size=4,
)


def legal(status, headers, body):
    """Whatever was sent, the answer is one that a client can act on."""
    diagnosis = classify(status=status, headers=headers, body=body, provider=FAR, model="m", now=1e9)
    row = TAXONOMY[diagnosis.name]
    assert (diagnosis.type, diagnosis.status) == (row.type, row.answer_status)
    assert diagnosis.message.strip()
    assert diagnosis.message.isprintable()
    assert not MARKUP.search(diagnosis.message)
    assert len(diagnosis.quote) <= QUOTE
    assert all(isinstance(value, int | str | list) for value in diagnosis.figures.values())
    assert all(
        isinstance(word, str)
        for value in diagnosis.figures.values()
        if isinstance(value, list)
        for word in value
    )
    code, sent, answered = answer.answer(diagnosis, "req_1", 7)
    told = json.loads(answered)
    assert (code, told["type"], told["error"]["type"]) == (diagnosis.status, "error", diagnosis.type)
    assert told["error"]["message"].startswith(diagnosis.message)
    assert all(name.isascii() and value.isascii() for name, value in sent.items())
    assert sent.get("retry-after", "0").isdigit()
    assert sent.get("x-should-retry", "false") == "false"
    assert ("x-should-retry" in sent) is not diagnosis.heals
    json.loads(answer.event(diagnosis, "req_1", 7).split(b"data: ", 1)[1])


def nested(body, kind):
    match kind:
        case 0:
            return json.dumps({"error": {"message": "Provider returned error", "metadata": {"raw": body}}})
        case 1:
            return json.dumps({"detail": f"Error from provider(x: 400): {body}Error: again {body}"})
        case 2:
            return f"Error code: 400 - { ({'error': {'message': body}})!r}"
        case 3:
            return f"event: error\ndata: {json.dumps([{'error': body}])}\n\n"
        case _:
            return json.dumps(json.dumps(json.dumps(body)))


@given(STATUSES, HEADERS, st.sampled_from(BODIES), st.lists(st.integers(0, 4), max_size=3), st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_real_bodies_cut_nested_and_broken_are_answered(status, headers, body, kinds, data):
    for kind in kinds:
        body = nested(body, kind)
    start = data.draw(st.integers(0, min(40, len(body))))
    end = data.draw(st.integers(start, len(body)))
    broken = bytearray((body[start:end] if data.draw(st.booleans()) else body).encode("utf-8", "replace"))
    for _ in range(data.draw(st.integers(0, 4))):
        if broken:
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    legal(status, headers, bytes(broken))


@pytest.mark.parametrize(
    "message",
    [
        "<b>no</b>",
        "model '<img src=x onerror=alert(1)>' not found",
        'your input was flagged for "<script>x</script>"',
        "a\x1b]0;title\x07b \u202e c\u0000",
    ],
)
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_neither_markup_nor_control_characters_are_passed_on(status, message):
    legal(status, {}, json.dumps({"error": {"message": message}}).encode())


@given(STATUSES, HEADERS, st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_answered(status, headers, body):
    legal(status, headers, body)


@given(
    STATUSES,
    st.recursive(
        st.none()
        | st.booleans()
        | st.text(max_size=12)
        | st.sampled_from(["<b>no</b>", "model '<img src=x>' not found", "too long", "rate limit"])
        | st.integers()
        | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "error",
                        "message",
                        "detail",
                        "code",
                        "type",
                        "status",
                        "param",
                        "loc",
                        "msg",
                        "metadata",
                        "raw",
                        "limit",
                        "choices",
                        "candidates",
                        "finish_reason",
                        "base_resp",
                        "retry_after",
                        "resets_at",
                        "retryDelay",
                        "n_ctx",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    ),
)
@settings(max_examples=300, deadline=None)
def test_any_document_is_answered(status, document):
    legal(status, {}, json.dumps(document).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"error":' * 100_000,
        b'{"error":{"message":"' + b"x" * 1_000_000,
        b'{"error":{"message":"' + b"a model, 1 token, " * 60_000 + b'"}}',
        b"data: {}\n\n" * 100_000,
        b"data: " + b"x" * 1_000_000,
        b"<html>" + b"<title>" * 150_000,
        b"{'a': " * 150_000,
        b'{\\"error\\": ' * 80_000,
        b"\x1f\x8b" + bytes(range(256)) * 4000,
        json.dumps(dict.fromkeys(map(str, range(50_000)), "too long")).encode(),
        json.dumps([{"error": {"message": "tools.0.name: too long"}}] * 20_000).encode(),
        "上下文长度超".encode() * 60_000,
        b"\n" * 1_000_000,
        b" " * 1_000_000,
        b":\n" * 500_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_megabyte_of_anything_is_answered(body):
    legal(400, {}, body)
    legal(None, {}, body)
