import itertools

import pytest

from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.responses.memo import Memo
from tui_router.dialects.responses.voice import Voice
from tui_router.messages.events import Usage


@pytest.fixture
def make_voice():
    def make(*, stops=(), thinking=True):
        count = itertools.count(1)
        book = BlockBook(model="m", new_id=lambda prefix: f"{prefix}{next(count)}", prompt=Usage())
        return Voice(book, Memo(NameMap([]), set(), list(stops), thinking, "", False))

    return make


@pytest.fixture
def said(playbook):
    def said(voice):
        voice.pause()
        lines = [playbook.tell(event) for event in voice.book.take()]
        return [line.strip() for line in lines if line.startswith("  ") and "signature" not in line]

    return said


def noted(voice):
    ledger = Ledger("answer")
    voice.note(ledger)
    return [note.before for note in ledger.notes()]


def test_thinking_in_the_text_is_told_apart(make_voice, said):
    voice = make_voice()
    voice.text("<think>hm")
    voice.text("m</think>\nHi")
    assert said(voice) == ['"hm"', '"m"', '"Hi"']
    assert voice.chars == 21


def test_thinking_that_nobody_asked_for_is_counted(make_voice, said):
    voice = make_voice(thinking=False)
    voice.thinking("hmm")
    voice.text("Hi")
    assert said(voice) == ['"Hi"']
    assert noted(voice) == ["3 characters"]


def test_nothing_is_heard_behind_a_stop(make_voice, said):
    voice = make_voice(stops=["END"])
    voice.text("a E")
    voice.text("ND b")
    voice.text("c")
    voice.thinking("d")
    assert voice.matched == "END"
    assert said(voice) == ['"a "']
    assert noted(voice) == ["7 characters"]


def test_what_was_held_back_comes_at_a_pause(make_voice, said):
    voice = make_voice(stops=["END"])
    voice.text("a EN")
    assert said(voice) == ['"a "', '"EN"']
    assert voice.matched is None
    assert noted(voice) == []
