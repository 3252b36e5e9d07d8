import pytest

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.leftover import MOST_NAMED, note_prefill, note_rest
from tui_router.dialects.pairs import lay_out


def told(call, read=("model", "messages", "stream")):
    ledger = Ledger()
    note_rest(call, read, "Lab", ledger)
    return [(note.path, note.reason) for note in ledger.notes()]


def test_each_member_that_nobody_reads_is_named(make_call):
    call = make_call({"container": "c", "novel": 1}, headers={"anthropic-beta": "x-2026"})
    assert told(call) == [
        ("container", "a container lives on Anthropic's servers"),
        ("novel", "no counterpart in Lab"),
        ("headers.anthropic-beta", "betas are Anthropic's own"),
    ]
    assert told(make_call()) == []


def test_marks_are_counted_and_a_flood_of_members_is_one_note(make_call):
    system = [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]
    assert told(make_call({"system": system}), ("model", "messages", "stream", "system")) == [
        ("..cache_control", "the target caches by itself or not at all")
    ]
    assert len(told(make_call({f"m{n}": n for n in range(100)}))) == MOST_NAMED + 1


def test_words_that_should_be_gone_on_with(make_call):
    def told(*messages):
        ledger = Ledger()
        talk = [{"role": role, "content": content} for role, content in messages]
        note_prefill(lay_out(make_call({"messages": talk}).request.messages), ledger)
        return [(note.act, note.path) for note in ledger.notes()]

    assert told(("user", "a"), ("assistant", "{")) == [("approximated", "messages[1].content")]
    assert told(("user", "a"), ("assistant", "b"), ("user", "c")) == []
    assert told() == []


def test_what_stands_beside_the_words_of_a_message_is_named(make_call):
    once, low = {"clear_at": "next_user_message"}, {"output_config": {"effort": "low"}}
    messages = [
        {"role": "user", "content": "a", "novel": 1},
        {"role": "system", "content": "s", **once, **low},
        {"role": "user", "content": "b"},
        {"role": "system", "content": "t", **once, "output_config": {"effort": "max"}},
    ]
    assert told(make_call({"messages": messages})) == [
        ("messages[0].novel", "a message has no novel in Lab"),
        ("messages[1]", "it was only for its own turn"),
        ("messages[1].output_config", "another effort has come since"),
    ]


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ({"type": "text", "text": "a", "citations": [{"type": "char_location"}]}, True),
        ({"type": "text", "text": "a", "citations": []}, False),
        ({"type": "text", "text": "a", "citations": None}, False),
        ({"type": "document", "source": {"type": "text", "data": "d"}, "citations": {"enabled": True}}, True),
        (
            {"type": "document", "source": {"type": "text", "data": "d"}, "citations": {"enabled": False}},
            False,
        ),
        ({"type": "tool_use", "id": "t", "name": "n", "input": {"citations": [1]}}, False),
    ],
)
def test_citations_are_named_where_they_are_lost(make_call, block, named):
    call = make_call({"messages": [{"role": "user", "content": [block]}]})
    expected = [("messages[0].content[0].citations", "citations have no place in Lab")]
    assert told(call) == (expected if named else [])
