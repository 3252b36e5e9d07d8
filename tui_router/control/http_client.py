"""The control plane over HTTP: what the inspector and the commands use."""

from collections.abc import AsyncIterator
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from tui_router.control.client import ControlError
from tui_router.control.events import ControlEvent
from tui_router.control.inspect import Annotation, Breakpoints, Found, LogLine, Release, Resend, Search
from tui_router.control.wiring import Change, DryRun, Rehearsal, Revision, Trial, Verdict, Wires
from tui_router.core.fact import Fact
from tui_router.journal.record import (
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegName,
    LegSlice,
    Status,
    Tiers,
    Trouble,
)
from tui_router.journal.sessions import Session
from tui_router.net.errors import NetError
from tui_router.net.http import Http, Reply
from tui_router.wire.sse import SseReader

T = TypeVar("T")

_BODY_MAX = 64 * 1024 * 1024
_EVENT_MAX = 1024 * 1024
_DEAD = 45.0
"""Seconds without even the gateway's heartbeat after which a watched line is dead."""
_SILENCE = 30.0  # seconds that an answer may pause
_TEST_SILENCE = 90.0  # the same while a model is loaded for a test


_EVENT: msgspec.json.Decoder[ControlEvent] = msgspec.json.Decoder(ControlEvent)
_FOUND = msgspec.json.Decoder(Found)


class _Replayed(msgspec.Struct):
    id: int


class _Purged(msgspec.Struct):
    removed: int


class _Imported(msgspec.Struct):
    ids: list[int]


class _ErrorBody(msgspec.Struct):
    class Inner(msgspec.Struct):
        message: str = ""

    error: Inner


class HttpControl:
    """A `ControlClient`. Takes a base URL such as "http://127.0.0.1:8787", with or without a path.

    Every failure is a `ControlError` whose text a person can read.
    """

    def __init__(self, url: str, token: str) -> None:
        self.move(url, token)
        self._http = Http()

    def move(self, url: str, token: str) -> None:
        """Speak to this gateway from now on."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ControlError(f"{url} is no address of a gateway, such as http://127.0.0.1:8787.")
        self.url = url.rstrip("/")
        self._token = token

    def __repr__(self) -> str:
        return f"HttpControl({self.url!r})"

    async def status(self) -> Status:
        return await self._get("status", Status)

    async def exchanges(
        self, *, filter: str = "", before: int | None = None, limit: int = 500
    ) -> list[ExchangeRow]:
        query: dict[str, str | int] = {"limit": limit}
        if filter:
            query["filter"] = filter
        if before is not None:
            query["before"] = before
        return await self._get(f"exchanges?{urlencode(query)}", list[ExchangeRow])

    async def exchange(self, id: int) -> ExchangeDetail:
        return await self._get(f"exchanges/{id}", ExchangeDetail)

    async def leg(self, id: int, leg: LegName, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        query = urlencode({"attempt": attempt, "offset": offset})
        return await self._get(f"exchanges/{id}/legs/{leg}?{query}", LegSlice)

    async def replay(self, id: int, ask: Resend | None = None) -> int:
        return (await self._call("POST", f"exchanges/{id}/replay", _Replayed, ask or Resend())).id

    async def annotate(self, id: int, annotation: Annotation) -> ExchangeRow:
        return await self._call("PUT", f"exchanges/{id}/annotation", ExchangeRow, annotation)

    async def search(self, ask: Search) -> AsyncIterator[Found]:
        query = {key: value for key, value in msgspec.to_builtins(ask).items() if key != "ids"}
        query["ids"] = ",".join(map(str, ask.ids))
        async for data in self._stream(f"search?{urlencode(query)}"):
            yield _decoded(data, _FOUND)

    async def cancel(self, id: int) -> None:
        await self._call("POST", f"exchanges/{id}/cancel", msgspec.Raw, {})

    async def breakpoints(self) -> Breakpoints:
        return await self._get("breakpoints", Breakpoints)

    async def put_breakpoints(self, breakpoints: Breakpoints) -> Breakpoints:
        return await self._call("PUT", "breakpoints", Breakpoints, breakpoints)

    async def release(self, id: int, release: Release) -> None:
        await self._call("POST", f"exchanges/{id}/release", msgspec.Raw, release)

    async def import_bundle(self, lines: bytes) -> list[int]:
        return (await self._call("POST", "import", _Imported, msgspec.Raw(lines), read=_TEST_SILENCE)).ids

    async def log(self, *, after: int = 0) -> list[LogLine]:
        return await self._get(f"log?after={after}", list[LogLine])

    async def remedy(self, id: int) -> int:
        return (await self._call("POST", f"exchanges/{id}/remedy", _Replayed, {})).id

    async def troubles(self) -> list[Trouble]:
        return await self._get("troubles", list[Trouble])

    async def facts(self) -> list[Fact]:
        return await self._get("facts", list[Fact])

    async def put_fact(self, fact: Fact) -> Fact:
        return await self._call("PUT", "facts", Fact, fact)

    async def forget_fact(self, fact: Fact) -> None:
        await self._call("DELETE", "facts", msgspec.Raw, fact)

    async def tiers(self) -> Tiers:
        return await self._get("tiers", Tiers)

    async def put_tiers(self, tiers: Tiers) -> Tiers:
        return await self._call("PUT", "tiers", Tiers, tiers)

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        return await self._get("models?refresh=1" if refresh else "models", list[KnownModel])

    async def wiring(self) -> Wires:
        return await self._get("wiring", Wires)

    async def rewire(self, change: Change) -> Wires:
        return await self._call("PATCH", "wiring", Wires, change)

    async def revisions(self) -> list[Revision]:
        return await self._get("revisions", list[Revision])

    async def restore(self, number: int, *, revision: int) -> Wires:
        return await self._call("POST", f"revisions/{number}/restore", Wires, {"revision": revision})

    async def dry_run(self, ask: Rehearsal) -> DryRun:
        return await self._call("POST", "dry-run", DryRun, ask)

    async def test(self, trial: Trial) -> Verdict:
        return await self._call("POST", "test", Verdict, trial, read=_TEST_SILENCE)

    async def sessions(self) -> list[Session]:
        return await self._get("sessions", list[Session])

    async def put_launch(self, name: str, tiers: dict[str, str], subagent: str | None = None) -> None:
        """Wire the requests that carry `x-tui-router-launch: <name>` by themselves: tier → "provider/model"."""
        body = {"tiers": tiers, "subagent": subagent}
        await self._call("PUT", f"launches/{quote(name, safe='')}", msgspec.Raw, body)

    async def purge(self, before: float | None = None) -> int:
        """Remove what began before this moment (epoch seconds), or everything; returns how many went."""
        return (await self._call("POST", "purge", _Purged, {"before": before})).removed

    async def stop(self) -> None:
        await self._call("POST", "stop", msgspec.Raw, {})

    async def events(self) -> AsyncIterator[ControlEvent]:
        """Ends when the gateway ends the stream, raises `ControlError` when it breaks or falls silent."""
        async for data in self._stream("events"):
            yield _decoded(data, _EVENT)

    async def _stream(self, path: str) -> AsyncIterator[bytes]:
        reply = await self._send("GET", path, b"", accept="text/event-stream", read=_DEAD)
        try:
            if reply.status != 200:
                raise _refused(reply.status, await reply.read(_EVENT_MAX))
            reader = SseReader(_EVENT_MAX)
            async for chunk in reply.chunks():
                for frame in reader.feed(chunk):
                    if frame.data is not None:
                        yield frame.data
                if reader.overflow:
                    raise ControlError("The gateway sends an event that is too large to be one.")
        except NetError as error:
            raise ControlError(
                f"The gateway at {self.url} is gone ({error.detail or error.kind})."
            ) from error
        finally:
            await reply.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _get(self, path: str, type: type[T]) -> T:
        return await self._call("GET", path, type)

    async def _call(
        self, method: str, path: str, type: type[T], body: object = None, *, read: float = _SILENCE
    ) -> T:
        if isinstance(body, msgspec.Raw):
            payload = bytes(body)
        else:
            payload = b"" if body is None else msgspec.json.encode(body)
        try:
            reply = await self._send(method, path, payload, read=read)
            try:
                data = await reply.read(_BODY_MAX)
            finally:
                await reply.aclose()
        except NetError as error:
            raise self._unreachable(error) from error
        if not 200 <= reply.status < 300:
            raise _refused(reply.status, data)
        if type is msgspec.Raw:
            return msgspec.Raw(data)  # type: ignore[return-value]  # T is Raw here
        try:
            return msgspec.json.decode(data, type=type)
        except msgspec.DecodeError as error:
            raise ControlError(
                f"What answers at {self.url} does not speak this version's control language ({error})."
            ) from error

    async def _send(
        self,
        method: str,
        path: str,
        payload: bytes,
        *,
        accept: str = "application/json",
        read: float | None = _SILENCE,
    ) -> Reply:
        headers = {"authorization": f"Bearer {self._token}", "accept": accept}
        if payload:
            headers["content-type"] = "application/json"
        address = f"{self.url}/control/v1/{path}"
        try:
            try:
                return await self._http.send(method, address, headers, payload, read=read)
            except NetError as error:
                if error.kind != "stale":
                    raise
                return await self._http.send(method, address, headers, payload, read=read)
        except NetError as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: NetError) -> ControlError:
        return ControlError(f"No gateway answers at {self.url} ({error.detail or error.kind}).")


def _refused(status: int, data: bytes) -> ControlError:
    try:
        message = msgspec.json.decode(data, type=_ErrorBody).error.message
    except msgspec.DecodeError:
        message = ""
    return ControlError(message or f"The gateway answers {status}.", status)


def _decoded(data: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:
        raise ControlError(
            f"The gateway sends an event that this version does not know ({error})."
        ) from error
