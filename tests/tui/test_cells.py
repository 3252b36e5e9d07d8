import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_router.tui import cells
from tui_router.tui.glyphs import ASCII


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (812, "812"), (1_200, "1.2k"), (18_204, "18.2k"), (412_000, "412k"), (2_100_000, "2.1M"),
     (99_960, "100k"), (999_600, "1.0M")],
)  # fmt: skip
def test_counts(number, shown):
    assert cells.count(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(16_384, "16k"), (128_000, "128k"), (131_072, "128k"), (1_000_000, "1.0M"), (1_048_576, "1.0M")],
)
def test_limits_come_in_powers_of_two(number, shown):
    assert cells.limit(number) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "·"),
        (0.006, "6 ms"),
        (0.61, "0.6 s"),
        (17.8, "17.8 s"),
        (59.96, "1:00"),
        (124, "2:04"),
        (-1, "0 ms"),
    ],
)
def test_how_long_it_took(seconds, shown):
    assert cells.took(seconds) == shown


def test_other_times():
    assert cells.first(0.612) == "0.61 s"
    assert cells.first(0.012) == "12 ms"
    assert cells.offset(0.61) == "+0.61"
    assert cells.prose_time(8_040) == "2 h 14 min"
    assert cells.prose_time(5 * 86_400) == "5 days"
    assert cells.clock(1e300) == "--:--:--"
    assert cells.clock(float("nan")) == "--:--:--"


def test_rates_and_sizes():
    assert cells.rate(412, 8.6) == "48/s"
    assert cells.rate(0, 3.0) == "·"
    assert cells.rate(5, None, ASCII) == "-"
    assert [cells.size(n) for n in (118, 6_200, 74_000, 1_400_000)] == ["118 B", "6.2 kB", "74 kB", "1.4 MB"]


def test_a_bar_shows_half_a_second_and_twenty():
    assert cells.bar_length(0.5, 12) == 1
    assert 9 <= cells.bar_length(20, 12) <= 11
    assert cells.bar_length(4_000, 12) == 12
    assert cells.bar_length(0, 12) == 0


@given(st.text(), st.integers(0, 40))
def test_clipped_text_fits(text, width):
    assert cell_len(cells.clip(text, width)) <= width
    assert cell_len(cells.clip_middle(text, width)) <= width


@given(st.text(min_size=1), st.text(), st.integers(8, 40))
def test_a_target_fits_its_cell(model, provider, width):
    assert sum(map(cell_len, cells.target(model, provider, width))) <= width


def test_of_a_target_the_provider_gives_way_first():
    assert cells.target("gpt-5.4", "openai", 22) == ("gpt-5.4", " · openai")
    assert cells.target("deepseek-chat", "deepseek", 22) == ("deepseek-chat", " · deeps…")
    assert cells.target("claude-opus-4-5-20251101", "a", 12) == ("claude…51101", "")


def test_money_is_never_nothing():
    said = [
        cells.money(dollars)
        for dollars in (None, 0.0, 0.0001, 0.041, 0.29, 1.84, 1_204.4, float("nan"), float("inf"), -1.0)
    ]
    assert said == ["·", "·", "<$0.001", "$0.041", "$0.29", "$1.84", "$1,204", "·", "·", "·"]
    assert cells.money(0.9996) == "$1.00"


def test_prices_of_a_million_tokens():
    said = [cells.price(dollars) for dollars in (15.0, 2.5, 0.075, 0.1, 0.0, 1.25, float("nan"), 1e9)]
    assert said == ["15", "2.50", "0.075", "0.10", "0", "1.25", "?", "?"]
