"""Exchanges as an HTTP archive (HAR 1.2), for browsers and the many tools that read it: an entry for the client's hop
and one for each attempt upstream.
"""

import base64
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from tui_router.export.bundle import Bundled, redacted
from tui_router.export.call import GATEWAY
from tui_router.journal.record import AttemptRow, ExchangeRow, LegCapture, Times

NOT_KNOWN = -1
"""What the format says of a time or a size that was not measured."""


def har(exchanges: Sequence[Bundled], *, version: str = "", gateway: str = GATEWAY) -> bytes:
    """`version` is ours, `gateway` the address its client called."""
    return b"".join(har_parts(exchanges, version=version, gateway=gateway))


def har_parts(exchanges: Sequence[Bundled], *, version: str = "", gateway: str = GATEWAY) -> Iterator[bytes]:
    """The same in pieces, an entry each: made in one go, it would hold up everything else for as long."""
    entries: list[dict[str, Any]] = []
    for each in exchanges:
        entries += _entries(redacted(each), gateway.rstrip("/"))
    entries.sort(key=lambda entry: str(entry["startedDateTime"]))
    head = msgspec.json.encode(
        {"version": "1.2", "creator": {"name": "tui_router", "version": _whole(version)}}
    )
    yield b'{"log": ' + head[:-1] + b', "entries": [\n'
    for number, entry in enumerate(entries):
        yield b",\n" if number else b""
        yield msgspec.json.format(msgspec.json.encode(_whole(entry)), indent=1)
    yield b"\n]}}\n"


def _entries(exchange: Bundled, gateway: str) -> list[dict[str, Any]]:
    row = exchange.row
    said = [f"#{row.id} {row.tier} → {row.provider}/{row.model}", row.reason, row.trouble, row.comment]
    said += [f"{note.act} {note.path}: {note.reason}" for note in exchange.detail.notes[:20]]
    client = _entry(
        row,
        exchange.leg("a"),
        exchange.leg("d"),
        url=gateway + row.path,
        times=row.times,
        status=row.status,
        begun=0.0,
        comment="\n".join(line for line in said if line),
        about={"exchange": row.id, "hop": "client", "kind": row.kind, "session": row.session},
    )
    return [client, *(_attempt(exchange, attempt) for attempt in exchange.detail.attempts)]


def _attempt(exchange: Bundled, attempt: AttemptRow) -> dict[str, Any]:
    row = exchange.row
    own = {leg.leg: leg for leg in exchange.legs if leg.attempt == attempt.number}
    words = [attempt.outcome, attempt.cause and f"made because of: {attempt.cause}", attempt.repair]
    return _entry(
        row,
        own.get("b"),
        own.get("c"),
        url=attempt.url,
        times=attempt.times,
        status=attempt.status,
        begun=attempt.times.sent or row.times.read or 0.0,
        comment="\n".join([f"#{row.id} attempt {attempt.number}", *(word for word in words if word)]),
        about={
            "exchange": row.id,
            "hop": "upstream",
            "attempt": attempt.number,
            "provider": attempt.provider,
        },
    )


def _entry(
    row: ExchangeRow,
    asked: LegCapture | None,
    answered: LegCapture | None,
    *,
    url: str,
    times: Times,
    status: int | None,
    begun: float,
    comment: str,
    about: dict[str, Any],
) -> dict[str, Any]:
    timings = _timings(times, begun)
    return {
        "startedDateTime": _moment(row.started_at + begun),
        "time": sum(value for value in timings.values() if value > 0),
        "request": _request(asked, url),
        "response": _response(answered, status),
        "cache": {},
        "timings": timings,
        "comment": comment,
        "_tui_router": about,
    }


def _timings(times: Times, begun: float) -> dict[str, float]:
    """Milliseconds. To the client `first` begins the answer, from an upstream its status line does."""
    sent = times.read if begun == 0.0 and times.read is not None else begun
    heard = (times.first if begun == 0.0 else times.headers) or times.first or times.headers or times.ended
    ended = times.ended if times.ended is not None else heard
    send = max(0.0, sent - begun)
    wait = max(0.0, heard - sent) if heard is not None else 0.0
    receive = max(0.0, ended - heard) if ended is not None and heard is not None else 0.0
    spans = {"send": send, "wait": wait, "receive": receive}
    return {
        **dict.fromkeys(("blocked", "dns", "connect", "ssl"), float(NOT_KNOWN)),
        **{name: round(span * 1000, 3) for name, span in spans.items()},
    }


def _request(leg: LegCapture | None, url: str) -> dict[str, Any]:
    said = leg.start.partition(" ") if leg is not None else ("", "", "")
    address = said[2] if "://" in said[2] else url
    return {
        "method": said[0] if said[0].isalpha() else "POST",
        "url": address,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(leg),
        "queryString": _query(address),
        "headersSize": NOT_KNOWN,
        "bodySize": leg.size if leg is not None else NOT_KNOWN,
        **({"postData": _posted(leg)} if leg is not None and leg.data else {}),
    }


def _response(leg: LegCapture | None, status: int | None) -> dict[str, Any]:
    code = leg.status if leg is not None and leg.status is not None else status
    content: dict[str, Any] = {"size": leg.size if leg is not None else 0, "mimeType": _type(leg)}
    if leg is not None and leg.data:
        content |= _body(leg.data)
    return {
        "status": code or 0,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(leg),
        "content": content,
        "redirectURL": "",
        "headersSize": NOT_KNOWN,
        "bodySize": leg.size if leg is not None else NOT_KNOWN,
        **({"comment": "no answer came"} if not code else {}),
    }


def _posted(leg: LegCapture) -> dict[str, Any]:
    """The format has no base64 here; what is no text is said so."""
    body = _body(leg.data)
    mime = _type(leg) or "application/json"
    if "encoding" in body:
        return {"mimeType": mime, "params": [], "text": body["text"], "comment": "base64"}
    return {"mimeType": mime, "params": [], "text": body["text"]}


def _body(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(data).decode("ascii"), "encoding": "base64"}


def _headers(leg: LegCapture | None) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in leg.headers] if leg is not None else []


def _type(leg: LegCapture | None) -> str:
    found = [each["value"] for each in _headers(leg) if each["name"].lower() == "content-type"]
    return found[0] if found else ""


def _query(url: str) -> list[dict[str, str]]:
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []
    return [{"name": name, "value": value} for name, value in pairs]


def _moment(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).isoformat(timespec="milliseconds")


def _whole(value: Any) -> Any:
    """Without halves of surrogate pairs, which JSON cannot carry."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list) else value
