import pytest

from tui_router.journal.sessions import Turn
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.context_rows import AXIS, Pitch, bars, chart, compactions, one_line, pitch
from tui_router.tui.lines.line import plain, span_width

GROWING = [Turn(id=n, tokens=n * 10_000, window=100_000) for n in range(1, 9)]
COMPACTED = [
    *GROWING,
    Turn(id=9, tokens=88_000, window=100_000, kind="compaction"),
    Turn(id=10, tokens=12_000, window=100_000),
]


def test_each_prompt_is_a_share_of_its_window():
    assert [bar.share for bar in bars(GROWING)][:2] == [0.1, 0.2]
    assert bars([Turn(id=1, tokens=300, window=100)])[0].share == 1.0
    assert bars([Turn(id=1, tokens=-5, window=100)])[0].share == 0.0
    assert [bar.share for bar in bars([Turn(id=1, tokens=50), Turn(id=2, tokens=100)])] == [0.5, 1.0]
    assert bars([Turn(id=1, tokens=50, window=0), Turn(id=2, tokens=10, window=100)])[0].share == 0.5
    assert bars([]) == []


def test_a_compaction_is_told_where_the_next_turn_stands():
    assert compactions(bars(COMPACTED)) == [(9, "88.0k → 12.0k")]
    assert compactions(bars(COMPACTED[:-1])) == []
    lines = chart(COMPACTED, 80, 6, UNICODE)
    bar = next(span for span in lines[-2] if span.role == "state-warn")
    assert bar.text == "██"
    assert plain(lines[-1]).index("▲ compacted, 88.0k → 12.0k") == AXIS + 9 * 4


def test_bars_have_their_height_and_the_scale_stands_beside_them():
    lines = [plain(line) for line in chart(GROWING, 60, 4, UNICODE)]
    assert lines[0].startswith("100%  ")
    assert lines[3].startswith("   0  ")
    assert [line[AXIS + 4 * 7] for line in lines[:4]] == ["▂", "█", "█", "█"]
    assert [line[AXIS] for line in lines[:4]] == [" ", " ", " ", "▃"]
    small = [plain(line) for line in chart([Turn(id=1, tokens=1, window=10**9)], 60, 4, UNICODE)]
    assert small[3][AXIS] == "▁"


def test_bars_are_as_wide_as_fits_and_the_oldest_go():
    assert [pitch(10, 40), pitch(10, 30), pitch(10, 20), pitch(10, 10), pitch(99, 10)] == [
        Pitch(2, 4), Pitch(2, 3), Pitch(1, 2), Pitch(1, 1), Pitch(1, 1),
    ]  # fmt: skip
    many = [Turn(id=n, tokens=1_000 if n < 190 else 100_000, window=100_000) for n in range(200)]
    line = plain(chart(many, AXIS + 10, 4, UNICODE)[0])
    assert line[AXIS:] == "█" * 10


@pytest.mark.parametrize("width", [1, 10, 30, 70])
def test_nothing_runs_over(width):
    for line in chart(COMPACTED * 20, width, 5, UNICODE)[:-1]:
        assert span_width(line) <= max(AXIS + 1, width)
    assert span_width(one_line(COMPACTED * 20, width, UNICODE)) <= max(40, width)


def test_one_line_for_small_screens():
    told = plain(one_line(COMPACTED, 76, UNICODE))
    assert told == "▂▂▃▄▅▅▆▇▇▂  ▲ compacted, 88.0k → 12.0k"
    assert plain(one_line(COMPACTED, 76, ASCII)).isascii()
    assert plain(chart(COMPACTED, 76, 5, ASCII)[-1]).isascii()
