import pytest

from tui_router.diagnose.envelope import peel
from tui_router.diagnose.figures import duration, in_words, wait

NOW = 1_800_000_000.0


def waits(text="", **headers):
    return wait(
        peel(429, {name.replace("_", "-"): value for name, value in headers.items()}, text.encode()), NOW
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7m12s", 432),
        ("1m0.36s", 60.36),
        ("644ms", 0.644),
        ("1 hour 5 minutes", 3900),
        ("2 days", 172800),
        ("3h", 10800),
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
        ("please retry after 86400 seconds", 86400),
        ("wait 12 seconds before retrying", 12),
        ("limit resets in 2 hours", 7200),
        ("try again later", None),
        ("used 6148 of 7000 m", None),
        ('{"error":{"retry_after":30}}', 30),
        ('{"error":{"resets_in_seconds":602}}', 602),
        ('{"error":{"resets_at":1800000090}}', 90),
        ('{"error":{"details":[{"retryDelay":"36.5s"}]}}', 36.5),
        ("will reset at 2027-01-15 08:00:30", 30),
        ("will reset at 2027-01-15T09:00:30+01:00", 30),
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
