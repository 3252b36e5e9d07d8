"""An answer from a cloud. Google's is Anthropic's own stream; AWS packs each of its events into a message."""

import binascii
import re

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.anthropic import errors
from tui_router.dialects.anthropic.stream import Machine
from tui_router.dialects.base import Call, Prepared, StreamMachine
from tui_router.dialects.bedrock.errors import error_of
from tui_router.messages.events import Emitted
from tui_router.messages.reading import read_object, read_text
from tui_router.wire.eventstream import EventStreamReader, Message

_NAME = re.compile(r"[a-z_]{1,60}")


def machine(call: Call, prepared: Prepared) -> StreamMachine:
    return Machine(call, prepared) if call.provider.quirks.hosted == "google" else AwsMachine(call, prepared)


class AwsMachine(Machine):
    """Takes AWS's messages apart and reads what is in them as Anthropic's stream. What does not begin like such a message
    is read as it is: relays give server-sent events or a whole body under the same paths."""

    def __init__(self, call: Call, prepared: Prepared) -> None:
        super().__init__(call, prepared)
        self._messages = EventStreamReader()
        self._packed: bool | None = None  # None until the first byte

    def feed(self, data: bytes) -> list[Emitted]:
        if not data or self._over:
            return []
        if self._packed is None:
            self._packed = data[0] == 0  # a message's length is below 2**24
        if not self._packed:
            return super().feed(data)
        out: list[Emitted] = []
        for message in self._messages.feed(data):
            out += self._unpacked(message)
            if self._over:
                return out
        if self._messages.broken:
            self._fail(garbled(self._messages.broken))
        return out

    def close(self, output_estimate: int | None = None) -> list[Emitted]:
        if self._messages.rest and not self._over:
            self._fail(errors.truncated())
        return super().close(output_estimate)

    def _unpacked(self, message: Message) -> list[Emitted]:
        error = error_of(message)
        if error:
            self.error_body = error
            self._fail(errors.reported(error))
            return []
        if message.text(":event-type") != "chunk":
            return []  # AWS adds kinds of events; only this one carries the answer
        event = _event(message.payload)
        if event is None:
            self._fail(garbled("an event holds nothing that can be read"))
            return []
        return super().feed(event)


def garbled(why: str) -> UpstreamFault:
    return errors.fault("stream_truncated", f"the upstream's stream is garbled: {why}")


def _event(payload: bytes) -> bytes | None:
    """The server-sent event in a chunk, whose `bytes` are the event's JSON in base64."""
    try:
        data = binascii.a2b_base64(read_text((read_object(payload) or {}).get("bytes")), strict_mode=True)
    except (binascii.Error, ValueError):
        return None
    if not data.strip():
        return None
    kind = read_text((read_object(data) or {}).get("type"))
    name = b"event: " + kind.encode() + b"\n" if _NAME.fullmatch(kind) else b""
    # Between the tokens of JSON a line's end says nothing; within an event it would.
    return name + b"data: " + data.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n\n"
