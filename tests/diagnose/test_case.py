import base64
import json

import pytest

from tui_router.diagnose.case import MOST_HEADERS, MOST_LINE, read_case


def case(**members):
    return read_case(json.dumps(members).encode())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "is empty"),
        (b" \t\r", "is empty"),
        (b"\x00", "is not JSON"),
        (b'{"upstream_status": 400', "is not JSON"),
        (b"\xff\xfe{", "is not JSON"),
        (b'{"n": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b"[" * 5000 + b"]" * 5000, "is not JSON"),
        (b"[]", "is no JSON object"),
        (b'"text"', "is no JSON object"),
        (b"null", "is no JSON object"),
        (b"{}", "no status, no body and no failed connection"),
        (b'{"upstream_status": true}', "no status, no body and no failed connection"),
        (b"x" * (MOST_LINE + 1), "longer than 32 MB"),
    ],
    ids=lambda value: None if isinstance(value, str) else repr(value[:12]),
)
def test_a_line_that_tells_nothing_says_why(line, why):
    assert why in read_case(line).problem


def test_every_member_is_found():
    found = case(
        id="a-1",
        upstream_status=429,
        upstream_headers={"Retry-After": 7, "X": ["one", "two"], "bad": None, "worse": {}},
        upstream_body="no",
        transport_error=" ECONNRESET ",
        request={"max_tokens": 1},
    )
    assert (found.id, found.status, found.body) == ("a-1", 429, b"no")
    assert found.headers == {"retry-after": "7", "x": "one"}
    assert (found.transport, found.request, found.problem) == ("ECONNRESET", {"max_tokens": 1}, "")


def test_a_byte_order_mark_is_no_fault():
    assert read_case(b'\xef\xbb\xbf{"upstream_status": 500}\r').status == 500


@pytest.mark.parametrize("id", ["text", 7, 2**70, 1.5, True, None])
def test_an_id_comes_back_as_it_was(id):
    assert case(id=id, upstream_status=500).id == id


@pytest.mark.parametrize("id", [[1], {"a": 1}, float("nan"), float("inf")])
def test_what_no_id_can_be_is_null(id):
    assert case(id=id, upstream_status=500).id is None


@pytest.mark.parametrize(
    ("told", "status"),
    [(429, 429), ("429", 429), (429.0, 429), (0, None), (-5, None), (10**30, None), ("x", None), ([], None)],
)
def test_a_status_is_a_status(told, status):
    assert case(upstream_status=told, upstream_body="x").status == status


def test_only_some_headers_are_read():
    many = {f"h{n}": "x" * 9_000 for n in range(MOST_HEADERS + 50)}
    found = case(upstream_status=400, upstream_headers=many).headers
    assert len(found) == MOST_HEADERS
    assert max(map(len, found.values())) == 4_000
    assert case(upstream_status=400, upstream_headers="no").headers == {}


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ("text", b"text"),
        ({"a": "é"}, '{"a": "é"}'.encode()),
        ([1], b"[1]"),
        (0, b"0"),
        (None, b""),
        ("", b""),
        ("half \ud83d a pair", "half \ufffd a pair".encode()),
    ],
)
def test_a_body_is_bytes(told, body):
    found = case(upstream_status=200, upstream_body=told)
    assert found.body == body
    assert found.problem == ""


def test_pieces_come_as_they_were_cut():
    pieces = ["渐".encode()[:2], "渐".encode()[2:], b""]
    told = [base64.b64encode(piece).decode() + "\n" for piece in pieces]
    found = case(upstream_status=200, upstream_chunks_b64=told, upstream_body="not this")
    assert found.chunks == pieces
    assert found.body == "渐".encode()


def test_no_pieces_leave_the_body():
    assert case(upstream_status=200, upstream_chunks_b64=[], upstream_body="this").body == b"this"


@pytest.mark.parametrize("bad", ["!!", "YQ", "é", 7, None, ["YQ=="]])
def test_a_piece_that_cannot_be_read_is_told_and_those_before_it_kept(bad):
    found = case(upstream_status=200, upstream_chunks_b64=["YQ==", bad])
    assert found.problem == "upstream_chunks_b64[1] is not base64"
    assert found.chunks == [b"a"]


def test_pieces_must_be_a_list():
    assert case(upstream_status=200, upstream_chunks_b64="YQ==").problem == "upstream_chunks_b64 is no list"


def test_words_for_a_failed_connection_may_stand_in_an_object():
    assert case(transport_error={"code": "ECONNRESET", "errno": -104}).transport == "ECONNRESET"
    assert case(transport_error=7, upstream_status=500).transport == ""


@pytest.mark.parametrize(
    ("status", "refused"), [(None, False), (200, False), (204, False), (302, True), (500, True)]
)
def test_what_is_no_success_is_a_refusal(status, refused):
    assert case(upstream_status=status, upstream_body="x").refused is refused
