import msgspec
import pytest

from tui_router.control.wiring import Change, DryRun, Rehearsal, Revision, RuleState, Trial, Verdict, Wires
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note

VALUES = [
    Wires(
        revision=3,
        wired=True,
        tiers={"opus": ["a/m", "b/n"]},
        effective={"opus": ["a/m", "b/n"], "haiku": "a/m"},
        rules=[RuleState(number=1, when="kind is title", to=["a/m"], hits=2, last=5.5, table={"to": "a/m"})],
        sessions={"s": {"opus": "a/m"}},
        providers={"a": {"preset": "openai"}},
        unwritten=True,
    ),
    Change(revision=3, patch={"tiers": {"opus": None}, "routes": []}, session="s", write=True, by="screen"),
    Revision(revision=3, at=1.5, by="file", what=["opus: a/m → b/n"], undoable=False),
    Rehearsal(exchange=4, to="a/m", patch={"tiers": {}}),
    DryRun(exchange=4, notes=[Note("dropped", "top_k", "refused")], lost=["top_k"], fits=False, body=b"\xff{}", cost=0.5),
    Trial(to="a/m"),
    Verdict(target="a/m", ok=False, diagnosis=Diagnosis(name="x", type="api_error", status=500, message="m")),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_crosses_the_wire_as_json(value):
    assert msgspec.json.decode(msgspec.json.encode(value), type=type(value)) == value


def test_a_null_in_a_patch_stays_a_null():
    sent = msgspec.json.encode(Change(revision=1, patch={"tiers": {"opus": None}}))
    assert msgspec.json.decode(sent)["patch"] == {"tiers": {"opus": None}}
