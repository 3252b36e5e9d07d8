import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.diagnose.peeler import MOST_TEXT, Peeler, title


def peeled(value):
    found = Peeler()
    found.said(value if isinstance(value, str) else json.dumps(value), 0)
    return found


def sentences(value):
    return [said for _, said, _ in peeled(value).texts]


@pytest.mark.parametrize(
    ("value", "about", "said"),
    [
        ({"error": {"message": "no", "param": "top_k"}}, "top_k", "no"),
        ({"detail": [{"loc": ["body", "tools", 0, "name"], "msg": "no"}]}, "tools.0.name", "no"),
        (
            {"metadata": {"raw": [{"path": ["messages", 1, "content"], "message": "no"}]}},
            "messages.1.content",
            "no",
        ),
        (
            {"detail": [{"loc": ["body", "max_tokens"], "msg": "at most 5", "input": 9}]},
            "max_tokens",
            "at most 5, got 9",
        ),
        ({"error": {"message": "no", "param": None}}, "", "no"),
    ],
)
def test_a_sentence_is_told_with_the_member_it_speaks_of(value, about, said):
    assert [(about, said) for _, said, about in peeled(value).texts] == [(about, said)]


def test_a_sentence_in_the_place_of_a_parameter_is_a_sentence():
    assert sentences({"error": {"message": "no", "param": "max_tokens is too large"}}) == [
        "max_tokens is too large",
        "no",
    ]


def test_the_words_around_a_document_stay_and_the_document_goes():
    assert sentences('Error from provider(x: 400): {"error":{"message":"too long"}}') == [
        "too long",
        "Error from provider(x: 400):",
    ]


def test_lists_of_values_are_part_of_their_sentence():
    text = "supported values are ['low', 'high']"
    assert sentences(text) == [text]


def test_what_a_client_wrote_is_not_read_as_the_upstreams_words():
    found = peeled({"detail": [{"msg": "no", "loc": ["body"], "input": [{"text": "rate limit exceeded"}]}]})
    assert [said for _, said, _ in found.texts] == ["no"]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"error": {"code": 429, "message": "no"}}, 429),
        ({"error": {"code": "401", "message": "no"}}, 401),
        ({"error": {"code": 502, "metadata": {"raw": '{"error":{"code":429,"message":"no"}}'}}}, 429),
        ({"code": 500, "msg": "404 NOT_FOUND"}, 404),
        ({"error": {"message": "upstream returned status 503: no"}}, 503),
        ({"error": {"message": "bad response status code 429 (request id: 1)"}}, 429),
        ({"error": {"message": "Error from provider(x,y: 413): no"}}, 413),
        ({"error": {"message": "[near/m] [503]: no"}}, 503),
        ({"error": {"message": "Error code: 400 - no"}}, 400),
        ({"error": {"message": "HTTP 502 Bad Gateway"}}, 502),
        ({"error": {"code": "1302", "message": "no"}}, None),
        ({"error": {"message": "at most 512 tools (479 given)"}}, None),
        ({"error": {"message": "limit of 4096 tokens"}}, None),
    ],
)
def test_the_innermost_status_is_the_one_that_is_meant(value, status):
    assert peeled(value).inner() == status


@pytest.mark.parametrize(
    ("value", "category"),
    [
        (
            {"content_filter_result": {"hate": {"filtered": False}, "violence": {"filtered": True}}},
            "violence",
        ),
        ({"promptFeedback": {"blockReason": "OTHER"}}, "OTHER"),
        (
            {
                "promptFeedback": {
                    "blockReason": "SAFETY",
                    "safetyRatings": [{"category": "HATE", "blocked": True}],
                }
            },
            "HATE",
        ),
        ({"error": {"metadata": {"reasons": ["violence"], "flagged_input": "x"}}}, "violence"),
        ({"error": {"message": "no"}}, ""),
    ],
)
def test_what_a_filter_found(value, category):
    assert peeled(value).category == category


@pytest.mark.parametrize(
    ("reason", "told"),
    [("error", True), ("MALFORMED_FUNCTION_CALL", True), ("function_call_filter: X", True)]
    + [(reason, False) for reason in ("stop", "length", "content_filter", "SAFETY", "tool_calls", None)],
)
def test_an_end_that_failed_is_told(reason, told):
    assert bool(peeled({"choices": [{"finish_reason": reason}]}).texts) is told
    assert bool(peeled({"candidates": [{"finishReason": reason}]}).texts) is told


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("<html><title>a &amp; <b>b</b></title>", "a & b"),
        ("<h1>404</h1>", "404"),
        ("<title>" + "x" * 5000, "x" * 200),
        ("<html>", ""),
    ],
)
def test_what_a_page_calls_itself(text, called):
    assert title(text) == called


def test_a_page_inside_a_sentence_is_taken_out():
    found = peeled({"error": {"message": "from y: <html><title>502</title><body>x</body></html>"}})
    assert (found.page, [said for _, said, _ in found.texts]) == ("502", ["from y:"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=9) | st.integers() | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["error", "message", "detail", "metadata", "raw", "code", "loc", "param", "choices"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=14,
    )
)
@settings(max_examples=200)
def test_nothing_raises(value):
    found = peeled(value)
    assert all(said and len(said) <= MOST_TEXT for _, said, _ in found.texts)
    assert all(code == code.lower() for code in found.codes)
