import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.diagnose.waits import LONGEST_WAIT
from tui_router.gateway.limits_left import STALE_S, LimitsLeft, read_limits
from tui_router.journal.record import Limit

NOW = 1_790_078_676.0  # 2026-09-22 12:04:36 UTC

ANTHROPIC = [
    ("anthropic-ratelimit-requests-limit", "50"),
    ("anthropic-ratelimit-requests-remaining", "49"),
    ("anthropic-ratelimit-requests-reset", "2026-09-22T12:04:38Z"),
    ("anthropic-ratelimit-input-tokens-limit", "30000"),
    ("Anthropic-Ratelimit-Input-Tokens-Remaining", "12000"),
    ("anthropic-ratelimit-unified-5h-utilization", "0.4"),
]
OPENAI = [
    ("x-ratelimit-limit-requests", "500"),
    ("x-ratelimit-remaining-requests", "499"),
    ("x-ratelimit-reset-requests", "120ms"),
    ("x-ratelimit-limit-tokens", "30000"),
    ("x-ratelimit-remaining-tokens", "28500"),
    ("x-ratelimit-reset-tokens", "6m3s"),
]


def test_both_families() -> None:
    assert read_limits(200, ANTHROPIC, NOW) == [
        Limit(name="requests", left=49, of=50, resets_at=NOW + 2),
        Limit(name="input tokens", left=12000, of=30000),
    ]
    requests, tokens = read_limits(200, OPENAI, NOW)
    assert requests == Limit(name="requests", left=499, of=500, resets_at=requests.resets_at)
    assert requests.resets_at == pytest.approx(NOW + 0.12)
    assert tokens == Limit(name="tokens", left=28500, of=30000, resets_at=NOW + 363)


PLAN = [
    ("x-codex-plan-type", "plus"),
    ("X-Codex-Primary-Used-Percent", "37.5"),
    ("X-Codex-Primary-Window-Minutes", "300"),
    ("X-Codex-Primary-Reset-After-Seconds", "13873"),
    ("X-Codex-Primary-Reset-At", str(int(NOW) + 13_873)),
    ("X-Codex-Secondary-Used-Percent", "80"),
    ("X-Codex-Secondary-Window-Minutes", "10080"),
    ("X-Codex-Secondary-Reset-After-Seconds", "316705"),
    ("X-Codex-Primary-Over-Secondary-Limit-Percent", "0"),
    ("x-codex-bengalfox-primary-used-percent", "100"),
    ("x-codex-bengalfox-primary-window-minutes", "300"),
]


def test_the_windows_of_a_plan() -> None:
    assert read_limits(200, PLAN, NOW) == [
        Limit(name="5 h", left=62, of=100, resets_at=NOW + 13_873),
        Limit(name="week", left=20, of=100, resets_at=NOW + 316_705),
    ]


def test_a_plan_that_is_used_up_names_no_other_limit() -> None:
    used = [("x-codex-primary-used-percent", "100"), ("x-codex-primary-window-minutes", "300")]
    assert read_limits(429, [*used, ("retry-after", "60")], NOW) == [Limit(name="5 h", left=0, of=100)]


@pytest.mark.parametrize(
    ("minutes", "name"),
    [("5", "5 min"), ("60", "1 h"), ("300", "5 h"), ("1440", "day"), ("10080", "week"), ("43200", "30 days")],
)
def test_windows_have_the_names_people_use(minutes: str, name: str) -> None:
    said = [("x-codex-primary-used-percent", "0"), ("x-codex-primary-window-minutes", minutes)]
    assert [limit.name for limit in read_limits(200, said, NOW)] == [name]


@pytest.mark.parametrize(("used", "left"), [("0", 100), ("0.4", 99), ("100.0", 0), ("250", 0), ("-3", 100)])
def test_what_is_left_is_never_more_than_all(used: str, left: int) -> None:
    said = [("x-codex-primary-used-percent", used), ("x-codex-primary-window-minutes", "300")]
    assert [limit.left for limit in read_limits(200, said, NOW)] == [left]


@pytest.mark.parametrize(
    ("used", "minutes"), [("0", "0"), ("0", ""), ("", "300"), ("nan", "300"), ("inf", "300"), ("x", "300")]
)
def test_a_window_of_which_nobody_knows_enough_is_none(used: str, minutes: str) -> None:
    said = [("x-codex-secondary-used-percent", used), ("x-codex-secondary-window-minutes", minutes)]
    assert read_limits(200, said, NOW) == []


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("7", NOW + 7),
        ("1.5", NOW + 1.5),
        ("2m", NOW + 120),
        (str(int(NOW) + 9), NOW + 9),
        (str(int(NOW + 9) * 1000), NOW + 9),
        ("2026-09-22T12:05:36+00:00", NOW + 60),
        ("Tue, 22 Sep 2026 12:05:36 GMT", NOW + 60),
        ("2026-09-22T12:00:00Z", 0.0),  # it is over
        (str(LONGEST_WAIT + 1), 0.0),
        ("-3", 0.0),
        ("nan", 0.0),
        ("soon", 0.0),
        ("", 0.0),
    ],
)
def test_when_it_resets(said: str, at: float) -> None:
    headers = [("x-ratelimit-remaining-tokens", "1"), ("x-ratelimit-reset-tokens", said)]
    assert read_limits(200, headers, NOW)[0].resets_at == at


def test_a_wait_that_a_refusal_names() -> None:
    assert read_limits(429, [("retry-after", "30")], NOW) == [
        Limit(name="requests", left=0, resets_at=NOW + 30)
    ]
    assert read_limits(200, [("retry-after", "30")], NOW) == []
    assert read_limits(429, [("retry-after", "some day")], NOW) == []
    used_up = [("x-ratelimit-remaining-tokens", "0"), ("retry-after", "30")]
    assert [limit.name for limit in read_limits(429, used_up, NOW)] == ["tokens"]
    assert [(limit.name, limit.left) for limit in read_limits(429, [*OPENAI, ("retry-after", "9")], NOW)] == [
        ("tokens", 28500),
        ("requests", 0),
    ]


@pytest.mark.parametrize("left", ["", "-1", "many", "1e9", "9" * 40, "１２"])
def test_what_is_no_figure_is_no_limit(left: str) -> None:
    assert read_limits(200, [("x-ratelimit-remaining-tokens", left)], NOW) == []


parts = st.sampled_from([name for name, _ in (*ANTHROPIC, *OPENAI)] + ["retry-after"])


@given(
    st.lists(st.tuples(parts, st.text(max_size=30) | st.sampled_from([value for _, value in OPENAI]))),
    st.sampled_from([200, 429, None]),
)
def test_any_headers_give_limits_one_could_have(headers: list[tuple[str, str]], status: int | None) -> None:
    found = read_limits(status, headers, NOW)
    assert len({limit.name for limit in found}) == len(found) <= 4
    for limit in found:
        assert limit.left >= 0
        assert limit.of >= 0
        assert limit.resets_at == 0 or NOW <= limit.resets_at <= NOW + LONGEST_WAIT


def test_the_last_word_holds_until_its_reset() -> None:
    book = LimitsLeft()
    book.heard("a", 200, OPENAI, NOW)
    book.heard("a", 200, [("x-ratelimit-remaining-tokens", "5")], NOW + 0.01)
    assert {limit.name: limit.left for limit in book.of("a", NOW + 0.05)} == {"requests": 499, "tokens": 5}
    assert [limit.name for limit in book.of("a", NOW + 1)] == ["tokens"]
    assert book.of("a", NOW + STALE_S + 1) == []
    assert book.of("b", NOW) == []


def test_an_answer_ends_a_wait_that_was_named() -> None:
    book = LimitsLeft()
    book.heard("a", 429, [("retry-after", "300")], NOW)
    assert book.of("a", NOW) == [Limit(name="requests", left=0, resets_at=NOW + 300)]
    book.heard("a", 200, [], NOW + 1)
    assert book.of("a", NOW + 1) == []
