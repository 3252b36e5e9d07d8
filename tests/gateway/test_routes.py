"""What is asked of which path, and what is refused before anything happens."""

import asyncio
import json

import pytest


async def raw(road, data: bytes, limit: float = 10) -> bytes:
    host, port = road.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    await writer.drain()
    try:
        async with asyncio.timeout(limit):
            return await reader.read()
    finally:
        writer.close()


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    fields = [*headers, f"content-length: {len(body)}", "connection: close"]
    return f"{line} HTTP/1.1\r\n".encode() + "\r\n".join(fields).encode() + b"\r\n\r\n" + body


AUTH = "authorization: Bearer client-token-of-the-tests"
HOST = "host: localhost"
HELLO = b'{"model":"sandbox/text","max_tokens":5,"messages":[{"role":"user","content":"x"}]}'


def parts(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), fields, body


@pytest.mark.parametrize(
    "path", ["/v1/messages", "/v1/messages?beta=true&x=%20", "/my/prefix/v1/messages", "/v1/v1/messages"]
)
async def test_messages_are_served_under_any_prefix_and_query(road, path: str) -> None:
    status, _, body = parts(await raw(road, request(f"POST {path}", HOST, AUTH, body=HELLO)))
    assert status == 200
    assert json.loads(body)["type"] == "message"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/healthz"])
async def test_health_needs_no_token_and_reveals_nothing(road, method: str, path: str) -> None:
    status, fields, body = parts(await raw(road, request(f"{method} {path}", HOST)))
    assert status == 200
    assert body in (b"", b'{"status":"ok"}')
    assert "server" not in fields


async def test_telemetry_goes_nowhere(road, sandbox) -> None:
    status, _, _ = parts(await raw(road, request("POST /api/event_logging/batch", HOST, AUTH, body=b"{}")))
    assert status == 200
    assert not sandbox.requests


@pytest.mark.parametrize(
    "auth", [(), ("authorization: Bearer wrong",), ("x-api-key: CLIENT-TOKEN-OF-THE-TESTS",), ("authorization: Bearer client-token",)]
)  # fmt: skip
@pytest.mark.parametrize("line", ["POST /v1/messages", "POST /v1/messages/count_tokens", "GET /v1/models", "GET /v1/models/x", "GET /nothing"])  # fmt: skip
async def test_a_wrong_token_is_a_401_that_is_not_retried(
    road, sandbox, auth: tuple[str, ...], line: str
) -> None:
    status, fields, body = parts(await raw(road, request(line, HOST, *auth, body=HELLO)))
    assert (status, fields["x-should-retry"]) == (401, "false")
    answer = json.loads(body)
    assert (answer["type"], answer["error"]["type"]) == ("error", "authentication_error")
    assert answer["request_id"] == fields["request-id"]
    assert not sandbox.requests


async def test_a_token_in_the_url_is_no_token(road) -> None:
    line = "POST /v1/messages?token=client-token-of-the-tests&key=client-token-of-the-tests"
    assert parts(await raw(road, request(line, HOST, body=HELLO)))[0] == 401


@pytest.mark.parametrize("token", ["x-api-key: client-token-of-the-tests", AUTH])
async def test_both_forms_of_the_token_pass(road, token: str) -> None:
    assert parts(await raw(road, request("POST /v1/messages", HOST, token, body=HELLO)))[0] == 200


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("host: evil.com",), 403),
        (("host: 127.0.0.1.evil.com:80",), 403),
        ((), 400),
        ((HOST, HOST), 400),
        ((HOST, "host: evil.com"), 400),
        ((HOST, "origin: https://evil.com"), 403),
        ((HOST, "origin: null"), 403),
        ((HOST, "sec-fetch-site: cross-site"), 403),
    ],
)
async def test_web_pages_and_rebound_names_are_refused(road, sandbox, headers, expected: int) -> None:
    status, fields, body = parts(await raw(road, request("POST /v1/messages", *headers, AUTH, body=HELLO)))
    assert status == expected
    assert json.loads(body)["type"] == "error"
    assert not [name for name in fields if name.startswith("access-control")]
    assert not sandbox.requests


async def test_a_preflight_gets_no_permission(road) -> None:
    answer = await raw(
        road,
        request(
            "OPTIONS /v1/messages", HOST, "origin: https://evil.com", "access-control-request-method: POST"
        ),
    )
    status, fields, _ = parts(answer)
    assert status == 403
    assert not [name for name in fields if name.startswith("access-control")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"model":3}',
        b'{"model":"a"}',
        b'{"model":"a","messages":{}}',
        b'{"model":"a","messages":[{"role":1,"content":"x"}]}',
        b'{"model":"a","messages":[{"role":"user","content":7}]}',
        b'{"model":"a","messages":[],"max_tokens":"many"}',
        b'{"model":"a","messages":[],"max_tokens":1e999}',
        b'{"model":"a","messages":[],"temperature":NaN}',
        b'{"model":"a","messages":[],"tools":{}}',
        b'{"model":"\xff","messages":[]}',
        b'{"a":' * 100_000,
        b'{"model":"a","messages":[' + b"[" * 50_000,
        b'{"model":"a","max_tokens":' + b"9" * 10_000 + b',"messages":[]}',
    ],
)
@pytest.mark.parametrize("path", ["/v1/messages", "/v1/messages/count_tokens"])
async def test_bad_bodies_are_the_clients_fault_in_words(road, sandbox, body: bytes, path: str) -> None:
    status, _, found = parts(await raw(road, request(f"POST {path}", HOST, AUTH, body=body)))
    if path.endswith("count_tokens") and status == 200:
        assert type(json.loads(found)["input_tokens"]) is int  # a count asks less of a body
        return
    assert status == 400
    answer = json.loads(found)
    assert answer["error"]["type"] == "invalid_request_error"
    assert answer["error"]["message"]
    assert not sandbox.requests


async def test_half_a_surrogate_pair_passes_as_a_replacement_character(road, sandbox) -> None:
    body = (
        rb'{"model":"sandbox/text","max_tokens":5,"messages":[{"role":"user","content":"cut \ud83d here"}]}'
    )
    assert parts(await raw(road, request("POST /v1/messages", HOST, AUTH, body=body)))[0] == 200
    assert sandbox.requests[-1]["messages"][-1]["content"] == "cut \ufffd here"


async def test_33_megabytes_are_refused_unread(road) -> None:
    head = f"POST /v1/messages HTTP/1.1\r\n{HOST}\r\n{AUTH}\r\ncontent-length: {33 * 1024 * 1024}\r\n\r\n"
    status, fields, body = parts(await raw(road, head.encode()))
    assert (status, json.loads(body)["error"]["type"]) == (413, "request_too_large")
    assert fields["connection"] == "close"


async def test_33_megabytes_without_a_length_are_refused(road) -> None:
    host, port = road.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /v1/messages HTTP/1.1\r\n{HOST}\r\n{AUTH}\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    )
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"

    async def fill() -> None:
        for _ in range(34):
            writer.write(chunk)
            await writer.drain()

    filling = asyncio.ensure_future(fill())
    async with asyncio.timeout(30):
        first = await reader.readline()
    filling.cancel()
    await asyncio.gather(filling, return_exceptions=True)
    writer.close()
    assert b"413" in first


async def test_a_packed_request_is_refused(road) -> None:
    status, _, _ = parts(
        await raw(road, request("POST /v1/messages", HOST, AUTH, "content-encoding: gzip", body=b"x"))
    )
    assert status == 415


async def test_other_paths_are_named_in_the_404(road) -> None:
    status, _, body = parts(await raw(road, request("GET /v2/things", HOST, AUTH)))
    assert (status, json.loads(body)["error"]["type"]) == (404, "not_found_error")
    assert "/v2/things" in json.loads(body)["error"]["message"]


async def test_models_have_anthropics_shape_and_ids_the_client_keeps(road) -> None:
    status, _, body = parts(await raw(road, request("GET /v1/models?limit=1000", HOST, AUTH)))
    listed = json.loads(body)
    assert status == 200
    assert {"data", "has_more", "first_id", "last_id"} == set(listed)
    assert "claude-router/sandbox/text" in [row["id"] for row in listed["data"]]
    status, _, body = parts(await raw(road, request("GET /v1/models/claude-router/sandbox/text", HOST, AUTH)))
    assert (status, json.loads(body)["id"]) == (200, "claude-router/sandbox/text")
    assert parts(await raw(road, request("GET /v1/models/none", HOST, AUTH)))[0] == 404


async def test_a_listed_id_is_accepted_as_a_model(road, sandbox) -> None:
    body = HELLO.replace(b"sandbox/text", b"claude-router/sandbox/text")
    assert parts(await raw(road, request("POST /v1/messages", HOST, AUTH, body=body)))[0] == 200
    assert sandbox.requests[-1]["model"] == "text"


async def test_no_refusal_is_an_exchange(road) -> None:
    await raw(road, request("POST /v1/messages", "host: evil.com", AUTH, body=HELLO))
    await raw(road, request("POST /v1/messages", HOST, body=HELLO))
    assert await road.control.exchanges() == []


async def test_who_is_turned_away_is_told_in_the_log(road) -> None:
    for _ in range(3):
        reply = await road.http.send("GET", f"{road.url}/v1/models", {"authorization": "Bearer wrong"})
        await reply.aclose()
        assert reply.status == 401
    told = [line for line in await road.control.log() if line.source == "guard"]
    assert [(line.level, line.text.partition(":")[0]) for line in told] == [
        ("warning", "a request was turned away")
    ]
    assert "token of this gateway is missing or wrong" in told[0].text
