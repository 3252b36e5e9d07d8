"""Where the time went, and the figures under it."""

from msgspec.structs import replace

from tui_router.core.diagnosis import Diagnosis
from tui_router.journal.record import AttemptRow, ExchangeRow, LegSizes, Times, Tokens
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.time_steps import figures_of, gaps_of, steps_of

ROW = ExchangeRow(
    id=3,
    started_at=0.0,
    state="ok",
    attempts=2,
    times=Times(read=0.1, sent=1.2, headers=1.5, first=2.0, ended=10.0),
    sizes=LegSizes(a=82_000, d=240_000),
    tokens=Tokens(output=80, estimated=False),
)
ATTEMPTS = [
    AttemptRow(number=1, provider="up", model="m\x1b", status=400, times=Times(sent=0.2, headers=0.5, ended=0.6), outcome="too large", repair="9 → 5"),
    AttemptRow(number=2, provider="up", model="m", status=200, wait=0.4, cause="repaired", times=Times(sent=1.2, headers=1.5, ended=10.0), outcome="ok"),
]  # fmt: skip


def entry(slot, name, at, *pieces, **more) -> Entry:
    made = Entry(slot, name, at=at, **more)
    for moment, text in pieces:
        made.grow(text, moment)
    return made


ENTRIES = [
    entry(("text", 0), "0 text", 2.0, (2.0, "a" * 40), (2.1, "b" * 40), block=True),
    entry(("tool", 0), "1 tool_use", 4.0, block=True, detail="Edit"),
    entry(("args", 0), "input_json_delta", 4.1, (7.5, "c" * 80)),
]


def told(**more):
    row = replace(ROW, **more)
    steps = steps_of(row, ATTEMPTS, ENTRIES, 10.0, UNICODE)
    return [
        (step.attempt, step.phase.name, round(step.phase.start, 2), round(step.phase.end, 2))
        for step in steps
    ]


def test_every_step_in_order():
    assert told() == [
        (0, "read", 0.0, 0.1),
        (1, "attempt 1  m␛ · up", 0.1, 0.1),
        (1, "route, translate", 0.1, 0.2),
        (1, "connect, headers", 0.2, 0.5),
        (1, "400", 0.5, 0.6),
        (2, "attempt 2  m · up  repaired", 0.6, 0.6),
        (2, "held back", 0.6, 1.0),
        (2, "translate", 1.0, 1.2),
        (2, "connect, headers", 1.2, 1.5),
        (2, "first content", 1.5, 2.0),
        (2, "text", 2.0, 4.0),
        (2, "Edit", 4.0, 10.0),
    ]


def test_blocks_have_tokens_and_a_rate_and_failures_what_was_changed():
    steps = steps_of(ROW, ATTEMPTS, ENTRIES, 10.0, UNICODE)
    assert [step.phase.detail for step in steps[-2:]] == ["≈20 tokens  10/s", "≈20 tokens  3/s"]
    assert steps[4].phase.detail == "9 → 5"
    assert steps_of(ROW, ATTEMPTS, ENTRIES, 10.0, ASCII)[-1].phase.detail.startswith("~20")


def test_an_attempt_that_was_cut_off_behind_a_200_is_a_failed_step_unless_its_answer_is_shown():
    cut = Diagnosis(name="stream_truncated", type="api_error", status=502, message="cut")
    first = replace(ATTEMPTS[0], status=200, outcome="stream cut", repair="", diagnosis=cut)
    names = [s.phase.name for s in steps_of(ROW, [first, ATTEMPTS[1]], ENTRIES, 10.0, UNICODE)]
    assert names[4] == "stream cut"
    last = replace(ATTEMPTS[1], outcome="stream cut", diagnosis=cut)
    steps = steps_of(replace(ROW, state="failed"), [ATTEMPTS[0], last], ENTRIES, 10.0, UNICODE)
    assert [step.phase.name for step in steps[-2:]] == ["text", "Edit"]
    assert [step.phase.name for step in steps if step.phase.sort == "failed"] == ["400"]


def test_while_it_waits():
    row = ExchangeRow(id=1, started_at=0.0)
    assert [step.phase.name for step in steps_of(row, [], [], 3.0, UNICODE)] == ["wait"]


def test_gaps_between_deltas():
    gaps = gaps_of(ENTRIES)
    assert [round(gap, 2) for gap in gaps.all] == [0.1, 5.4]
    assert (gaps.where, gaps.began) == ("between text and input_json_delta", 2.1)
    assert gaps_of([]).all == []


def test_figures():
    figures = {name: (value, told) for name, value, told in figures_of(ROW, gaps_of(ENTRIES), 10.0, UNICODE)}
    assert figures["first byte"][0] == "1.50 s"
    assert figures["out"] == ("80 tokens", "8/s in all, 10/s streaming")
    assert figures["gap p50"] == ("0.10 s", "p99 5.40 s, of 2 gaps between deltas")
    assert figures["longest gap"][0] == "5.40 s"
    assert figures["longest gap"][1].endswith("at +2.10")
    assert figures["bytes"] == ("322 kB", "a 82 kB  d 240 kB")


def test_great_figures_are_short_and_what_is_not_known_is_not_named():
    row = replace(ROW, tokens=Tokens(output=550_000, estimated=False), times=Times(first=1.98, ended=2.0))
    figures = {name: (value, told) for name, value, told in figures_of(row, gaps_of([]), 2.0, UNICODE)}
    assert figures["out"] == ("550k tokens", "275k/s in all")
    long = [entry(("text", 0), "0 text", 2.0, (2.0, "a" * 2_200_000), block=True)]
    assert steps_of(row, [], long, 4.0, UNICODE)[-1].phase.detail == "≈550k tokens  275k/s"
