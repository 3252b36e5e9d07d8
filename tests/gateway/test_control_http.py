import json
from typing import Any

import msgspec
import pytest
from starlette.requests import Request

from tui_router.control.client import ControlError
from tui_router.gateway.control_http import as_json, number, read, read_bytes


class Asked(msgspec.Struct):
    words: str = ""


def request(*parts: bytes) -> Request:
    left = list(parts)

    async def receive() -> Any:
        body = left.pop(0) if left else b""
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)


async def test_a_body_is_read_as_what_is_wanted() -> None:
    assert await read(request(b'{"wor', b'ds":"x"}'), Asked) == Asked("x")
    assert await read(request(b""), Asked) == Asked()


@pytest.mark.parametrize("body", [b"{", b'{"words":1}', b'"\xff"', b"[" * 100_000])
async def test_a_body_that_is_something_else_is_refused(body: bytes) -> None:
    with pytest.raises(ControlError, match="the body cannot be read") as caught:
        await read(request(body), Asked)
    assert caught.value.status == 400


async def test_a_body_has_its_bound() -> None:
    assert await read_bytes(request(b"1234", b"5678"), 8) == b"12345678"
    with pytest.raises(ControlError) as caught:
        await read_bytes(request(b"1234", b"5678"), 7)
    assert caught.value.status == 413


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "\u0663", "1" * 16])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ControlError):
        number(text)
    assert number("12") == 12


async def test_an_error_has_anthropics_shape() -> None:
    async def refuse(_request: Request) -> Any:
        raise ControlError("not now", 409)

    async def fail(_request: Request) -> Any:
        raise ControlError("no answer")

    async def answer(_request: Request) -> Any:
        return [Asked("x")]

    refused = await as_json(refuse)(request())
    assert refused.status_code == 409
    assert json.loads(bytes(refused.body)) == {
        "type": "error",
        "error": {"type": "invalid_request_error", "message": "not now"},
    }
    assert (await as_json(fail)(request())).status_code == 400
    assert json.loads(bytes((await as_json(answer)(request())).body)) == [{"words": "x"}]
