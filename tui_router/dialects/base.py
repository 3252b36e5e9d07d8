"""What every dialect is: four translations over typed messages, none of which sees a socket.

request   MessagesRequest + Call        → Prepared (bytes for the upstream, notes)
stream    upstream SSE bytes, fed       → Messages events
response  upstream JSON body            → MessageOut + notes
error     upstream status, headers, body → Diagnosis      (in `diagnose`, one for all dialects)
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.core.target import Limits, Target
from tui_router.dialects.media import ReadPdf, nobody_reads
from tui_router.messages.events import Emitted, MessageOut, Usage
from tui_router.messages.request import MessagesRequest
from tui_router.providers.provider import Provider


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a translator may look at. `body` is leg a as it came; `headers` are the client's headers with
    lower-case names, without its token; `estimate` is a first guess of the prompt in tokens, from its size. `kept` holds
    what answers of earlier turns left in `Prepared.keeps`, by the id it has there.
    `new_id(prefix)` mints an id no other message has ("msg_…", "toolu_…"): handed in so that a test can count.
    `read_pdf` gives the text of a PDF for a target that takes none, None for one that nobody has read yet: its owner
    may then read what was asked for, and translate again.
    """

    request: MessagesRequest
    body: bytes
    target: Target
    provider: Provider
    limits: Limits = Limits()
    headers: Mapping[str, str] = {}
    session: str = ""
    estimate: int = 0
    kept: Mapping[str, str] = {}
    new_id: Callable[[str], str]
    read_pdf: ReadPdf = nobody_reads


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A request ready to be sent. `path` is appended to the provider's base URL; `headers` are the dialect's
    own (no key, no host, no length). `streams` says whether the upstream was asked to stream. `memo` is what
    the answer's translation needs to remember (the tool name map, the stop list); only its own dialect reads it.
    `keeps` is filled while the answer is read: what the upstream wants back beside a call or a text, sealed (`envelope`),
    by the id under which the client knows the call, or one made of the text (`signatures.said_id`).
    """

    path: str
    body: bytes
    headers: dict[str, str]
    streams: bool
    notes: list[Note] = []
    memo: Any = None
    keeps: dict[str, str] = msgspec.field(default_factory=dict)


class StreamMachine(Protocol):
    """Fed with bytes as they arrive, cut anywhere; the same bytes give the same events however they are cut.

    Nothing is handed out before the upstream's first content or terminal event, so the caller may still
    answer with a status until `feed` returns something. An error the upstream reports inside its stream, or a
    stream that ends without its terminal event, is left in `fault`: what `feed` or `close` returned with it
    goes out first, then the caller reports the fault. After `fault` or `done` further input is ignored.
    """

    notes: list[Note]
    usage: Usage | None  # the upstream's own figures, None until it gave any
    fault: UpstreamFault | None
    done: bool  # the terminal event was seen

    def feed(self, data: bytes) -> list[Emitted]: ...

    def close(self, output_estimate: int | None = None) -> list[Emitted]:
        """The upstream's body ended: hand out what was held for the final usage, or set `fault`."""
        ...


class DialectModule(Protocol):
    """The names each dialect package exports; `gateway` picks the package by the provider's dialect."""

    def prepare(self, call: Call) -> Prepared: ...

    def machine(self, call: Call, prepared: Prepared) -> StreamMachine: ...

    def read_response(
        self, call: Call, prepared: Prepared, body: bytes
    ) -> tuple[MessageOut, list[Note], bytes | None]:
        """A whole JSON answer. The third value is the body to send as it is, when the language is the same."""
        ...
