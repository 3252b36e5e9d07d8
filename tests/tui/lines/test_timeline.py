from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.diagnosis import Diagnosis
from tui_router.journal.record import AttemptRow, ExchangeRow, Times
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.timeline import Phase, bar, elapsed, failed_attempts, failure_of, phases, shares


def row(state: str = "ok", **times: float) -> ExchangeRow:
    return ExchangeRow(id=1, started_at=100.0, state=state, tier="opus", times=Times(**times))


BLOCKS = [
    Entry(("text", 0), "0 text", at=0.61, until=1.3, chars=400),
    Entry(("tool", 0), "1 tool_use", "Grep", at=1.4, until=1.4),
    Entry(("args", 0), "input_json_delta", at=1.4, until=2.0),
    Entry(("text", 1), "2 text", at=2.0, until=3.0),
]


def test_the_wait_then_the_blocks_each_until_the_next():
    found = phases(row(first=0.61, ended=3.1), [], BLOCKS, 3.1)
    assert [(p.sort, p.start, p.end, p.name) for p in found] == [
        ("wait", 0.0, 0.61, "wait"),
        ("text", 0.61, 1.4, "text"),
        ("tool", 1.4, 2.0, "Grep"),
        ("text", 2.0, 3.1, "text"),
    ]
    assert found[1].detail == "≈100 tokens"


def test_without_the_leg_there_is_a_wait_and_an_answer():
    found = phases(row(first=0.5, ended=2.0), [], [], 2.0)
    assert [(p.sort, p.name) for p in found] == [("wait", "wait"), ("text", "answer")]
    assert [p.sort for p in phases(row("waiting"), [], [], 4.0)] == ["wait"]


def test_attempts_that_failed_stand_before_the_answer():
    attempts = [
        AttemptRow(number=1, status=400, outcome="clamped", times=Times(sent=0.0, ended=0.2)),
        AttemptRow(number=2, outcome="connection refused", times=Times(sent=0.3)),
        AttemptRow(number=3, status=200, outcome="ok"),
    ]
    found = phases(row("repaired", first=1.5, ended=2.0), attempts, [], 2.0)
    assert [(p.sort, p.name, p.end) for p in found[:3]] == [
        ("failed", "400", 0.2),
        ("failed", "connection refused", 0.3),
        ("wait", "wait", 1.5),
    ]


def test_the_end_of_a_failed_exchange_is_not_told_twice():
    attempts = [AttemptRow(number=1, status=400, times=Times(ended=0.2))]
    assert [p.sort for p in phases(row("failed", ended=0.2), attempts, [], 0.2)] == ["wait"]


CUT = Diagnosis(name="stream_truncated", type="api_error", status=502, message="cut", title="stream cut")


def test_an_attempt_whose_answer_broke_off_failed_whatever_its_status_line_said():
    attempts = [
        AttemptRow(number=1, status=200, outcome="stream cut", diagnosis=CUT, times=Times(ended=0.2)),
        AttemptRow(number=2, status=200, outcome="ok"),
        AttemptRow(number=3, status=200, outcome="stopped"),
        AttemptRow(number=4, outcome="stopped"),
    ]
    assert failed_attempts(attempts) == attempts[:1]
    assert [failure_of(attempt) for attempt in attempts[:1]] == ["stream cut"]
    assert failure_of(AttemptRow(number=1, status=400, outcome="clamped")) == "400"
    found = phases(row("repaired", first=0.5, ended=2.0), attempts[:2], [], 2.0)
    assert [(p.sort, p.name, p.start, p.end) for p in found[:2]] == [
        ("failed", "stream cut", 0.0, 0.2),
        ("wait", "wait", 0.2, 0.5),
    ]


def test_what_came_before_an_answer_broke_off_keeps_its_place():
    attempts = [AttemptRow(number=1, status=200, outcome="stream cut", diagnosis=CUT, times=Times(ended=3.0))]
    found = phases(row("failed", first=0.61, ended=3.1), attempts, BLOCKS, 3.1)
    assert [(p.sort, p.start) for p in found] == [("wait", 0.0), ("text", 0.61), ("tool", 1.4), ("text", 2.0)]


def test_time_goes_on_until_it_ends():
    assert elapsed(row("live"), 103.0) == 3.0
    assert elapsed(row("live"), 101.0, seen=2.5) == 2.5
    assert elapsed(row("live"), 50.0) == 0.0
    assert elapsed(row("ok", ended=7.0), 500.0) == 7.0
    assert elapsed(row("interrupted", first=2.0), 500.0) == 2.0


@given(st.lists(st.floats(0.001, 100), min_size=1, max_size=8), st.integers(10, 120))
def test_shares_fill_the_width_and_none_is_forgotten(seconds, width):
    cells = shares(seconds, [1] * len(seconds), width)
    assert sum(cells) == width
    assert min(cells) >= 1


found_phases = st.lists(
    st.builds(
        lambda sort, length: (sort, length),
        st.sampled_from(["wait", "text", "tool", "thinking", "failed"]),
        st.floats(0, 50),
    ),
    max_size=30,
)


@given(found_phases, st.integers(0, 140), st.booleans())
def test_the_bar_is_exactly_as_wide_as_asked(given_phases, width, live):
    at = 0.0
    made = []
    for sort, length in given_phases:
        made.append(Phase(sort, at, at + length, "Grep" if sort == "tool" else sort))
        at += length
    assert span_width(bar(made, width, "opus", live=live)) == width


def test_labels_stand_inside_when_there_is_room():
    drawn = plain(bar(phases(row("live", first=0.61), [], BLOCKS, 3.1), 100, "opus", live=True))
    assert "╌╌ wait 0.61 s ╌" in drawn
    assert "═ Grep 0.60 s ═" in drawn
    assert drawn.endswith("━╸")
    assert "✗ 400" in plain(
        bar([Phase("failed", 0, 0.2, "400"), Phase("text", 0.2, 30, "text")], 60, "opus", live=False)
    )
