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
