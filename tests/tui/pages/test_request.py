"""The Request page in its five forms."""

import json

import pytest

from tui_router.core.note import Note
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSizes, LegSlice, Tokens, Weighed
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import Half, lay, plain
from tui_router.tui.pages.request import RequestPage
from tui_router.tui.seen import Seen

A = {
    "model": "claude",
    "max_tokens": 32000,
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "fix the parser\x1b[2J, please, and test it"}]}
    ],
    "metadata": {"user_id": "somebody who has a long name and more"},
}
B = {"model": "kimi", "max_tokens": 8192, "messages": [{"role": "user", "content": "fix the parser, please"}]}
NOTES = [Note("clamped", "max_tokens", "at most 8,192", to="max_tokens", before="32,000", after="8,192")]


def slice_of(leg, value) -> LegSlice:
    data = json.dumps(value).encode() if not isinstance(value, bytes) else value
    number = 0 if leg == "a" else 1
    return LegSlice(
        leg=leg, attempt=number, data=data, next=len(data), size=len(data), complete=True, start="POST /v1"
    )


def seen_of(**more) -> Seen:
    row = ExchangeRow(id=3, started_at=0.0, state="ok", attempts=1, tokens=Tokens(input=90))
    return Seen(ExchangeDetail(row=row, notes=NOTES, **more))


@pytest.fixture
def seen() -> Seen:
    seen = seen_of(weighed=Weighed(messages=[[11]]))
    seen.add(slice_of("a", A))
    seen.add(slice_of("b", B))
    return seen


def page_of(seen: Seen, left=76, right=76) -> RequestPage:
    page = RequestPage()
    page.take(seen, UNICODE)
    page.resize(left, right)
    return page


def said(page: RequestPage, width=76) -> list[str]:
    return [plain(lay(page.row(n).left or Half(), width)).rstrip() for n in range(len(page))]


def at(page: RequestPage, words: str) -> int:
    return next(n for n, line in enumerate(said(page)) if words in line)


def test_the_tree_of_leg_a_with_marks_sizes_and_tokens(seen):
    lines = said(page_of(seen))
    assert lines[0].split() == ["a", "client", "sent", "POST", "/v1", "SIZE", "TOKENS"]
    assert lines[1].startswith("→    model")
    assert lines[2].startswith("≤    max_tokens  32,000")
    assert lines[at(page_of(seen), "text  fix")].split()[-1] == "11"
    assert "\x1b" not in "".join(lines)


def test_the_foot_says_what_became_of_it_and_where_it_stands(seen):
    page = page_of(seen)
    told = [plain(line) for line in page.foot(at(page, "max_tokens"))]
    assert told[0] == "≤ max_tokens  32,000 → 8,192  clamped  at most 8,192"
    assert told[1].startswith("$.max_tokens ")
    assert told[1].endswith("y copy value")
    assert plain(page.foot(at(page, "model"))[0]) == "→ model  claude → model  kimi"
    assert plain(page.foot(at(page, "messages"))[-1]).endswith("y copy path")


def test_y_takes_the_value_of_a_leaf_and_the_path_of_the_rest(seen):
    page = page_of(seen)
    assert page.copy(at(page, "max_tokens")) == ("the value", "32000")
    assert page.copy(at(page, "messages")) == ("the path", "$.messages")
    assert [what for what, _ in page.copies(at(page, "messages"))] == ["the JSON", "the path"]


def test_m_goes_round(seen):
    page = page_of(seen)
    forms = [page.turn() for _ in range(5)]
    assert forms == ["leg b", "both", "raw a", "raw b", "leg a"]
    assert "client sent" in said(page)[0]


def test_leg_b_has_its_own_tree(seen):
    page = page_of(seen)
    page.turn()
    lines = said(page)
    assert lines[0].startswith("b  upstream got")
    assert any(line.startswith("≤    max_tokens  8,192") for line in lines)


def test_both_beside_each_other_where_there_is_room(seen):
    page = page_of(seen)
    page.turn()
    page.turn()
    page.resize(55, 56)
    assert page.split
    row = next(page.row(n) for n in range(len(page)) if "max_tokens" in plain(page.row(n).left.lead))
    assert row.mark.text == "≤"
    assert "8,192" in plain(row.right.value)
    page.resize(76, 76)
    page.resize(30, 30)
    assert not page.split


def test_raw_bytes_with_their_find_and_copy(seen):
    page = page_of(seen)
    for _ in range(3):
        page.turn()
    assert said(page)[0].startswith('      0  {"model": "claude"')
    assert page.find("parser", 0, 1) is not None
    assert page.copy(0) == ("the line", json.dumps(A))
    assert page.copies(0)[1] == ("leg a", json.dumps(A))
    assert plain(page.foot(0)[0]).startswith("bytes 0 to")


def test_anchors_lead_there_and_back(seen):
    page = page_of(seen)
    index = page.seek(("path", "messages", 0, "content", 0, "text"))
    assert page.anchor(index) == ("path", "messages", 0, "content", 0, "text")
    assert page.seek(("path", "messages", 9)) == page.seek(("path", "messages"))
    assert page.seek(("block", 1)) is None


def test_find_unfolds(seen):
    page = page_of(seen)
    index = page.find("somebody", 0, 1)
    assert "somebody" in "".join(said(page)[index : index + 2])
    assert page.find("nowhere", 0, 1) is None


def test_what_is_open_stays_open_when_news_come(seen):
    page = page_of(seen)
    page.toggle(at(page, "metadata"))
    seen.took(seen.detail)
    page.take(seen, UNICODE)
    assert at(page, "user_id")


def test_words_while_there_is_no_body():
    seen = seen_of()
    page = page_of(seen)
    assert said(page) == ["Reading."]
    seen.add(LegSlice(leg="a", data=b'{"a', next=3, size=900))
    page.take(seen, UNICODE)
    assert said(page) == ["Reading, 3 B of 900 B."]
    page.turn()
    assert said(page) == ["Not sent yet."]
    assert page.copy(0) is None
    assert page.foot(0) == []


def test_a_body_that_is_no_json_is_shown_as_text():
    seen = seen_of()
    seen.add(slice_of("a", b"<html>\xff\x1b[2J"))
    assert any("<html>" in line for line in said(page_of(seen)))


def test_answered_here():
    seen = Seen(ExchangeDetail(row=ExchangeRow(id=3, started_at=0.0, state="local", sizes=LegSizes(a=2))))
    page = page_of(seen)
    page.turn()
    assert said(page) == ["Answered here; nothing was sent upstream."]
