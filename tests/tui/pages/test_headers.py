import pytest

from tui_router.journal.record import AttemptRow, Times
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import lay, plain
from tui_router.tui.pages.headers import HeadersPage


@pytest.fixture
def page_of():
    def make(seen, width=90):
        page = HeadersPage()
        page.resize(width, width)
        page.take(seen, UNICODE)
        return page

    return make


def test_the_heads_of_the_legs_with_the_time_between(kit, page_of):
    seen = kit.seen_of(kit.text(0, "hi"), dialect="chat", attempts=1, times=Times(read=0.01, sent=0.05, headers=0.4, first=0.6, ended=2.0))  # fmt: skip
    kit.feed(seen, b"{}", leg="a", kind="application/json", headers=[("anthropic-beta", "one,two")], start="POST /v1/messages", complete=True)  # fmt: skip
    kit.feed(seen, b"{}", leg="b", attempt=1, status=None, start="https://up/v1/chat/completions")
    lines = kit.shown(page_of(seen))
    assert lines[0] == "a  client sent  Messages  200read whole +0.01   2 B"
    assert lines[1:4] == [
        "  POST /v1/messages",
        "  content-type    application/json",
        "  anthropic-beta  one,two",
    ]
    assert "b  upstream got  Chat Completionssent +0.05, 40 ms after   2 B" in lines
    assert "  https://up/v1/chat/completions" in lines
    assert any(
        line.startswith("d  client receives  Messages  200first content +0.60, 0.20 s after")
        for line in lines
    )


def test_a_leg_that_is_not_there_says_why(kit, page_of):
    lines = kit.shown(page_of(kit.seen_of(state="local")))
    assert lines.count("  Answered here; nothing was sent upstream.") == 2
    assert "  Nothing was kept of it." in lines
    assert "  Not sent." in kit.shown(page_of(kit.seen_of(state="waiting")))
    seen = kit.seen_of(state="ok", attempts=1)
    seen.row.sizes.c = 9
    assert "  Reading." in kit.shown(page_of(seen))


def test_another_attempt_has_its_own_times(kit, page_of):
    seen = kit.seen_of(
        kit.text(0, "hi"), attempts=2, times=Times(sent=0.5, headers=0.9, first=1.0, ended=2.0)
    )
    seen.detail.attempts = [AttemptRow(number=1, times=Times(sent=0.1, headers=0.2)), AttemptRow(number=2)]
    kit.feed(seen, b"{}", leg="c", attempt=1, status=400)
    lines = kit.shown(page_of(seen))
    assert any(
        "attempt 1 of 2  400head +0.20, 0.10 s after" in line.replace("  Messages", "") for line in lines
    )


def test_status_time_and_size_stand_whole_beside_an_attempt(kit, page_of):
    """What is between the legs gives way first, then the language."""
    seen = kit.seen_of(kit.text(0, "hi"), dialect="chat", attempts=2, times=Times(sent=0.1, headers=0.2))
    kit.feed(seen, b"x" * 2000, leg="c", attempt=1, status=200, complete=True)
    heads = []
    for width in (66, 82, 100):
        page = page_of(seen, width)
        heads.append(plain(lay(page.row(page.seek(("leg", "c"))).left, width)))
    assert all(head.endswith("   2.0 kB") and "  200  " in head and "…" not in head for head in heads)
    assert ["Chat Completions" in head for head in heads] == [False, True, True]
    assert ["after" in head for head in heads] == [False, False, True]


def test_a_long_value_goes_on_in_the_next_line(kit, page_of):
    seen = kit.seen_of()
    kit.feed(
        seen,
        b"",
        leg="a",
        kind="x",
        headers=[("a-name-that-is-longer-than-its-column-can-be", "word " * 30)],
        start="POST /",
    )
    page = page_of(seen, 60)
    lines = kit.shown(page)
    assert all(len(line) <= 60 for line in lines)
    assert sum("word" in line for line in lines) > 2
    assert page.copy(0)[1].startswith("POST /\ncontent-type: x\n")
    assert page.seek(("leg", "c")) is not None


def test_there_may_be_any_number_of_them_and_anything_in_them(kit, page_of):
    seen = kit.seen_of()
    bad = "\x1b]0;x\x07\u202e"
    kit.feed(seen, b"", leg="a", start=bad, headers=[(f"{bad}{n}", bad) for n in range(900)])
    lines = kit.shown(page_of(seen))
    assert len(lines) < 260
    assert "  … 701 more" in lines
    assert all(line.isprintable() for line in lines)
