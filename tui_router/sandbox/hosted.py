"""Claude in another house: what Bedrock and Vertex want in a Messages request, and Bedrock's frames around the answer.

The path names the model and whether it streams; the body names the version and the betas. Bedrock streams in frames
of `application/vnd.amazon.eventstream`: lengths, headers, the event in base64, two checksums.
"""

import base64
import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

from tui_router.sandbox.doors import Cloud, Door
from tui_router.sandbox.reply import Frame, Stream, Whole

VERSIONS: dict[Cloud, str] = {"aws": "bedrock-2023-05-31", "google": "vertex-2023-10-16"}

_STRING = 7
"""The type of a header's value."""
_FAULTS = {400: "ValidationException", 404: "ResourceNotFoundException", 429: "ThrottlingException"}


def complaint(door: Door, fields: Mapping[str, Any]) -> str | None:
    if fields.get("anthropic_version") != VERSIONS[door.cloud]:
        return f"anthropic_version: Input should be '{VERSIONS[door.cloud]}'"
    if "model" in fields:
        return "model: Extra inputs are not permitted"
    if door.cloud == "aws" and "stream" in fields:
        return "stream: Extra inputs are not permitted"
    betas = fields.get("anthropic_beta", [])
    if not isinstance(betas, list) or not all(isinstance(beta, str) for beta in betas):
        return "anthropic_beta: Input should be a valid list"
    return None


def at_home(
    door: Door, fields: Mapping[str, Any], headers: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The request as Anthropic's own door would get it, for a body without `complaint`."""
    betas = ",".join(fields.get("anthropic_beta", []))
    own = {
        name: value for name, value in fields.items() if name not in ("anthropic_version", "anthropic_beta")
    }
    named = {**headers, "anthropic-version": "2023-06-01", "anthropic-beta": betas}
    return {**own, "model": door.model, "stream": door.streams}, named


def abroad(door: Door, reply: Whole | Stream) -> Whole | Stream:
    """The answer as the house gives it."""
    if door.cloud != "aws":
        return reply
    if isinstance(reply, Stream):
        frames = (Frame(frame.wait, framed(frame.data)) for frame in reply.frames)
        return Stream(frames, reply.end, reply.split, "application/vnd.amazon.eventstream")
    if reply.status < 400 or reply.type != "application/json":
        return reply
    told = json.loads(reply.body)
    message = told["error"]["message"] if isinstance(told.get("error"), dict) else str(told)
    named = {**reply.headers, "x-amzn-errortype": _FAULTS.get(reply.status, "InternalServerException")}
    return Whole(reply.status, json.dumps({"message": message}).encode(), named, wait=reply.wait)


def framed(events: bytes) -> bytes:
    """Server-sent events as messages of an event stream; comments have no place there."""
    return b"".join(message(data) for data in _data(events))


def message(event: bytes) -> bytes:
    payload = json.dumps({"bytes": base64.b64encode(event).decode()}).encode()
    named = {":event-type": "chunk", ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(_header(name.encode(), value.encode()) for name, value in named.items())
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    checked = prelude + struct.pack(">I", crc32(prelude)) + headers + payload
    return checked + struct.pack(">I", crc32(checked))


def _header(name: bytes, value: bytes) -> bytes:
    return struct.pack(">B", len(name)) + name + struct.pack(">BH", _STRING, len(value)) + value


def _data(events: bytes) -> Iterator[bytes]:
    for event in events.split(b"\n\n"):
        _, found, data = event.partition(b"data: ")
        if found and not event.startswith(b":"):
            yield data
