import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import NO_RESULT, cleared, lay_out, pair
from tui_router.messages.blocks import (
    ImageBlock,
    ImageSource,
    ServerToolUseBlock,
    TextBlock,
    ToolResultBlock,
    ToolUseBlock,
    UnknownBlock,
    WebSearchResultBlock,
)
from tui_router.messages.request import Message


def use(id):
    return ToolUseBlock(id, "Bash")


def result(id, text="ok"):
    return ToolResultBlock(id, text)


def paired(*messages):
    ledger = Ledger()
    turns = pair(lay_out([Message(role, content) for role, content in messages]), ledger)
    return turns, ledger.notes()


def test_lays_out_what_one_side_says_in_a_row():
    turns = lay_out([Message("user", "a"), Message("user", [TextBlock("b")]), Message("assistant", "c")])
    assert [(turn.role, [placed.path for placed in turn.blocks]) for turn in turns] == [
        ("user", ["messages[0].content", "messages[1].content[0]"]),
        ("assistant", ["messages[2].content"]),
    ]


def test_an_assistant_owns_the_answers_of_its_calls_in_their_order():
    turns, notes = paired(
        ("assistant", [use("a"), use("b")]), ("user", [TextBlock("x"), result("b", "B"), result("a", "A")])
    )
    assert [answer.block.content for answer in turns[0].answers] == ["A", "B"]
    assert [placed.block for placed in turns[1].blocks] == [TextBlock("x")]
    assert notes == []


def test_a_turn_that_held_only_results_is_gone():
    turns, _ = paired(("assistant", [use("a")]), ("user", [result("a")]), ("assistant", "done"))
    assert [turn.role for turn in turns] == ["assistant", "assistant"]


def test_a_late_result_is_moved_with_a_note():
    turns, notes = paired(
        ("assistant", [use("a")]), ("user", "wait"), ("assistant", "ok"), ("user", [result("a", "A")])
    )
    assert turns[0].answers[0].block.content == "A"
    assert [(note.act, note.path, note.to) for note in notes] == [
        ("moved", "messages[3].content[0]", "messages[0].content[0]")
    ]


def test_a_system_message_between_call_and_result_changes_nothing():
    turns, notes = paired(("assistant", [use("a")]), ("system", "env"), ("user", [result("a", "A")]))
    assert turns[0].answers[0].block.content == "A"
    assert notes == []


def test_a_call_without_result_gets_one():
    turns, notes = paired(("assistant", [use("a")]), ("user", "go on"))
    assert turns[0].answers[0].block == ToolResultBlock("a", NO_RESULT)
    assert [note.act for note in notes] == ["added"]


def test_a_result_without_call_is_told_and_keeps_its_image():
    image = ImageBlock(ImageSource("url", url="https://a.example/i.png"))
    turns, notes = paired(("user", [ToolResultBlock("gone", [TextBlock("old"), image])]))
    assert [placed.block for placed in turns[0].blocks][1:] == [TextBlock("old"), image]
    assert turns[0].blocks[2].path == "messages[0].content[0].content[1]"
    assert [note.act for note in notes] == ["approximated"]


def test_a_result_that_comes_twice_is_told_the_second_time():
    turns, notes = paired(("assistant", [use("a")]), ("user", [result("a", "1"), result("a", "2")]))
    assert turns[0].answers[0].block.content == "1"
    assert [note.act for note in notes] == ["approximated"]


def test_an_id_that_recurs_is_new_and_its_result_goes_to_its_last_use():
    turns, notes = paired(
        ("assistant", [use("call_0")]),
        ("user", "no answer"),
        ("assistant", [use("call_0"), use("call_0")]),
        ("user", [result("call_0", "first"), result("call_0", "second")]),
    )
    assert [placed.block.id for placed in turns[2].blocks] == ["call_0_2", "call_0_3"]
    assert [(a.block.tool_use_id, a.block.content) for a in turns[2].answers] == [
        ("call_0_2", "first"),
        ("call_0_3", "second"),
    ]
    assert turns[0].answers[0].block.content == NO_RESULT
    assert [note.act for note in notes] == ["repaired", "repaired", "added"]


def test_an_empty_id_gets_one():
    turns, _ = paired(("assistant", [use("")]), ("user", [result("", "A")]))
    assert turns[0].blocks[0].block.id == turns[0].answers[0].block.tool_use_id == "call_2"


def test_what_a_server_called_is_nobody_s_to_answer():
    odd = [ServerToolUseBlock("a", "web_search"), WebSearchResultBlock("a"), UnknownBlock("mcp_tool_use")]
    turns, notes = paired(("assistant", [*odd, use("a")]), ("user", [result("a", "A")]))
    assert [placed.block for placed in turns[0].blocks] == [*odd, use("a")]
    assert [answer.block.content for answer in turns[0].answers] == ["A"]
    assert notes == []


def test_a_result_the_assistant_tells_goes_to_its_call_and_a_call_of_the_user_stays():
    turns, _ = paired(("user", [use("a")]), ("assistant", [use("b"), result("b", "B"), result("a", "A")]))
    assert [placed.block for placed in turns[0].blocks] == [use("a")]
    assert [answer.block.content for answer in turns[1].answers] == ["B"]
    assert not any(isinstance(placed.block, ToolResultBlock) for turn in turns for placed in turn.blocks)


@pytest.mark.parametrize("many", [20_000])
def test_a_hostile_history_takes_linear_time(many):
    turns, notes = paired(("assistant", [use("x")] * many), ("user", [result("x")] * many))
    assert len({answer.block.tool_use_id for answer in turns[0].answers}) == many
    assert len(notes) < 10


BLOCKS = st.lists(
    st.sampled_from(["a", "b", "c", ""]).flatmap(
        lambda name: st.sampled_from([use(name), result(name), TextBlock(name or "text")])
    ),
    max_size=5,
)


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "system"]), BLOCKS), max_size=7))
def test_every_call_has_one_answer_and_every_id_is_its_own(messages):
    turns, _ = paired(*messages)
    seen = []
    for turn in turns:
        calls = [placed.block.id for placed in turn.blocks if isinstance(placed.block, ToolUseBlock)]
        if turn.role == "assistant":
            assert [answer.block.tool_use_id for answer in turn.answers] == calls
            seen += calls
        else:
            assert turn.answers == []
        assert not any(isinstance(placed.block, ToolResultBlock) for placed in turn.blocks)
    assert len(set(seen)) == len(seen)
    assert "" not in seen


def test_a_reminder_for_one_turn_is_gone_when_the_user_speaks_again():
    once = Raw(b'"next_user_message"')
    messages = [
        Message("user", "a"),
        Message("system", "old", clear_at=once),
        Message("system", "stays", clear_at=Raw(b'"never"')),
        Message("assistant", "b"),
        Message("user", "c"),
        Message("system", "new", clear_at=once),
    ]
    told = [placed.block.text for turn in lay_out(messages) for placed in turn.blocks]
    assert told == ["a", "stays", "b", "c", "new"]
    assert cleared(messages) == {1}
