import pytest

from tui_router.journal.record import Times, Tokens
from tui_router.tui.columns import layout
from tui_router.tui.exchange_row import Look, RowPainter, duration, note
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.ink import Ink


@pytest.fixture
def paint(fakes):
    def painted(id, width=120, glyphs=UNICODE, **changed):
        row = next(row for row in fakes.seeded() if row.id == id)
        for name, value in changed.items():
            setattr(row, name, value)
        painter = RowPainter(layout(width), width, Ink({}), glyphs)
        return painter.row(row, Look(now=fakes.NOW))

    return painted


@pytest.mark.parametrize(
    ("id", "width", "line"),
    [
        (41, 80, "  12:04:33 ⠋ live       ▆ opus    gpt-5.4 · openai      ≈18.2k    412    3.1 s"),
        (40, 80, "  12:04:31 ✓ ok 200     ▂ haiku   qwen3-8b · vllm          912     31    0.4 s"),
        (38, 80, "  12:04:11 ✗ failed 400 ▄ sonnet  deepseek-chat · deep… max_tokens over 8,192"),
        (36, 80, "  12:03:58 ≈ local      ▂ haiku   counted here          ≈20.1k      ·     6 ms"),
        (38, 60, "  ✗ failed 400 deepseek-chat · deepseek     max_tokens ov…"),
    ],
)
def test_rows_at_small_widths(paint, id, width, line):
    assert paint(id, width).text.rstrip() == line


def test_the_status_stands_behind_the_word_where_it_tells_something(paint):
    assert "✓ ok 200" in paint(40).text
    assert "✗ failed 529" in paint(38, status=529).text
    assert "failed 200" not in paint(38, status=200).text  # it failed after its 200: the reason tells more
    assert "local 200" not in paint(36, status=200).text


def test_reasons_stand_over_bar_and_note(paint):
    assert "21.4k      ·   0.2 s   max_tokens over 8,192" in paint(38).text
    assert "19.9k    812  17.8 s   max_tokens 32,000 → 16,384" in paint(37).text
    wide = paint(37, 200).text
    assert "━" in wide
    assert "max_tokens 32,000 → 16,384" in wide


def test_notes_of_the_quiet_states(paint):
    assert paint(35).text.rstrip().endswith("of #31")
    assert paint(33).text.rstrip().endswith("client left")
    assert paint(32).text.rstrip().endswith("3 notes")
    assert "∅ cut short" in paint(33, state="interrupted").text


def test_ascii_rows_are_ascii(paint, fakes):
    for row in fakes.seeded():
        assert paint(row.id, glyphs=ASCII).text.isascii()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_row_is_as_wide_as_the_list(paint, fakes, width):
    assert {paint(row.id, width).cell_length for row in fakes.seeded()} == {width}


def test_hostile_text_keeps_the_columns(paint):
    strip = paint(38, 120, model="\x1b[2J設定\u202e" * 9, provider="[/]\x00", trouble="\x1b]0;t\x07" * 9)
    assert strip.cell_length == 120
    assert "\x1b" not in strip.text
    assert paint(34, 80, model="", provider="", client_model="no such").text.split()[6:8] == ["no", "such"]


def test_a_live_exchange_ages_with_the_clock(fakes):
    live = fakes.seeded()[-1]
    assert duration(live, live.started_at + 5) == pytest.approx(5)
    assert duration(live, live.started_at - 5) == 0
    live.state, live.times = "ok", Times(ended=2.5)
    assert duration(live, live.started_at + 500) == 2.5


def test_a_failure_without_words_shows_its_status(fakes):
    row = fakes.seeded()[0]
    row.state, row.status, row.tokens = "failed", 502, Tokens()
    assert note(row)[0] == "status 502"


def test_a_mark_stands_before_the_columns_and_moves_nothing(paint):
    plain, marked = paint(40).text, paint(40, marked=True).text
    assert marked == f" ✦{plain[2:]}"
    assert paint(40, marked=True, glyphs=ASCII).text.startswith(" *12:04")


def test_the_cursor_and_the_mark_stand_beside_each_other(fakes):
    row = fakes.seeded()[0]
    row.marked = True
    painter = RowPainter(layout(120), 120, Ink({}), UNICODE)
    assert painter.row(row, Look("focus", now=fakes.NOW)).text.startswith("▌✦12:02")


def test_what_a_person_wrote_comes_after_trouble_alone(fakes):
    row = fakes.seeded()[0]
    row.comment = "see #12"
    assert note(row) == ("see #12", "ink")
    row.state, row.trouble = "failed", "too large"
    assert note(row) == ("too large", "state-error")


def test_held_edited_and_imported_are_said(paint, fakes):
    held = paint(41, state="held").text
    assert "‖ held" in held
    assert "waits for you" in held
    row = fakes.seeded()[0]
    row.edited = row.imported = True
    assert note(row) == ("edited, imported", "ink")
    row.replay_of = 31
    assert note(row)[0] == "of #31, edited, imported"
