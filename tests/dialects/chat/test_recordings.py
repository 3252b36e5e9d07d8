"""Whole answers from the field, read from tests/recordings/chat; its README says how, and how to make them anew."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

recorded = sys.modules["recorded"]
RECORDINGS = recorded.Recordings("chat")
CASES = RECORDINGS.cases
said = RECORDINGS.said


def asked(playbook, case):
    """The client's request; what is known of the target stands beside it, in members of `make_call`."""
    request = RECORDINGS.client(case) or {}
    target = request.pop("target", {})
    return playbook.Playbook(request, **target)


def show(sealed):
    words = [sealed.kind, f"of {sealed.model}"]
    words += [repr(sealed.held)] if sealed.held else []
    words += [json.dumps(sealed.item)] if sealed.item else []
    return f"<{' '.join(words)}>"


@pytest.mark.parametrize("case", CASES)
def test_is_heard_as_recorded(playbook, case):
    heard = asked(playbook, case)(*said(case))
    kept = [f"kept {id} {sealed}" for id, sealed in heard.keeps.items()]
    told = recorded.unsealed("\n".join([*heard.record, *kept]) + "\n", show)
    assert told == RECORDINGS.expected(case, told)


def test_there_are_recordings():
    assert len(CASES) > 50


@pytest.mark.parametrize("case", CASES)
def test_byte_by_byte_is_heard_alike(playbook, case):
    play = asked(playbook, case)
    data = RECORDINGS.whole(playbook, case)
    whole = play.feed([data])
    single = play.feed(data[i : i + 1] for i in range(len(data)))
    assert single.record == whole.record
    assert single.machine.error_body == whole.machine.error_body


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_cut_anywhere_is_heard_alike(playbook, data):
    case = data.draw(st.sampled_from(CASES))
    play = asked(playbook, case)
    whole = RECORDINGS.whole(playbook, case)
    parts = recorded.cut(data, whole)
    assert play.feed(parts).record == play.feed([whole]).record


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_damage_never_raises(playbook, data):
    """Bytes changed, lost, doubled: the stream ends whole or with a fault, and keeps the grammar."""
    case = data.draw(st.sampled_from(CASES))
    asked(playbook, case).feed([recorded.damaged(data, RECORDINGS.whole(playbook, case))])


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("row-") and "47" not in case])
def test_cut_before_its_end_is_never_whole(playbook, case):
    """Whatever the upstream had sent before its finish reason or [DONE], ending there is a fault."""
    lines = list(said(case))
    ends = [
        i
        for i, one in enumerate(lines)
        if b"[DONE]" in playbook.frame(one) or b'"finish_reason":"' in playbook.frame(one)
    ]
    play = asked(playbook, case)
    for upto in range(ends[0] if ends else 0):
        assert play(*lines[:upto]).fault is not None
