import pytest

from tui_router.journal.record import Offer, Trouble
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.trouble_rows import (
    columns,
    head_spans,
    last_words,
    lines,
    reason_words,
    remedy_spans,
    trouble_spans,
    what_words,
)

NOW = 1_790_078_676.0  # 12:04:36 UTC
EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40
LOSS = Trouble(
    group="lost", name="dropped", title="thinking dropped: gpt-4o cannot think", model="gpt-4o", count=14
)


@pytest.mark.parametrize("width", [20, 39, 40, 56, 76, 80, 104, 112, 120, 200])
def test_a_line_fits_and_its_columns_stand_under_their_headings(width):
    at = columns(width)
    group = Trouble(group="failed", name="n", title="t" * 300, model="m" * 300, provider="p", count=10**9, last=NOW,
                    remedy="r" * 300)  # fmt: skip
    told = trouble_spans(group, at, NOW)
    assert span_width(told) <= max(width - 4, 12)
    if width >= 40:
        head = plain(head_spans(at))
        assert plain(told).index("m") == head.index("WHERE")


def test_the_remedy_goes_first_then_when_it_was_seen():
    assert columns(104).remedy > columns(80).remedy > columns(60).remedy == 0
    assert columns(60).last
    assert not columns(50).last
    assert not columns(30).where


def test_a_group_without_entries_has_no_heading():
    found = lines({"failed": [], "mended": [LOSS], "lost": [LOSS]}, roomy=True)
    assert [(line.group, line.entries) for line in found if line.trouble is None] == [
        ("mended", 1),
        ("", 0),
        ("lost", 1),
    ]
    assert len(lines({"mended": [LOSS], "lost": [LOSS]}, roomy=False)) == 4


def test_what_and_why_of_a_loss_stand_apart():
    assert (what_words(LOSS), reason_words(LOSS)) == ("thinking dropped", "gpt-4o cannot think")
    assert "gpt-4o cannot think" in plain(trouble_spans(LOSS, columns(120), NOW))


def test_when_it_was_seen_last():
    assert last_words(NOW - 60, NOW) == "12:03"
    assert last_words(NOW - 3 * 86_400, NOW) == "3 d"
    assert last_words(0, NOW) == "999 d"


def test_an_offer_has_its_key_in_front():
    failed = Trouble(group="failed", name="n", title="t", remedy="later", offer=Offer(words="clamp to 8,192"))
    told = remedy_spans(failed, 30, here=True, roomy=True, glyphs=UNICODE)
    assert plain(told) == "A  clamp to 8,192"
    assert (told[0].role, told[1].bold) == ("accent", True)


def test_ugly_words_are_safe_and_keep_the_columns():
    evil = Trouble(
        group="failed", name=EVIL, title=EVIL, model=EVIL, provider=EVIL, remedy=EVIL, count=3, last=NOW
    )
    for width in (60, 80, 120):
        told = trouble_spans(evil, columns(width), NOW)
        assert not set("\x1b\x07\u202e\n") & set(plain(told))
        assert span_width(told) <= width - 4
        assert "[/b]" in plain(told)


def test_a_loss_at_several_targets_counts_them():
    trouble = Trouble(
        group="lost", name="dropped", title="x dropped: no", provider="p", model="m", targets=12
    )
    assert "12 targets" in plain(trouble_spans(trouble, columns(120), NOW))
