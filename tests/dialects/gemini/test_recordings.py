"""Whole answers of Gemini, read from tests/recordings/gemini."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.core.faults import UpstreamFault
from tui_router.dialects import gemini
from tui_router.messages.fold import Fold

recorded = sys.modules["recorded"]
RECORDINGS = recorded.Recordings("gemini")
CASES = RECORDINGS.cases
said = RECORDINGS.said


def play(playbook, case):
    return playbook.Playbook(RECORDINGS.client(case), dialect="gemini", model="gemini-3.8-flash")


@pytest.mark.parametrize("case", CASES)
def test_is_heard_as_recorded(playbook, case):
    heard = play(playbook, case)(*said(case))
    kept = [f"kept {id}" for id in heard.keeps]
    told = "\n".join([*heard.record, *kept]) + "\n"
    assert told == RECORDINGS.expected(case, told)


def test_there_are_recordings():
    assert len(CASES) > 55


@pytest.mark.parametrize("case", CASES)
def test_byte_by_byte_is_heard_alike(playbook, case):
    data = RECORDINGS.whole(playbook, case)
    whole = play(playbook, case).feed([data])
    single = play(playbook, case).feed(data[i : i + 1] for i in range(len(data)))
    assert single.record == whole.record
    assert single.keeps == whole.keeps
    assert single.machine.error_body == whole.machine.error_body


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_cut_anywhere_is_heard_alike(playbook, data):
    case = data.draw(st.sampled_from(CASES))
    whole = RECORDINGS.whole(playbook, case)
    parts = recorded.cut(data, whole)
    assert play(playbook, case).feed(parts).record == play(playbook, case).feed([whole]).record


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_damage_never_raises(playbook, data):
    """Bytes changed, lost, doubled: the stream ends whole or with a fault, and keeps the grammar."""
    case = data.draw(st.sampled_from(CASES))
    play(playbook, case).feed([recorded.damaged(data, RECORDINGS.whole(playbook, case))])


@pytest.mark.parametrize("case", CASES)
def test_cut_before_its_reason_is_never_whole(playbook, case):
    lines = list(said(case))
    ends = [
        at
        for at, one in enumerate(lines)
        if b'"finishReason"' in playbook.frame(one) or b"blockReason" in playbook.frame(one)
    ]
    for upto in range(ends[0] if ends else 0):
        assert play(playbook, case)(*lines[:upto]).fault is not None


STREAMS = [case for case in CASES if all(isinstance(one, str) and one != "[DONE]" for one in said(case))]


@pytest.mark.parametrize("case", [case for case in STREAMS if "47" not in case and "45-half" not in case])
def test_whole_and_as_a_list_it_is_the_same_answer(playbook, case):
    """generateContent answers with one document; a list of its pieces means what the stream means."""
    call = playbook.make_call(RECORDINGS.client(case), dialect="gemini", model="gemini-3.8-flash")
    prepared = gemini.prepare(call)
    body = ("[" + ",".join(said(case)) + "]").encode()
    heard = play(playbook, case)(*said(case))
    if heard.fault is not None:
        with pytest.raises(UpstreamFault) as caught:
            gemini.read_response(call, prepared, body)
        assert caught.value.diagnosis.name == heard.fault.diagnosis.name
        return
    fold = Fold()
    for event in heard.events:
        fold.accumulate(event)
    message, notes, raw = gemini.read_response(call, prepared, body)
    assert message == fold.message()
    assert [playbook.tell_note(note) for note in notes] == [playbook.tell_note(note) for note in heard.notes]
    assert raw is None
    assert prepared.keeps == heard.keeps
