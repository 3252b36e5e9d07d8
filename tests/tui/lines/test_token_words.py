from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import ExchangeRow, Times, Tokens
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.token_words import meter, token_spans


def row(window: int | None = 400_000, times: Times | None = None, **tokens: object) -> ExchangeRow:
    return ExchangeRow(id=1, started_at=0.0, window=window, tokens=Tokens(**tokens), times=times or Times())


def test_estimates_say_so_until_the_usage_arrives():
    left, right = token_spans(row(input=18_204, output=412), 120)
    assert plain(left).startswith("in  ≈18.2k  ")
    assert plain(right) == "out ≈412"
    left, right = token_spans(
        row(input=18_204, output=412, estimated=False, times=Times(first=1.0, ended=9.0)), 120
    )
    assert plain(left).startswith("in  18.2k  ")
    assert plain(right) == "out 412  52/s"


def test_the_parts_of_the_prompt_where_there_is_room():
    full = row(input=18_204, system=1_400, tools=7_900, messages=8_900, cache_read=14_300)
    assert plain(token_spans(full, 120)[0]).split("k", 1)[1].split()[-8:] == [
        "system",
        "1.4k",
        "tools",
        "7.9k",
        "messages",
        "8.9k",
        "cached",
        "14.3k",
    ]
    assert "system" not in plain(token_spans(full, 80)[0])


def test_without_a_window_there_is_no_meter():
    assert plain(token_spans(row(window=None, input=900), 120)[0]) == "in  ≈900"
    assert plain(token_spans(row(), 120)[0]) == "in  ·"


def test_a_window_that_is_nearly_full_is_amber():
    left, _ = token_spans(row(window=20_000, input=18_000), 120)
    assert next(span.role for span in left if span.text == " 90%") == "state-warn"


@given(st.floats(0, 3), st.integers(4, 20), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_meter_keeps_its_width(share, width, system, tools, messages):
    spans = meter(row(input=1, system=system, tools=tools, messages=messages), share, width, UNICODE)
    assert span_width(spans) == width
