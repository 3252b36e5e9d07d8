"""Whole answers from the field, read from tests/recordings/chat; its README says how, and how to make them anew."""

import itertools
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.dialects.envelope import TAG, unseal

RECORDINGS = Path(__file__).parents[2] / "recordings" / "chat"
CASES = sorted(path.name.removesuffix(".chunks.txt") for path in RECORDINGS.glob("*.chunks.txt"))
AGAIN = os.environ.get("TUI_ROUTER_RECORD") == "1"


def said(case):
    """What the upstream says: a line for each chunk, `raw` lines as they stand."""
    for line in (RECORDINGS / f"{case}.chunks.txt").read_text("utf-8").splitlines():
        if line.startswith("raw "):
            yield json.loads(line.removeprefix("raw ")).encode()
        elif not line.startswith("#"):
            yield line


def asked(playbook, case):
    """The client's request; what is known of the target stands beside it, in members of `make_call`."""
    path = RECORDINGS / f"{case}.request.json"
    request = json.loads(path.read_text("utf-8")) if path.exists() else {}
    target = request.pop("target", {})
    return playbook.Playbook(request, **target)


def opened(text):
    """Our envelopes by what is in them: sealed, nobody could read them here."""

    def show(found):
        sealed = unseal(found[0])
        if sealed is None:
            return found[0]
        words = [sealed.kind, f"of {sealed.model}"]
        words += [repr(sealed.held)] if sealed.held else []
        words += [json.dumps(sealed.item)] if sealed.item else []
        return f"<{' '.join(words)}>"

    return re.sub(re.escape(TAG) + r"[\w=-]+", show, text)


@pytest.mark.parametrize("case", CASES)
def test_is_heard_as_recorded(playbook, case):
    heard = asked(playbook, case)(*said(case))
    expected = RECORDINGS / f"{case}.events.txt"
    kept = [f"kept {id} {sealed}" for id, sealed in heard.keeps.items()]
    told = opened("\n".join([*heard.record, *kept]) + "\n")
    if AGAIN:
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def test_there_are_recordings():
    assert len(CASES) > 50


@pytest.mark.parametrize("case", CASES)
def test_byte_by_byte_is_heard_alike(playbook, case):
    play = asked(playbook, case)
    data = b"".join(playbook.frame(one) for one in said(case))
    whole = play.feed([data])
    single = play.feed(data[i : i + 1] for i in range(len(data)))
    assert single.record == whole.record
    assert single.machine.error_body == whole.machine.error_body


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_cut_anywhere_is_heard_alike(playbook, data):
    case = data.draw(st.sampled_from(CASES))
    play = asked(playbook, case)
    whole = b"".join(playbook.frame(one) for one in said(case))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)) | {0, len(whole)})
    parts = [whole[a:b] for a, b in itertools.pairwise(cuts)]
    assert play.feed(parts).record == play.feed([whole]).record


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_damage_never_raises(playbook, data):
    """Bytes changed, lost, doubled: the stream ends whole or with a fault, and keeps the grammar."""
    case = data.draw(st.sampled_from(CASES))
    whole = bytearray(b"".join(playbook.frame(one) for one in said(case)))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(0, len(whole) - 1)))
        change = data.draw(st.sampled_from(["set", "cut", "double", "drop"]))
        if change == "set" and whole:
            whole[at] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del whole[at:]
        elif change == "double":
            whole[at:at] = whole[at : at + 40]
        else:
            del whole[at : at + data.draw(st.integers(1, 20))]
    asked(playbook, case).feed([bytes(whole)])


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
