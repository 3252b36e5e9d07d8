"""An exchange with an answer in it, as the pages see it."""

import json

from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSizes, LegSlice, Mark, Times, Tokens
from tui_router.tui.seen import Seen


def event(type, **body):
    return f"event: {type}\ndata: {json.dumps({'type': type, **body})}\n\n".encode()


def block(index, start, *deltas, end=True):
    """A block; `deltas` are texts of its own sort."""
    kind = start["type"]
    sort, field = {
        "thinking": ("thinking_delta", "thinking"),
        "text": ("text_delta", "text"),
    }.get(kind, ("input_json_delta", "partial_json"))
    body = [event("content_block_start", index=index, content_block=start)]
    body += [event("content_block_delta", index=index, delta={"type": sort, field: text}) for text in deltas]
    return b"".join([*body, event("content_block_stop", index=index) if end else b""])


def text(index, *deltas, **how):
    return block(index, {"type": "text", "text": ""}, *deltas, **how)


def thinking(index, *deltas, **how):
    return block(index, {"type": "thinking", "thinking": ""}, *deltas, **how)


def call(index, name, value, **how):
    return block(index, {"type": "tool_use", "id": "t", "name": name, "input": {}}, json.dumps(value), **how)


def seen_of(*parts, state="ok", kind="text/event-stream", status=200, **row):
    """A `Seen` whose leg d is these bytes."""
    ended = None if state in ("live", "waiting", "held") else 2.0
    fields = {
        "tokens": Tokens(input=1_200, output=40, estimated=False),
        "times": Times(first=0.5, ended=ended),
        "status": status,
        **row,
    }
    seen = Seen(ExchangeDetail(row=ExchangeRow(id=7, started_at=0.0, state=state, **fields)))
    seen.row.sizes = LegSizes(d=sum(map(len, parts)))
    for part in parts:
        feed(seen, part, kind=kind, status=status)
    if ended is not None and parts:
        feed(seen, b"", kind=kind, status=status, complete=True)
    return seen


def feed(seen, data, *, leg="d", kind="text/event-stream", status=200, complete=False, headers=(), **more):
    at = seen.raw[leg].next
    piece = LegSlice(leg=leg, status=status, headers=[("content-type", kind), *headers], data=data, offset=at,
                     next=at + len(data), size=at + len(data), complete=complete, marks=[Mark(offset=at, at=1.0)], **more)  # fmt: skip
    return seen.add(piece)


def shown(page):
    """The rows as plain text."""
    rows = [page.row(index).left for index in range(len(page))]
    return [
        "".join(span.text for span in (*row.lead, *row.value, *row.tail)).rstrip() if row is not None else ""
        for row in rows
    ]
