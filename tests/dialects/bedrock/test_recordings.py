"""Whole answers, read from tests/recordings/bedrock; its README says how, and how to make them anew."""

import itertools
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

RECORDINGS = Path(__file__).parents[2] / "recordings" / "bedrock"
CASES = sorted(path.name.removesuffix(".chunks.txt") for path in RECORDINGS.glob("*.chunks.txt"))
AGAIN = os.environ.get("TUI_ROUTER_RECORD") == "1"


def said(aws, case) -> list[bytes]:
    """A message for each line."""
    found = []
    for line in (RECORDINGS / f"{case}.chunks.txt").read_text("utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word == "exception":
            name, _, words = rest.partition(" ")
            found.append(aws.exception(name, words))
        elif word == "error":
            code, _, words = rest.partition(" ")
            found.append(
                aws.packed({":message-type": "error", ":error-code": code, ":error-message": words}, b"")
            )
        elif word == "raw":
            found.append(json.loads(rest).encode("latin-1"))
        elif word != "#":
            found.append(aws.chunk(line.encode()))
    return found


def record(playbook, aws, make_call, case, reads) -> list[str]:
    path = RECORDINGS / f"{case}.request.json"
    request = json.loads(path.read_text("utf-8")) if path.exists() else {}
    call = make_call(request, dialect="bedrock", quirks={"hosted": "aws"})
    heard = aws.hear(call, reads)
    told = [playbook.tell(event) for event in heard.events if event is not None]
    if heard.fault is not None:
        told.append(f"fault {heard.fault.diagnosis.name}: {heard.fault.diagnosis.message}")
        told.append(f"error body {heard.machine.error_body.decode()}")
    return [*told, *map(playbook.tell_note, heard.machine.notes)]


@pytest.mark.parametrize("case", CASES)
def test_is_heard_as_recorded(playbook, aws, make_call, case) -> None:
    told = "\n".join(record(playbook, aws, make_call, case, said(aws, case))) + "\n"
    expected = RECORDINGS / f"{case}.events.txt"
    if AGAIN:
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def test_there_are_recordings() -> None:
    assert len(CASES) >= 6


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_cut_anywhere_is_heard_alike(playbook, aws, make_call, data) -> None:
    case = data.draw(st.sampled_from(CASES))
    whole = b"".join(said(aws, case))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=10)) | {0, len(whole)})
    parts = [whole[a:b] for a, b in itertools.pairwise(cuts)]
    assert record(playbook, aws, make_call, case, parts) == record(playbook, aws, make_call, case, [whole])
