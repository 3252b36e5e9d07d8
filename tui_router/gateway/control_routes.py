"""/control/v1 over HTTP: JSON, and one stream of events. The token was checked before we are asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tui_router.control.client import ControlError
from tui_router.control.inspect import Resend
from tui_router.control.wiring import Change, Rehearsal, Trial
from tui_router.core.fact import Fact
from tui_router.journal.record import LegName, Tiers

if TYPE_CHECKING:
    from tui_router.gateway.control import ControlService

BODY_CAP = 1024 * 1024
HEARTBEAT_S = 15.0
"""Seconds of silence after which a viewer hears that the line is not dead."""

_encode = msgspec.json.Encoder().encode
_LEGS: tuple[LegName, ...] = ("a", "b", "c", "d")


class _Restore(msgspec.Struct):
    revision: int


class _Launch(msgspec.Struct):
    tiers: dict[str, str] = {}
    subagent: str | None = None


def control_app(service: "ControlService") -> Starlette:
    async def status(_request: Request) -> Any:
        return await service.status()

    async def exchanges(request: Request) -> Any:
        query = request.query_params
        before = query.get("before", "")
        return await service.exchanges(
            filter=query.get("filter", ""),
            before=_number(before) if before else None,
            limit=_number(query.get("limit", "500")),
        )

    async def exchange(request: Request) -> Any:
        return await service.exchange(_number(request.path_params["id"]))

    async def leg(request: Request) -> Any:
        name, query = request.path_params["leg"], request.query_params
        if name not in _LEGS:
            raise ControlError(f"there is no leg {name[:20]}; there are a, b, c and d", 404)
        return await service.leg(
            _number(request.path_params["id"]),
            name,
            attempt=_number(query.get("attempt", "0")),
            offset=_number(query.get("offset", "0")),
        )

    async def replay(request: Request) -> Any:
        asked = await _read(request, Resend)
        return {"id": await service.replay(_number(request.path_params["id"]), asked)}

    async def remedy(request: Request) -> Any:
        return {"id": await service.remedy(_number(request.path_params["id"]))}

    async def facts(_request: Request) -> Any:
        return await service.facts()

    async def put_fact(request: Request) -> Any:
        return await service.put_fact(await _read(request, Fact))

    async def forget_fact(request: Request) -> Any:
        await service.forget_fact(await _read(request, Fact))
        return {}

    async def troubles(_request: Request) -> Any:
        return await service.troubles()

    async def tiers(_request: Request) -> Any:
        return await service.tiers()

    async def put_tiers(request: Request) -> Any:
        return await service.put_tiers(await _read(request, Tiers))

    async def put_launch(request: Request) -> Any:
        launch = await _read(request, _Launch)
        await service.put_launch(request.path_params["name"], launch.tiers, launch.subagent)
        return {}

    async def models(request: Request) -> Any:
        return await service.models(refresh=request.query_params.get("refresh", "") in ("1", "true"))

    async def wiring(_request: Request) -> Any:
        return await service.wiring()

    async def rewire(request: Request) -> Any:
        return await service.rewire(await _read(request, Change))

    async def revisions(_request: Request) -> Any:
        return await service.revisions()

    async def restore(request: Request) -> Any:
        asked = await _read(request, _Restore)
        return await service.restore(_number(request.path_params["number"]), revision=asked.revision)

    async def dry_run(request: Request) -> Any:
        return await service.dry_run(await _read(request, Rehearsal))

    async def test(request: Request) -> Any:
        return await service.test(await _read(request, Trial))

    async def sessions(_request: Request) -> Any:
        return await service.sessions()

    async def stop(_request: Request) -> Any:
        await service.stop()
        return {}

    async def purge(request: Request) -> Any:
        return {"removed": await service.purge((await _read(request, _Purge)).before)}

    async def events(request: Request) -> Response:
        return StreamingResponse(
            _sse(service, again="last-event-id" in request.headers),
            media_type="text/event-stream",
            headers={"cache-control": "no-cache"},
        )

    root = "/control/v1"
    return Starlette(
        routes=[
            Route(f"{root}/status", _json(status)),
            Route(f"{root}/exchanges", _json(exchanges)),
            Route(f"{root}/exchanges/{{id}}", _json(exchange)),
            Route(f"{root}/exchanges/{{id}}/legs/{{leg}}", _json(leg)),
            Route(f"{root}/exchanges/{{id}}/replay", _json(replay), methods=["POST"]),
            Route(f"{root}/exchanges/{{id}}/remedy", _json(remedy), methods=["POST"]),
            Route(f"{root}/facts", _json(facts)),
            Route(f"{root}/facts", _json(put_fact), methods=["PUT"]),
            Route(f"{root}/facts", _json(forget_fact), methods=["DELETE"]),
            Route(f"{root}/troubles", _json(troubles)),
            Route(f"{root}/tiers", _json(tiers)),
            Route(f"{root}/tiers", _json(put_tiers), methods=["PUT"]),
            Route(f"{root}/launches/{{name}}", _json(put_launch), methods=["PUT"]),
            Route(f"{root}/models", _json(models)),
            Route(f"{root}/wiring", _json(wiring)),
            Route(f"{root}/wiring", _json(rewire), methods=["PATCH"]),
            Route(f"{root}/revisions", _json(revisions)),
            Route(f"{root}/revisions/{{number}}/restore", _json(restore), methods=["POST"]),
            Route(f"{root}/dry-run", _json(dry_run), methods=["POST"]),
            Route(f"{root}/test", _json(test), methods=["POST"]),
            Route(f"{root}/sessions", _json(sessions)),
            Route(f"{root}/stop", _json(stop), methods=["POST"]),
            Route(f"{root}/purge", _json(purge), methods=["POST"]),
            Route(f"{root}/events", events),
        ]
    )


class _Purge(msgspec.Struct):
    before: float | None = None


def _json(handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        try:
            return Response(_encode(await handler(request)), media_type="application/json")
        except ControlError as error:
            body = {"type": "error", "error": {"type": "invalid_request_error", "message": str(error)}}
            return Response(_encode(body), status_code=error.status or 400, media_type="application/json")

    return serve


async def _read(request: Request, kind: type[Any]) -> Any:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_CAP:
            raise ControlError("the body is too large", 413)
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ControlError(f"the body cannot be read: {error}", 400) from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ControlError("a number is wanted here", 400)
    return int(text)


async def _sse(service: "ControlService", *, again: bool) -> AsyncIterator[bytes]:
    """A viewer that comes back (`again`) has missed something: it is told to fetch the list, not all that was."""
    number = 0
    if again:
        yield b'event: reset\ndata: {"event":"reset"}\n\n'
    events = service.events()
    upcoming = asyncio.ensure_future(anext(events))
    try:
        while True:
            done, _ = await asyncio.wait((upcoming,), timeout=HEARTBEAT_S)
            if not done:
                yield b": still here\n\n"
                continue
            try:
                event = upcoming.result()
            except StopAsyncIteration:
                return
            number += 1
            name = str(event.__struct_config__.tag)
            yield b"id: %d\nevent: %b\ndata: %b\n\n" % (number, name.encode(), _encode(event))
            upcoming = asyncio.ensure_future(anext(events))
    finally:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)
        await events.aclose()
