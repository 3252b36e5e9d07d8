import pytest
from rich.cells import cell_len

from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, Times, Tokens
from tui_router.replay.verdict import Figures
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.compare_head import Compared, figures, head_lines, title_spans


def side(
    id=36, *, model="kimi-k2.5", first=1.28, ended=16.9, cost=0.013, out=790, attempt=0, attempts=(), **given
):
    row = ExchangeRow(
        id=id, started_at=0.0, state=given.pop("state", "ok"), tier="sonnet", model=model, provider=given.pop("provider", "fireworks"),
        cost=cost, tokens=Tokens(output=out), times=Times(first=first, ended=ended), attempts=len(attempts), **given,
    )  # fmt: skip
    found = next((each for each in attempts if each.number == attempt), None)
    return Compared(ExchangeDetail(row=row, attempts=list(attempts)), found)


A = side()
B = side(43, model="gpt-4.1-mini", first=0.58, ended=6.2, cost=0.004, out=640)
TRIES = (
    AttemptRow(number=1, model="gpt-4o", times=Times(sent=0.5, ended=0.7), outcome="max_tokens too large"),
    AttemptRow(number=2, model="gpt-4o", times=Times(sent=1.0, first=1.5, ended=3.0), outcome="ok"),
)


def text(spans):
    return "".join(span.text for span in spans)


def test_which_one_it_is():
    said = text(title_spans("A", A, 55, UNICODE))
    assert said.startswith("A  #36  ▄ sonnet → kimi-k2.5 · fireworks")
    assert cell_len(said) == 55
    again = side(replay_of=31, state="failed", trouble="no credit")
    assert "#36 ↻ of #31" in text(title_spans("A", again, 80, UNICODE))
    assert "✗ failed" in text(title_spans("A", again, 80, UNICODE))
    assert "answered here" in text(title_spans("A", side(model="", provider="", state="local"), 80, UNICODE))


def test_where_there_is_little_room_the_hour_gives_way_to_the_name():
    again = side(131, replay_of=168, model="gemini-busy", state="failed", trouble="no such endpoint")
    said = text(title_spans("A", again, 56, UNICODE))
    assert said.startswith("A  #131 ↻ of #168  ▄ sonnet → gemini-busy")
    assert said.endswith("✗ failed")
    assert cell_len(said) == 56
    for width in range(30, 56):
        assert "……" not in text(title_spans("A", again, width, UNICODE))


def test_four_figures_with_the_better_one_bold_and_bars_to_scale():
    lines = head_lines(A, B, 56, UNICODE, split=True, roomy=True)
    assert len(lines) == 5
    said = text(lines[2])
    for words in ("first 1.28 s", "took 16.9 s", "out 790", "cost $0.013", "first 0.58 s", "cost $0.004"):
        assert words in said
    assert [span.text for span in lines[2] if span.bold] == ["0.58 s", "6.2 s", "$0.004"]
    bars = [len(span.text) for span in lines[3] if span.role in ("ink", "ink-soft") and "━" in span.text]
    assert bars == [12, 12, 12, 12, 5, 4, 10, 4]


@pytest.mark.parametrize(
    ("split", "roomy", "count"), [(True, True, 5), (True, False, 2), (False, False, 4), (False, True, 7)]
)
def test_lines_by_the_room_there_is(split, roomy, count):
    lines = head_lines(A, B, 40, UNICODE, split=split, roomy=roomy)
    assert len(lines) == count
    assert all(cell_len(text(line)) <= (85 if split else 40) for line in lines)


def test_nothing_known_draws_no_bar():
    empty = side(first=None, ended=None, cost=None, out=0)
    lines = head_lines(empty, empty, 40, UNICODE, split=True, roomy=True)
    assert "first ·" in text(lines[2])
    assert not [span for span in lines[3] if span.role != "line" and span.text.strip()]


def test_an_attempt_has_its_own_figures():
    first = side(attempts=TRIES, attempt=1)
    assert (first.took, first.first, first.cost, first.failed) == (
        pytest.approx(0.2),
        None,
        None,
        "max_tokens too large",
    )
    last = side(attempts=TRIES, attempt=2)
    assert (last.took, last.first, last.failed) == (2.0, 0.5, "")
    assert "#36 attempt 1" in text(title_spans("A", first, 80, UNICODE))


def test_figures_for_the_sentence():
    assert figures(A, ["Read\x1b"]) == Figures(16.9, 0.013, "", True, ("Read␛",))
    assert figures(side(state="failed", trouble="no\ncredit"), []).failed == "no⏎credit"
    assert figures(side(state="cancelled"), []).failed == "cancelled"
    assert not figures(side(state="live"), []).ended
