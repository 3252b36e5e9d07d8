"""What every route of the control plane shares: JSON in, JSON or an error in Anthropic's shape out."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tui_router.control.client import ControlError

BODY_CAP = 1024 * 1024
"""Bytes of a body, where a route does not say otherwise."""

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


def as_json(handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        try:
            return Response(_encode(await handler(request)), media_type="application/json")
        except ControlError as error:
            return refusal(error)

    return serve


def refusal(error: ControlError) -> Response:
    body = {"type": "error", "error": {"type": "invalid_request_error", "message": str(error)}}
    return Response(_encode(body), status_code=error.status or 400, media_type="application/json")


async def read(request: Request, kind: type[T], cap: int = BODY_CAP) -> T:
    body = await read_bytes(request, cap)
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ControlError(f"the body cannot be read: {error}", 400) from None


async def read_bytes(request: Request, cap: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > cap:
            raise ControlError("the body is too large", 413)
    return b"".join(parts)


def number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ControlError("a number is wanted here", 400)
    return int(text)
