"""The Events page: units, runs, gaps, its forms, its find."""

import json

import pytest

from tui_router.core.note import Note
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSizes, LegSlice, Mark, Tokens
from tui_router.messages.watch import Offence
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines import event_leg
from tui_router.tui.lines.line import Half, lay, plain
from tui_router.tui.pages.events import EventsPage
from tui_router.tui.seen import Seen


def chat(delta, **more) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": delta, **more}]}).encode() + b"\n\n"


def event(kind, **more) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()


def delta(text) -> bytes:
    return event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


C = [
    (1.0, chat({"role": "assistant", "content": ""})),
    *((1.1 + n / 100, chat({"content": f"word {n} "})) for n in range(10)),
    (9.5, b": keep-alive\n\n"),
    (12.0, chat({}, finish_reason="stop")),
    (12.1, b"data: [DONE]\n\n"),
]
D = [
    (1.0, event("message_start", message={"usage": {"input_tokens": 9}})),
    (1.101, event("content_block_start", index=0, content_block={"type": "text", "text": ""})),
    *((1.101 + n / 100, delta(f"word {n} ")) for n in range(10)),
    (11.0, event("ping")),
    (
        12.0,
        event("content_block_stop", index=0)
        + event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 7}),
    ),
    (12.1, event("message_stop")),
]


def send(seen, leg, told, kind="text/event-stream", *, complete=True, status=200) -> None:
    marks, data = [], b""
    for at, piece in told:
        marks.append(Mark(len(data), at))
        data += piece
    start = seen.raw[leg].next
    seen.add(
        LegSlice(
            leg=leg, attempt=int(leg == "c"), status=status, headers=[("content-type", kind)], data=data[start:], offset=start,
            next=len(data), size=len(data), complete=complete, marks=[mark for mark in marks if mark.offset >= start],
        )
    )  # fmt: skip


def seen_of(**more) -> Seen:
    row = ExchangeRow(
        id=3,
        started_at=0.0,
        dialect="chat",
        state="ok",
        attempts=1,
        sizes=LegSizes(c=1, d=1),
        tokens=Tokens(estimated=False),
    )
    return Seen(ExchangeDetail(row=row, **more))


@pytest.fixture
def seen() -> Seen:
    seen = seen_of()
    send(seen, "c", C)
    send(seen, "d", D)
    return seen


def page_of(seen, left=55, right=56, glyphs=UNICODE) -> EventsPage:
    page = EventsPage()
    page.take(seen, glyphs)
    page.resize(left, right)
    while page.behind:
        page.take(seen, glyphs)
    return page


def said(page) -> list[str]:
    lines = []
    for index in range(len(page)):
        row = page.row(index)
        left, right = (plain(lay(half or Half(), 56)).rstrip() for half in (row.left, row.right))
        lines.append(f"{left}|{row.mark.text if row.mark else ' '}|{right}" if page.split else left)
    return lines


def at(page, words) -> int:
    return next(n for n, line in enumerate(said(page)) if words in line)


def test_a_chunk_stands_beside_what_it_caused(seen):
    lines = said(page_of(seen))
    assert lines[0].startswith("c  200  text/event-stream")
    assert lines[0].endswith("16 events")
    assert lines[1] == "+1.00         role  assistant|→|message_start  in 9"
    assert lines[2] == "+1.10   0.10  content  “word 0 ”|→|content_block_start 0  text"
    assert lines[3] == "| |text_delta  “word 0 ”"
    assert lines[4].startswith("+1.11   0.01  ▸ content ×9  80 ms  “word 1 word 2")
    assert lines[5] == "+9.50   8.31  : keep-alive| |"
    assert lines[6] == "+11.0|≈|ping  ours, in a silence of the upstream"
    assert lines[7] == "+12.0   2.50  finish_reason  stop|→|content_block_stop 0"
    assert lines[8] == "| |message_delta  stop end_turn  out 7"
    assert lines[9] == "+12.1   0.10  [DONE]|→|message_stop"


def test_a_long_gap_is_amber(seen):
    page = page_of(seen)
    gap = page.row(5).left.lead[1]
    assert (gap.text.strip(), gap.role) == ("8.31", "state-warn")
    assert page.row(2).left.lead[1].role == "ink-soft"


def test_a_run_unfolds_to_its_events_and_folds_again(seen):
    page = page_of(seen)
    before = len(page)
    assert page.toggle(4)
    assert len(page) == before + 9
    assert "word 9" in said(page)[13]
    assert page.toggle(4, want=False)
    assert len(page) == before
    assert not page.toggle(1)
    assert not page.toggle(0)


def test_ascii_has_no_sign_of_its_own(seen):
    assert "content x9" in said(page_of(seen, glyphs=ASCII))[4]


def test_counted_usage_is_marked():
    row = ExchangeRow(id=3, started_at=0.0, dialect="chat", state="ok", attempts=1)
    note = Note("approximated", "usage", "counted here", side="answer")
    for detail in (ExchangeDetail(row=row), ExchangeDetail(row=row, notes=[note])):
        seen = Seen(detail)
        send(seen, "c", C)
        send(seen, "d", D)
        page = EventsPage()
        page.take(seen, UNICODE)
        page.resize(30, 30)
        assert page.row(at(page, "message_delta")).ground == "notice-bg"


def test_the_foot_names_the_longest_gap_the_order_and_the_event(seen):
    page = page_of(seen)
    gap, order, raw = (plain(line) for line in page.foot(1))
    assert gap.endswith("longest 8.31 s, between content and : keep-alive")
    assert order == "legal order ✓ 16 events checked"
    assert raw.startswith('data: {"choices"')


def test_an_offence_is_told_and_marked_where_it_happened():
    seen = seen_of(
        offences=[Offence(leg="d", grade="harmful", rule="r", text="a second\x1b message_start", event=1)]
    )
    send(seen, "c", C)
    send(seen, "d", D)
    page = page_of(seen)
    assert [page.row(index).mark.text for index in (1, 2)] == ["◆", "→"]
    assert plain(page.foot(1)[1]) == "1 offence  a second␛ message_start  16 events checked"
    page.resize(40, 40)
    page.resize(76, 76)
    assert plain(page.foot(1)[-1]).startswith("a second␛ message_start  event: message_start")


def test_m_goes_round_and_narrow_is_one_leg(seen):
    page = page_of(seen)
    assert [page.turn() for _ in range(5)] == ["leg c", "leg d", "raw c", "raw d", "both"]
    page.resize(40, 40)
    assert not page.split
    page.resize(76, 76)
    assert said(page)[1] == "+1.00         message_start  in 9"
    assert [page.turn() for _ in range(4)] == ["raw c", "raw d", "leg c", "leg d"]


def test_raw_bytes(seen):
    page = page_of(seen)
    for _ in range(3):
        page.turn()
    assert said(page)[0].startswith('      0  data: {"choices"')
    assert page.find("keep-alive", 0, 1) is not None
    assert page.copies(0)[1][0] == "leg c"


def test_find_unfolds_in_both_directions(seen):
    page = page_of(seen)
    index = page.find("word 7", 0, 1)
    assert "word 7" in said(page)[index]
    assert page.find("word 7", index, 1) == index
    before = page.find("word 6", index, -1)
    assert "word 6" in said(page)[before]
    assert page.find("nowhere", 0, 1) is None
    assert page_of(seen).find("e", 6, -1) == 5
    alone = page_of(seen)
    alone.turn()
    index = alone.find("word 3", 0, -1)
    assert "word 3" in said(alone)[index]


def test_copy_takes_the_event_or_the_run(seen):
    page = page_of(seen)
    assert page.copy(1) == ("the event", C[0][1].decode().strip())
    what, text = page.copy(4)
    assert what == "9 events"
    assert text.count("data:") == 9


def test_blocks_are_places(seen):
    page = page_of(seen)
    assert page.seek(("block", 0)) == 2
    assert page.anchor(4) == ("block", 0)
    assert page.anchor(1) == ()
    assert page.seek(("block", 9)) is None
    assert page.seek(("path", "x")) is None


def test_a_live_stream_grows_as_if_read_at_once(seen):
    live, page = seen_of(), EventsPage()
    page.resize(55, 56)
    for count in range(1, len(D) + 1):
        if count <= len(C):
            send(live, "c", C[:count], complete=count == len(C))
        send(live, "d", D[:count], complete=count == len(D))
        page.take(live, UNICODE)
    assert said(page) == said(page_of(seen))


def test_long_legs_are_taken_in_slices(seen, monkeypatch):
    whole = said(page_of(seen))
    monkeypatch.setattr(event_leg, "AT_ONCE", 150)
    page = EventsPage()
    page.take(seen, UNICODE)
    assert page.behind
    assert said(page_of(seen)) == whole


def test_an_error_that_is_no_stream():
    seen = seen_of()
    body = [(0.4, json.dumps({"type": "error", "error": {"message": "no\x1b[2J"}}).encode())]
    send(seen, "c", body, "application/json", status=400)
    send(seen, "d", body, "application/json", status=400)
    page = page_of(seen)
    text = "\n".join(said(page))
    assert "400" in text
    assert '"message": "no' in text
    assert "\x1b" not in text
    assert page.find("message", 0, 1) is not None
    assert page.foot(0) == []
    assert page.copy(0) is None


def test_words_while_nothing_is_there():
    seen = Seen(ExchangeDetail(row=ExchangeRow(id=3, started_at=0.0)))
    assert said(page_of(seen, 30, 30)) == ["Waiting for the first chunk."]


def test_a_stream_that_broke_off_at_once_leaves_the_body_that_the_client_was_told_in():
    seen = Seen(ExchangeDetail(row=ExchangeRow(id=1, started_at=0.0, state="failed", attempts=1)))
    send(seen, "c", [(0.2, b"")])
    send(
        seen,
        "d",
        [(0.3, b'{"type": "error", "error": {"message": "it hung up"}}')],
        "application/json",
        status=502,
    )
    page = EventsPage()
    page.resize(90, 90)
    page.take(seen, UNICODE)
    told = "\n".join(
        plain(lay(half, 90)) for n in range(len(page)) if (half := page.row(n).left or page.row(n).right)
    )
    assert "it hung up" in told
    assert "0 chunks" not in told
