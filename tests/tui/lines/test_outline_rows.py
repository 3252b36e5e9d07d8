import json

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note
from tui_router.journal.record import (
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    LegSizes,
    LegSlice,
    Times,
    Tokens,
    Weighed,
)
from tui_router.messages.watch import Offence
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.answer_parts import AnswerParts
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.outline_rows import FEW, Spot, foldable, nearest, opened_at_first, outline_entries
from tui_router.tui.seen import Seen

BODY = {
    "model": "m",
    "system": [{"type": "text", "text": "s" * 40}],
    "tools": [{"name": "Read"}, {"name": "Bash"}],
    "messages": [{"role": "user", "content": "x" * 100}, {"role": "assistant", "content": "y" * 300}],
}
MESSAGES = Spot("Request", ("path", "messages"))


def seen_of(body=BODY, detail=None, **row):
    data = json.dumps(body).encode() if not isinstance(body, bytes) else body
    fields = {"tokens": Tokens(input=1000, output=30, estimated=False), "sizes": LegSizes(a=len(data))}
    seen = Seen(
        ExchangeDetail(
            row=ExchangeRow(id=1, started_at=0.0, state="ok", **{**fields, **row}), **(detail or {})
        )
    )
    seen.add(LegSlice(leg="a", data=data, next=len(data), size=len(data), complete=True))
    return seen


def lines(seen, *unfolded, width=32):
    entries = outline_entries(seen, AnswerParts(), set(unfolded), UNICODE, width)
    return [plain(entry.draw(Look(UNICODE))).rstrip() for entry in entries]


def test_parts_of_the_request_with_what_was_counted():
    weighed = Weighed(system=[10], tools=[("Read", 200), ("Bash", 400)], messages=[[5, 5], [80]])
    found = lines(seen_of(detail={"weighed": weighed}), MESSAGES)
    assert found[0].startswith("REQUEST")
    assert [line.split()[-1] for line in found[1:6]] == ["10", "600", "90", "10", "80"]
    assert [line.split()[:2] for line in found[4:6]] == [["0", "user"], ["1", "assistant"]]
    assert found[1].startswith(" ▸ system")
    assert found[3].startswith(" ▾ messages")
    assert found[2].count("━") == 8


def test_without_counts_the_share_of_the_bytes_is_estimated():
    found = lines(seen_of(), MESSAGES)
    figures = [line.split()[-1] for line in found[1:6]]
    assert all(figure.startswith("≈") for figure in figures)
    whole, first, second = (int(figure.removeprefix("≈")) for figure in figures[2:])
    assert first + second == pytest.approx(whole, abs=15)
    assert second > first


def test_the_counts_of_the_row_stand_in_for_those_of_its_parts():
    seen = seen_of(tokens=Tokens(input=1000, system=50, tools=150, messages=800, estimated=False))
    found = lines(seen, MESSAGES)
    assert [line.split()[-1] for line in found[1:4]] == ["50", "150", "800"]
    assert found[4].split()[-1].startswith("≈")


def test_tools_and_system_are_named_when_they_are_unfolded():
    found = lines(seen_of(), Spot("Request", ("path", "tools")), Spot("Request", ("path", "system")))
    assert [line.split()[0] for line in found if line.startswith("   ")][:3] == ["0", "Read", "Bash"]


def test_few_messages_are_open_at_first_and_many_folded():
    assert opened_at_first(seen_of().a.tree) == [MESSAGES]
    many = {"messages": [{"role": "user"}] * (FEW + 1)}
    assert opened_at_first(seen_of(many).a.tree) == []
    assert opened_at_first(None) == []


def test_what_was_answered_done_and_tried():
    detail = {
        "notes": [Note(act="clamped", path="max_tokens", reason="r")],
        "offences": [Offence(leg="d", rule="r", grade="harmful", text="t")],
        "attempts": [
            AttemptRow(number=1, status=400, outcome="no", times=Times(sent=0.1, ended=0.3)),
            AttemptRow(number=2, status=200, outcome="ok", times=Times(sent=0.4, headers=1.4)),
        ],
    }
    found = lines(seen_of(detail=detail, times=Times(first=1.0, ended=2.0)))
    assert any(line.split() == ["ANSWER", "30", "tok", "30/s"] for line in found)
    assert " ≤ max_tokens            clamped" in found
    assert " ◆ stream                  leg d" in found
    assert found[-3:] == [
        "ATTEMPTS                       2",
        " ✗ 1  400                  0.2 s",
        " ✓ 2  200                  1.0 s",
    ]


def test_an_attempt_that_was_cut_off_says_so_whatever_its_status_line_said():
    cut = Diagnosis(name="stream_truncated", type="api_error", status=502, message="cut")
    tried = AttemptRow(number=1, status=200, outcome="stream cut", diagnosis=cut, times=Times(ended=0.2))
    assert lines(seen_of(detail={"attempts": [tried]}))[-1] == " ✗ 1  stream cut           0.2 s"


def test_an_attempt_whose_client_left_did_not_fail():
    for status in (None, 200):
        tried = AttemptRow(number=1, status=status, outcome="stopped", times=Times(sent=0.0, ended=5.0))
        assert lines(seen_of(detail={"attempts": [tried]}))[-1] == " ∅ 1  stopped              5.0 s"


def test_the_place_that_holds_another():
    entries = outline_entries(seen_of(), AnswerParts(), {MESSAGES}, UNICODE, 32)
    assert nearest(entries, "Request", ("path", "messages", 1, "content", 0)) == Spot(
        "Request", ("path", "messages", 1)
    )
    assert nearest(entries, "Request", ("path", "tools", 0)) == Spot("Request", ("path", "tools"))
    assert nearest(entries, "Answer", ("block", 0)) is None
    assert nearest(entries, "Request", ()) is None
    assert foldable(MESSAGES)
    assert not foldable(Spot("Request", ("path", "messages", 1)))
    assert not foldable(None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[1]",
        b'{"messages":7,"tools":{},"system":null}',
        b'{"messages":[1,null,{"role":7}],"tools":["x"]}',
    ],
)
def test_any_body_has_an_outline(body):
    spots = [Spot("Request", ("path", name)) for name in ("system", "tools", "messages")]
    for line in lines(seen_of(body), *spots, width=20):
        assert len(line) <= 20


def test_what_was_added_is_listed_by_its_own_name():
    notes = [Note("added", "messages", "r", to="store"), Note("added", "messages[0]", "r")]
    found = lines(seen_of(detail={"notes": notes}))
    assert [line.split() for line in found[-2:]] == [["+", "store", "added"], ["+", "messages[0]", "added"]]
