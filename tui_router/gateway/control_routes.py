"""/control/v1 over HTTP: JSON, and one stream of events. The token was checked before we are asked."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tui_router.control.client import ControlError
from tui_router.control.inspect import Breakpoints, Release, Resend
from tui_router.control.wiring import Change, Rehearsal, Trial
from tui_router.core.fact import Fact
from tui_router.gateway.control_http import as_json, number, read, read_bytes
from tui_router.gateway.inspect_routes import inspect_routes
from tui_router.journal.record import LegName, Tiers

if TYPE_CHECKING:
    from tui_router.gateway.control import ControlService

EDIT_CAP = 48 * 1024 * 1024
"""Bytes of a changed request: a whole body of one, in base64, and what stands around it."""
BUNDLE_CAP = 64 * 1024 * 1024
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
            before=number(before) if before else None,
            limit=number(query.get("limit", "500")),
        )

    async def exchange(request: Request) -> Any:
        return await service.exchange(number(request.path_params["id"]))

    async def leg(request: Request) -> Any:
        name, query = request.path_params["leg"], request.query_params
        if name not in _LEGS:
            raise ControlError(f"there is no leg {name[:20]}; there are a, b, c and d", 404)
        return await service.leg(
            number(request.path_params["id"]),
            name,
            attempt=number(query.get("attempt", "0")),
            offset=number(query.get("offset", "0")),
        )

    async def replay(request: Request) -> Any:
        asked = await read(request, Resend, EDIT_CAP)
        return {"id": await service.replay(number(request.path_params["id"]), asked)}

    async def breakpoints(_request: Request) -> Any:
        return await service.breakpoints()

    async def put_breakpoints(request: Request) -> Any:
        return await service.put_breakpoints(await read(request, Breakpoints))

    async def release(request: Request) -> Any:
        asked = await read(request, Release, EDIT_CAP)
        await service.release(number(request.path_params["id"]), asked)
        return {}

    async def import_bundle(request: Request) -> Any:
        return {"ids": await service.import_bundle(await read_bytes(request, BUNDLE_CAP))}

    async def remedy(request: Request) -> Any:
        return {"id": await service.remedy(number(request.path_params["id"]))}

    async def facts(_request: Request) -> Any:
        return await service.facts()

    async def put_fact(request: Request) -> Any:
        return await service.put_fact(await read(request, Fact))

    async def forget_fact(request: Request) -> Any:
        await service.forget_fact(await read(request, Fact))
        return {}

    async def troubles(_request: Request) -> Any:
        return await service.troubles()

    async def tiers(_request: Request) -> Any:
        return await service.tiers()

    async def put_tiers(request: Request) -> Any:
        return await service.put_tiers(await read(request, Tiers))

    async def put_launch(request: Request) -> Any:
        launch = await read(request, _Launch)
        await service.put_launch(request.path_params["name"], launch.tiers, launch.subagent)
        return {}

    async def models(request: Request) -> Any:
        return await service.models(refresh=request.query_params.get("refresh", "") in ("1", "true"))

    async def wiring(_request: Request) -> Any:
        return await service.wiring()

    async def rewire(request: Request) -> Any:
        return await service.rewire(await read(request, Change))

    async def revisions(_request: Request) -> Any:
        return await service.revisions()

    async def restore(request: Request) -> Any:
        asked = await read(request, _Restore)
        return await service.restore(number(request.path_params["number"]), revision=asked.revision)

    async def dry_run(request: Request) -> Any:
        return await service.dry_run(await read(request, Rehearsal))

    async def test(request: Request) -> Any:
        return await service.test(await read(request, Trial))

    async def sessions(_request: Request) -> Any:
        return await service.sessions()

    async def stop(_request: Request) -> Any:
        await service.stop()
        return {}

    async def purge(request: Request) -> Any:
        return {"removed": await service.purge((await read(request, _Purge)).before)}

    async def events(request: Request) -> Response:
        return StreamingResponse(
            _sse(service, again="last-event-id" in request.headers),
            media_type="text/event-stream",
            headers={"cache-control": "no-cache"},
        )

    root = "/control/v1"
    return Starlette(
        routes=[
            Route(f"{root}/status", as_json(status)),
            Route(f"{root}/exchanges", as_json(exchanges)),
            Route(f"{root}/exchanges/{{id}}", as_json(exchange)),
            Route(f"{root}/exchanges/{{id}}/legs/{{leg}}", as_json(leg)),
            Route(f"{root}/exchanges/{{id}}/replay", as_json(replay), methods=["POST"]),
            Route(f"{root}/exchanges/{{id}}/remedy", as_json(remedy), methods=["POST"]),
            Route(f"{root}/exchanges/{{id}}/release", as_json(release), methods=["POST"]),
            Route(f"{root}/import", as_json(import_bundle), methods=["POST"]),
            Route(f"{root}/breakpoints", as_json(breakpoints)),
            Route(f"{root}/breakpoints", as_json(put_breakpoints), methods=["PUT"]),
            Route(f"{root}/facts", as_json(facts)),
            Route(f"{root}/facts", as_json(put_fact), methods=["PUT"]),
            Route(f"{root}/facts", as_json(forget_fact), methods=["DELETE"]),
            Route(f"{root}/troubles", as_json(troubles)),
            Route(f"{root}/tiers", as_json(tiers)),
            Route(f"{root}/tiers", as_json(put_tiers), methods=["PUT"]),
            Route(f"{root}/launches/{{name}}", as_json(put_launch), methods=["PUT"]),
            Route(f"{root}/models", as_json(models)),
            Route(f"{root}/wiring", as_json(wiring)),
            Route(f"{root}/wiring", as_json(rewire), methods=["PATCH"]),
            Route(f"{root}/revisions", as_json(revisions)),
            Route(f"{root}/revisions/{{number}}/restore", as_json(restore), methods=["POST"]),
            Route(f"{root}/dry-run", as_json(dry_run), methods=["POST"]),
            Route(f"{root}/test", as_json(test), methods=["POST"]),
            Route(f"{root}/sessions", as_json(sessions)),
            Route(f"{root}/stop", as_json(stop), methods=["POST"]),
            Route(f"{root}/purge", as_json(purge), methods=["POST"]),
            Route(f"{root}/events", events),
            *inspect_routes(service, root),
        ]
    )


class _Purge(msgspec.Struct):
    before: float | None = None


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
