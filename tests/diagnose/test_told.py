import json

from tui_router.diagnose.told import Teller, filtered, part, parts, reported, values, word, written
from tui_router.dialects.figures import NOTHING, Figures
from tui_router.messages.events import TextOut, ThinkingOut, ToolUseOut


def test_what_is_said_becomes_a_message():
    teller = Teller(100)
    teller.thinking("hmm")
    teller.text("Hel")
    teller.text("lo")
    teller.call("Bash", '{"command":"ls"}')
    teller.call("List", "")
    message = teller.end("end_turn", Figures(prompt=11, output=2, cached=4))
    assert [type(block) for block in message.content] == [ThinkingOut, TextOut, ToolUseOut, ToolUseOut]
    thought, text, bash, empty = message.content
    assert (thought.thinking, text.text) == ("hmm", "Hello")
    assert (bash.name, bytes(bash.input)) == ("Bash", b'{"command":"ls"}')
    assert (empty.name, bytes(empty.input)) == ("List", b"{}")
    assert bash.id != empty.id
    assert message.stop_reason == "tool_use"
    assert (message.usage.input_tokens, message.usage.output_tokens) == (7, 2)


def test_what_was_not_counted_is_estimated():
    teller = Teller(100)
    teller.text("x" * 41)
    usage = teller.end("max_tokens", NOTHING).usage
    assert (usage.input_tokens, usage.output_tokens) == (100, 11)


def test_only_words_are_heard():
    teller = Teller(0)
    for nothing in (None, 7, "", " \n", {}):
        teller.text(nothing)
        teller.thinking(nothing)
    assert teller.silent
    teller.text("a")
    assert not teller.silent


def test_a_call_alone_is_not_silence():
    teller = Teller(0)
    teller.call("Bash", "")
    assert not teller.silent


def test_it_counts_how_often_something_was_said():
    teller = Teller(0)
    teller.text("")
    assert teller.said == 0
    teller.text("a")
    teller.thinking("b")
    teller.call("c", "{}")
    assert teller.said == 3


def test_a_call_without_a_name_is_kept():
    teller = Teller(0)
    teller.call(None, '{"a": 1}')
    block = teller.end("end_turn", NOTHING).content[0]
    assert (block.name, bytes(block.input)) == ("unknown_tool", b'{"a": 1}')


def test_the_values_of_a_stream():
    body = b'event: a\ndata: {"x": 1}\n\n: no\n\ndata: broken{\n\ndata: [DONE]\n\ndata: {"y": 2}'
    assert list(values(body)) == [("a", {"x": 1}, b'{"x": 1}'), ("", {"y": 2}, b'{"y": 2}')]


def test_an_event_that_is_cut_is_no_value():
    assert list(values(b'data: {"x": 1}\n\ndata: {"y": ')) == [("", {"x": 1}, b'{"x": 1}')]


def test_parts_of_strange_values():
    assert part({"a": {"b": 1}}, "a") == {"b": 1}
    assert part({"a": []}, "a") == part([], "a") == part(None, "a") == {}
    assert parts({"a": [{"b": 1}, 2, None]}, "a") == [{"b": 1}]
    assert parts({"a": {}}, "a") == parts("x", "a") == []
    assert (word("x"), word(7), word(None)) == ("x", "", "")


def test_what_is_written_can_be_read():
    assert json.loads(written({"a": "é"})) == {"a": "é"}
    deep: list[object] = []
    for _ in range(20_000):
        deep = [deep]
    assert written(deep) == "nested too deeply to be shown"


def test_words_from_the_wire_are_bounded():
    assert len(filtered("x" * 10_000).message) < 150
    assert len(filtered("x" * 10_000).category) == 60
    assert reported(b"why").body == b"why"
