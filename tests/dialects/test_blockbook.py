import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.blockbook import BlockBook
from tui_router.messages.events import MessageStart, MessageStop, OtherOut, Usage
from tui_router.messages.fold import Fold


@pytest.fixture(scope="session")
def make_book():
    def make(**more):
        count = itertools.count(1)
        return BlockBook(
            model="m", new_id=lambda p: f"{p}{next(count)}", prompt=Usage(input_tokens=7), **more
        )

    return make


@pytest.fixture
def book(make_book):
    return make_book()


@pytest.fixture(scope="session")
def told(playbook):
    def told(book):
        events = book.take()
        playbook.complain(events, whole=any(isinstance(event, MessageStop) for event in events))
        return [playbook.tell(event) for event in events]

    return told


def test_starts_with_the_first_content(book):
    book.text("")
    book.text(" \n")
    book.thinking("  ")
    assert book.take() == []
    book.text("a")
    start, *_ = book.take()
    assert isinstance(start, MessageStart)
    assert start.message.usage == Usage(input_tokens=7)


def test_white_space_becomes_text_only_with_text(book, told):
    book.text("\n\n")
    book.text("a")
    book.thinking("t")
    book.text("\n")
    book.thinking("u")
    book.end("end_turn", None, Usage())
    assert told(book) == [
        "start m, 7 in",
        "0 text",
        r'  "\n\na"',
        "0 stop",
        "1 thinking",
        '  "t"',
        '  "u"',
        "  signature ''",
        "1 stop",
        "end end_turn, 0 in, 0 out",
        "messagestop",
    ]


def test_white_space_that_ends_a_text_behind_an_open_call_is_kept(book, told):
    call = book.call()
    book.named(call, "toolu_x", "Bash")
    for piece in ("a", "\n", " ", "b", " "):
        book.text(piece)
    book.apart()
    book.text("\n")
    book.text("c")
    book.end("tool_use", None, Usage())
    assert [line for line in told(book) if line.startswith('  "')] == [r'  "a\n b "', r'  "\nc"']


def test_white_space_becomes_thinking_only_with_thinking(book, told):
    book.thinking("\n")
    book.text("a")
    book.thinking(" ")
    book.thinking("\n")
    book.thinking("t")
    book.thinking(" ")
    book.end("end_turn", None, Usage())
    assert [line for line in told(book) if line.startswith('  "')] == ['  "a"', r'  " \nt"', '  " "']


def test_a_signature_closes_its_thinking(book, told):
    book.thinking("t")
    book.signature("sig")
    book.redacted("sealed")
    book.thinking("u")
    book.end("end_turn", None, Usage())
    assert [line for line in told(book) if "signature" in line or "redacted" in line] == [
        "  signature 'sig'",
        "1 redacted",
        "  signature ''",
    ]


def test_sealed_thinking_is_not_the_last_thing_behind_text(book, told):
    book.text("a")
    book.redacted("sealed")
    book.end("end_turn", None, Usage())
    assert [line for line in told(book) if line[0].isdigit()] == ["0 text", "0 stop"]
    assert [(note.act, note.path) for note in book.ledger.notes()] == [("dropped", "content")]


def test_sealed_thinking_behind_text_goes_before_what_follows(book, told):
    book.text("a")
    book.redacted("sealed")
    book.text("b")
    book.redacted("sealed too")
    call = book.call()
    book.named(call, "toolu_x", "Bash")
    book.whole_arguments(call, "{}")
    book.redacted("behind a call it may be")
    book.end("tool_use", None, Usage())
    assert [line for line in told(book) if line[0].isdigit() and "stop" not in line] == [
        "0 text",
        "1 redacted",
        "2 text",
        "3 redacted",
        "4 tool Bash toolu_x",
        "5 redacted",
    ]
    assert book.ledger.notes() == []


def test_a_call_starts_with_id_and_name(book):
    call = book.call()
    book.arguments(call, '{"a":')
    book.named(call, id="toolu_a")
    assert book.take() == []
    book.named(call, name="Bash")
    assert len(book.take()) == 3
    book.arguments(call, "1}")
    assert len(book.take()) == 1


def test_what_comes_while_a_call_is_open_waits(book, told):
    first, second = book.call(), book.call()
    book.named(first, "toolu_a", "A")
    book.arguments(first, '{"a":')
    book.named(second, "toolu_b", "B")
    book.text("said")
    book.text(" ")
    book.text("more")
    book.thinking("thought")
    book.arguments(second, "{}")
    book.arguments(first, "1}")
    book.text("last")
    book.end("tool_use", None, Usage())
    assert [line for line in told(book) if not line.startswith(("start", "end", "messagestop"))] == [
        "0 tool A toolu_a",
        '  {"a":',
        "  1}",
        "0 stop",
        "1 tool B toolu_b",
        "  {}",
        "1 stop",
        "2 text",
        '  "said more"',
        "2 stop",
        "3 thinking",
        '  "thought"',
        "  signature ''",
        "3 stop",
        "4 text",
        '  "last"',
        "4 stop",
    ]


def test_ends_once(book, told):
    book.text("a")
    book.end("end_turn", None, Usage())
    book.end("max_tokens", None, Usage())
    assert sum(line.startswith("end ") for line in told(book)) == 1


def test_an_answer_of_nothing_has_one_empty_block(book, told):
    book.end("end_turn", None, Usage())
    assert told(book)[1:3] == ["0 text", "0 stop"]


def test_names_what_was_never_named(make_book):
    lone = make_book(lone_tool="Bash")
    call = lone.call("tool_calls[0]")
    lone.arguments(call, "{}")
    lone.end("tool_use", None, Usage())
    assert (call.id, call.name) == ("toolu_1", "Bash")
    assert [note.path for note in lone.ledger.notes()] == ["tool_calls[0].id", "tool_calls[0].function.name"]
    nobody = make_book()
    call = nobody.call()
    nobody.end("tool_use", None, Usage())
    assert call.name == "unknown_tool"


def test_an_abandoned_half_call_stays_open(book, told):
    call = book.call()
    book.named(call, "toolu_a", "Bash")
    book.arguments(call, '{"a":')
    book.abandon()
    assert told(book)[-1] == '  {"a":'


@pytest.mark.parametrize("say", ["text", "thinking"])
def test_an_abandoned_text_is_closed(book, told, say):
    getattr(book, say)("a")
    book.abandon()
    assert told(book)[-1] == "0 stop"


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["text", "thinking", "signature", "redacted"]), st.text(" \nab", max_size=4)
        ),
        st.tuples(st.just("call"), st.just("")),
        st.tuples(
            st.just("named"),
            st.integers(0, 3),
            st.sampled_from(["", "toolu_x", "call_0"]),
            st.sampled_from(["", "Bash"]),
        ),
        st.tuples(
            st.just("arguments"),
            st.integers(0, 3),
            st.sampled_from(['{"a":', "1}", "{}", "", "x", " ", '{"a":1}']),
        ),
        st.tuples(st.just("whole_arguments"), st.integers(0, 3), st.just('{"a":1}')),
    ),
    max_size=25,
)


@given(steps=STEPS)
def test_any_order_of_things_keeps_the_grammar(make_book, playbook, steps):
    book = make_book(used={"toolu_x"})
    calls, said, events = [], "", []
    for step, *rest in steps:
        if step == "call":
            calls.append(book.call())
        elif step in ("named", "arguments", "whole_arguments"):
            if rest[0] < len(calls):
                getattr(book, step)(calls[rest[0]], *rest[1:])
        else:
            getattr(book, step)(*rest)
            said += rest[0] if step == "text" else ""
        events += book.take()
    book.end("end_turn", None, Usage())
    events += book.take()
    playbook.complain(events, whole=True)
    fold = Fold()
    for event in events:
        fold.accumulate(event)
    content = fold.message().content
    assert sum(type(block).__name__ == "ToolUseOut" for block in content) == len(calls)
    heard = "".join(block.text for block in content if type(block).__name__ == "TextOut")
    assert heard.split() == said.split() or "".join(heard.split()) == "".join(said.split())


def test_thinking_without_a_signature_is_signed_when_it_ends(make_book, told):
    signatures = itertools.count()
    book = make_book(sign=lambda: f"s{next(signatures)}")
    book.thinking("t")
    assert book.thinks
    book.text("a")
    assert not book.thinks
    book.thinking("u")
    book.signature("its own")
    book.text("b")
    book.thinking("v")
    book.end("end_turn", None, Usage())
    assert [line for line in told(book) if "signature" in line] == [
        "  signature 's0'", "  signature 'its own'", "  signature 's1'",
    ]  # fmt: skip


def test_what_is_whole_is_not_gone_on_with(book, told):
    book.text("a")
    book.apart()
    book.apart()
    book.text("b")
    book.thinking("t")
    book.apart("sig")
    book.thinking("u")
    book.end("end_turn", None, Usage())
    assert [line.strip() for line in told(book) if line[0] == " "] == [
        '"a"',
        '"b"',
        '"t"',
        "signature 'sig'",
        '"u"',
        "signature ''",
    ]


def test_what_comes_whole_waits_for_an_open_call_too(book, told):
    call = book.call()
    book.named(call, "toolu_x", "Bash")
    book.arguments(call, '{"a":')
    book.thinking("t")
    book.apart("sig")
    book.redacted("sealed")
    book.other(OtherOut("server_tool_use", Raw(b'{"id":"srvtoolu_1"}')), '{"q":1}')
    book.thinking("u")
    book.arguments(call, "1}")
    book.end("tool_use", None, Usage())
    assert [line.strip() for line in told(book)[1:-2]] == [
        "0 tool Bash toolu_x",
        '{"a":',
        "1}",
        "0 stop",
        "1 thinking",
        '"t"',
        "signature 'sig'",
        "1 stop",
        "2 redacted",
        "2 stop",
        '3 server_tool_use {"id":"srvtoolu_1"}',
        '{"q":1}',
        "3 stop",
        "4 thinking",
        '"u"',
        "signature ''",
        "4 stop",
    ]


def test_says_where_a_call_keeps_its_name(make_book):
    book = make_book(inside="")
    call = book.call("output[0]")
    book.arguments(call, "nonsense")
    book.end("tool_use", None, Usage())
    assert [note.path for note in book.ledger.notes()] == [
        "output[0].id",
        "output[0].name",
        "output[0].arguments",
    ]
