"""What an inspector asks for beyond looking, over HTTP: annotations, searches, the end of an exchange, the log."""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tui_router.control.client import ControlError
from tui_router.control.inspect import Annotation, Found, Search
from tui_router.gateway.control_http import as_json, number, read, refusal

if TYPE_CHECKING:
    from tui_router.gateway.control import ControlService

_encode = msgspec.json.Encoder().encode


def inspect_routes(service: "ControlService", root: str) -> list[Route]:
    async def annotate(request: Request) -> Any:
        return await service.annotate(number(request.path_params["id"]), await read(request, Annotation))

    async def cancel(request: Request) -> Any:
        await service.cancel(number(request.path_params["id"]))
        return {}

    async def log(request: Request) -> Any:
        return await service.log(after=number(request.query_params.get("after", "0")))

    async def search(request: Request) -> Response:
        """The first step is waited for, so that what is refused is refused with a status."""
        try:
            steps = service.search(_asked(request))
            first = await anext(steps)
        except ControlError as error:
            return refusal(error)
        return StreamingResponse(
            _sse(first, steps), media_type="text/event-stream", headers={"cache-control": "no-cache"}
        )

    return [
        Route(f"{root}/exchanges/{{id}}/annotation", as_json(annotate), methods=["PUT"]),
        Route(f"{root}/exchanges/{{id}}/cancel", as_json(cancel), methods=["POST"]),
        Route(f"{root}/search", search),
        Route(f"{root}/log", as_json(log)),
    ]


def _asked(request: Request) -> Search:
    query = request.query_params
    before, ids = query.get("before", ""), query.get("ids", "")
    return Search(
        pattern=query.get("pattern", ""),
        legs=query.get("legs", "abcd"),
        ids=[number(id) for id in ids.split(",")] if ids else [],
        before=number(before) if before else None,
        after=number(query.get("after", "0")),
    )


async def _sse(first: Found, steps: AsyncGenerator[Found, None]) -> AsyncGenerator[bytes, None]:
    try:
        yield _event(first)
        async for found in steps:
            yield _event(found)
    finally:
        await steps.aclose()


def _event(found: Found) -> bytes:
    return b"event: found\ndata: %b\n\n" % _encode(found)
