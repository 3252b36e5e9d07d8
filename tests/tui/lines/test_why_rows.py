import pytest

from tui_router.journal.record import ExchangeRow
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.why_rows import why_head, why_spans

ROW = ExchangeRow(
    id=41,
    started_at=1_790_078_673.0,
    client_model="claude-opus-5-5",
    reason="name has opus",
    provider="openai",
    model="gpt-5.4",
)
EVIL = "\x1b]0;x\x07\u202e[/b]\n設定" * 30


def test_one_line_tells_what_was_asked_why_and_where_it_went():
    told = " ".join(plain(why_spans(ROW, 120, Look())).split())
    assert told == "12:04:33 claude-opus-5-5 → name has opus → openai/gpt-5.4"
    assert plain(why_spans(ROW, 60, Look())).startswith("claude-opus")
    assert plain(why_head()).startswith("WHY")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_ugly_words_keep_the_columns(width):
    ugly = ExchangeRow(id=1, started_at=1e300, client_model=EVIL, reason=EVIL, provider=EVIL, model=EVIL)
    told = plain(why_spans(ugly, width, Look()))
    assert not set("\x1b\x07\u202e\n") & set(told)
