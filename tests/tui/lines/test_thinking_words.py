"""What is sent for thinking, in a line and as a table."""

import pytest
from rich.cells import cell_len

from tui_router.control.wiring import ThinkingRow
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.thinking_words import thinking_spans, thinking_table

ROWS = [
    ThinkingRow("nothing said", 'include ["a.b"]'),
    ThinkingRow(
        "budget 31,999", 'include ["a.b"], reasoning.effort high, reasoning.summary auto', "why\x1b[2J"
    ),
    ThinkingRow("adaptive", "thinking.type adaptive"),
]


def test_what_coding_clients_ask_in_one_line():
    assert (
        plain(thinking_spans(ROWS)) == "  thinking    adaptive → type adaptive, budget 31,999 → effort high"
    )


def test_where_nothing_differs_it_says_so():
    same = [ThinkingRow(row.asked, "nothing") for row in ROWS]
    assert plain(thinking_spans(same)) == "  thinking    nothing is sent for it"
    always = [ThinkingRow(row.asked, "reasoning_effort low") for row in ROWS]
    assert plain(thinking_spans(always)) == "  thinking    always reasoning_effort low"
    assert thinking_spans([]) == []


def test_other_ways_to_ask_are_told_where_these_are_not():
    assert "nothing said → include" in plain(thinking_spans([ROWS[0], ThinkingRow("x", "y 1")]))


def test_the_table_has_a_line_a_way_and_is_bounded():
    lines = [plain(line) for line in thinking_table(ROWS * 50)]
    assert lines[0].split() == ["ASKED", "SENT", "WHY"]
    assert "why␛[2J" in lines[2]
    assert len(lines) == 21


def test_the_reason_begins_where_the_longest_of_what_is_sent_ends():
    rows = [ThinkingRow("adaptive", "effort high", "why"), ThinkingRow("disabled", "nothing", "because")]
    lines = [plain(line) for line in thinking_table(rows)]
    assert [line.index(word) for line, word in zip(lines, ("WHY", "why", "because"), strict=True)] == [29] * 3


@pytest.mark.parametrize("width", [60, 76, 112, 196])
def test_a_line_of_the_table_ends_where_the_screen_does_and_shows_that_it_was_cut(width):
    rows = [ThinkingRow("effort low", "reasoning.effort low, " + "s" * 80, "why " * 40)]
    line = plain(thinking_table(rows, width=width)[1])
    assert cell_len(line) == width
    assert line.endswith("…")
    assert "reasoning.effort low" in line
