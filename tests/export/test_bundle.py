"""Bundles are read from anybody: what was written comes back, and nothing but `BundleFault` comes out of the rest."""

import json
from typing import Any

import msgspec
import pytest
from export_exchanges import EXCHANGES, LEG_A, bare, exchange
from hypothesis import given
from hypothesis import strategies as st

from tui_router.export import bundle
from tui_router.export.bundle import Bundled, BundleFault, read_bundle, redacted, write_line
from tui_router.journal.record import LEG_CAP, LegCapture

FAKE = "sk-ant-" + "api03-" + "a1" * 20


def line(**change: Any) -> dict[str, Any]:
    return {**json.loads(write_line(exchange())), **change}


def fault(*lines: Any) -> BundleFault:
    text = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines)
    with pytest.raises(BundleFault) as caught:
        read_bundle(text)
    return caught.value


def with_size(given: Bundled) -> Bundled:
    """A leg never counts fewer bytes than it holds, and marks what it holds."""
    for leg in given.legs:
        leg.size = max(leg.size, len(leg.data))
    return given


def test_an_exchange_comes_back_as_it_was():
    assert read_bundle(write_line(exchange())) == [exchange()]


@given(EXCHANGES)
def test_whatever_was_recorded_comes_back(given: Bundled):
    kept = with_size(redacted(given))
    written = write_line(given)
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")
    assert read_bundle(written) == [kept]
    assert write_line(read_bundle(written)[0]) == written


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(data: bytes):
    try:
        read_bundle(data)
    except BundleFault:
        pass


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(["row", "detail", "legs", "attempts", "times", "tokens", "leg", "tools"]), _JSON)
def test_no_shape_raises_anything_else(where: str, value: Any):
    whole = line()
    if where in whole:
        whole[where] = value
    elif where == "attempts":
        whole["detail"]["attempts"] = value
    elif where == "leg":
        whole["legs"][0] = value
    else:
        whole["row"][where] = value
    lines = []
    try:
        read_bundle(json.dumps(whole).encode())
    except BundleFault as wrong:
        lines.append(wrong.line)
    assert set(lines) <= {1}


def test_text_stays_readable_and_bytes_stay_bytes():
    given = exchange()
    given.legs[1].data = b"\xff\x00\xfe"
    written = json.loads(write_line(given))
    assert written["legs"][0]["text"].encode() == LEG_A
    assert "base64" not in written["legs"][0]
    assert "text" not in written["legs"][1]
    assert read_bundle(write_line(given))[0].legs[1].data == b"\xff\x00\xfe"


def test_secrets_do_not_get_in():
    given = exchange(comment=f"with {FAKE}", tools=[FAKE])
    given.legs[0].headers.append(("x-api-key", "plain-words"))
    given.legs[0].data = FAKE.encode()
    given.detail.explained = FAKE
    written = write_line(given)
    assert FAKE.encode() not in written
    assert b"plain-words" not in written
    assert len(json.loads(written)["legs"][0]["text"]) == len(FAKE)


def test_the_line_that_is_wrong_is_named():
    wrong = fault(line(), b"", b"{}")
    assert wrong.line == 3
    assert str(wrong).startswith("line 3: it is not an exchange")
    assert "format 2" in fault(line(tui_router=2)).words


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("id", 0),
        ("id", -3),
        ("id", 2**60),
        ("started_at", 1e14),
        ("started_at", -1),
        ("status", 1000),
        ("status", -1),
        ("times", {"ended": -1}),
        ("times", {"ended": 1e12}),
        ("tokens", {"input": -1}),
        ("attempts", -1),
        ("state", "eaten"),
    ],
)
def test_figures_that_cannot_be(where: str, value: Any):
    whole = line()
    whole["row"][where] = value
    assert fault(whole).line == 1


@pytest.mark.parametrize("name", [b'"id":', b'"tui_router":'])
def test_figures_that_cannot_even_be_printed(name: bytes):
    assert fault(write_line(exchange()).replace(name, name + b"9" * 9_000)).line == 1


def test_dates_of_facts_and_times_of_attempts_are_looked_at_too():
    whole = line()
    whole["detail"]["learned"][0]["learned_at"] = 1e15
    assert "dates" in fault(whole).words
    whole = line()
    whole["detail"]["attempts"][0]["times"]["sent"] = -5
    assert "times" in fault(whole).words


@pytest.mark.parametrize(
    "deep",
    [b'{"tui_router":1,"row":{"id":' + b"[" * 100_000, b'{"more":' + b"[" * 100_000],
    ids=["row", "line"],
)
def test_depth(deep: bytes):
    assert "deep" in fault(deep).words
    nested: Any = 1
    for _ in range(20):
        nested = [nested]
    whole = line()
    whole["detail"]["more"] = nested
    assert "deep" in fault(whole).words


def test_legs_are_told_apart():
    leg = {"leg": "a", "text": "x"}
    assert "twice" in fault(line(legs=[leg, leg])).words
    assert "neither" in fault(line(legs=[{"leg": "a"}])).words
    assert "both" in fault(line(legs=[{**leg, "base64": ""}])).words
    assert "not an exchange" in fault(line(legs=[{"leg": "a", "base64": "?"}])).words
    assert "64 legs" in fault(line(legs=[{**leg, "attempt": n} for n in range(70)])).words
    assert "larger" in fault(line(legs=[{"leg": "a", "text": "x" * (LEG_CAP + 1)}])).words
    assert "bounds" in fault(line(legs=[{**leg, "size": -1}])).words


def test_texts_and_lists_are_cut():
    whole = line()
    whole["row"] |= {"comment": "c" * 9_999, "tools": ["t" * 999] * 99, "model": "m" * 99_999}
    whole["legs"] = [{"leg": "a", "text": "x", "headers": [["n" * 20_000, "v" * 20_000]] * 999}]
    (read,) = read_bundle(json.dumps(whole).encode())
    assert len(read.row.comment) == 500
    assert [len(name) for name in read.row.tools] == [128] * 16
    assert len(read.row.model) == bundle.TEXT_CAP
    assert len(read.legs[0].headers) == bundle.MAX_HEADERS
    assert {len(text) for pair in read.legs[0].headers for text in pair} == {bundle.TEXT_CAP}


def test_files_have_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundle, "MAX_LINES", 3)
    assert len(read_bundle(write_line(bare()) * 3)) == 3
    assert fault(write_line(bare()) * 4).line == 4
    monkeypatch.setattr(bundle, "MAX_BYTES", 10)
    assert fault(write_line(bare())).line == 0


def test_a_line_that_would_be_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundle, "LINE_CAP", 600_000)
    given = Bundled(
        detail=bare().detail,
        legs=[LegCapture(leg="a", data=b"\xff" * 900_000), LegCapture(leg="d", data=b"short", size=5)],
    )
    written = write_line(given)
    assert len(written) <= 600_000
    first, last = read_bundle(written)[0].legs
    assert 0 < len(first.data) < first.size == 900_000
    assert last.data == b"short"


def test_a_mark_at_the_beginning_of_the_file_and_windows_line_ends_are_no_fault():
    assert len(read_bundle(b"\xef\xbb\xbf" + write_line(bare()).replace(b"\n", b"\r\n") * 2)) == 2


def test_legs_are_found_by_their_attempt():
    given = exchange()
    first, last = given.leg("c", 1), given.leg("c")
    assert first is not None
    assert last is not None
    assert (first.status, last.status) == (400, 200)
    assert given.leg("c", 3) is None
    assert bare().leg("a") is None
    assert msgspec.structs.asdict(given.row)["id"] == 38
    assert given.attempt is not None
    assert given.attempt.number == 2
