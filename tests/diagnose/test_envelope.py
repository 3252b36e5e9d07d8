import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.diagnose.envelope import peel
from tui_router.diagnose.peeler import MOST_TEXT

WORDS = "the model has no wings"


def peeled(value, headers=None, status=400):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return peel(status, headers or {}, body)


@pytest.mark.parametrize(
    "value",
    [
        {"error": {"message": WORDS}},
        {"type": "error", "error": {"type": "x", "message": WORDS}},
        {"error": WORDS},
        {"message": WORDS},
        {"detail": WORDS},
        {"detail": [{"type": "x", "loc": ["body", "x"], "msg": WORDS}]},
        {"object": "error", "message": {"detail": [{"msg": WORDS}]}},
        [{"error": {"code": 400, "message": WORDS}}],
        {"errors": [{"message": WORDS}]},
        {
            "error": {
                "message": "Provider returned error",
                "metadata": {"raw": json.dumps({"error": {"message": WORDS}})},
            }
        },
        {"error": {"message": json.dumps({"type": "error", "error": {"message": WORDS}})}},
        {"error": {"message": f"Error from provider(x: 400): {json.dumps({'error': {'message': WORDS}})}"}},
        {"type": "response.failed", "response": {"error": {"code": "x", "message": WORDS}}},
        {"base_resp": {"status_code": 1, "status_msg": WORDS}, "choices": None},
        {"detail": {"error": {"message": WORDS}}},
        {"errors": [{"message": WORDS}], "success": False},
        {"error_code": 1, "error_msg": WORDS},
        {"Message": WORDS},
        {"response": {"body": json.dumps({"message": WORDS})}},
        WORDS,
        WORDS.encode(),
        f"Error code: 400 - {{'error': {{'message': '{WORDS}', 'param': None}}}}".encode(),
        b"<?xml version='1.0'?><Error><Code>X</Code><Message>%b</Message></Error>" % WORDS.encode(),
        b'{"error":{"message":"%b' % WORDS.encode(),
        b'event: error\ndata: {"type":"error","code":"x","message":"%b"}\n\n' % WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        b'event: error\ndata: {"error":{"message":"%b"}}\n\n' % WORDS.encode(),
        b': waiting\n\ndata: {"choices":[{"delta":{"content":"x y"}}]}\n\ndata: {"error":{"message":"%b"}}\n\ndata: [DONE]\n\n'
        % WORDS.encode(),
    ],
)
def test_the_sentence_is_found_in_every_envelope(value):
    assert peeled(value).words == WORDS


def test_codes_of_every_layer_are_kept():
    evidence = peeled(
        {
            "error": {
                "type": "Outer",
                "code": 429,
                "metadata": {"raw": '{"error":{"code":"inner_code","status":"X"}}'},
            }
        }
    )
    assert evidence.codes >= {"outer", "429", "inner_code", "x"}


def test_plain_numbers_and_the_named_parameter_are_kept():
    evidence = peeled({"error": {"message": "x y", "n_ctx": 8192, "param": "top_k", "ok": True}})
    assert evidence.numbers == {"n_ctx": 8192}
    assert evidence.param == "top_k"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"<html><head><title>502  Bad <b>Gateway</b></title></head></html>", "502 Bad Gateway"),
        (b"  <!DOCTYPE html><h1>Access &amp; denied</h1>", "Access & denied"),
        (b"<html><body><script>alert(1)</script></body></html>", ""),
    ],
)
def test_of_a_page_only_the_title_is_left(body, title):
    evidence = peeled(body)
    assert evidence.page == title
    assert evidence.texts == []


def test_links_are_no_words():
    evidence = peeled({"error": {"message": "no, see https://x.example/docs/rate-limits#a for more"}})
    assert evidence.text == "no, see  for more"
    assert "rate" not in " ".join(evidence.sentences)


def test_sentences_are_told_apart_in_lower_case():
    evidence = peeled({"error": {"message": "One is A. Two is B!\nThree 三。Four", "param": "p"}})
    assert evidence.sentences == ["p: one is a.", "p: two is b!", "p: three 三。", "p: four"]


@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (500, b'{"error":{"code":429,"message":"x"}}', 429),
        (200, b'{"error":{"message":"x"}}', None),
        (200, b'{"error":{"code":400,"message":"x"}}', 400),
        (None, b"x", None),
        (404, b"x", 404),
    ],
)
def test_the_status_that_is_meant(status, body, meant):
    assert peel(status, {}, body).meant == meant


def test_what_is_compressed_says_nothing():
    body = gzip.compress(json.dumps({"error": {"message": WORDS * 50}}).encode())
    assert peeled(body).texts == []


def test_json_that_calls_itself_a_page_is_read():
    assert peeled({"error": {"message": "<b>" + WORDS}}, {"content-type": "text/html"}).page is None


def test_what_an_answer_said_is_no_error():
    evidence = peeled(
        b'data: {"choices":[{"delta":{"content":"rate limit reached"}}]}\n\ndata: [DONE]\n\n', status=200
    )
    assert evidence.streamed
    assert evidence.texts == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'""',
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"a":' * 50_000, id="deeper"),
    ],
)
def test_empty_and_endless_bodies_say_nothing_much(body):
    assert len(peeled(body).text) <= MOST_TEXT


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text(max_size=9) | st.integers() | st.floats(),
        lambda v: (
            st.lists(v, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "message", "detail", "metadata", "raw", "code", "loc"]),
                v,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).map(lambda v: json.dumps(v).encode())
)
def test_nothing_raises(body):
    evidence = peeled(body)
    assert all(text == text.strip() for text in evidence.texts)


@pytest.mark.parametrize(
    "value",
    ["ThrottlingException", "ThrottlingException:http://internal/", "com.amazon.bedrock#ThrottlingException"],
)
def test_a_type_that_stands_only_in_a_header_is_a_code(value):
    assert "throttlingexception" in peeled({"message": "slow down"}, {"x-amzn-ErrorType": value}, 429).codes
