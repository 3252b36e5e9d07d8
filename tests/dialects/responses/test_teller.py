import itertools

import pytest

from tui_router.dialects import responses
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.envelope import unseal
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.responses.shelf import CUSTOM, FUNCTION, MESSAGE, REASONING, Item
from tui_router.dialects.responses.teller import Teller
from tui_router.dialects.responses.voice import Voice
from tui_router.messages.events import Usage


class Desk:
    """A teller with everything it tells to."""

    def __init__(self, make_call, playbook, request=None):
        self.playbook = playbook
        call = make_call(request, dialect="responses")
        self.prepared = responses.prepare(call)
        count = itertools.count(1)
        self.ledger = Ledger("answer")
        self.book = BlockBook(
            model="m",
            new_id=lambda prefix: f"{prefix}{next(count)}",
            prompt=Usage(),
            ledger=self.ledger,
            inside="",
        )
        voice = Voice(self.book, self.prepared.memo)
        self.teller = Teller(call, self.prepared, self.book, voice, self.ledger)

    def lines(self):
        self.book.settle()
        return [self.playbook.tell(event) for event in self.book.take()][1:]


@pytest.fixture
def desk(make_call, playbook):
    return Desk(make_call, playbook, {"thinking": {"type": "adaptive"}})


SEALED = {"id": "rs_1", "summary": [{"text": "one"}, {"text": "two"}], "encrypted_content": "gA"}


def test_a_whole_item_tells_what_was_missing(desk):
    item = Item(0, MESSAGE)
    desk.teller.turn_to(item)
    desk.teller.say(item, "Hel")
    desk.teller.whole(item, {"content": [{"text": "Hello"}]})
    desk.teller.whole(item, {"content": [{"text": "Hello again"}]})
    assert desk.lines() == ["0 text", '  "Hel"', '  "lo"', "0 stop"]


def test_parts_of_reasoning_stand_apart_and_the_seal_closes_it(desk):
    item = Item(0, REASONING)
    desk.teller.turn_to(item)
    desk.teller.think(item, "one", raw=False)
    desk.teller.whole(item, SEALED)
    *told, signature, stop = desk.lines()
    assert told == ["0 thinking", '  "one"', r'  "\n\ntwo"']
    assert unseal(signature.split("'")[1]).held == "gA"
    assert stop == "0 stop"


def test_arguments_come_once_in_whatever_form(desk):
    item = Item(0, FUNCTION, call_id="call_abcdef")
    desk.teller.turn_to(item)
    desk.teller.named(item, "Bash")
    desk.teller.arguments(item, '{"a"')
    desk.teller.whole(item, {"name": "Bash", "arguments": {"a": 1}})
    desk.teller.whole_arguments(item, '{"a": 1}')
    assert desk.lines()[:3] == ["0 tool Bash call_abcdef", '  {"a"', "  : 1}"]


def test_a_custom_tool_s_input_becomes_an_object(desk):
    item = Item(0, CUSTOM)
    desk.teller.turn_to(item)
    desk.teller.whole(item, {"call_id": "call_abcdef", "name": "patch", "input": 'a"b'})
    assert desk.lines()[1] == r'  {"input":"a\"b"}'


def test_white_space_without_end_is_stuck(desk):
    item = Item(0, FUNCTION)
    desk.teller.turn_to(item)
    desk.teller.arguments(item, '{"a":' + " " * 600)
    assert desk.teller.stuck


def test_unseen_reasoning_waits_for_the_next_call(make_call, playbook):
    desk = Desk(make_call, playbook)
    items = [
        Item(0, REASONING),
        Item(1, MESSAGE),
        Item(2, FUNCTION, call_id="call_abcdef"),
        Item(3, REASONING),
    ]
    for item, told in zip(items, (SEALED, {}, {"name": "Bash"}, SEALED), strict=True):
        desk.teller.turn_to(item)
        desk.teller.whole(item, told)
    desk.teller.leave_last()
    desk.book.settle()
    desk.teller.keep(items)
    assert [unseal(kept).held for kept in desk.prepared.keeps.values()] == ["gA"]
    assert list(desk.prepared.keeps) == ["call_abcdef"]
    assert [note.act for note in desk.ledger.notes()] == ["moved", "dropped"]


def test_an_item_without_a_counterpart_is_named(desk):
    desk.teller.whole(Item(4, "image_generation_call"), {"result": "iV"})
    desk.teller.whole(Item(5, ""), {})
    assert [(note.path, note.before) for note in desk.ledger.notes()] == [
        ("output[4]", "image_generation_call"),
        ("output[5]", "no type"),
    ]


def test_a_part_that_messages_does_not_have_is_noted(hear, event):
    parts = [
        {"type": "output_text", "text": "Hi"},
        {"type": "output_image", "image_url": "data:"},
        {"type": "output_text", "text": ""},
    ]
    heard = hear(event("completed", response={"output": [{"type": "message", "content": parts}]}))
    assert '  "Hi"' in heard.lines
    assert [(note.act, note.before) for note in heard.notes if "content" in note.path] == [
        ("dropped", "output_image")
    ]
