import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.note import Note
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegCapture, Mark, Weighed
from tui_router.journal.redact import redact_detail, redact_headers, redact_leg, redact_row

KEY = "sk-ant-api03-a1B2c3D4e5F6g7H8i9J0"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer plain-but-secret", "Bearer ****"),
        ("authorization", "whatever", "****"),
        ("X-Api-Key", "short", "****"),
        ("Set-Cookie", "sid=1; Path=/", "****"),
        ("x-team-token", "abc", "****"),
        ("x_secret_thing", "abc", "****"),
        ("anthropic-ratelimit-tokens-remaining", "3999", "3999"),
        ("x-ratelimit-reset-tokens", "6m0s", "6m0s"),
        ("content-type", "application/json", "application/json"),
        ("user-agent", "claude-cli/2.1", "claude-cli/2.1"),
    ],
)
def test_headers_by_their_name(name, value, shown):
    assert redact_headers([(name, value)]) == [(name, shown)]


def test_a_key_in_a_harmless_header_is_masked_by_its_shape():
    ((_, value),) = redact_headers([("x-note", f"see {KEY} there")])
    assert "a1B2" not in value
    assert value.endswith(" there")


@given(st.lists(st.sampled_from([KEY.encode(), b" and ", b'{"x":1}', b"hunter two", b"\n"]), max_size=8))
def test_a_legs_offsets_stay_true(parts):
    data = b" ".join(parts)
    leg = LegCapture(leg="c", data=data, size=len(data) + 5, marks=[Mark(0, 0.1)], start=f"GET /?key={KEY}")
    masked = redact_leg(leg, [b"hunter two"])
    assert len(masked.data) == len(data)
    assert (masked.size, masked.marks) == (leg.size, leg.marks)
    assert b"a1B2" not in masked.data
    assert b"hunter" not in masked.data
    assert "a1B2" not in masked.start
    assert leg.data == data  # the gateway's own copy is what is sent on


def test_a_key_inside_a_packed_event_is_masked():
    event = base64.b64encode(f'{{"text":"{KEY}"}}'.encode())
    payload = b'{"bytes":"' + event + b'"}'
    prelude = struct.pack(">II", 16 + len(payload), 0)
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + payload
    data = body + struct.pack(">I", zlib.crc32(body))
    masked = redact_leg(LegCapture(leg="c", data=data, size=len(data))).data
    assert len(masked) == len(data)
    assert b"a1B2" not in base64.b64decode(masked[12 + len(b'{"bytes":"') :][: len(event)])


def test_what_has_no_secret_is_the_same():
    leg = LegCapture(
        leg="a", data=b'{"max_tokens": 4096}', size=20, headers=[("accept", "*/*")], start="POST /v1"
    )
    assert redact_leg(leg) == leg
    detail = ExchangeDetail(
        row=ExchangeRow(id=1, started_at=2.0, client_model="claude", reason="tier opus"),
        attempts=[AttemptRow(number=1, url="https://api.example.com/v1/chat/completions")],
        notes=[Note("dropped", "$.metadata", "no counterpart")],
    )
    assert redact_detail(detail) == detail


def test_the_line_that_explains_is_masked():
    detail = ExchangeDetail(row=ExchangeRow(id=1, started_at=2.0), explained=f"{KEY} (main) → p/m")
    assert "a1B2" not in redact_detail(detail).explained
    assert redact_detail(detail).explained.endswith("(main) → p/m")


def test_rows_are_masked_in_every_text():
    texts = [
        "client_model",
        "model",
        "reason",
        "session",
        "agent",
        "client",
        "path",
        "trouble",
        "provider",
        "parent",
        "stop",
        "comment",
    ]
    row = redact_row(ExchangeRow(id=1, started_at=2.0, **dict.fromkeys(texts, f"x {KEY}")))
    assert [name for name in texts if "a1B2" in getattr(row, name)] == []


def test_names_of_tools_are_masked():
    row = ExchangeRow(id=1, started_at=2.0, tools=["Read", f"x {KEY}"])
    weighed = Weighed(system=[4], tools=[("Read", 7), (f"x {KEY}", 9)], messages=[[1, 2]])
    masked = redact_detail(ExchangeDetail(row=row, weighed=weighed))
    assert masked.row.tools[0] == "Read"
    assert masked.weighed.tools[0] == ("Read", 7)
    assert (masked.weighed.system, masked.weighed.messages) == ([4], [[1, 2]])
    assert "a1B2" not in repr(masked)
