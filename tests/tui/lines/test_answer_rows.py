import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.note import Note
from tui_router.journal.record import LegSlice, Mark
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.answer_rows import TAIL_LINES, AnswerRows
from tui_router.tui.lines.line import Half, lay, plain


def leg(name, frames, upto=None) -> AnswerLeg:
    made = AnswerLeg(name, "chat")
    offset = 0
    for index, frame in enumerate(frames[:upto]):
        made.add(
            LegSlice(
                leg=name,
                status=200,
                headers=[("content-type", "text/event-stream")],
                attempt=1 if name == "c" else 0,
                offset=offset,
                next=offset + len(frame),
                data=frame,
                marks=[Mark(offset, 0.61 + index / 50)],
            )
        )
        offset += len(frame)
    return made


def said(rows: AnswerRows) -> list[str]:
    lines = []
    for index in range(len(rows)):
        row = rows.row(index)
        left = plain(lay(row.left or Half(), rows.widths[0])).rstrip()
        right = plain(lay(row.right or Half(), rows.widths[1])).rstrip()
        lines.append(f"{left.ljust(44)}|{row.mark.text if row.mark else ' '}|{right}")
    return lines


@pytest.fixture
def rows(bodies) -> AnswerRows:
    rows = AnswerRows(leg("c", bodies.chat_chunks()), leg("d", bodies.message_events()))
    rows.resize(44, 44)
    return rows


def test_chunks_stand_beside_the_events_they_became(rows):
    text = said(rows)
    assert text[0].startswith("+0.61 200  text/event-stream")
    assert text[1] == "+0.61 role  assistant".ljust(44) + "|→|message_start  in 18,204"
    assert text[2] == "+0.63 content ×15".ljust(44) + "|→|▾ 0 text  ≈18 tokens"
    assert (
        text[3]
        == "        I will read the parser first, then".ljust(44) + "| |  I will read the parser first, then"
    )
    assert "[TODO in line 88]." in text[4]
    assert any("tool_calls[0]  Read  call_00" in line and "▾ 1 tool_use  Read" in line for line in text)
    assert text[-1].endswith("|→|message_stop")


def test_one_leg_alone_carries_its_offsets(rows):
    rows.resize(76, 76, 1)
    text = [line.split("|")[0].rstrip() for line in said(rows)]
    assert text[1] == "+0.63  ▾ 0 text  ≈18 tokens"
    assert text[2].startswith("         I will read")


def test_a_long_text_is_cut_to_its_tail_and_unfolds(bodies):
    script = [("text", "".join(f"line {n}\n" for n in range(40)))]
    rows = AnswerRows(
        leg("c", bodies.chat_chunks(script, end=False)), leg("d", bodies.message_events(script, end=False))
    )
    rows.resize(44, 44)
    text = said(rows)
    assert text[3].strip().startswith("… 33 earlier lines")
    assert "line 39" in text[-2]
    assert len(text) == 3 + TAIL_LINES + 1
    assert rows.toggle(2)
    assert len(rows) == 3 + 41
    assert rows.toggle(2)
    assert "+0.63   “line " in said(rows)[3]
    assert rows.toggle(2)
    assert said(rows) == text


def test_the_text_cursor_stands_at_the_end_of_a_live_stream(bodies):
    rows = AnswerRows(leg("c", bodies.chat_chunks(end=False)), leg("d", bodies.message_events(end=False)))
    rows.live = True
    rows.resize(44, 44)
    assert said(rows)[-1].count("▌") == 2
    rows.live = False
    rows.lay_out()
    assert "▌" not in "".join(said(rows))


def test_counted_usage_is_marked(rows):
    rows.notes = [Note("approximated", "usage", "usage was null", to="usage", side="answer")]
    rows.lay_out()
    marked = [index for index in range(len(rows)) if rows.row(index).ground == "notice-bg"]
    assert ["usage" in line for line in (said(rows)[index] for index in marked)] == [True]


def test_an_error_in_the_stream_is_red(bodies):
    frames = [*bodies.chat_chunks(end=False), b'data: {"error":{"message":"overloaded [/b]"}}\n\n']
    rows = AnswerRows(leg("c", frames), leg("d", bodies.message_events(end=False)))
    rows.resize(44, 44)
    row = next(rows.row(n) for n in range(len(rows)) if rows.row(n).ground)
    assert row.ground == "trouble-bg"
    assert "overloaded [/b]" in said(rows)[-1]


def test_an_error_body_is_laid_out():
    body = b'{"error":{"message":"no","code":5}}'
    c, d = AnswerLeg("c", "chat"), AnswerLeg("d", "")
    c.add(
        LegSlice(
            leg="c",
            attempt=1,
            status=400,
            headers=[("content-type", "application/json")],
            next=len(body),
            data=body,
            complete=True,
        )
    )
    rows = AnswerRows(c, d)
    rows.resize(44, 44)
    assert [line.split("|")[0].strip() for line in said(rows)][2:] == [
        "{",
        '"error": {',
        '"message": "no",',
        '"code": 5',
        "}",
        "}",
    ]
    roles = {span.text: span.role for span in rows.row(5).left.value + rows.row(5).left.lead}
    assert roles['"code"'] == "json-key"
    assert roles["5"] == "json-number"


@given(st.integers(0, 60), st.integers(0, 66), st.integers(12, 60), st.lists(st.integers(0, 40), max_size=4))
def test_both_sides_have_the_same_number_of_lines(bodies, upto_c, upto_d, width, toggles):
    rows = AnswerRows(leg("c", bodies.chat_chunks(), upto_c), leg("d", bodies.message_events(), upto_d))
    rows.resize(width, width)
    for index in toggles:
        rows.toggle(index)
    assert len(said(rows)) == len(rows)


@given(st.integers(1, 57))
def test_rows_laid_out_while_growing_are_those_of_the_whole(bodies, step):
    frames = bodies.message_events()
    d = AnswerLeg("d", "")
    grown = AnswerRows(AnswerLeg("c", "chat"), d)
    offset = 0
    for at in range(0, len(frames), step):
        data = b"".join(frames[at : at + step])
        d.add(
            LegSlice(
                leg="d",
                status=200,
                headers=[("content-type", "text/event-stream")],
                offset=offset,
                next=offset + len(data),
                data=data,
                marks=[Mark(offset, 0.5)],
            )
        )
        offset += len(data)
        grown.resize(40, 40)
    whole = AnswerRows(AnswerLeg("c", "chat"), d)
    whole.resize(40, 40)
    assert said(grown) == said(whole)
