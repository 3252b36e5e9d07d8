import pytest

from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.answer_parts import AnswerPart
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.line import plain
from tui_router.tui.pages.answer_pieces import Body, Call, Prose, Thinking, piece_for


def part(sort, text="", name="x", kind="x", at=0.5):
    entry = Entry((sort, 0), name, at=at, until=at)
    if text:
        entry.grow(text, at + 1.2)
    return AnswerPart(sort, name, kind, entry, entry)


def rows(piece):
    return [plain(piece.row(n).left.lead).rstrip() if piece.row(n).left else "" for n in range(len(piece))]


def fitted(piece, width=60, glyphs=UNICODE):
    piece.refit(width, glyphs)
    return piece


@pytest.mark.parametrize(
    ("sort", "kind"),
    [("text", Prose), ("thinking", Thinking), ("call", Call), ("other", Call), ("body", Body)],
)
def test_each_sort_has_its_piece(sort, kind):
    assert type(piece_for(part(sort), 3)) is kind
    assert piece_for(part(sort), 3).anchor(0) == ("block", 3)


def test_thinking_tells_tokens_time_and_how_it_begins():
    piece = fitted(Thinking(part("thinking", "so it is"), 0))
    piece.tokens = 214
    assert rows(piece)[0] == "▸ thinking  ≈214 tokens  1.2 s  so it is"
    piece.fold(False)
    assert rows(piece) == ["▾ thinking  ≈214 tokens  1.2 s", "▏ so it is", ""]


def test_thinking_that_nobody_may_read_says_so():
    piece = fitted(Thinking(part("thinking"), 0))
    assert rows(piece) == ["  thinking  hidden by the model", ""]
    assert piece.folds is None
    assert piece.copy(0) is None


def test_while_more_comes_thinking_is_open_and_has_a_caret():
    piece = fitted(Thinking(part("thinking", "hm"), 0), 40)
    piece.live = True
    assert rows(piece)[1] == "▏ hm▌"


def test_a_card_takes_another_width():
    piece = fitted(Call(part("call", '{"command":"ls"}', "Bash"), 0), 40)
    assert {len(line) for line in (plain(piece.row(n).left.lead) for n in range(2))} == {40}
    fitted(piece, 50)
    assert len(plain(piece.row(0).left.lead)) == 50


def test_a_block_of_another_kind_is_named():
    assert rows(fitted(Call(part("other", '{"query":"x"}', "web_search", "server_tool_use"), 0)))[0].split()[
        :2
    ] == [
        "web_search",
        "server_tool_use",
    ]


def test_a_long_call_opens_and_closes():
    piece = fitted(Call(part("call", '{"content":"' + "x\\n" * 60 + '","file_path":"a"}', "Write"), 0))
    folded = len(piece)
    assert piece.folds is True
    assert "41 more lines" in rows(piece)[21]
    piece.fold(False)
    assert (piece.folds, len(piece) > folded) == (False, True)
    assert piece.hides("x\nx") is False  # as it stands on the wire, not as it is drawn
    assert piece.copy(0)[0] == "the input of Write"


def test_signs_in_ascii():
    assert rows(fitted(Thinking(part("thinking", "hm"), 0), glyphs=ASCII))[0].startswith("+ thinking")
