import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui_router.journal.filter import FilterFault, compile_filter
from tui_router.journal.filter.operators import OPERATORS
from tui_router.journal.filter.parser import DEEPEST, LONGEST, MOST_TESTS
from tui_router.journal.record import ExchangeRow

ROWS = [
    ExchangeRow(id=1, started_at=0.0, tier="opus", state="failed"),
    ExchangeRow(id=2, started_at=0.0, tier="opus", state="ok"),
    ExchangeRow(id=3, started_at=0.0, tier="haiku", state="failed", marked=True),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [1, 2, 3]),
        ("  ", [1, 2, 3]),
        ("~t opus ~e", [1]),
        ("~t opus & ~e", [1]),
        ("~t opus and ~e", [1]),
        ("opus failed", [1]),
        ("~t opus | ~e", [1, 2, 3]),
        ("~marked | ~t opus & ~ok", [2, 3]),
        ("(~marked | ~t opus) ~e", [1, 3]),
        ("!~e", [2]),
        ("not ~e", [2]),
        ("!!~e", [1, 3]),
        ("!~t opus ~e", [3]),
        ("!(~t opus & ~e)", [2, 3]),
        ("((~e))", [1, 3]),
        ('"failed opus"', []),
        ('""', [1, 2, 3]),
        ("~E", [1, 3]),
        ("~t(opus", None),
        ("~note | ~e", [1, 3]),
    ],
)
def test_what_binds_how(text, ids):
    if ids is None:
        with pytest.raises(FilterFault):
            compile_filter(text)
        return
    matches = compile_filter(text).matches
    assert [row.id for row in ROWS if matches(row)] == ids


@pytest.mark.parametrize(
    ("text", "words", "place", "unfinished"),
    [
        ("sonnet ~tr", "unknown operator ~tr; did you mean ~t", (7, 10), False),
        ("~qqqqq", "unknown operator ~qqqqq", (0, 6), False),
        ("a )", "this parenthesis closes nothing", (2, 3), False),
        ("(a", "the parenthesis is not closed", (0, 1), True),
        ("a |", "something must follow", (3, 3), True),
        ("& a", "nothing stands before this &", (0, 1), False),
        ("a | | b", "nothing stands before this |", (4, 5), False),
        ("()", "nothing stands before this )", (1, 2), False),
        ("!", "something must follow", (1, 1), True),
    ],
)
def test_faults_have_words_and_a_place(text, words, place, unfinished):
    with pytest.raises(FilterFault) as fault:
        compile_filter(text)
    assert fault.value.words == words
    assert (fault.value.start, fault.value.end) == place
    assert fault.value.unfinished is unfinished


@pytest.mark.parametrize(
    "text",
    [
        "a" * (LONGEST + 1),
        "a " * (MOST_TESTS + 1),
        "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
        "(" * LONGEST,
    ],
)
def test_nothing_is_unbounded(text):
    with pytest.raises(FilterFault):
        compile_filter(text)


def test_what_is_just_small_enough():
    assert compile_filter("(" * DEEPEST + "failed" + ")" * DEEPEST).matches(ROWS[0])
    assert compile_filter("failed " * MOST_TESTS).matches(ROWS[0])
    assert compile_filter("!" * (LONGEST - 2) + "~e").matches(ROWS[0])


pieces = st.sampled_from(
    [*(f"~{name}" for name in OPERATORS), "~", "!", "&", "|", "(", ")", '"', "'", " ", ">", "<=", "!=", "=", "4xx", "38", "30-40",
     "20k", "12:04", "2026-11-20", "opus", "and", "or", "not", "*", "[", "[!", "\\", "a{1,9}", "\ud800", "\x00", "²"]
)  # fmt: skip
rows = st.sampled_from(ROWS)


@given(
    st.lists(pieces, max_size=24).map("".join)
    | st.text(max_size=60)
    | st.lists(pieces, max_size=24).map(" ".join),
    rows,
)
@settings(max_examples=400)
@example("[[a]] ~b [[x]]", ROWS[0])
def test_no_text_does_anything_else_than_filter_or_complain(text, row):
    fault = None
    try:
        filter = compile_filter(text)
    except FilterFault as wrong:
        fault = wrong
    if fault is not None:
        assert 0 <= fault.start <= fault.end <= max(len(text), 1)
        assert fault.words
    else:
        assert filter.matches(row) in (True, False)
        assert filter.explain()
