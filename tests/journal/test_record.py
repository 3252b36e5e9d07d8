"""The record crosses three borders; on each it must come out as it went in."""

import base64

import msgspec
import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note
from tui_router.journal.record import (
    ENDED,
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    LegCapture,
    LegSizes,
    LegSlice,
    Mark,
    State,
    Tiers,
    Times,
    Tokens,
    wire_form,
)

FULL = ExchangeDetail(
    row=ExchangeRow(
        id=38,
        started_at=1.5,
        state="repaired",
        tokens=Tokens(input=9, estimated=False),
        times=Times(read=0.1, ended=2.0),
        sizes=LegSizes(a=92_000),
        replay_of=3,
    ),
    attempts=[
        AttemptRow(number=1, times=Times(sent=0.2)),
        AttemptRow(number=2, cause="max_tokens too large"),
    ],
    notes=[Note("clamped", "$.max_tokens", "the target takes at most 8192", before="32000", after="8192")],
    diagnosis=Diagnosis(
        name="overflow", type="invalid_request_error", status=400, message="m", figures={"max": 8192}
    ),
)


@pytest.mark.parametrize("wire", [msgspec.json, msgspec.msgpack])
def test_a_detail_comes_back_as_it_went(wire):
    assert wire.decode(wire.encode(FULL), type=ExchangeDetail) == FULL


def test_rows_of_an_older_and_a_newer_journal_decode():
    row = msgspec.msgpack.decode(
        msgspec.msgpack.encode({"id": 1, "started_at": 2.0, "later": True}), type=ExchangeRow
    )
    assert (row.id, row.state, row.tokens.input) == (1, "waiting", 0)


def test_bytes_of_a_leg_are_base64_in_json_only():
    piece = LegSlice(leg="a", data=b"\x00\xff", marks=[Mark(0, 0.5)])
    said = msgspec.json.decode(msgspec.json.encode(piece))
    assert base64.b64decode(said["data"]) == b"\x00\xff"
    assert said["marks"] == [[0, 0.5]]
    leg = LegCapture(leg="a", data=b"\x00\xff")
    assert b"\x00\xff" in msgspec.msgpack.encode(leg)


def test_three_states_are_under_way_and_the_rest_have_ended():
    assert set(State.__args__) - ENDED == {"waiting", "held", "live"}


def test_a_wiring_holds_single_targets_plain_and_chains_as_lists():
    tiers = Tiers(revision=1, tiers={"opus": ["a/x", "b/y"], "default": "a/x"})
    assert msgspec.json.decode(msgspec.json.encode(tiers), type=Tiers) == tiers
    assert (tiers.chain("opus"), tiers.chain("default"), tiers.chain("haiku")) == (
        ["a/x", "b/y"],
        ["a/x"],
        [],
    )
    assert wire_form(tiers.chain("opus")) == ["a/x", "b/y"]
    assert wire_form(tiers.chain("default")) == "a/x"


def test_a_chain_that_was_read_is_not_the_wiring_itself():
    tiers = Tiers(revision=1, tiers={"opus": ["a/x", "b/y"]})
    tiers.chain("opus").clear()
    assert tiers.chain("opus") == ["a/x", "b/y"]
