import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.diagnose.envelope import peel
from tui_router.diagnose.waits import LONGEST_WAIT, duration, in_words, wait

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC
DATE = "Fri, 15 Jan 2027 07:00:00 GMT"


def waits(text="", status=429, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return wait(peel(status, names, text.encode()), NOW)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7m12s", 432),
        ("1m0.36s", 60.36),
        ("644ms", 0.644),
        ("1 hour 5 minutes", 3900),
        ("3hr 12min", 11520),
        ("2 days", 172800),
        ("3h", 10800),
        ("6m0s", 360),
        ("30 秒", 30),
        ("2小时", 7200),
        ("nothing", None),
        ("5 mice", None),
    ],
)
def test_durations(text, seconds):
    assert duration(text) == (pytest.approx(seconds) if seconds is not None else None)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Please try again in 7m12s. Thanks", 432),
        ("try again in 1h2m3.5s", 3723.5),
        ("please retry after 86400 seconds", 86400),
        ("Retry-After: 30", 30),
        ("wait 12 seconds before retrying", 12),
        ("limit resets in 2 hours", 7200),
        ("Your quota will reset after 4h56m18s.", 17778),
        ("(reset after 1m 36s)", 96),
        ("Expected available in 3 seconds", 3),
        ("请在 30 秒后重试", 30),
        ("请等待 2 分钟", 120),
        ("try again later", None),
        ("used 6148 of 7000 m", None),
        ("Rate limit of 10 per 60s exceeded", None),
        ('{"error":{"retry_after":30}}', 30),
        ('{"error":{"resets_in_seconds":602}}', 602),
        ('{"error":{"retry_after_ms":1500}}', 1.5),
        ('{"error":{"resets_at":1800000090}}', 90),
        ('{"error":{"resets_at":1800000090000}}', 90),
        ('{"error":{"details":[{"retryDelay":"36.5s"}]}}', 36.5),
        ('{"error":{"details":[{"metadata":{"quotaResetDelay":"25h20m26.1s"}}]}}', 91226.1),
        ('{"error":{"details":[{"metadata":{"quotaResetTimeStamp":"2027-01-15T08:00:45Z"}}]}}', 45),
        ('{"error":"Model m is loading","estimated_time":20.5}', 20.5),
        ("will reset at 2027-01-15 08:00:30", 30),
        ("will reset at 2027-01-15T09:00:30+01:00", 30),
        ("It will reset at 2027-01-15 16:00:30 +0800 CST", 30),
        ("regain access on 2027-01-16 at 08:00 UTC", 86400),
        ("was reset at 2020-01-15 08:00:30", None),
        ("will reset at 2027-99-15 08:00:30", None),
    ],
)
def test_waits_in_words(text, seconds):
    assert waits(text) == (pytest.approx(seconds) if seconds is not None else None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "3"}, 3),
        ({"retry_after": " 2.5 "}, 2.5),
        ({"retry_after_ms": "1500"}, 1.5),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30 GMT"}, 0),
        ({"retry_after": "1m30s"}, 90),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-5"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "1e300"}, None),
        ({"retry_after": "99999999999999"}, None),
    ],
)
def test_waits_in_headers(headers, seconds):
    assert waits("", **headers) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, 360),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "88ms"}, 0.088),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "12.5"}, 12.5),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000060"}, 60),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000060000"}, 60),
        (
            {
                "anthropic-ratelimit-tokens-remaining": "0",
                "anthropic-ratelimit-tokens-reset": "2027-01-15T08:01:00Z",
            },
            60,
        ),
        (
            {
                "anthropic-ratelimit-unified-status": "rejected",
                "anthropic-ratelimit-unified-reset": "1800007200",
            },
            7200,
        ),
        (
            {
                "anthropic-ratelimit-unified-status": "allowed",
                "anthropic-ratelimit-unified-reset": "1800007200",
            },
            None,
        ),
        ({"x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-requests": "6m0s"}, None),
        (
            {
                "x-ratelimit-remaining-requests": "59",
                "x-ratelimit-reset-requests": "6m0s",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "7s",
            },
            7,
        ),
        ({"x-ratelimit-reset": "never"}, None),
        ({"x-ratelimit-limit-requests": "60"}, None),
    ],
)
def test_a_limit_is_waited_for_only_when_it_is_exhausted(headers, seconds):
    found = wait(peel(429, headers, b""), NOW)
    assert found == (pytest.approx(seconds) if seconds is not None else None)


def test_headers_that_a_relay_quotes_count_too():
    quoted = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000060000"}
    body = json.dumps({"error": {"message": "slow down", "metadata": {"headers": quoted}}})
    assert waits(body) == 60


def test_moments_are_counted_from_the_response_where_it_is_dated():
    assert waits("", retry_after="Fri, 15 Jan 2027 07:00:40 GMT", date=DATE) == 40
    assert waits("will reset at 2027-01-15 07:01:00", date=DATE) == 60


def test_headers_win_over_words():
    assert waits("try again in 60 seconds", retry_after="5") == 5


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (119, "119 s"),
        (432, "8 min"),
        (18_700, "5 h 12 min"),
        (7200, "2 h"),
        (602_705, "7 days"),
    ],
)
def test_a_wait_for_a_person(seconds, words):
    assert in_words(seconds) == words


WORDS = st.sampled_from(
    ["try again in ", "reset", "1", "7.5", "s", "m", " hours", "2027-01-15", "T08:00", "Z", "nan", "秒"]
)


@given(
    st.lists(WORDS | st.text(max_size=5), max_size=8).map("".join),
    st.dictionaries(
        st.sampled_from(
            ["retry-after", "retry-after-ms", "date", "x-ratelimit-reset", "ratelimit-reset-tokens"]
        ),
        st.lists(WORDS | st.text(max_size=8), max_size=3).map("".join),
    ),
)
@settings(max_examples=300)
def test_a_wait_is_a_number_of_seconds_or_none(text, headers):
    found = wait(peel(429, headers, text.encode("utf-8", "replace")), NOW)
    assert found is None or 0 <= found <= LONGEST_WAIT
