import json

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.journal.record import Tokens
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.wrap import Flow
from tui_router.tui.pages.answer import AnswerPage


@pytest.fixture
def page_of():
    def make(seen, width=80):
        page = AnswerPage()
        page.resize(width, width)
        page.take(seen, UNICODE)
        return page

    return make


def test_it_reads_like_a_conversation(kit, page_of):
    seen = kit.seen_of(
        kit.thinking(0, "It is ", "the tail."), kit.text(1, "I see ", "the cause."),
        kit.call(2, "Bash", {"command": "pytest", "description": "run it"}), stop="tool_use",
    )  # fmt: skip
    lines = kit.shown(page_of(seen))
    assert lines[0].startswith("▾ thinking  ≈")
    assert lines[1:5] == ["▏ It is the tail.", "", "I see the cause.", ""]
    assert lines[5].split()[:3] == ["Bash", "run", "it"]
    assert lines[6] == "  $ pytest"
    assert lines[-1] == "stop tool_use   in 1.2k   out 40"


def test_every_line_of_a_card_has_its_whole_width(kit, page_of):
    page = page_of(
        kit.seen_of(kit.call(0, "Edit", {"file_path": "a", "old_string": "x", "new_string": "語" * 90})), 60
    )
    boxed = [row.left.lead for row in map(page.row, range(len(page))) if row.left and row.left.lead[0].on]
    assert len(boxed) == 3
    for spans in boxed:
        assert sum(2 if char == "語" else 1 for span in spans for char in span.text) == 60
    assert {span.on for span in boxed[1]} == {"removed-bg"}


@pytest.mark.parametrize(("width", "lines", "folded"), [(80, 3, False), (80, 30, True), (70, 3, True)])
def test_thinking_is_folded_where_it_is_long_or_the_page_narrow(kit, page_of, width, lines, folded):
    page = page_of(kit.seen_of(kit.thinking(0, "\n".join(["word"] * lines)), kit.text(1, "x")), width)
    assert kit.shown(page)[0].startswith("▸" if folded else "▾")
    assert page.toggle(0)
    assert kit.shown(page)[0].startswith("▾" if folded else "▸")


def test_an_input_that_streams_is_text_until_it_is_whole(kit, page_of):
    seen = kit.seen_of(kit.block(0, {"type": "tool_use", "name": "Bash"}, '{"comm', end=False), state="live")
    page = page_of(seen)
    assert kit.shown(page)[1].strip() == '{"comm▌'
    kit.feed(
        seen,
        kit.event(
            "content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": 'and":"ls"}'}
        ),
    )
    kit.feed(seen, kit.event("content_block_stop", index=0) + kit.text(1, "done", end=False))
    page.take(seen, UNICODE)
    assert kit.shown(page)[1] == "  $ ls"
    assert kit.shown(page)[-2] == "done▌"


def test_a_delta_costs_what_is_new(kit, page_of, monkeypatch):
    fed = []
    feed = Flow.feed
    monkeypatch.setattr(Flow, "feed", lambda self, text: fed.append(text) or feed(self, text))
    seen = kit.seen_of(kit.text(0, *["word "] * 500, end=False), state="live")
    page = page_of(seen)
    assert sum(map(len, fed)) == 2_500
    kit.feed(seen, kit.event("content_block_delta", index=0, delta={"type": "text_delta", "text": "more"}))
    page.take(seen, UNICODE)
    assert fed[-1] == "more"
    assert sum(map(len, fed)) == 2_504
    assert "more▌" in "\n".join(kit.shown(page))


def test_figures_that_were_counted_here_say_so(kit, page_of):
    seen = kit.seen_of(kit.text(0, "hi"), tokens=Tokens(input=19_900, output=812), stop="end_turn")
    assert kit.shown(page_of(seen))[-1] == "stop end_turn   in ≈19.9k   out ≈812   counted here"


def test_a_failure_is_what_the_client_got_and_what_stands_behind_it(kit, page_of):
    body = {"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long"}}
    seen = kit.seen_of(
        json.dumps(body).encode(), state="failed", kind="application/json", status=400, provider="openai"
    )
    seen.detail.diagnosis = Diagnosis(name="context_overflow", type="invalid_request_error", status=400, message="m",
                                      title="prompt too long", quote="maximum context length", remedy="Use another.")  # fmt: skip
    page = page_of(seen)
    text = "\n".join(kit.shown(page))
    for words in ("✗ prompt too long", "invalid_request_error  400", "prompt is too long", "openai said",
                  "“maximum context length”", "Use another."):  # fmt: skip
        assert words in text
    assert page.row(0).ground == "trouble-bg"
    assert page.copy(0) == ("what the client was told", "prompt is too long")
    assert page.seek(("block", 0)) == 0


def test_what_came_before_a_failure_stays(kit, page_of):
    seen = kit.seen_of(
        kit.text(0, "half of"), kit.event("error", error={"message": "gone"}), state="failed", trouble="cut"
    )
    assert kit.shown(page_of(seen))[0] == "half of"
    assert "gone" in "\n".join(kit.shown(page_of(seen)))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "Waiting for the first content, 3.0 s."),
        ("held", "Held before it was sent upstream."),
        ("ok", "Nothing was sent to the client."),
    ],
)
def test_nothing_yet_says_what_it_waits_for(kit, page_of, state, said):
    seen = kit.seen_of(state=state)
    seen.now = 3.0
    assert kit.shown(page_of(seen)) == [said]


def test_one_that_was_left_says_so(kit, page_of):
    assert "the client left" in kit.shown(page_of(kit.seen_of(kit.text(0, "hi"), state="cancelled")))[-1]


def test_an_answer_that_is_no_message(kit, page_of):
    page = page_of(kit.seen_of(b'{"input_tokens":5}', kind="application/json", state="local"))
    assert kit.shown(page)[:3] == ["{", '  "input_tokens": 5', "}"]


def test_m_shows_the_bytes_and_back(kit, page_of):
    seen = kit.seen_of(kit.text(0, "hello"))
    page = page_of(seen)
    before = kit.shown(page)
    assert page.turn() == "raw d"
    assert "event: content_block_start" in "\n".join(kit.shown(page))
    assert page.find("hello", 0, 1) is not None
    assert page.copy(0)[1].encode() == bytes(seen.raw["d"].data)
    assert (page.anchor(0), page.toggle(0)) == ((), False)
    assert page.foot(0)
    assert page.turn() == "read"
    assert kit.shown(page) == before


def test_places_of_blocks_leave_the_bytes(kit, page_of):
    page = page_of(kit.seen_of(kit.text(0, "one"), kit.text(1, "two")))
    page.turn()
    index = page.seek(("block", 1))
    assert kit.shown(page)[index] == "two"
    assert page.anchor(index) == ("block", 1)


def test_words_in_folded_thinking_and_in_a_card_are_found(kit, page_of):
    page = page_of(kit.seen_of(kit.thinking(0, "a\n" * 40 + "needle"), kit.call(1, "Write", {"file_path": "f", "content": "x\n" * 50 + "needle"})))  # fmt: skip
    first = page.find("Needle", 0, 1)
    assert kit.shown(page)[first] == "▏ needle"
    second = page.find("Needle", first, 1)
    assert "51 + needle" in kit.shown(page)[second]
    assert page.find("Needle", second, 1) == first


def test_hostile_text_is_shown_and_not_obeyed(kit, page_of):
    bad = "\x1b[2J\u202e[/b]\r\x00"
    seen = kit.seen_of(kit.thinking(0, bad), kit.text(1, bad), kit.call(2, bad, {bad: bad}),
                       kit.block(3, {"type": bad, "name": bad}, bad), stop=bad)  # fmt: skip
    for line in kit.shown(page_of(seen)):
        assert line.isprintable()
        assert "\u202e" not in line
