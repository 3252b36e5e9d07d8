"""Bytes in lines: where they break, what they show, and that they are found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_router.tui.lines.line import plain
from tui_router.tui.pages import raw
from tui_router.tui.pages.raw import RawRows
from tui_router.tui.seen import RawLeg


def shown(data: bytes, width: int = 30) -> RawRows:
    rows = RawRows()
    rows.resize(width)
    rows.look_at(RawLeg(data=bytearray(data)))
    return rows


def said(rows: RawRows) -> list[str]:
    return [plain(rows.row(index).left.lead) for index in range(len(rows))]


def test_lines_end_at_line_feeds_and_at_the_width():
    rows = shown(b'data: {"a":1}\n\n' + b"x" * 45)
    assert said(rows) == [
        '      0  data: {"a":1}',
        "     14  ",
        "     15  " + "x" * 20,
        "     35  " + "x" * 20,
        "     55  " + "x" * 5,
    ]


def test_what_does_not_print_is_a_point_and_characters_stay_whole():
    rows = shown(b"\x1b]0;x\x07\xff" + "日本語".encode() * 5)
    text = [rows.text(index) for index in range(len(rows))]
    assert text[0] == "·]0;x··日本語日本"
    assert "".join(text) == "·]0;x··" + "日本語" * 5


def test_what_comes_later_lengthens_the_last_line():
    leg = RawLeg(data=bytearray(b"one\ntw"))
    rows = RawRows()
    rows.look_at(leg)
    leg.data += b"o\nthree"
    rows.grow()
    assert [rows.text(index) for index in range(len(rows))] == ["one", "two", "three"]


def test_another_leg_begins_anew():
    rows = shown(b"one\ntwo")
    rows.look_at(RawLeg(data=bytearray(b"x")))
    assert said(rows) == ["      0  x"]


def test_found_in_both_directions_and_round_the_ends():
    rows = shown(b"Alpha\nbeta\ngamma alpha\n")
    assert rows.find("alpha", 0, 1) == 2
    assert rows.find("ALPHA", 2, 1) == 0
    assert rows.find("alpha", 0, -1) == 2
    assert rows.find("beta", 1, 1) == 1
    assert rows.find("delta", 0, 1) is None
    assert shown("É\n".encode()).find("é", 0, 1) == 0


def test_a_body_of_line_feeds_is_cut_at_the_width(monkeypatch):
    monkeypatch.setattr(raw, "MOST_FEEDS", 10)
    rows = shown(b"a\n" * 50)
    assert len(rows) == 5
    assert rows.text(0) == "a·" * 10
    assert rows.find("a", 4, 1) == 0


@given(st.binary(max_size=400), st.integers(10, 60))
def test_every_byte_stands_in_one_row(data: bytes, width: int):
    rows = shown(data, width)
    spans = [rows.offset(index) for index in range(len(rows))]
    assert b"".join(data[start:end] for start, end in spans) == data.replace(b"\n", b"")
    for index, (start, end) in enumerate(spans):
        if end > start:
            assert rows.row_at(start) == index
            assert rows.row_at(end - 1) == index
        assert cell_len(rows.text(index)) <= max(8, width - 10) + 3  # stray tails; the screen crops


@pytest.mark.parametrize("truncated", [True, False])
def test_the_foot_says_where(truncated):
    rows = shown(b"one\ntwo")
    rows.leg.size, rows.leg.truncated = 9_000_000, truncated
    assert plain(rows.foot(1)[0]).startswith("bytes 4 to 7 of 9.0 MB")
    assert ("not kept" in plain(rows.foot(1)[0])) is truncated


def test_bytes_that_are_no_text_stand_in_figures_with_their_letters():
    rows = shown(b"\0\0\0\x90\x1b[2J{\n}\xff" + b"a" * 8, 43)
    assert said(rows) == [
        "      0  00 00 00 90 1b 5b 32 4a  ····" + "·[2J",
        "      8  7b 0a 7d ff 61 61 61 61  {·}·aaaa",
        "     16  61 61 61 61" + " " * 14 + "aaaa",
    ]
    assert rows.line(1) == "7b 0a 7d ff 61 61 61 61"
    assert rows.whole() == "00 00 00 90 1b 5b 32 4a 7b 0a 7d ff 61 61 61 61\n61 61 61 61"
    assert rows.find("J{", 2, -1) == 0
    assert bytes.fromhex(rows.whole()) == bytes(rows.leg.data)


def test_what_is_no_text_is_found_and_grows():
    leg = RawLeg(data=bytearray(b"\0" * 16))
    rows = RawRows()
    rows.resize(43)
    rows.look_at(leg)
    assert len(rows) == 2
    leg.data += b"found"
    rows.grow()
    assert (len(rows), rows.find("FOUND", 0, 1)) == (3, 2)
