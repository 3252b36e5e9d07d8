import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_router.replay.answers import Answer
from tui_router.replay.compare import compare_answers, compare_bodies
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.compare_rows import Looks, Section, compare_rows, half_of, row_spans

REQUESTS = compare_bodies(
    json.dumps({"model": "kimi", "stream": True, "top_k": 40}).encode(),
    json.dumps({"model": "gpt", "stream": True, "n": 1}).encode(),
)
ANSWERS = compare_answers(
    Answer(({"type": "text", "text": "equal\nand I will rewrite it"},)),
    Answer(({"type": "text", "text": "equal\nand I will keep the tail"},)),
)
SECTIONS = [Section("b", "upstream got", REQUESTS), Section("d", "client received", ANSWERS)]


def looks(half=40, **how):
    return Looks(UNICODE, half, **how)


def drawn(row, how, tail=""):
    return "".join(span.text for span in row_spans(row, how, tail))


def lines(sections, how):
    return [drawn(row, how).rstrip() for row in compare_rows(sections, how)]


def test_two_columns_with_the_marks_between_them():
    how = looks(30)
    assert lines(SECTIONS, how) == [
        "b  upstream got" + " " * 20 + "b  upstream got",
        'model   "kimi"' + " " * 18 + '≠  model   "gpt"',
        "stream  true" + " " * 23 + "stream  true",
        "top_k   40" + " " * 22 + "−",
        " " * 32 + "+  n       1",
        "",
        "d  client received" + " " * 17 + "d  client received",
        "0 text" + " " * 29 + "0 text",
        "  equal" + " " * 28 + "  equal",
        "  and I will rewrite it" + " " * 9 + "≠    and I will keep the tail",
    ]


def test_one_column_names_the_side():
    how = looks(30, split=False)
    assert lines(SECTIONS, how) == [
        "b  upstream got",
        'A model   "kimi"',
        'B model   "gpt"',
        "  stream  true",
        "A top_k   40",
        "B n       1",
        "",
        "d  client received",
        "  0 text",
        "    equal",
        "A   and I will rewrite it",
        "B   and I will keep the tail",
    ]


def test_what_is_equal_can_be_hidden():
    text = "\n".join(lines(SECTIONS, looks(30, hide=True)))
    assert "true" not in text
    assert "equal" not in text
    assert "0 text" in text
    same = [Section("a", "client sent", compare_bodies(b'{"a": 1}', b'{"a": 1}'))]
    assert "the same" in "\n".join(lines(same, looks(30, hide=True)))


def test_changes_are_numbered_over_all_sections():
    assert [row.change for row in compare_rows(SECTIONS, looks()) if row.change] == [1, 2, 3, 4]


def test_the_words_that_differ_stand_out_or_the_whole_line():
    def strong(how):
        row = compare_rows(SECTIONS, how)[-1]
        return [span.text for span in row.left if span.bold], row.ground

    assert strong(looks()) == (["rewrite it"], "background")
    assert strong(looks(words=False)) == (["and I will rewrite it"], "overlay")


def test_a_long_line_is_wrapped_beside_its_partner():
    found = compare_bodies(b"one " * 40 + b"left", b"one " * 40 + b"right")
    rows = compare_rows([Section("b", "x", found)], looks(20))
    changed = [row for row in rows if row.change]
    assert len(changed) > 5
    assert [row.mark.text for row in changed].count("≠") == 1
    joined = " ".join("".join(span.text for span in row.left).strip() for row in changed)
    assert joined.split() == ["one"] * 40 + ["left"]


def test_what_is_not_there_is_said_on_its_side():
    section = Section("b", "upstream got", said=("Answered here; nothing was sent upstream.", ""))
    assert lines([section], looks(50))[1] == "Answered here; nothing was sent upstream."
    assert lines([section], looks(50, split=False))[1] == "A Answered here; nothing was sent upstream."


def test_a_note_and_a_cut_are_said():
    section = Section("b", "x", REQUESTS._replace(cut=True), note="Only the first 4.2 MB are compared.")
    text = "\n".join(lines([section], looks(50)))
    assert "Only the first" in text
    assert "More differs; it is not shown." in text


def test_the_tail_stands_at_the_right_end():
    how = looks(30)
    assert drawn(compare_rows(SECTIONS, how)[0], how, "change 1 of 5").endswith(" change 1 of 5")
    alone = looks(30, split=False)
    assert cell_len(drawn(compare_rows(SECTIONS, alone)[0], alone, "5 changes")) == 32


HOSTILE = st.text(alphabet=st.sampled_from("ab \x1b\n\t\u202e設👧\u0301[/]\ud800"), max_size=60)


@given(HOSTILE, HOSTILE, HOSTILE, st.integers(10, 40), st.booleans(), st.booleans())
def test_any_text_fits_and_is_safe(key, left, right, half, split, words):
    one = json.dumps({key: left, "messages": [{"role": key, "content": left}]}).encode()
    other = json.dumps({key: right, "messages": [{"role": key, "content": right}]}).encode()
    how = looks(half, split=split, words=words)
    for row in compare_rows([Section("a", "x", compare_bodies(one, other))], how):
        text = drawn(row, how)
        assert cell_len(text) <= (2 * half + 5 if split else half + 2)
        assert not set("\x1b\n\t\u202e\ud800") & set(text)


@pytest.mark.parametrize("width", [12, 76, 116, 196])
def test_the_columns_fill_the_width(width):
    assert 2 * half_of(width, split=True) + 5 in (width, width - 1, 25)
    assert half_of(width, split=False) + 2 == max(12, width)
