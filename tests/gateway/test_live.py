import base64
import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.note import Note
from tui_router.core.redact import mask_secret_bytes
from tui_router.gateway import live as module
from tui_router.gateway.live import Live, Registry, Tape, open_headers, slice_of
from tui_router.journal.bus import Bus
from tui_router.journal.record import ExchangeRow, Tokens
from tui_router.journal.redact import mask_leg, redact_headers
from tui_router.wire.eventstream import EventStreamReader

SECRET = b"sk-ant-api03-" + b"Q7" * 24


@pytest.fixture
def registry() -> Registry:
    return Registry(Bus(), 7)


def test_secret_headers_never_enter_a_capture() -> None:
    kept = open_headers(
        [("Authorization", "Bearer x"), ("X-Api-Key", "k"), ("accept", "*/*"), ("Cookie", "c")]
    )
    assert kept == [("Authorization", "****"), ("X-Api-Key", "****"), ("accept", "*/*"), ("Cookie", "****")]


@pytest.mark.parametrize(
    "name", ["api-key", "x-goog-api-key", "x-amz-security-token", "chatgpt-account-id", "Proxy-Authorization"]
)
def test_nor_do_those_of_any_kind_of_auth(name: str) -> None:
    assert open_headers([(name, "v")]) == [(name, "****")]
    assert redact_headers([(name, "some-value-7")]) == [(name, "****")]


def test_a_tape_keeps_bytes_marks_and_size() -> None:
    tape = Tape("c", 1)
    for at, data in ((0.1, b"ab"), (0.1005, b"c"), (0.5, b"def")):
        tape.add(data, at)
    assert (tape.data(), tape.size) == (b"abcdef", 6)
    assert [(mark.offset, mark.at) for mark in tape.marks] == [(0, 0.1), (3, 0.5)]


def test_a_tape_counts_what_it_does_not_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEG_CAP", 5)
    tape = Tape("c", 1)
    tape.add(b"1234567", 0.0)
    tape.add(b"89", 1.0)
    assert (tape.data(), tape.size) == (b"12345", 9)
    assert slice_of(tape, 0, 100, complete=True, mask=bytes).truncated


def pieces(tape: Tape, size: int) -> Iterator[bytes]:
    offset = 0
    while True:
        piece = slice_of(tape, offset, size, complete=True, mask=mask_secret_bytes)
        yield piece.data
        offset = piece.next
        if piece.complete:
            return


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(1, 80))
def test_a_leg_read_in_pieces_is_the_masked_leg(before: bytes, after: bytes, size: int) -> None:
    tape = Tape("a")
    tape.add(before + b" " + SECRET + b" " + after, 0.0)
    whole = b"".join(pieces(tape, size))
    assert len(whole) == tape.size
    assert SECRET not in whole


@given(st.integers(1, len(SECRET)))
def test_half_a_secret_at_the_growing_end_is_held_back(cut: int) -> None:
    tape = Tape("c", 1)
    tape.add(b'data: {"k":"' + SECRET[:cut], 0.0)
    shown = slice_of(tape, 0, 1000, complete=False, mask=mask_secret_bytes).data
    tape.add(SECRET[cut:] + b'"}', 0.1)
    rest = slice_of(tape, len(shown), 1000, complete=True, mask=mask_secret_bytes).data
    assert SECRET[:8] not in shown + rest or cut <= 2
    assert SECRET not in shown + rest


def packed(text: bytes) -> bytes:
    payload = b'{"bytes":"' + base64.b64encode(b'{"text":"' + text + b'"}') + b'"}'
    prelude = struct.pack(">II", 16 + len(payload), 0)
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + payload
    return body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_a_packed_leg_read_in_pieces_is_the_masked_leg(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_BACK", 20)
    tape = Tape("c", 1)
    tape.add(packed(b"one") + packed(b"a key: " + SECRET) + packed(b"two" * 50) + packed(b"three")[:30], 0.0)
    found = b""
    while True:
        piece = slice_of(tape, len(found), size, complete=True, mask=mask_leg)
        found += piece.data
        if piece.complete:
            break
    assert found == mask_leg(tape.data())
    assert len(EventStreamReader().feed(found)) == 3


def test_half_a_message_at_the_growing_end_is_held_back() -> None:
    whole, half = packed(b"one"), packed(b"a key: " + SECRET)
    tape = Tape("c", 1)
    tape.add(whole + half[:-9], 0.0)
    assert slice_of(tape, 0, 1000, complete=False, mask=mask_leg).data == whole
    assert slice_of(tape, len(whole), 1000, complete=False, mask=mask_leg).data == b""
    tape.add(half[-9:], 0.1)
    assert slice_of(tape, len(whole), 1000, complete=False, mask=mask_leg).data == mask_leg(half)


def test_numbers_go_on_where_the_journal_ended(registry: Registry) -> None:
    assert [registry.open().row.id, registry.open().row.id] == [7, 8]


def test_an_ended_exchange_is_held_until_it_is_stored(registry: Registry) -> None:
    live = registry.open()
    live.row.state = "ok"
    live.row.tokens.input, live.row.tokens.output = 10, 3
    registry.end(live)
    assert registry.find(7) is live
    assert (registry.counts, registry.tokens_in, registry.tokens_out) == ({"ok": 1}, 10, 3)
    registry.stored([7, 99])
    assert registry.find(7) is None
    assert live.row.stored


def test_a_running_exchange_survives_the_announcement_of_its_start(registry: Registry) -> None:
    live = registry.open()
    registry.stored([7])
    assert registry.find(7) is live
    assert not live.row.stored


def ended(registry: Registry, count: int, size: int) -> None:
    for _ in range(count):
        live = registry.open()
        live.a.add(b"x" * size, 0.0)
        live.row.state = "ok"
        registry.end(live)


def test_without_a_journal_legs_go_and_rows_stay(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    ended(registry, 10, 7)
    assert [row.id for row in registry.rows()] == list(range(16, 6, -1))
    assert [live.row.id for live in registry.ended.values() if live.bytes] == [14, 15, 16]


def test_rows_are_bounded_too(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_ROWS", 4)
    ended(registry, 10, 7)
    assert [row.id for row in registry.rows()] == [16, 15, 14, 13]


def test_large_exchanges_push_the_legs_of_older_ones_out(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 10)
    ended(registry, 3, 7)
    assert [live.bytes for live in registry.ended.values()] == [0, 0, 7]
    registry.stored([7, 8, 9])
    ended(registry, 1, 7)
    assert [live.bytes for live in registry.ended.values()] == [7]


def test_notes_are_counted_and_losses_told_apart(registry: Registry) -> None:
    live = registry.open()
    live.note(
        [
            Note("dropped", "thinking", "no counterpart"),
            Note("renamed", "max_tokens", "as the target spells it"),
        ]
    )
    assert (live.row.notes, live.row.losses, len(live.detail().notes)) == (2, 1, 2)


async def test_a_viewer_sees_the_row_with_its_sizes(registry: Registry) -> None:
    viewer = registry.bus.watch()
    live = registry.open()
    live.a.add(b"12345", 0.0)
    live.touch()
    batch = await viewer.take()
    assert batch is not None
    assert batch.rows[7].sizes.a == 5


def test_legs_are_found_by_attempt(registry: Registry) -> None:
    live = registry.open()
    live.c += [Tape("c", 1), Tape("c", 2)]
    assert live.tape("c", 0) is live.c[1]
    assert live.tape("c", 1) is live.c[0]
    assert live.tape("c", 3) is None
    assert live.tape("b", 0) is None
    assert live.tape("a", 0) is live.a


def test_what_ended_elsewhere_is_held_and_not_counted(registry: Registry) -> None:
    heard: list[ExchangeRow] = []
    registry.watchers.append(heard.append)
    first = registry.number()
    assert registry.open().row.id == registry.number() - 1 == first + 1
    elsewhere = Live(ExchangeRow(id=first, started_at=1.0, state="ok", tokens=Tokens(input=9)), registry.bus)
    registry.keep(elsewhere)
    assert registry.find(first) is elsewhere
    assert (registry.counts, registry.tokens_in, heard) == ({}, 0, [])
    registry.stored([first])
    assert registry.find(first) is None
    assert elsewhere.row.stored
