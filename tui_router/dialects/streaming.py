"""Whether the upstream is asked to stream, which need not be what the client wants."""

from typing import Any

from tui_router.dialects.ledger import Ledger
from tui_router.messages.request import MessagesRequest
from tui_router.providers.quirks import Quirks


def upstream_streams(quirks: Quirks) -> bool:
    """A stream can be cancelled, so whoever can stream does."""
    return quirks.must_stream or not quirks.no_stream


def ask_to_stream(request: MessagesRequest, body: dict[str, Any], ledger: Ledger, *, streams: bool) -> None:
    body["stream"] = streams
    note_stream(request, ledger, streams=streams, to="stream", after="true")


def note_stream(request: MessagesRequest, ledger: Ledger, *, streams: bool, to: str, after: str) -> None:
    """`to` and `after` say where a stream is asked for, and how."""
    if streams and not request.stream:
        reason = "a stream can be cancelled; the answer is put together here"
        ledger.add("added", "stream", reason, to=to, after=after)
    elif request.stream and not streams:
        reason = "the target cannot stream; the answer comes in one piece"
        ledger.add("approximated", "stream", reason, before="true", after="false")


def json_headers(*, streams: bool) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "accept": "text/event-stream" if streams else "application/json",
    }
